import { AppError } from '../lib/app-error.ts'
import type { EmbeddingAdapter } from './adapter.ts'
import type { EmbedJob, EngineEvent, EngineJob } from './engine-messages.ts'

/** Embeds one job after the other, one text at a time: the library reads back one vector per forward pass. */
export function createEmbedQueue(adapter: EmbeddingAdapter, emit: (events: EngineEvent[]) => void) {
  const wanted = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()
  let steps = 0
  return {
    async take(job: EngineJob): Promise<void> {
      if (job.type !== 'embed') return
      const texts = job.inputs.map((text, index) => toTokens(text, index))
      const promptTokens = texts.reduce((sum, tokens) => sum + tokens.length, 0)
      wanted.add(job.id)
      emit([{ id: job.id, type: 'accepted', promptTokens }])
      const before = last
      last = before.then(() => run(job, texts, promptTokens)).finally(() => wanted.delete(job.id))
      await last
    },
    cancel: (id: string) => void wanted.delete(id),
    load: () => ({ running: wanted.size, steps }),
  }

  function toTokens(text: string, index: number): number[] {
    const tokens = adapter.tokenize(text)
    if (tokens.length <= adapter.contextTokens && tokens.length > 0) return tokens
    const param = `input[${index}]`
    if (tokens.length === 0)
      throw new AppError('invalid_request', `${param} must not be empty.`, { param })
    throw new AppError(
      'context_length_exceeded',
      `${param} takes ${tokens.length} tokens, and this model reads ${adapter.contextTokens} at most.`,
      { param },
    )
  }

  async function run(job: EmbedJob, texts: number[][], promptTokens: number): Promise<void> {
    const vectors: Float32Array[] = []
    for (const tokens of texts) {
      if (!wanted.has(job.id)) return
      vectors.push(await adapter.embed(tokens))
      steps += 1
    }
    emit([{ id: job.id, type: 'embedded', vectors, promptTokens }])
  }
}
