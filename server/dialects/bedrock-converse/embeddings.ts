import { fieldOf } from '#server/lib/field-of.ts'
import { AppError } from '#server/lib/app-error.ts'
import { needVector, type EmbeddingsCall, type EmbeddingsDialect } from '../embeddings.ts'
import { cannotSay } from '../json-values.ts'
import { countIn, listIn } from '../lenient.ts'

const MAX_TEXTS = 96

/**
 * Embeddings on Amazon Bedrock, which knows no common words for them: `InvokeModel` with those of each family, told apart by
 * the maker's name that every id of Bedrock begins with. Source: “Inference request parameters” of its user guide.
 */
export const bedrockEmbeddings: EmbeddingsDialect = {
  writeRequest(call, { model }) {
    if (/\bcohere\.embed/.test(model)) return writeCohere(call)
    if (/\bamazon\.titan-embed-text/.test(model)) return writeTitan(call)
    throw cannotSay('model', 'embeddings of this family')
  },
  readAnswer(body) {
    const vectors = vectorsIn(body).map(needVector)
    if (vectors.length === 0) {
      throw new AppError('provider_error', 'The provider sent an answer that is none.')
    }
    const inputTokens = countIn(body, 'inputTextTokenCount')
    const others = { outputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0, isEstimated: false }
    return { vectors, usage: inputTokens === undefined ? null : { inputTokens, ...others } }
  },
}

/** What it is for must be said; who does not say it puts texts away to be found. */
function writeCohere({ texts, dimensions, inputType, others }: EmbeddingsCall) {
  if (texts.length > MAX_TEXTS) throw cannotSay('input', `more than ${MAX_TEXTS} texts at once`)
  const body = {
    texts,
    input_type: inputType ?? 'search_document',
    embedding_types: ['float'],
    ...(dimensions !== null && { output_dimension: dimensions }),
  }
  return { body, dropped: others.filter((name) => name !== 'input_type') }
}

/** One text a call. */
function writeTitan({ texts, dimensions, others }: EmbeddingsCall) {
  const [inputText, ...more] = texts
  if (more.length > 0) throw cannotSay('input', 'more than one text at once')
  return { body: { inputText, ...(dimensions !== null && { dimensions }) }, dropped: others }
}

/** Titan has one vector, Cohere a list of them, or such lists by their type of number. */
function vectorsIn(body: unknown): unknown[] {
  const one = fieldOf(body, 'embedding')
  if (one !== undefined) return [one]
  const typed = fieldOf(fieldOf(body, 'embeddings'), 'float')
  return Array.isArray(typed) ? typed : listIn(body, 'embeddings')
}
