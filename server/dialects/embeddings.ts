import { AppError } from '#server/lib/app-error.ts'
import type { TokenUsage } from './conversation.ts'
import type { About, Target } from './dialect.ts'
import { cannotSay, needObject, wrong, type JsonObject } from './json-values.ts'

/** Embeddings in a dialect of its own, for callers who ask in OpenAI's words. */
export interface EmbeddingsDialect {
  writeRequest(call: EmbeddingsCall, target: Target): { body: JsonObject; dropped: string[] }
  /** Throws `provider_error` where it is no answer. */
  readAnswer(body: unknown): EmbeddingsAnswer
}

export interface EmbeddingsCall {
  texts: string[]
  /** Of each vector; null: as many as the model has. */
  dimensions: number | null
  /** Clients ask for base64 of their own accord, as it is shorter. */
  isBase64: boolean
  /** Cohere's `input_type`: what they are for (`search_query`…); null: not said. */
  inputType: string | null
  /** Names of fields that only OpenAI's dialect has. */
  others: string[]
}

export interface EmbeddingsAnswer {
  vectors: number[][]
  usage: TokenUsage | null
}

/** OpenAI's request. Throws `invalid_request` with the field. */
export function readEmbeddingsCall(value: unknown): EmbeddingsCall {
  const { model: _model, input, dimensions, encoding_format, ...others } = needObject(value, 'body')
  const isWhole = Number.isSafeInteger(dimensions) && Number(dimensions) > 0
  if (dimensions !== undefined && dimensions !== null && !isWhole) {
    throw wrong('dimensions', 'it must be a whole number above 0')
  }
  const format = encoding_format ?? 'float'
  if (format !== 'float' && format !== 'base64') {
    throw wrong('encoding_format', 'it must be float or base64')
  }
  return {
    texts: readTexts(input),
    dimensions: isWhole ? Number(dimensions) : null,
    isBase64: format === 'base64',
    inputType: typeof others.input_type === 'string' ? others.input_type : null,
    others: Object.keys(others).filter((name) => others[name] !== null),
  }
}

function readTexts(input: unknown): string[] {
  const list: unknown[] = Array.isArray(input) ? input : [input]
  if (list.length === 0) throw wrong('input', 'it must hold at least one text')
  return list.map((text) => {
    if (typeof text === 'string') return text
    if (typeof text === 'number' || Array.isArray(text)) {
      throw cannotSay('input', 'an embedding of tokens in place of text')
    }
    throw wrong('input', 'it must be a string or an array of strings')
  })
}

/** OpenAI's answer. Throws `provider_error` where there is not one vector for each text. */
export function writeEmbeddings(
  { vectors, usage }: EmbeddingsAnswer,
  call: EmbeddingsCall,
  { model, requestId }: Pick<About, 'model' | 'requestId'>,
): JsonObject {
  if (vectors.length !== call.texts.length) {
    throw new AppError(
      'provider_error',
      'The provider sent fewer embeddings than it was asked for.',
    )
  }
  const prompt_tokens = usage?.inputTokens ?? 0
  return {
    id: requestId,
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: call.isBase64 ? toBase64(vector) : vector,
    })),
    model,
    usage: { prompt_tokens, total_tokens: prompt_tokens },
  }
}

function toBase64(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4))
  return bytes.toString('base64')
}

/** A vector of finite numbers. Throws `provider_error` where it is none. */
export function needVector(value: unknown): number[] {
  const isVector = Array.isArray(value) && value.length > 0 && value.every(Number.isFinite)
  if (isVector) return value.map(Number)
  throw new AppError('provider_error', 'The provider sent an embedding that is none.')
}
