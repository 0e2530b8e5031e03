import { z } from 'zod'
import type { Classification } from '#wire/classification.ts'
import { HTTP_STATUS, ErrorCode } from '#wire/errors.ts'
import type { AnswerOrigin, FinishReason } from '#wire/conversations.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { readSse } from '#server/lib/sse.ts'
import type { Provider, ProviderModel } from '#server/providers/provider.ts'
import type { ContentPart } from './attachments-port.ts'
import type { AnswerParameters } from './prompt-additions.ts'

/** The part of the gateway that answers are made with: every model call of the assistant is one of these. */
export interface ChatGateway {
  call(call: {
    operation: 'chat'
    dialect: 'openai-chat'
    principal: Principal
    /** How carefully the conversation is to be handled. */
    classification: Classification
    conversationId?: string
    /** No rule may keep its words, nor any cache. */
    isUnkept?: boolean
    /** Something that a stranger wrote is part of it: a file. Policies may ask. */
    isTainted?: boolean
    /** What it is for, where it is no answer: the ledger has it, and policies may ask. */
    purpose?: string
    body: Buffer
    signal: AbortSignal
    requestId: string
    /** What a token counts of the person's limits. */
    tokenWeight?: number
  }): Promise<{ status: number; headers: Record<string, string>; body: AsyncIterable<Buffer> }>
  /** Why nothing of a class may be asked of a model; undefined: it may. Absent: everything may. */
  refusalOf?(
    principal: Principal,
    modelId: string,
    use: { operation: 'chat'; classification: Classification },
  ): object | undefined
  listModels(principal: Principal): { model: ProviderModel; provider: Provider }[]
  /** Where a call was answered and what that took, once it has ended; to be asked once. Absent: nobody notes it. */
  takeOrigin?(requestId: string): AnswerOrigin | undefined
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string | ContentPart[]
  /** Mistral's field, which others ignore: the answer goes on from here. */
  prefix?: true
}

export interface Question {
  principal: Principal
  classification: Classification
  /** Null: of none that is stored. */
  conversationId: string | null
  /** No rule may keep its words, nor any cache. Absent: as the rules say. */
  isUnkept?: boolean
  /** Absent: nothing of a stranger's is in it. */
  isTainted?: boolean
  /** What it is for; absent: an answer. */
  purpose?: string
  modelId: string
  messages: ChatMessage[]
  maxTokens: number | null
  /** Absent: the model's own. */
  parameters?: AnswerParameters
  /** What it has to answer, of models that keep to it; absent: words. */
  jsonSchema?: object
  /** What a token counts of the person's limits; absent: 1. */
  tokenWeight?: number
  signal: AbortSignal
  requestId: string
  /** Told once the call has ended, however it did. */
  onOrigin?: (origin: AnswerOrigin) => void
}

/** What a model's answer is made of. `accepted` is the first part, `finish` the last one. */
export type AnswerPart =
  | { type: 'accepted' }
  | { type: 'text' | 'reasoning'; text: string }
  | { type: 'finish'; reason: FinishReason; usage: TokenCounts | null }

export interface TokenCounts {
  inputTokens: number
  outputTokens: number
}

/**
 * One call through the gateway. Throws AppError where it was refused, failed or broke off; a stream that ends without saying so
 * is broken off.
 */
export async function* askModel(
  gateway: ChatGateway,
  question: Question,
): AsyncGenerator<AnswerPart> {
  let finish: AnswerPart | undefined
  try {
    for await (const part of readAnswer(gateway, question)) {
      // Told last of all, when it is known where it came from.
      if (part.type === 'finish') finish = part
      else yield part
    }
  } finally {
    const origin = gateway.takeOrigin?.(question.requestId)
    if (origin) question.onOrigin?.(origin)
  }
  if (finish) yield finish
}

async function* readAnswer(gateway: ChatGateway, question: Question): AsyncGenerator<AnswerPart> {
  const { principal, classification, conversationId, isTainted, signal, requestId } = question
  const body = Buffer.from(JSON.stringify(toRequest(question)))
  const response = await gateway.call({
    operation: 'chat',
    dialect: 'openai-chat',
    principal,
    classification,
    ...(conversationId !== null && { conversationId }),
    ...(question.isUnkept && { isUnkept: true }),
    ...(isTainted !== undefined && { isTainted }),
    ...(question.purpose !== undefined && { purpose: question.purpose }),
    body,
    signal,
    requestId,
    ...(question.tokenWeight !== undefined && { tokenWeight: question.tokenWeight }),
  })
  if (response.status !== 200) throw await toRefusal(response)
  yield { type: 'accepted' }
  let reason: FinishReason | null = null
  let usage: TokenCounts | null = null
  let isDone = false
  const texts = { text: createTextJoiner(), reasoning: createTextJoiner() }
  for await (const data of readSse(response.body)) {
    if (data === '[DONE]') {
      isDone = true
      break
    }
    const chunk = parseChunk(data)
    const [choice] = chunk.choices ?? []
    const delta = choice?.delta
    const found = {
      reasoning: texts.reasoning.add(delta?.reasoning_content ?? delta?.reasoning ?? ''),
      text: texts.text.add(delta?.content ?? ''),
    }
    if (found.reasoning) yield { type: 'reasoning', text: found.reasoning }
    if (found.text) yield { type: 'text', text: found.text }
    if (choice?.finish_reason) reason = FINISH[choice.finish_reason] ?? 'other'
    if (chunk.usage) usage = toCounts(chunk.usage)
  }
  const rest = texts.text.end()
  if (rest) yield { type: 'text', text: rest }
  if (!isDone && reason === null) {
    throw new AppError(
      'provider_error',
      'The model’s answer broke off. Try again, or go on with it.',
    )
  }
  yield { type: 'finish', reason: reason ?? 'other', usage }
}

function toRequest(question: Question): object {
  const { modelId, messages, maxTokens, parameters, jsonSchema: schema } = question
  return {
    model: modelId,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...(maxTokens !== null && { max_tokens: maxTokens }),
    ...parameters,
    ...(schema && {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema },
      },
    }),
  }
}

const FINISH: Record<string, FinishReason> = {
  stop: 'stop',
  length: 'length',
  model_length: 'length',
  content_filter: 'content_filter',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
}

/** Mistral sends an array of parts where others send a string. */
const Text = z
  .union([z.string(), z.array(z.object({ text: z.string().nullish() }))])
  .nullish()
  .transform((text) =>
    Array.isArray(text) ? text.map((part) => part.text ?? '').join('') : (text ?? ''),
  )

// Only the fields that we read, all nullish: providers add and drop fields without notice.
const WireUsage = z.object({
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
})
const WireError = z.object({
  message: z.string().nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  type: z.string().nullish(),
})
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({ content: Text, reasoning_content: Text, reasoning: Text })
          .partial()
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: WireUsage.nullish(),
  error: z.union([WireError, z.string()]).nullish(),
})

function parseChunk(data: string): z.infer<typeof Chunk> {
  let chunk
  try {
    chunk = Chunk.parse(JSON.parse(data))
  } catch (error) {
    throw new AppError('provider_error', 'The model sent something that is not an answer.', {
      cause: error,
    })
  }
  if (chunk.error) throw toFailure(chunk.error)
  return chunk
}

function toFailure(error: z.infer<typeof WireError> | string, status?: number): AppError {
  const { message, code, type } = typeof error === 'string' ? { message: error } : error
  const known = [code, type].map((name) => ErrorCode.safeParse(name)).find(({ success }) => success)
  const byStatus = ErrorCode.options.find((name) => HTTP_STATUS[name] === status)
  return new AppError(
    known?.data ?? byStatus ?? 'provider_error',
    message ?? 'The model could not answer.',
  )
}

async function toRefusal(response: {
  status: number
  body: AsyncIterable<Buffer>
}): Promise<AppError> {
  const chunks = []
  for await (const chunk of response.body) chunks.push(chunk)
  try {
    const text = Buffer.concat(chunks).toString('utf8')
    const { error } = z.object({ error: z.union([WireError, z.string()]) }).parse(JSON.parse(text))
    return toFailure(error, response.status)
  } catch {
    return toFailure({}, response.status)
  }
}

function toCounts(usage: z.infer<typeof WireUsage>): TokenCounts | null {
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return null
  return { inputTokens, outputTokens }
}

/**
 * Makes text that can be stored out of pieces: half a surrogate pair waits for its other half, and what never becomes a
 * character, or is U+0000, which Postgres cannot hold, becomes U+FFFD.
 */
function createTextJoiner() {
  let held = ''
  const clean = (text: string) => text.toWellFormed().replaceAll('\u0000', '\uFFFD')
  return {
    add(piece: string): string {
      const text = held + piece
      const last = text.charCodeAt(text.length - 1)
      const isHalf = last >= 0xd800 && last <= 0xdbff
      held = isHalf ? text.slice(-1) : ''
      return clean(isHalf ? text.slice(0, -1) : text)
    },
    end: () => clean(held),
  }
}
