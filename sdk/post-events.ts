import type { Http } from './http.ts'
import { readSseEvents } from './sse.ts'

/** What a POST is answered with as server-sent events: the data of each. Throws ApiFailure, or what the browser throws where the line breaks. */
export async function* postEvents(
  http: Http,
  { path, body, signal }: { path: string; body: object; signal: AbortSignal },
): AsyncGenerator<string> {
  const headers = { accept: 'text/event-stream' }
  const response = await http.open({ method: 'POST', path, body, headers, signal })
  if (!response.body) return
  for await (const { data } of readSseEvents(chunksOf(response.body))) yield data
}

/** By a reader, since Safari's streams are not iterable. Leaving the loop ends the request. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
