import { randomBytes } from 'node:crypto'
import { AppError } from '../lib/app-error.ts'
import { createId } from '../lib/ids.ts'
import type { ProviderCall, ProviderResponse } from '../providers/provider.ts'
import {
  createChoiceWriter,
  DONE,
  toChunk,
  toCompletion,
  toOpenAiUsage,
  type AnswerFrame,
  type ChunkChoice,
  type ChoiceWriter,
} from './chat-answer.ts'
import type { ChatPlan } from './chat-request.ts'
import type { EngineEvent } from './engine-messages.ts'
import { toJsonResponse } from './error-response.ts'
import { createEventChannel, type EventChannel } from './event-channel.ts'
import type { EngineFailure, GenerationUsage } from './generation-events.ts'
import type { Supervisor } from './supervisor.ts'

export interface RunOptions {
  call: ProviderCall
  plan: ChatPlan
  supervisor: Supervisor
  frame: AnswerFrame
}

/** The generations of one call under way, merged. */
export interface ChatRun extends RunOptions {
  channel: EventChannel<{ index: number; event: EngineEvent }>
  /** Nobody reads it any more: free the engine. */
  stop(): void
}

/** Resolves when the engine has taken every generation of the call; throws its refusal as AppError. */
export async function startAnswer(options: RunOptions): Promise<ChatRun> {
  const { call, plan, supervisor } = options
  const { signal, tenantId } = call
  const channel = createEventChannel<{ index: number; event: EngineEvent }>()
  const jobs = plan.jobs.map((job) => ({ ...job, id: createId(), tenantId }))
  const stop = () => {
    signal.removeEventListener('abort', abort)
    channel.close()
    for (const { id } of jobs) supervisor.cancel(id)
  }
  const abort = () => {
    channel.fail(new AppError('cancelled', 'The caller went away.'))
    stop()
  }
  signal.addEventListener('abort', abort, { once: true })
  const accepted = jobs.map(
    (job, index) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => resolve(), { once: true })
        supervisor.submit(job, (event) => {
          if (event.type === 'accepted') resolve()
          else if (event.type === 'failed') {
            const error = toAppError(event.error)
            reject(error)
            channel.fail(error)
          } else channel.push({ index, event })
        })
      }),
  )
  try {
    await Promise.all(accepted)
  } catch (error) {
    stop()
    throw error
  }
  return { ...options, channel, stop }
}

function toAppError({ code, message, ...details }: EngineFailure): AppError {
  return new AppError(code, message, details)
}

export function openStream(run: ChatRun): ProviderResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    body: streamBody(run),
  }
}

async function* streamBody(run: ChatRun): AsyncGenerator<Buffer> {
  const { frame, plan } = run
  const usage = plan.includesUsage && !plan.omitsNullUsage ? null : undefined
  const usages: GenerationUsage[] = []
  try {
    for await (const choices of choicesOf(run, usages)) {
      // One write for everything that one step of the engine brought.
      yield Buffer.concat(choices.map((choice) => toChunk(frame, [choice], usage)))
    }
    const last = plan.includesUsage ? [toChunk(frame, [], toOpenAiUsage(usages))] : []
    yield Buffer.concat([...last, DONE])
  } finally {
    run.stop()
  }
}

export async function answerWhole(run: ChatRun): Promise<ProviderResponse> {
  const all: ChunkChoice[] = []
  const usages: GenerationUsage[] = []
  try {
    for await (const choices of choicesOf(run, usages)) all.push(...choices)
  } finally {
    run.stop()
  }
  return toJsonResponse(200, toCompletion(run.frame, all, toOpenAiUsage(usages)))
}

/** What the engine's events are as `choices`; usages are added as generations end. Ends when all of them have. */
async function* choicesOf(run: ChatRun, usages: GenerationUsage[]): AsyncGenerator<ChunkChoice[]> {
  const writers = run.plan.jobs.map((_, index) => createWriter(run.plan, index))
  while (usages.length < writers.length) {
    const events = await run.channel.take()
    if (!events) throw new AppError('cancelled', 'The answer was stopped.')
    const choices = events.flatMap(({ index, event }) => write(writers[index], event, usages))
    if (choices.length > 0) yield choices
  }
}

function write(
  writer: ChoiceWriter | undefined,
  event: EngineEvent,
  usages: GenerationUsage[],
): ChunkChoice[] {
  if (event.type === 'text') return writer?.text(event.text, event.logprobs) ?? []
  if (event.type !== 'finished') return []
  usages.push(event.usage)
  return writer?.finish(event.reason) ?? []
}

function createWriter(
  { toolFormat, toolNames, hasLogprobs }: ChatPlan,
  index: number,
): ChoiceWriter {
  return createChoiceWriter({
    index,
    hasLogprobs,
    parser: toolFormat?.createParser(toolNames) ?? null,
    drawCallId,
  })
}

/** Nine letters and digits: Mistral's templates refuse any other id when it comes back, and nobody else minds. */
function drawCallId(): string {
  return Array.from(randomBytes(9), (byte) => (byte % 36).toString(36)).join('')
}
