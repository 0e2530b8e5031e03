import { AppError } from '../lib/app-error.ts'
import type { ProviderCall, ProviderResponse } from '../providers/provider.ts'
import type { EmbeddingBody } from './chat-body.ts'
import { ask } from './ask.ts'
import { toJsonResponse } from './error-response.ts'
import type { OpenModel } from './open-model.ts'

/** OpenAI's `/v1/embeddings`: vectors of length 1, in the order of the inputs. */
export async function answerEmbeddings(
  model: OpenModel,
  call: ProviderCall,
  body: EmbeddingBody,
): Promise<ProviderResponse> {
  if (typeof body.dimensions === 'number')
    throw new AppError(
      'invalid_request',
      'dimensions: this model has vectors of one length only. Leave it out.',
      { param: 'dimensions' },
    )
  const inputs = typeof body.input === 'string' ? [body.input] : body.input
  const { vectors, promptTokens } = await ask(model, call, { type: 'embed', inputs })
  const isBase64 = body.encoding_format === 'base64'
  return toJsonResponse(200, {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: isBase64 ? toBase64(vector) : [...vector],
    })),
    model: call.model,
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
  })
}

/** Little-endian 32-bit floats, as OpenAI's clients decode them. */
function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}
