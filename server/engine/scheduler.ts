import { AppError } from '../lib/app-error.ts'
import { messageOf } from '../lib/thrown.ts'
import type { EngineAdapter, EngineSampler, Sampled, StepItem } from './adapter.ts'
import { createAnswerText, type AnswerPiece, type AnswerText } from './answer-text.ts'
import { planBatch, type Runnable, type Share } from './batch-plan.ts'
import { createFairQueue, type FairQueue } from './fair-queue.ts'
import type { EngineFailure, GenerationEvent, GenerationRequest } from './generation-events.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createSequencePool, type SequencePool } from './sequence-pool.ts'
import { commonPrefixLength, type Sequence } from './sequence-placement.ts'
import { createTurns, type Turns } from './turns.ts'

export interface Scheduler {
  /** Throws AppError `busy` when too many wait already. */
  submit(request: GenerationRequest): void
  /** Nothing more is emitted for it; its place is free after the step under way. */
  cancel(id: string): void
  load(): { running: number; waiting: number; steps: number }
  /** Ends after the step under way, and closes the adapter. */
  close(): Promise<void>
}

export interface SchedulerOptions {
  adapter: EngineAdapter
  /** Called at most once a step, with everything that came of it; text may come with that of the next steps. */
  emit: (events: GenerationEvent[]) => void
  queueLimit: number
  /** How many threads the next step should run on, given how many tokens it computes. */
  chooseThreads: (width: number) => number
  /** Milliseconds, monotonic. */
  now: () => number
  /** Without a request for so long, the adapter is told to prepare for longer ones. Default: a second. */
  quietMs?: number
}

/**
 * Continuous batching: requests join and leave between two forward passes, and passes carry one token of each running answer and
 * pieces of the prompts in turns. Pure over EngineAdapter: it knows no library, process or wire format.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { adapter } = options
  const queue = createFairQueue<GenerationRequest>(options.queueLimit)
  const pool = createSequencePool(adapter, options.now)
  const state: State = {
    options,
    pool,
    running: new Map(),
    startingId: null,
    outbox: createOutbox(options),
    turns: createTurns(),
    isPromptsTurn: true,
    isOldestsTurn: true,
    promptTokensPerSecond: FIRST_GUESS_TOKENS_PER_SECOND,
  }
  let steps = 0
  let isPrepared = false
  const closing = new AbortController()
  let wake = () => {}
  const finished = run()
  return {
    submit(request) {
      queue.add(request)
      wake()
    },
    cancel(id) {
      if (queue.remove(id)) return
      state.outbox.forget(id)
      const generation = state.running.get(id)
      if (generation) generation.isCancelled = true
      else if (state.startingId === id) state.startingId = null
    },
    load: () => ({ running: state.running.size, waiting: queue.length, steps }),
    async close() {
      closing.abort()
      wake()
      await finished
      for (const generation of state.running.values()) release(state, generation)
      await adapter.close()
    },
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      dropCancelled(state)
      await admit(queue, state)
      if (state.running.size > 0) await runStep(state, queue.length > 0)
      else await nextSubmit()
      steps += 1
    }
    state.outbox.flush()
  }

  async function nextSubmit(): Promise<void> {
    state.outbox.flush()
    if (queue.length > 0 || closing.signal.aborted) return
    const quiet = createQuiet(isPrepared ? null : (options.quietMs ?? QUIET_MS))
    wake = quiet.end
    if (!(await quiet.lasted)) return
    isPrepared = true
    // Where it cannot, whoever needs it is told why.
    await adapter.prepare().catch(() => {})
  }
}

async function admit(queue: FairQueue<GenerationRequest>, state: State): Promise<void> {
  while (state.pool.hasRoom()) {
    const request = queue.take((one) => !isWorthWaiting(one, state))
    if (!request) return
    try {
      await start(request, state)
    } catch (error) {
      fail(state, request.id, error)
    }
  }
}

/** Lasts for so long, or until its end; null: only until its end. */
function createQuiet(forMs: number | null): { lasted: Promise<boolean>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = forMs === null ? undefined : setTimeout(resolve, forMs, true)
  const end = () => {
    clearTimeout(timer)
    resolve(false)
  }
  return { lasted: promise, end }
}

/** Long enough that whoever waited for the model to load has asked. */
const QUIET_MS = 1000
const FIRST_GUESS_TOKENS_PER_SECOND = 256

interface Generation extends Runnable {
  request: GenerationRequest
  sequence: Sequence
  sampler: EngineSampler
  answer: AnswerText
  /** What the next pass computes: the rest of the prompt, or the last sampled token. */
  pending: number[]
  cachedTokens: number
  outputTokens: number
  isCancelled: boolean
}

interface State {
  options: SchedulerOptions
  pool: SequencePool
  running: Map<string, Generation>
  /** Whose place is being made ready; null: nobody's, or that one has gone. */
  startingId: string | null
  outbox: Outbox
  turns: Turns<Generation>
  isPromptsTurn: boolean
  isOldestsTurn: boolean
  promptTokensPerSecond: number
}

/** Somebody of the same tenant is reading the same long beginning right now: copying it is cheaper than reading it twice. */
function isWorthWaiting(request: GenerationRequest, { running, pool }: State): boolean {
  for (const { isAnswering, request: other } of running.values()) {
    if (isAnswering || other.tenantId !== request.tenantId) continue
    const soon = commonPrefixLength(other.prompt, request.prompt)
    if (soon - pool.bestShare(request) >= WORTH_WAITING_TOKENS) return true
  }
  return false
}

const WORTH_WAITING_TOKENS = 64

async function start(request: GenerationRequest, state: State): Promise<void> {
  const { adapter, now } = state.options
  const sampler = adapter.createSampler(request.sampling)
  state.startingId = request.id
  const { sequence, cachedTokens } = await state.pool.take(request).catch((error: unknown) => {
    sampler.dispose()
    throw error
  })
  if (state.startingId === null) {
    state.pool.giveBack(sequence)
    sampler.dispose()
    return
  }
  state.running.set(request.id, {
    request,
    sequence,
    sampler,
    answer: createAnswerText(request.stop, (token) => adapter.bytesOf(token)),
    pending: request.prompt.slice(cachedTokens),
    cachedTokens,
    outputTokens: 0,
    isCancelled: false,
    sequenceId: sequence.id,
    pendingTokens: request.prompt.length - cachedTokens,
    isAnswering: false,
    startedAtMs: now(),
  })
  state.outbox.add({ id: request.id, type: 'started', cachedTokens })
}

async function runStep(state: State, hasQueue: boolean): Promise<void> {
  const { adapter, chooseThreads, now } = state.options
  const shares = planBatch(state.turns.choose([...state.running.values()]), {
    batchTokens: adapter.limits.batchTokens,
    promptTokensPerSecond: state.promptTokensPerSecond,
    hasQueue,
    isPromptsTurn: state.isPromptsTurn,
    isOldestsTurn: state.isOldestsTurn,
  })
  const isOfAnswers = shares.every(({ runnable }) => runnable.isAnswering)
  state.isPromptsTurn = isOfAnswers
  if (!isOfAnswers) state.isOldestsTurn = !state.isOldestsTurn
  const items = shares.map(toStepItem)
  const width = items.reduce((sum, { tokens }) => sum + tokens.length, 0)
  const threads = chooseThreads(width)
  adapter.setThreads(threads)
  state.outbox.beforeStep(width === items.length && !hasQueue)
  const startedAtMs = now()
  let sampled: (Sampled | null)[]
  try {
    sampled = await adapter.step(items)
  } catch (error) {
    for (const { runnable } of shares) {
      await state.pool.clear(runnable.sequence)
      fail(state, runnable.request.id, error)
    }
    return
  }
  const tookMs = now() - startedAtMs
  learnPromptSpeed(state, shares, tookMs)
  if (isOfAnswers) state.turns.learn({ width, threads, tookMs })
  for (const [index, share] of shares.entries()) {
    advance(share, items[index])
    const result = sampled[index]
    if (result && !share.runnable.isCancelled) take(state, share.runnable, result)
  }
  state.outbox.afterStep(tookMs)
}

function toStepItem({ runnable, tokens }: Share<Generation>): StepItem {
  const isWhole = tokens === runnable.pending.length
  return {
    sequence: runnable.sequence.id,
    position: runnable.sequence.tokens.length,
    tokens: isWhole ? runnable.pending : runnable.pending.slice(0, tokens),
    sampler: isWhole ? runnable.sampler : null,
  }
}

function advance({ runnable, tokens }: Share<Generation>, item: StepItem | undefined): void {
  for (const token of item?.tokens ?? []) runnable.sequence.tokens.push(token)
  runnable.pending = runnable.pending.slice(tokens)
  runnable.pendingTokens = runnable.pending.length
}

/** Only passes that were mostly prompt tell how fast prompts are read. */
function learnPromptSpeed(state: State, shares: Share<Generation>[], tookMs: number): void {
  const read = shares.reduce((sum, one) => sum + (one.runnable.isAnswering ? 0 : one.tokens), 0)
  if (read < 2 * shares.length || read < 16 || tookMs <= 0) return
  state.promptTokensPerSecond += ((read * 1000) / tookMs - state.promptTokensPerSecond) * 0.3
}

function take(state: State, generation: Generation, sampled: Sampled): void {
  const { request, answer, sequence } = generation
  const { endTokens, limits } = state.options.adapter
  if (sampled.failure) return fail(state, request.id, sampled.failure)
  const { token } = sampled
  generation.isAnswering = true
  if (token === null) return finish(state, generation, 'stop')
  generation.outputTokens += 1
  if (!request.ignoresEnd && endTokens.has(token)) return finish(state, generation, 'stop')
  show(state, generation, answer.push(sampled))
  if (answer.hasStopped) return finish(state, generation, 'stop')
  const isFull = sequence.tokens.length + 1 >= limits.contextTokens
  if (isFull || generation.outputTokens >= (request.maxTokens ?? Infinity))
    return finish(state, generation, 'length')
  generation.pending = [token]
  generation.pendingTokens = 1
  constrainWhenTriggered(generation)
}

function constrainWhenTriggered(generation: Generation): void {
  const { trigger } = generation.request
  if (!trigger || !generation.answer.endsWith(trigger.text)) return
  generation.sampler.constrain(trigger.grammar)
  generation.request = { ...generation.request, trigger: null }
}

function show(state: State, generation: Generation, piece: AnswerPiece): void {
  if (piece.text === '' && piece.logprobs.length === 0) return
  state.outbox.add({ id: generation.request.id, type: 'text', ...piece })
}

function finish(state: State, generation: Generation, reason: 'stop' | 'length'): void {
  show(state, generation, generation.answer.flush())
  const { request, cachedTokens, outputTokens } = generation
  const usage = { promptTokens: request.prompt.length, cachedTokens, outputTokens }
  state.outbox.add({ id: request.id, type: 'finished', reason, usage })
  release(state, generation)
}

function fail(state: State, id: string, error: unknown): void {
  state.outbox.add({ id, type: 'failed', error: toFailure(error) })
  const generation = state.running.get(id)
  if (generation) release(state, generation)
}

function release(state: State, generation: Generation): void {
  state.running.delete(generation.request.id)
  state.pool.giveBack(generation.sequence)
  generation.sampler.dispose()
}

function dropCancelled(state: State): void {
  for (const generation of state.running.values())
    if (generation.isCancelled) release(state, generation)
}

export function toFailure(error: unknown): EngineFailure {
  if (error instanceof AppError)
    return {
      code: error.code,
      message: error.message,
      ...(error.param !== undefined && { param: error.param }),
      ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    }
  return {
    code: 'provider_error',
    message: `The engine failed at this request: ${messageOf(error)}`,
  }
}
