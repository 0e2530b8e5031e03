import { randomBytes } from 'node:crypto'
import { AppError } from '../lib/app-error.ts'
import { systemClock } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { createProviderModel, THIS_MACHINE_TAGS } from '../providers/provider-model.ts'
import type { Log } from '../lib/log.ts'
import type {
  Operation,
  Provider,
  ProviderCall,
  ProviderModel,
  ProviderResponse,
} from '../providers/provider.ts'
import { ChatBody, EmbeddingBody, readBody, InfillBody } from './chat-body.ts'
import { ask } from './ask.ts'
import { planChat, planInfill, type ChatPlan } from './chat-request.ts'
import { answerWhole, openStream, startAnswer } from './chat-run.ts'
import { answerEmbeddings } from './embeddings.ts'
import { createSpareProcess, startEngineProcess } from './engine-process.ts'
import type { EngineModel, EngineOptions } from './engine-options.ts'
import { openModel, type OpenModel } from './open-model.ts'
import { toErrorResponse, toJsonResponse } from './error-response.ts'
import { freemem } from 'node:os'

export type { EngineModel, EngineOptions } from './engine-options.ts'

export interface EngineProvider extends Provider {
  /** Resolves when the model is loaded. Throws AppError `model_not_found` or `not_ready`. */
  warm(modelId: string): Promise<void>
  /** The engine process of a model that is loaded. */
  pidOf(modelId: string): number | undefined
  /** Offers these too. Those that are there stay as they are, with the answers that they are writing. */
  add(models: EngineModel[]): void
}

export interface EngineProviderOptions {
  models: EngineModel[]
  options?: EngineOptions
  log: Log
}

const SPARE_NEEDS_BYTES = 2 * 1024 ** 3

/** The models of this machine, each in a process of its own, which starts at its first request or by `warm`. */
export function createEngineProvider({
  models,
  options = {},
  log,
}: EngineProviderOptions): EngineProvider {
  const spare = createSpareProcess(
    () => startEngineProcess(log),
    () => options.hasSpare ?? freemem() > SPARE_NEEDS_BYTES,
  )
  const takeProcess = () => {
    spare.prepare()
    return spare.take()
  }
  const open = new Map<string, OpenModel>()
  const add = (more: EngineModel[]) => {
    for (const model of more) {
      if (open.has(model.id)) continue
      open.set(model.id, openModel(model, { options, takeProcess, clock: systemClock, log }))
    }
  }
  add(models)
  const listed = [...open.values()].map(toProviderModel)
  return {
    id: 'embedded',
    presetName: null,
    dialects: ['openai-chat'],
    place: 'this machine',
    listModels: () => listed,
    stateOf(id) {
      const model = open.get(id)
      if (!model) return { state: 'unavailable', reason: unknownModel(id).message }
      if (model.problem) return { state: 'unavailable', reason: model.problem }
      return model.supervisor.state()
    },
    async call(call) {
      try {
        return await answer(get(call.model), call)
      } catch (error) {
        // A refusal is an answer; that nobody could answer is an exception, and the gateway may ask somebody else.
        if (error instanceof AppError && !error.isRetryable && error.code !== 'cancelled')
          return toErrorResponse(error)
        throw error
      }
    },
    async warm(id) {
      const model = get(id)
      if (model.problem) throw new AppError('not_ready', model.problem)
      await model.supervisor.warm()
    },
    pidOf: (id) => open.get(id)?.supervisor.pid(),
    add,
    async close() {
      await Promise.all([spare.close(), ...[...open.values()].map((one) => one.supervisor.close())])
    },
  }

  function get(id: string): OpenModel {
    const model = open.get(id)
    if (!model) throw unknownModel(id)
    return model
  }
}

async function answer(model: OpenModel, call: ProviderCall): Promise<ProviderResponse> {
  if (model.problem) throw new AppError('not_ready', model.problem)
  call.signal.throwIfAborted()
  if (call.operation === 'embeddings') {
    if (model.kind !== 'embedding')
      throw new AppError(
        'not_supported',
        `${model.name} writes text and makes no embeddings. Choose an embedding model, ` +
          'which `galerne models list` marks as such.',
        { param: 'model' },
      )
    return answerEmbeddings(model, call, readBody(call.body, EmbeddingBody))
  }
  if (!model.isChat)
    throw new AppError('not_supported', model.kind === 'embedding' ? EMBEDS : NO_TEMPLATE, {
      param: 'model',
    })
  const plan = planFor(model, call)
  if (call.operation === 'count-tokens') return countTokens(model, call, plan)
  const run = await startAnswer({
    call,
    plan,
    supervisor: model.supervisor,
    frame: {
      id: `chatcmpl-${createId().replaceAll('-', '')}`,
      created: Math.floor(Date.now() / 1000),
      model: call.model,
      system_fingerprint: model.fingerprint,
    },
  })
  return plan.isStream ? openStream(run) : answerWhole(run)
}

function planFor(model: OpenModel, call: ProviderCall): ChatPlan {
  const facts = { ...model, drawSeed: () => randomBytes(4).readUInt32LE() }
  if (call.operation !== 'fim') return planChat(readBody(call.body, ChatBody), facts)
  if (model.infill) return planInfill(readBody(call.body, InfillBody), facts, model.infill)
  throw new AppError('not_supported', `${model.name} was not trained to fill in code.`, {
    param: 'model',
  })
}

/** As Anthropic says it: `{ input_tokens }`. */
async function countTokens(
  model: OpenModel,
  call: ProviderCall,
  { jobs }: ChatPlan,
): Promise<ProviderResponse> {
  const [job] = jobs
  if (!job) throw new Error('A conversation has at least one job.')
  const { promptTokens } = await ask(model, call, { type: 'count', prompt: job.prompt })
  return toJsonResponse(200, { input_tokens: promptTokens })
}

const EMBEDS = 'This model makes embeddings and does not chat. Use it with /v1/embeddings.'
const NO_TEMPLATE =
  'This model was not trained to chat: its file has no chat template. Choose an instruct model.'

function unknownModel(id: string): AppError {
  return new AppError('model_not_found', `There is no embedded model “${id}” on this machine.`, {
    param: 'model',
  })
}

function toProviderModel(model: OpenModel): ProviderModel {
  const { id, name, contextTokens, languages, licence, isChat, kind, toolFormat } = model
  const operations: Operation[] = []
  if (isChat) operations.push('chat', 'count-tokens')
  if (isChat && model.infill) operations.push('fim')
  if (kind === 'embedding') operations.push('embeddings')
  return createProviderModel({
    id,
    name,
    contextTokens,
    languages,
    licence,
    tags: THIS_MACHINE_TAGS,
    capabilities: {
      operations,
      tools: isChat && toolFormat !== null,
      jsonSchema: isChat,
    },
  })
}
