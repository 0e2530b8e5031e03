import { request } from 'node:http'
import { createSseDecoder } from '#server/lib/sse.ts'

export interface Streamed {
  /** From sending the request to the first piece of content. */
  firstTokenMs: number
  outputTokens: number
  promptTokens: number
  cachedTokens: number
}

interface Usage {
  prompt_tokens: number
  completion_tokens: number
  prompt_tokens_details?: { cached_tokens?: number }
}

/** One streamed chat completion over a connection of its own. */
export function streamChat(port: number, body: object): Promise<Streamed> {
  const bytes = JSON.stringify({
    model: 'bench',
    stream: true,
    stream_options: { include_usage: true },
    ...body,
  })
  const startedAtMs = performance.now()
  return new Promise((resolve, reject) => {
    // No connection is used twice: llama-server closes them after a stream without saying so.
    const where = { port, host: '127.0.0.1', path: '/v1/chat/completions', agent: false }
    const options = { ...where, method: 'POST' }
    const call = request(
      { ...options, headers: { 'content-type': 'application/json' } },
      (answer) => {
        const decoder = createSseDecoder()
        let firstTokenMs: number | undefined
        let usage: Usage | undefined
        let start = ''
        answer.on('data', (piece: Buffer) => {
          start ||= piece.toString('utf8', 0, 300)
          for (const data of decoder.push(piece)) {
            if (data === '[DONE]') continue
            const chunk: Chunk = JSON.parse(data)
            usage = chunk.usage ?? usage
            if (chunk.choices?.[0]?.delta?.content) firstTokenMs ??= performance.now() - startedAtMs
          }
        })
        answer.on('error', reject)
        answer.on('end', () => {
          if (!usage || firstTokenMs === undefined)
            return reject(new Error(`no answer: HTTP ${answer.statusCode} ${start}`))
          return resolve({
            firstTokenMs,
            outputTokens: usage.completion_tokens,
            promptTokens: usage.prompt_tokens,
            cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
          })
        })
      },
    )
    call.on('error', reject)
    call.end(bytes)
  })
}

interface Chunk {
  choices?: { delta?: { content?: string } }[]
  usage?: Usage | null
}

let asked = 0

/** Tokens a second of so many answers at the same time, prompts included; no two prompts are alike. */
export async function measureRate(
  port: number,
  load: { parallel: number; tokens: number },
): Promise<number> {
  const startedAtMs = performance.now()
  const answers = await Promise.all(
    Array.from({ length: load.parallel }, () => {
      asked += 1
      return streamChat(port, {
        messages: [{ role: 'user', content: `${asked} Tell me a long story.` }],
        max_tokens: load.tokens,
        temperature: 0,
        // Both go on past the model's own end, so that both make the same number of tokens.
        ignore_eos: true,
        cache_prompt: false,
      })
    }),
  )
  const tokens = answers.reduce((sum, { outputTokens }) => sum + outputTokens, 0)
  return (tokens * 1000) / (performance.now() - startedAtMs)
}
