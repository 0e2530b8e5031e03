import { TemporaryEvent, type TemporaryQuestion } from '#wire/temporary.ts'
import type { Http } from './http.ts'
import { readSseEvents } from './sse.ts'

/** An answer of a chat that nobody stores; ends when the answer does. Throws ApiFailure, or what the browser throws where the line breaks. */
export async function* answerTemporarily(
  http: Http,
  body: TemporaryQuestion,
  signal: AbortSignal,
): AsyncGenerator<TemporaryEvent> {
  const response = await http.open({
    method: 'POST',
    path: '/api/temporary-answers',
    body,
    headers: { accept: 'text/event-stream' },
    signal,
  })
  if (!response.body) return
  for await (const { data } of readSseEvents(chunksOf(response.body))) {
    yield TemporaryEvent.parse(JSON.parse(data))
  }
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
