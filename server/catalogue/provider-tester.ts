import type { ProviderTest, TestProblem, TestStep } from '#wire/providers.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Gateway } from '#server/gateway/gateway.ts'
import { ProviderRefusal } from '#server/gateway/failures.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import { createHttpProvider, type HttpProviderOptions } from '#server/providers/http-provider.ts'
import { listUpstreamModels, type UpstreamModel } from '#server/providers/list-upstream-models.ts'
import { canDo, createProviderModel } from '#server/providers/provider-model.ts'
import type { Provider, ProviderModel } from '#server/providers/provider.ts'
import { problemOf, problemOfStatus } from './test-problem.ts'

export interface TestRequest {
  principal: Principal
  /** Its models may be none: then the first of its list is called. */
  options: HttpProviderOptions
  signal: AbortSignal
}

export interface ProviderTesterOptions {
  /** A gateway over this provider alone, with the accounts of all others: the call is one like any. */
  gatewayOver: (provider: Provider) => Gateway
  clock: Clock
}

export type TestProviderConnection = (request: TestRequest) => Promise<ProviderTest>

/** A form waits for it: nobody watches a spinner for minutes. */
const LIMITS = { connectMs: 5_000, firstByteMs: 20_000, idleMs: 20_000, totalMs: 30_000 }
const MAX_OUTPUT_TOKENS = 16

/** Asks for the provider's list of models, then makes one cheap call. What goes wrong is told, not thrown. */
export function createProviderTester(deps: ProviderTesterOptions): TestProviderConnection {
  return async ({ principal, options, signal }) => {
    const provider = createHttpProvider({ ...options, limits: LIMITS })
    try {
      const { list, models } = await listModels(provider, { principal, signal, deps })
      const wanted = provider.listModels()[0] ?? firstOf(models)
      // A wrong key or address: the call would only say the same once more.
      const isHopeless = list.outcome === 'failed' && HOPELESS.has(list.problem ?? 'other')
      if (!wanted || isHopeless) {
        return { list, models, call: SKIPPED, calledModel: null, firstContentMs: null }
      }
      const only = { ...provider, listModels: () => [wanted] }
      const called = await callModel(only, wanted, { principal, signal, deps })
      return { list, models, ...called, calledModel: wanted.upstreamName }
    } finally {
      await provider.close()
    }
  }
}

const SKIPPED: TestStep = { outcome: 'skipped', durationMs: 0, problem: null, detail: null }
const NO_LIST =
  'This supplier cannot be asked which models its key may call: name them as its console does.'
const HOPELESS = new Set<TestProblem>(['wrong-key', 'dns', 'refused', 'tls', 'private-address'])

interface Context {
  principal: Principal
  signal: AbortSignal
  deps: ProviderTesterOptions
}

async function listModels(provider: Provider, { principal, signal, deps }: Context) {
  const startedAtMs = deps.clock.now()
  const took = () => deps.clock.now() - startedAtMs
  try {
    const { tenantId } = principal
    const answer = await listUpstreamModels(provider, { tenantId, requestId: createId(), signal })
    if (answer.status === null) return { list: { ...SKIPPED, detail: NO_LIST }, models: [] }
    if (answer.models) return { list: done(took()), models: answer.models }
    const problem = problemOfStatus(answer.status, answer.text)
    return { list: failed(took(), problem, `HTTP ${answer.status}`), models: [] }
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error
    return { list: failed(took(), problemOf(error), error.message), models: [] }
  }
}

/** Some model that can be called: what is no chat model by its own word is not tried as one. */
function firstOf(models: readonly UpstreamModel[]): ProviderModel | undefined {
  const chat = models.find(({ kind }) => kind === 'chat')
  const { upstreamName } = chat ?? models.find(({ kind }) => kind === null) ?? {}
  if (upstreamName === undefined) return undefined
  return createProviderModel({ id: upstreamName, capabilities: { operations: ['chat'] } })
}

async function callModel(
  provider: Provider,
  model: ProviderModel,
  { principal, signal, deps }: Context,
): Promise<{ call: TestStep; firstContentMs: number | null }> {
  const startedAtMs = deps.clock.now()
  const took = () => deps.clock.now() - startedAtMs
  const isChat = canDo(model, 'chat')
  const asked = isChat
    ? {
        messages: [{ role: 'user', content: 'Answer with the word OK.' }],
        max_tokens: MAX_OUTPUT_TOKENS,
      }
    : { input: 'OK' }
  try {
    const { body } = await deps.gatewayOver(provider).call({
      operation: isChat ? 'chat' : 'embeddings',
      dialect: 'openai-chat',
      principal,
      body: Buffer.from(JSON.stringify({ model: model.id, ...asked })),
      signal,
      requestId: createId(),
    })
    const firstContentMs = took()
    await readToEnd(body, signal)
    return { call: done(took()), firstContentMs }
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error
    return { call: failed(took(), callProblemOf(error), error.message), firstContentMs: null }
  }
}

async function readToEnd(body: AsyncIterable<Buffer>, signal: AbortSignal): Promise<void> {
  const pieces = body[Symbol.asyncIterator]()
  while (!(await pieces.next()).done) signal.throwIfAborted()
}

function callProblemOf(error: AppError): TestProblem {
  if (error instanceof ProviderRefusal) return problemOfStatus(error.status, error.message)
  if (/\(40[13]\)/.test(error.message)) return 'wrong-key'
  if (/\(404\)/.test(error.message)) return 'unknown-model'
  return problemOf(error)
}

function done(durationMs: number): TestStep {
  return { outcome: 'ok', durationMs, problem: null, detail: null }
}

function failed(durationMs: number, problem: TestProblem, detail: string): TestStep {
  return { outcome: 'failed', durationMs, problem, detail }
}
