import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import type { TokenUsage } from '../conversation.ts'
import { needVector, type EmbeddingsDialect } from '../embeddings.ts'
import { countIn, listIn } from '../lenient.ts'

/** `batchEmbedContents` of the Gemini API; the answer may be that of Vertex AI's `predict` as well. */
export const geminiEmbeddings: EmbeddingsDialect = {
  writeRequest({ texts, dimensions, others }, { model }) {
    const name = model.includes('/') ? model : `models/${model}`
    const requests = texts.map((text) => ({
      model: name,
      content: { parts: [{ text }] },
      ...(dimensions !== null && { outputDimensionality: dimensions }),
    }))
    return { body: { requests }, dropped: others }
  },
  readAnswer(body) {
    const embeddings = listIn(body, 'embeddings')
    const predictions = listIn(body, 'predictions').map((one) => fieldOf(one, 'embeddings'))
    const all = embeddings.length > 0 ? embeddings : predictions
    if (all.length === 0) {
      throw new AppError('provider_error', 'The provider sent an answer that is none.')
    }
    return {
      vectors: all.map((one) => needVector(fieldOf(one, 'values'))),
      usage: usageFrom(body, all),
    }
  },
}

/** Of all texts together, or of each with its own; null: not told. */
function usageFrom(body: unknown, embeddings: unknown[]): TokenUsage | null {
  const counts = embeddings.map((one) => {
    const statistics = fieldOf(one, 'statistics')
    return countIn(statistics, 'token_count') ?? countIn(statistics, 'tokenCount')
  })
  const total = countIn(fieldOf(body, 'usageMetadata'), 'promptTokenCount')
  const isCounted = counts.every((count) => count !== undefined)
  if (total === undefined && !isCounted) return null
  const sum = counts.reduce<number>((tokens, count) => tokens + (count ?? 0), 0)
  return {
    inputTokens: total ?? sum,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    isEstimated: false,
  }
}
