import type { AnswerOrigin, Usage } from '#wire/conversations.ts'
import { promptRoomOf } from '#wire/context-room.ts'
import { AppError, toApiError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import { askModel, type AnswerPart, type ChatGateway } from './ask-model.ts'
import type { EndDraft, EventWriter, RunWriter } from './event-writer.ts'
import type { LiveRun } from './live-runs.ts'
import type { RunPlan } from './plan-run.ts'
import type { AttachmentsPort, ContentPart } from './attachments-port.ts'
import { judgeReply, type ReplyGuard } from './reply-language/answer-again.ts'
import { gatherAdditions, toUsedParts, type AddToPrompt } from './prompt-additions.ts'
import { buildPrompt, estimateMessageTokens, estimateTokens, type Prompt } from './prompt.ts'
import type { History, MessagesStore } from './messages-store.ts'

export interface AnsweringOptions extends ReplyGuard {
  gateway: ChatGateway
  messages: MessagesStore
  writer: EventWriter
  /** Ends a run whose events could not be stored. */
  salvage: (run: LiveRun, error: unknown) => Promise<void>
  clock: Clock
  createId: () => string
  log: Log
  /** An answer has come to its own end and is stored; absent: nobody wants to know. */
  onWhole?: (tenantId: string, messageId: string, plan: RunPlan) => void
  promptSources: readonly AddToPrompt[]
  attachments?: AttachmentsPort
  /** Where no context size is known. */
  fallbackContextTokens?: number
  /** Whether what a stranger wrote is part of a conversation, as of one that was imported; absent: files alone tell. */
  isForeign?: (tenantId: string, conversationId: string) => Promise<boolean>
  /** Whether a person may still come in; absent: nobody is ever sent away. */
  isPresent?: (tenantId: string, personId: string) => boolean
}

/** Why a run was told to end: by the user, or because the process closes. */
type StopReason = 'stopped' | 'interrupted'

class Stop extends Error {
  readonly reason: StopReason

  constructor(reason: StopReason) {
    super(reason)
    this.reason = reason
  }
}

export interface Answering {
  /** Answers in the background, to the end; failures are events of the run. */
  begin(plan: RunPlan, run: LiveRun): void
  /** Resolves when the run has ended; false: it is not here. */
  stop(runId: string): Promise<boolean>
  /** Ends what is written for people who have been suspended, or have gone, since they asked. */
  stopAbsent(): void
  /** Interrupts what is being written and resolves when all of it is stored. */
  close(): Promise<void>
}

export function createAnswering(options: AnsweringOptions): Answering {
  const { writer, log, salvage } = options
  const works = new Map<
    string,
    { controller: AbortController; done: Promise<void>; asker: Asker | null }
  >()
  const { isPresent = () => true } = options

  const work = async (plan: RunPlan, run: LiveRun, controller: AbortController) => {
    const itsLog = log.child({ runId: plan.runId })
    const events = writer.open(run, (error) => controller.abort(error))
    const noted: NotedOrigin = {}
    let end: EndDraft
    try {
      end = await answer({ ...options, plan, events, noted, signal: controller.signal })
    } catch (error) {
      end = endOf(controller.signal.aborted ? controller.signal.reason : error, plan.runId)
      if (end.type === 'failed') itsLog.warn('assistant.run_failed', { error })
    }
    try {
      await events.end(withOrigin(end, noted))
      if (end.type === 'finished') options.onWhole?.(plan.tenantId, plan.answer.id, plan)
    } catch (error) {
      itsLog.error('assistant.run_not_stored', { error })
      await salvage(run, error)
    }
  }
  const stop = async (runId: string, reason: StopReason) => {
    const found = works.get(runId)
    found?.controller.abort(new Stop(reason))
    await found?.done
    return found !== undefined
  }

  return {
    begin(plan, run) {
      const controller = new AbortController()
      const done = work(plan, run, controller)
        .catch((error: unknown) => log.error('assistant.run_broken', { error }))
        .finally(() => works.delete(plan.runId))
      const { kind, tenantId, id } = plan.principal
      // Who is not in the directory to begin with was let in otherwise.
      const asker = kind === 'person' && isPresent(tenantId, id) ? { tenantId, id } : null
      works.set(plan.runId, { controller, done, asker })
    },
    stop: (runId) => stop(runId, 'stopped'),
    stopAbsent() {
      for (const { controller, asker } of works.values()) {
        if (asker && !isPresent(asker.tenantId, asker.id)) controller.abort(sentAway())
      }
    },
    async close() {
      await Promise.all([...works.keys()].map((runId) => stop(runId, 'interrupted')))
    },
  }
}

interface Asker {
  tenantId: string
  id: string
}

function sentAway(): AppError {
  return new AppError(
    'forbidden',
    'Whoever asked may not come in any more: the answer was cut off.',
  )
}

/** Filled in when a call has ended; of several, the last. */
interface NotedOrigin {
  origin?: AnswerOrigin
}

function withOrigin(end: EndDraft, { origin }: NotedOrigin): EndDraft {
  return origin && end.type !== 'interrupted' ? { ...end, origin } : end
}

function endOf(error: unknown, runId: string): EndDraft {
  if (error instanceof Stop) return { type: error.reason }
  return { type: 'failed', error: toApiError(error, runId) }
}

interface AnswerWork extends AnsweringOptions {
  plan: RunPlan
  events: RunWriter
  noted: NotedOrigin
  signal: AbortSignal
}

async function answer(work: AnswerWork): Promise<EndDraft> {
  const { plan, events, signal, clock } = work
  let text = ''
  let asked: Prompt | undefined
  let acceptedAtMs = clock.now()
  const [told, history, isStrange] = await Promise.all([
    gatherAdditions(work.promptSources, plan.request),
    readHistory(work),
    work.isForeign?.(plan.tenantId, plan.conversationId) ?? false,
  ])
  const onAccepted = (prompt: Prompt) => {
    acceptedAtMs = clock.now()
    asked = prompt
    events.write({
      type: 'started',
      messageId: plan.answer.id,
      modelId: plan.model.id,
      lang: plan.lang,
      omittedMessages: prompt.omittedCount,
    })
    for (const part of toUsedParts(told.additions)) events.write({ type: 'part', part })
  }
  for await (const part of untilAborted(
    askWithin({ ...work, ...told, history, isStrange }, onAccepted),
    signal,
  )) {
    if (part.type === 'accepted') continue
    if (part.type === 'finish') {
      const usage: Usage = part.usage
        ? { ...part.usage, isEstimated: false }
        : {
            inputTokens: promptTokensOf(asked),
            outputTokens: estimateTokens(text),
            isEstimated: true,
          }
      const { lang, parts } = await judgeReply(work, plan, text)
      for (const each of parts) events.write(each)
      return { type: 'finished', reason: part.reason, usage, lang }
    }
    if (part.type === 'text') text += part.text
    if (part.type === 'reasoning') {
      const elapsedMs = Math.max(0, Math.round(clock.now() - acceptedAtMs))
      events.write({ ...part, elapsedMs })
    } else events.write(part)
    await events.room()
  }
  throw new AppError('provider_error', 'The model’s answer broke off.')
}

function promptTokensOf(prompt: Prompt | undefined): number {
  return (prompt?.messages ?? []).reduce((sum, each) => sum + estimateMessageTokens(each), 0)
}

/** Shares of the context that are tried for the prompt, when our estimate was too low; 0 is the last message alone. */
const SHARES = [1, 0.7, 0.45, 0.2, 0]

type ToldWork = AnswerWork &
  Awaited<ReturnType<typeof gatherAdditions>> & {
    history: Awaited<ReturnType<typeof readHistory>>
    /** What a stranger wrote is part of the conversation. */
    isStrange: boolean
  }

/** Asks with as much of the conversation as the model takes. */
async function* askWithin(
  work: ToldWork,
  onAccepted: (prompt: Prompt) => void,
): AsyncGenerator<AnswerPart> {
  const contents = await readContents(work, work.history.history)
  const isTainted =
    work.isStrange || contents.size > 0 || work.additions.some(({ isMaterial }) => isMaterial)
  let tooLong: unknown
  for (const prompt of promptsOf(work, contents)) {
    // Each call is a request of its own in the ledger.
    const requestId = tooLong === undefined ? work.plan.runId : work.createId()
    const parts = ask({ ...work, isTainted }, prompt, requestId)
    try {
      // The first part says no more than that the model took the question.
      await parts.next()
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'context_length_exceeded')) throw error
      tooLong = error
      continue
    }
    onAccepted(prompt)
    yield* parts
    return
  }
  throw tooLong
}

/** From all that should fit to the question alone, each made only when the one before was too long. */
function* promptsOf(
  work: ToldWork,
  contents: ReadonlyMap<string, readonly ContentPart[]>,
): Generator<Prompt> {
  const { plan, history, additions } = work
  const promptTokens = promptRoomOf(contextTokensOf(work))
  let omittedCount: number | undefined
  for (const share of SHARES) {
    const prompt = buildPrompt({
      ...history,
      lang: plan.lang,
      isInsisting: plan.isInsisting ?? false,
      additions,
      contents,
      budgetTokens: Math.floor(promptTokens * share),
    })
    if (prompt.omittedCount === omittedCount) continue
    omittedCount = prompt.omittedCount
    yield prompt
  }
}

/** A small model may never come to an end. The reader is told that the limit cut the answer, and may let it go on. */
const MAX_ANSWER_TOKENS = 4096

function ask(
  {
    isTainted,
    gateway,
    plan,
    signal,
    parameters,
    tokenWeight,
    noted,
  }: ToldWork & { isTainted: boolean },
  { messages }: Prompt,
  requestId: string,
): AsyncGenerator<AnswerPart> {
  const { principal, classification, conversationId, model } = plan
  const about = { principal, classification, conversationId, isTainted }
  const question = {
    ...about,
    modelId: model.id,
    messages,
    signal,
    requestId,
    parameters,
    tokenWeight,
    onOrigin: (origin: AnswerOrigin) => {
      noted.origin = origin
    },
  }
  return askModel(gateway, { ...question, maxTokens: MAX_ANSWER_TOKENS })
}

/** What goes along with each message; the same file is read once an answer. */
async function readContents(
  { attachments, plan }: AnswerWork,
  history: History['messages'],
): Promise<Map<string, ContentPart[]>> {
  const contents = new Map<string, ContentPart[]>()
  for (const { id, parts = [] } of history) {
    const files = parts.filter((part) => part.type === 'attachment')
    if (!attachments || files.length === 0) continue
    const use = { model: plan.model, isNewest: id === plan.request.question.id }
    contents.set(id, await attachments.contentOf(plan.principal, files, use))
  }
  return contents
}

function contextTokensOf({ plan, fallbackContextTokens = 8_192 }: AnswerWork): number {
  return plan.model.contextTokens ?? fallbackContextTokens
}

async function readHistory(
  work: AnswerWork,
): Promise<{ history: History['messages']; olderCount: number }> {
  const { messages: store, plan } = work
  const { messages, olderCount } = await store.readHistory(plan.tenantId, {
    messageId: plan.lastMessageId,
    // No language has more characters a token than this, on average.
    maxCharacters: contextTokensOf(work) * 8,
  })
  return { history: messages, olderCount }
}

/** Ends with the signal's reason at once, even where the source does not listen to it. */
async function* untilAborted<T>(source: AsyncGenerator<T>, signal: AbortSignal): AsyncGenerator<T> {
  const aborted = Promise.withResolvers<never>()
  aborted.promise.catch(() => {})
  const onAbort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  try {
    for (;;) {
      const next = await Promise.race([source.next(), aborted.promise])
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Not awaited: a source that hangs would hang this too.
    source.return(undefined).catch(() => {})
  }
}
