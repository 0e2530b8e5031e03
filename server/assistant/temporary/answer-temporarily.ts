import { promptRoomOf } from '#wire/context-room.ts'
import type { Message } from '#wire/conversations.ts'
import type { TemporaryEvent, TemporaryQuestion } from '#wire/temporary.ts'
import { classificationOf, requireMayReclassify } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError, toApiError } from '#server/lib/app-error.ts'
import type { ProviderModel } from '#server/providers/provider.ts'
import { askModel, type AnswerPart } from '../ask-model.ts'
import { chooseModel, type PlanTools } from '../plan-run.ts'
import { buildPrompt } from '../prompt.ts'
import { checkReply, type ReplyCheck } from '../reply-language/check-reply.ts'

export type TemporaryTools = Pick<
  PlanTools,
  'gateway' | 'defaultModelId' | 'detectLanguage' | 'createId' | 'clock'
>

/** Of one person at the same time, as of answers that are stored. */
const MAX_AT_ONCE = 20

export type AnswerTemporarily = ReturnType<typeof createTemporaryAnswers>

const MAX_ANSWER_TOKENS = 4_096
const FALLBACK_CONTEXT_TOKENS = 8_192
/** Shares of the context that are tried, as for any answer. */
const SHARES = [1, 0.45, 0]

/**
 * Answers of chats that are stored nowhere: the question brings all that was said, the answer is gone when it was sent. No
 * memory, no instructions of folders: nothing of a person goes in, and nothing comes to stay. What a call costs is counted as
 * that of any other, its words are kept by no rule (`isUnkept`).
 */
export function createTemporaryAnswers(tools: TemporaryTools) {
  const writing = new Map<string, number>()
  return async (
    principal: Principal,
    question: TemporaryQuestion,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<TemporaryEvent>> => {
    const usual = classificationOf(principal)
    const classification = question.classification ?? usual
    requireAllowed(principal, 'run.start', { kind: 'conversation', context: { classification } })
    requireMayReclassify(principal, { from: usual, to: classification, kind: 'conversation' })
    const last = question.messages.at(-1)
    if (last?.role !== 'user') {
      throw new AppError('invalid_request', 'The last message is what is answered: a user’s.')
    }
    const asked = { principal, conversation: { classification } }
    const model = chooseModel(tools, asked, question.modelId ?? null)
    const before = question.messages.findLast(({ role }) => role === 'assistant')
    const lang =
      (await tools.detectLanguage(last.text, {
        conversation: before?.lang,
        interface: question.interfaceLang,
      })) ??
      before?.lang ??
      null
    const work = { ...tools, principal, classification, question, model, lang, signal }
    return atOnce(writing, `${principal.tenantId} ${principal.id}`, answer(work))
  }
}

/** Counted from the first word that is asked for, so that nobody is who left before it. */
async function* atOnce(
  writing: Map<string, number>,
  person: string,
  events: AsyncGenerator<TemporaryEvent>,
): AsyncGenerator<TemporaryEvent> {
  const count = writing.get(person) ?? 0
  if (count >= MAX_AT_ONCE) {
    const text = `${MAX_AT_ONCE} of your answers are being written already. Wait for one to end, or stop one.`
    yield { type: 'failed', error: toApiError(new AppError('too_many_runs', text)) }
    return
  }
  writing.set(person, count + 1)
  try {
    yield* events
  } finally {
    const left = (writing.get(person) ?? 1) - 1
    if (left > 0) writing.set(person, left)
    else writing.delete(person)
  }
}

type EndPart = Extract<AnswerPart, { type: 'finish' }>

interface Work extends TemporaryTools {
  principal: Principal
  classification: ReturnType<typeof classificationOf>
  question: TemporaryQuestion
  model: ProviderModel
  lang: string | null
  signal: AbortSignal
}

async function* answer(work: Work): AsyncGenerator<TemporaryEvent> {
  try {
    yield* tell(work)
  } catch (error) {
    // Whoever left reads nothing more.
    if (!work.signal.aborted) yield { type: 'failed', error: toApiError(error, work.createId()) }
  }
}

async function* tell(work: Work): AsyncGenerator<TemporaryEvent> {
  const again = yield* tellOnce(work, false)
  if (!again) return
  yield again
  yield* tellOnce(work, true)
}

/** Answers once. Returns what is to be said before another answer, where this one is wholly in another language. */
async function* tellOnce(
  work: Work,
  isInsisting: boolean,
): AsyncGenerator<TemporaryEvent, Extract<TemporaryEvent, { type: 'again' }> | null> {
  const { model, lang } = work
  let text = ''
  for await (const part of askWithin({ ...work, isInsisting })) {
    if (part.type === 'text') text += part.text
    if (part.type === 'accepted') yield { type: 'started', modelId: model.id, lang }
    else if (part.type !== 'finish') yield part
    else {
      const end = await endOf(work, { text, reason: part.reason, usage: part.usage })
      const { language } = end
      if (language?.verdict === 'wrong' && part.reason === 'stop' && !isInsisting) {
        return { type: 'again', language }
      }
      yield end
    }
  }
  return null
}

async function endOf(
  { lang, question, detectLanguage }: Work,
  { text, reason, usage }: { text: string } & Pick<EndPart, 'reason' | 'usage'>,
): Promise<Extract<TemporaryEvent, { type: 'finished' }>> {
  const said = question.messages.at(-1)?.text ?? ''
  const check = await checkReply(detectLanguage, { text, wanted: lang, question: said })
  const language = languagePartOf(check, lang)
  return {
    type: 'finished',
    reason,
    usage: usage && { ...usage, isEstimated: false },
    lang: check.lang ?? check.found ?? lang,
    ...(language && { language }),
  }
}

/** What is said below the answer; undefined: nothing is wrong with its language. */
function languagePartOf({ verdict, found }: ReplyCheck, wanted: string | null) {
  if (verdict === 'right' || wanted === null || found === null) return undefined
  return { type: 'language' as const, wanted, found, verdict }
}

/** Asks with as much of what was said as the model takes. */
async function* askWithin(work: Work & { isInsisting: boolean }): AsyncGenerator<AnswerPart> {
  const { gateway, principal, classification, model, lang, isInsisting, signal, createId } = work
  const contextTokens = model.contextTokens ?? FALLBACK_CONTEXT_TOKENS
  const promptTokens = promptRoomOf(contextTokens)
  const history = toMessages(work)
  for (const [index, share] of SHARES.entries()) {
    const budgetTokens = Math.floor(promptTokens * share)
    const { messages } = buildPrompt({ history, olderCount: 0, lang, isInsisting, budgetTokens })
    const parts = askModel(gateway, {
      principal,
      classification,
      conversationId: null,
      isUnkept: true,
      modelId: model.id,
      messages,
      maxTokens: MAX_ANSWER_TOKENS,
      signal,
      requestId: createId(),
    })
    try {
      const first = await parts.next()
      if (!first.done) yield first.value
    } catch (error) {
      const isTooLong = error instanceof AppError && error.code === 'context_length_exceeded'
      if (isTooLong && index < SHARES.length - 1) continue
      throw error
    }
    yield* parts
    return
  }
}

function toMessages({ question, createId, clock }: Work): Message[] {
  const createdAt = new Date(clock.now()).toISOString()
  return question.messages.map(({ role, text, lang = null }) => ({
    id: createId(),
    parentId: null,
    role,
    text: text.toWellFormed(),
    status: 'complete',
    runId: null,
    modelId: null,
    lang,
    usage: null,
    error: null,
    createdAt,
  }))
}
