import { createId } from '../lib/ids.ts'
import { createSseDecoder } from '../lib/sse.ts'
import type { Provider, ProviderCall } from '../providers/provider.ts'

/** Calls a provider as the gateway does, and reads the answer as a client would. */
export function createCaller(provider: Provider, model: string) {
  return { send, ask, stream }

  function send(body: object | string, others: Partial<ProviderCall> = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify({ model, ...body })
    return provider.call({
      operation: 'chat',
      dialect: 'openai-chat',
      model,
      body: Buffer.from(text),
      isStream: typeof body === 'object' && 'stream' in body && body.stream === true,
      tenantId: 'tenant-a',
      requestId: createId(),
      signal: new AbortController().signal,
      ...others,
    })
  }
  async function ask(body: object | string, others: Partial<ProviderCall> = {}) {
    const response = await send(body, others)
    const bytes = Buffer.concat(await Array.fromAsync(response.body))
    const json: Answer = JSON.parse(bytes.toString('utf8'))
    return { status: response.status, json }
  }
  /** Throws what the stream throws; `chunks` has what came before. */
  async function stream(body: object, chunks: Chunk[] = [], others: Partial<ProviderCall> = {}) {
    const response = await send({ ...body, stream: true }, others)
    const decoder = createSseDecoder()
    let isDone = false
    for await (const bytes of response.body) {
      for (const data of decoder.push(bytes)) {
        isDone = data === '[DONE]'
        if (!isDone) chunks.push(parseChunk(data))
      }
    }
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
    return { chunks, text, isDone }
  }
}

function parseChunk(data: string): Chunk {
  return JSON.parse(data)
}

export interface ToolCallPart {
  index: number
  id?: string
  function: { name?: string; arguments: string }
}

export interface Logprob {
  token: string
  logprob: number
  bytes: number[]
  top_logprobs: Logprob[]
}

interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  prompt_tokens_details: { cached_tokens: number }
}

export interface Chunk {
  object: string
  choices: {
    index: number
    delta: { role?: string; content?: string; tool_calls?: ToolCallPart[] }
    finish_reason: string | null
  }[]
  usage?: Usage | null
}

export interface Answer {
  object: string
  model: string
  system_fingerprint: string
  choices: {
    index: number
    message: { role: string; content: string | null; tool_calls?: ToolCallPart[] }
    logprobs: { content: Logprob[] } | null
    finish_reason: string
  }[]
  data: { index: number; embedding: number[] | string }[]
  usage: Usage
  error: { message: string; type: string; param: string | null; code: string }
}
