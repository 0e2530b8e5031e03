import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Classification } from '#wire/classification.ts'
import type { Conversation, Message } from '#wire/conversations.ts'
import type {
  KeptTranslations,
  TranslatedBlock,
  TranslateRequest,
  TranslationEvent,
  TranslationFile,
  TranslationStart,
} from '#wire/translation.ts'
import { classificationOf, requireMayReclassify } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { askModel, type ChatGateway, type ChatMessage } from '#server/assistant/ask-model.ts'
import type { DetectLanguage } from '#server/assistant/detect-language.ts'
import { chooseModel } from '#server/assistant/plan-run.ts'
import { AppError, toApiError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { ProviderModel } from '#server/providers/provider.ts'
import { createTally } from './add-origins.ts'
import { cutBlocks, type CutBlock, type LexMarkdown } from './find-segments.ts'
import type { TermsPort } from './terms-port.ts'
import { isKeptBlock, translateBlocks } from './translate-blocks.ts'
import type { StoredTranslation, TranslationsStore } from './translations-store.ts'

type Request = z.output<typeof TranslateRequest>
type OfText = Extract<Request, { kind: 'text' }>

export interface TranslationsOptions {
  gateway: ChatGateway
  store: TranslationsStore
  conversations: {
    /** Throws AppError where there is none that this person may read. */
    read(principal: Principal, id: string): Promise<Conversation>
  }
  messages: {
    find(
      tenantId: string,
      asked: { conversationId: string; id: string },
    ): Promise<Message | undefined>
  }
  /** Whether something that a stranger wrote is part of a conversation. */
  isTainted: (tenantId: string, conversationId: string) => Promise<boolean>
  terms: TermsPort
  lex: LexMarkdown
  detectLanguage: DetectLanguage
  defaultModelId: () => string | null
  clock: Clock
  createId: () => string
}

export type Translations = ReturnType<typeof createTranslations>

/** Of one person at the same time: each is many calls. */
const MAX_AT_ONCE = 4
const FALLBACK_CONTEXT_TOKENS = 8_192
/** A model that thinks does so before it answers. */
const THINKING_TOKENS = 4_096

/** What is translated, and as what. */
interface Job {
  principal: Principal
  request: Request
  text: string
  from: string | null
  classification: Classification
  /** Something that a stranger wrote is part of it. Policies may ask. */
  isTainted: boolean
  conversationId: string | null
  /** Kept beside it; null: kept nowhere. */
  messageId: string | null
  model: ProviderModel
  signal: AbortSignal
}

/**
 * Texts in other languages, by calls through the same door as any answer: under the person's rights, in the class of the
 * conversation. What was made of a message is kept beside it, so that asking again asks nobody.
 */
export function createTranslations(options: TranslationsOptions) {
  const { store, conversations, terms, createId } = options
  const writing = new Map<string, number>()
  return {
    async translate(
      principal: Principal,
      request: Request,
      signal: AbortSignal,
    ): Promise<AsyncGenerator<TranslationEvent>> {
      const job = await prepare(options, { principal, request, signal })
      const kept = await findKept(options, job)
      if (kept) return replay(kept, await terms.stateFor(principal))
      const person = `${principal.tenantId} ${principal.id}`
      if ((writing.get(person) ?? 0) >= MAX_AT_ONCE) {
        throw new AppError(
          'too_many_runs',
          `${MAX_AT_ONCE} translations of yours are being made already. Wait for one to end, or stop one.`,
        )
      }
      return counted(writing, person, safely(make(options, job), { signal, createId }))
    },

    /** That a translation left as a file. */
    noteFile: (
      { tenantId }: Principal,
      { format, lang }: Pick<TranslationFile, 'format' | 'lang'>,
    ) => store.noteFile(tenantId, { format, lang }),

    /** What is kept of a conversation in a language, as far as it is still of the text that is there. */
    async list(
      principal: Principal,
      conversationId: string,
      lang: string,
    ): Promise<KeptTranslations> {
      const { id } = await conversations.read(principal, conversationId)
      const [stored, state] = await Promise.all([
        store.list(principal.tenantId, id, lang),
        terms.stateFor(principal),
      ])
      return {
        translations: stored.map(({ messageId, start, blocks, end, madeAt, glossaryState }) => ({
          messageId,
          start,
          blocks: blocks.map((block) => seenWith(block, state)),
          end: { ...end, madeAt: madeAt.toISOString(), isOutdated: glossaryState !== state },
        })),
      }
    },
  }
}

async function prepare(
  options: TranslationsOptions,
  { principal, request, signal }: Pick<Job, 'principal' | 'request' | 'signal'>,
): Promise<Job> {
  const about = await aboutOf(options, principal, request)
  const { classification, conversationId, conversationModelId } = about
  requireAllowed(principal, 'run.start', {
    kind: 'conversation',
    ...(conversationId !== null && { id: conversationId }),
    context: { classification },
  })
  const wanted = request.modelId ?? conversationModelId
  const model = chooseModel(options, { principal, conversation: { classification } }, wanted)
  const text = about.text.toWellFormed().replaceAll('\u0000', '\uFFFD')
  const from = request.from ?? (await options.detectLanguage(text)) ?? about.lang
  const { tenantId } = principal
  const isTainted =
    (request.kind === 'text' && request.isFromFile) ||
    (conversationId !== null && (await options.isTainted(tenantId, conversationId)))
  return { principal, request, signal, model, ...about, text, from, isTainted }
}

interface About extends Pick<Job, 'text' | 'classification' | 'conversationId' | 'messageId'> {
  /** Of the message, where it is known. */
  lang: string | null
  conversationModelId: string | null
}

async function aboutOf(
  { conversations, messages }: TranslationsOptions,
  principal: Principal,
  request: Request,
): Promise<About> {
  const { conversationId } = request
  if (request.kind === 'text' && request.conversationId === undefined) {
    return aboutText(principal, request)
  }
  if (conversationId === undefined)
    throw new AppError('invalid_request', 'Say of which conversation.')
  const conversation = await conversations.read(principal, conversationId)
  const { classification, modelId: conversationModelId } = conversation
  const of = { classification, conversationId, conversationModelId }
  if (request.kind === 'text') return { ...of, text: request.text, messageId: null, lang: null }
  const asked = { conversationId, id: request.messageId }
  const message = await messages.find(principal.tenantId, asked)
  if (!message) throw new AppError('not_found', 'That message is not in this conversation.')
  if (message.status === 'streaming') {
    throw new AppError(
      'conflict',
      'This answer is still being written. Translate it once it is whole.',
    )
  }
  return { ...of, text: message.text, messageId: message.id, lang: message.lang }
}

function aboutText(principal: Principal, request: OfText): About {
  const usual = classificationOf(principal)
  const classification = request.classification ?? usual
  requireMayReclassify(principal, { from: usual, to: classification, kind: 'conversation' })
  const { text } = request
  return {
    text,
    classification,
    conversationId: null,
    messageId: null,
    lang: null,
    conversationModelId: null,
  }
}

async function findKept(
  { store }: TranslationsOptions,
  { principal, request, text, messageId }: Job,
): Promise<StoredTranslation | undefined> {
  if (request.kind !== 'message' || messageId === null || request.isFresh) return undefined
  const { to: lang, formality, modelId, from } = request
  const kept = await store.find(principal.tenantId, { messageId, lang, formality })
  if (kept?.sourceSha256 !== sha256(text)) return undefined
  // Whoever wants another model, or knows the language better, does not want what was kept.
  const isOther = typeof modelId === 'string' && modelId !== kept.start.modelId
  return isOther || (typeof from === 'string' && from !== kept.start.from) ? undefined : kept
}

async function* replay(
  { start, blocks, end, madeAt, glossaryState }: StoredTranslation,
  state: string,
): AsyncGenerator<TranslationEvent> {
  yield { type: 'started', ...start }
  for (const block of blocks) yield { type: 'block', ...seenWith(block, state) }
  const isOutdated = glossaryState !== state
  yield { type: 'finished', ...end, madeAt: madeAt.toISOString(), isOutdated }
}

/** Whoever made it may have glossaries that are not for everybody who reads the conversation. */
function seenWith(block: TranslatedBlock, state: string): TranslatedBlock {
  const terms = block.terms.filter(({ glossaryId }) => state.includes(glossaryId))
  if (terms.length === block.terms.length) return block
  const seen = new Set(terms.map(({ conceptId }) => conceptId))
  const deviations = block.deviations.filter(({ conceptId }) => seen.has(conceptId))
  return { ...block, terms, deviations }
}

async function* make(options: TranslationsOptions, job: Job): AsyncGenerator<TranslationEvent> {
  const { terms, lex, detectLanguage, createId, clock } = options
  const { principal, request, from, model, text } = job
  const { to, formality } = request
  const glossaryState = await terms.stateFor(principal)
  const cut = cutBlocks(text, lex)
  const start: TranslationStart = { modelId: model.id, from, to, formality, blocks: toSources(cut) }
  yield { type: 'started', ...start }
  const tally = createTally()
  const blocks: TranslatedBlock[] = []
  const translated = translateBlocks({
    blocks: cut,
    terms: await terms.checkerFor(principal, { from, to }),
    demanded: new Set(request.kind === 'text' ? request.insistOn : []),
    from,
    to,
    formality,
    detectLanguage,
    contextTokens: model.contextTokens ?? FALLBACK_CONTEXT_TOKENS,
    extraTokens: model.capabilities.reasoning ? THINKING_TOKENS : 0,
    createFence: () => `text-${createId().replaceAll('-', '').slice(-12)}`,
    ask: (messages, maxTokens) => askWords(options, job, { messages, maxTokens, tally }),
  })
  for await (const block of translated) {
    blocks.push(block)
    yield { type: 'block', ...block }
  }
  const end = { ...tally.taken(), foundLang: await foundLangOf(detectLanguage, blocks, to) }
  const madeAt = new Date(clock.now())
  const stored = { start, blocks, end, madeAt, glossaryState, sourceSha256: sha256(text) }
  await keep(options, job, stored)
  yield { type: 'finished', ...end, madeAt: madeAt.toISOString(), isOutdated: false }
}

async function keep(
  { store }: TranslationsOptions,
  { principal, request, messageId }: Job,
  stored: Omit<StoredTranslation, 'messageId'>,
): Promise<void> {
  // Of what failed altogether there is nothing to keep.
  const isWorth = stored.blocks.some(({ problem }) => problem === undefined)
  if (messageId === null || !isWorth) return
  const key = { messageId, lang: request.to, formality: request.formality }
  await store.put(principal.tenantId, key, { ...stored, messageId })
}

function toSources(cut: readonly CutBlock[]) {
  return cut.map((block, index) => ({ index, source: block.source, isKept: isKeptBlock(block) }))
}

interface Call {
  messages: readonly ChatMessage[]
  maxTokens: number
  tally: ReturnType<typeof createTally>
}

async function* askWords(
  { gateway, createId }: TranslationsOptions,
  { principal, classification, conversationId, request, model, signal, isTainted }: Job,
  { messages, maxTokens, tally }: Call,
): AsyncGenerator<string> {
  const parts = askModel(gateway, {
    principal,
    classification,
    conversationId,
    ...(request.kind === 'text' && request.isTemporary && { isUnkept: true }),
    ...(isTainted && { isTainted }),
    modelId: model.id,
    messages: [...messages],
    maxTokens,
    parameters: { temperature: 0 },
    signal,
    requestId: createId(),
    onOrigin: tally.noteOrigin,
  })
  for await (const part of parts) {
    if (part.type === 'text') yield part.text
    if (part.type === 'finish') tally.noteUsage(part.usage)
  }
}

/** Short blocks tell their language together. */
async function foundLangOf(
  detect: DetectLanguage,
  blocks: readonly TranslatedBlock[],
  to: string,
): Promise<string | null> {
  const text = blocks.filter(({ problem }) => problem === undefined).map((block) => block.text)
  const wanted = to.split('-')[0] ?? to
  const found = await detect(text.join('\n'), { conversation: wanted })
  return found === null || found === wanted ? null : found
}

async function* safely(
  events: AsyncGenerator<TranslationEvent>,
  { signal, createId }: { signal: AbortSignal; createId: () => string },
): AsyncGenerator<TranslationEvent> {
  try {
    yield* events
  } catch (error) {
    // Whoever left reads nothing more.
    if (!signal.aborted) yield { type: 'failed', error: toApiError(error, createId()) }
  }
}

async function* counted(
  writing: Map<string, number>,
  person: string,
  events: AsyncGenerator<TranslationEvent>,
): AsyncGenerator<TranslationEvent> {
  writing.set(person, (writing.get(person) ?? 0) + 1)
  try {
    yield* events
  } finally {
    const left = (writing.get(person) ?? 1) - 1
    if (left > 0) writing.set(person, left)
    else writing.delete(person)
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
