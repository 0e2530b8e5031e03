import { createId } from '../lib/ids.ts'
import { AppError } from '../lib/app-error.ts'
import type { ProviderCall, ProviderResponse } from '../providers/provider.ts'
import type { EmbeddingBody } from './chat-body.ts'
import type { EngineEvent } from './engine-messages.ts'
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
  const { vectors, promptTokens } = await embed(model, call, inputs)
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

type Embedded = Extract<EngineEvent, { type: 'embedded' }>

function embed(
  { supervisor }: OpenModel,
  { tenantId, signal }: ProviderCall,
  inputs: string[],
): Promise<Embedded> {
  const id = createId()
  return new Promise<Embedded>((resolve, reject) => {
    const abort = () => {
      supervisor.cancel(id)
      reject(new AppError('cancelled', 'The caller went away.'))
    }
    signal.addEventListener('abort', abort, { once: true })
    supervisor.submit({ type: 'embed', id, tenantId, inputs }, (event) => {
      if (event.type === 'embedded') resolve(event)
      else if (event.type === 'failed')
        reject(new AppError(event.error.code, event.error.message, event.error))
      else return
      signal.removeEventListener('abort', abort)
    })
  })
}

/** Little-endian 32-bit floats, as OpenAI's clients decode them. */
function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}
