import type { Dialect } from '#server/dialects/dialect.ts'
import {
  readEmbeddingsCall,
  writeEmbeddings,
  type EmbeddingsDialect,
} from '#server/dialects/embeddings.ts'
import type { Exchange, ExchangeOptions } from './exchange.ts'

/** Embeddings asked for in OpenAI's words, of a provider with words of its own. */
export function openEmbeddings(
  from: Dialect & { embeddings: EmbeddingsDialect },
  { call, deployment, requestId }: ExchangeOptions,
): Exchange {
  const asked = readEmbeddingsCall(JSON.parse(call.bytes.toString('utf8')))
  const { upstreamName, maxOutputTokens } = deployment.model
  const { body, dropped } = from.embeddings.writeRequest(asked, {
    model: upstreamName,
    maxOutputTokens,
  })
  return {
    dialect: from.name,
    body: Buffer.from(JSON.stringify(body)),
    dropped,
    isPassing: false,
    createReader: () => {
      throw new Error('Embeddings are not streamed.')
    },
    translate(answer) {
      const read = from.embeddings.readAnswer(answer)
      const written = writeEmbeddings(read, asked, { model: call.model, requestId })
      return { body: Buffer.from(JSON.stringify(written)), usage: read.usage, hasFailed: false }
    },
  }
}
