import { AppError } from '#server/lib/app-error.ts'
import { needVector, type EmbeddingsDialect } from '../embeddings.ts'
import { countIn, listIn } from '../lenient.ts'

/** Ollama's `/api/embed`. */
export const ollamaEmbeddings: EmbeddingsDialect = {
  writeRequest({ texts, dimensions, others }, { model }) {
    const body = { model, input: texts, ...(dimensions !== null && { dimensions }) }
    return { body, dropped: others }
  },
  readAnswer(body) {
    const vectors = listIn(body, 'embeddings').map(needVector)
    if (vectors.length === 0) {
      throw new AppError('provider_error', 'The provider sent an answer that is none.')
    }
    const inputTokens = countIn(body, 'prompt_eval_count')
    const others = { outputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0, isEstimated: false }
    return { vectors, usage: inputTokens === undefined ? null : { inputTokens, ...others } }
  },
}
