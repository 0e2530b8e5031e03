import type { Answer, ChatCall, DialectName, TokenUsage } from '#server/dialects/conversation.ts'
import type { About, Dialect, ServerDialect } from '#server/dialects/dialect.ts'
import { findDialect } from '#server/dialects/dialects.ts'
import { CannotSay } from '#server/dialects/json-values.ts'
import type { EmbeddingsDialect } from '#server/dialects/embeddings.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { scanObject } from '#server/lib/json-scan.ts'
import type { ChatWords } from '#server/providers/message-words.ts'
import { LENIENT_QUIRKS, quirksFor, type Quirks } from '#server/providers/quirks.ts'
import { adaptCall } from './adapt.ts'
import { openEmbeddings } from './embeddings-exchange.ts'
import { failureInAnswer } from './failures.ts'
import { withoutForeignProofs } from './foreign-proofs.ts'
import { keepResponses } from './kept/keep-responses.ts'
import { createPassingReader } from './streams/passing-reader.ts'
import type { Deployment } from './routing/target.ts'
import type { ScannedCall } from './scan.ts'
import { createStreamReader, type StreamReader } from './streams/stream-reader.ts'
import { createTranslatingReader } from './streams/translating-reader.ts'
import type { AnswerWords } from './words/answer-words.ts'
import { withWords, wordsBetween } from './words/caller-words.ts'

/** How one call is put to one deployment, and how its answer is put to the caller. */
export interface Exchange {
  /** What the provider is spoken to in. */
  dialect: DialectName
  /** A complete request in that dialect. */
  body: Buffer
  /** Fields of the request that could not be carried over, for the header `x-galerne-dropped`. */
  dropped: string[]
  /** True: an answer's bytes are the caller's as they come. */
  isPassing: boolean
  createReader(): StreamReader
  /** Puts answers into the words of the caller, who speaks the dialect otherwise than they came; absent: as they came. */
  words?: AnswerWords
  /** A whole answer that passes, where not all of it is to be as it came; absent: it is. */
  rewrite?(bytes: Buffer): Buffer
  /** A whole answer in the caller's dialect, where its bytes are not in it already. Throws `provider_error`. */
  translate(answer: unknown): TranslatedAnswer
}

export interface TranslatedAnswer {
  body: Buffer
  usage: TokenUsage | null
  hasFailed: boolean
}

export interface ExchangeOptions {
  call: ScannedCall
  deployment: Deployment
  requestId: string
  clock: Clock
}

/**
 * The provider is spoken to in the caller's dialect where it understands it: then bytes pass, and only the model's name and
 * declared quirks change. Else in its own, and everything is translated. Throws `not_supported` where neither can be.
 */
export function openExchange(options: ExchangeOptions): Exchange {
  const { call, deployment } = options
  const { provider, model } = deployment
  const quirks = quirksOf(deployment)
  const name = dialectFor(call, provider.dialects, provider.id)
  const toFailure = (error: unknown) => failureInAnswer(provider, error)
  if (name === call.dialect) {
    const words = wordsFor(call, quirks.parts)
    const exchange: Exchange = {
      dialect: name,
      ...adaptCall(withoutForeignProofs(call), model.upstreamName, quirks),
      ...(words && { words }),
      isPassing: true,
      createReader: () => inWords(createReader(name, call, toFailure), call, quirks.parts),
      translate(answer) {
        const read = dialectOf(name).readAnswer(answer)
        return { body: Buffer.alloc(0), usage: read.usage, hasFailed: hasFailed(read) }
      },
    }
    const { nameKept } = call
    if (!nameKept) return exchange
    const providerId = provider.id
    return keepResponses(exchange, { providerId, nameFor: (id) => nameKept({ providerId, id }) })
  }
  const from = dialectOf(name)
  if (hasEmbeddings(from) && call.operation === 'embeddings') return openEmbeddings(from, options)
  const server = serverOf(call.dialect)
  const chat = (call.chat ??= server.readRequest(parse(call.bytes)))
  const written = from.writeRequest(chat, {
    model: model.upstreamName,
    maxOutputTokens: model.maxOutputTokens,
    hasReasoning: model.capabilities.reasoning,
    ...(model.thinking && { thinking: model.thinking }),
  })
  const bytes = Buffer.from(JSON.stringify(written.body))
  const adapted = adaptCall(scanWritten(bytes, call, name), model.upstreamName, quirks)
  const about = aboutOf(options, chat)
  const ownWords = wordsFor(call, 'openai')
  return {
    dialect: name,
    body: adapted.body,
    dropped: [...new Set([...written.dropped, ...adapted.dropped])],
    ...(ownWords && { words: ownWords }),
    isPassing: false,
    createReader() {
      const writer = server.createEventWriter(about)
      return inWords(createTranslatingReader({ from, writer, toFailure }), call, 'openai')
    },
    translate(answer) {
      const read = from.readAnswer(answer)
      return {
        body: Buffer.from(JSON.stringify(server.writeAnswer(read, about))),
        usage: read.usage,
        hasFailed: hasFailed(read),
      }
    },
  }
}

/** It says of itself that it ended in an error. */
function hasFailed({ choices }: Answer): boolean {
  return choices.some(({ finish }) => finish === 'error')
}

/** The provider's, and what this model refuses beyond them. */
function quirksOf({ provider, model }: Deployment): Quirks {
  const quirks = quirksFor(provider.quirks ?? LENIENT_QUIRKS, model.capabilities.reasoning)
  const { refuses } = model
  return refuses ? { ...quirks, drop: [...quirks.drop, ...refuses] } : quirks
}

/** The caller's, where the provider understands it; else the first of the provider's that we speak. */
function dialectFor(
  call: ScannedCall,
  understood: readonly DialectName[],
  id: string,
): DialectName {
  if (understood.includes(call.dialect)) return call.dialect
  const own = understood.find((name) => findDialect(name))
  const isTranslated = call.operation === 'embeddings' && call.dialect === 'openai-chat'
  if (isTranslated && own && findDialect(own)?.embeddings) return own
  // What is neither is not translated.
  if (call.operation === 'chat' && own && findDialect(call.dialect)?.server) return own
  throw new CannotSay(
    'not_supported',
    `The provider “${id}” of this model does not offer this. Choose another model.`,
    { param: 'model' },
  )
}

/** What is written here is in OpenAI's words. */
function wordsFor({ dialect, words = 'openai' }: ScannedCall, from: ChatWords) {
  return dialect === 'openai-chat' ? wordsBetween(from, words) : undefined
}

function inWords(reader: StreamReader, call: ScannedCall, from: ChatWords): StreamReader {
  const words = wordsFor(call, from)
  return words ? withWords(reader, words) : reader
}

/** Mistral's client cannot ask for it. */
function mustTellUsage({ wantsUsage, words }: ScannedCall): boolean {
  return wantsUsage || words === 'mistral'
}

function hasEmbeddings(dialect: Dialect): dialect is Dialect & { embeddings: EmbeddingsDialect } {
  return dialect.embeddings !== undefined
}

function createReader(
  name: DialectName,
  call: ScannedCall,
  toFailure: (error: unknown) => AppError,
): StreamReader {
  if (name === 'openai-chat') {
    return createStreamReader({ wantsUsage: mustTellUsage(call), toFailure })
  }
  return createPassingReader(dialectOf(name), toFailure)
}

function dialectOf(name: DialectName): Dialect {
  const dialect = findDialect(name)
  if (!dialect) throw new Error(`Nobody here speaks ${name}.`)
  return dialect
}

/** Of a dialect that callers speak. */
export function serverOf(name: DialectName): ServerDialect {
  const { server } = dialectOf(name)
  if (!server) throw new Error(`Nobody is answered in ${name}.`)
  return server
}

function aboutOf({ call, requestId, clock }: ExchangeOptions, chat: ChatCall): About {
  return {
    model: call.model,
    requestId,
    created: Math.floor(clock.now() / 1000),
    wantsUsage: mustTellUsage(call),
    call: chat,
  }
}

/** The written request, for the quirks. */
function scanWritten(bytes: Buffer, call: ScannedCall, dialect: DialectName): ScannedCall {
  return { ...call, ...scanObject(bytes), bytes, dialect }
}

function parse(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8'))
}
