import { TemporaryEvent, type TemporaryQuestion } from '#wire/temporary.ts'
import type { Http } from './http.ts'
import { postEvents } from './post-events.ts'

/** An answer of a chat that nobody stores; ends when the answer does. Throws ApiFailure, or what the browser throws where the line breaks. */
export async function* answerTemporarily(
  http: Http,
  body: TemporaryQuestion,
  signal: AbortSignal,
): AsyncGenerator<TemporaryEvent> {
  const path = '/api/temporary-answers'
  for await (const data of postEvents(http, { path, body, signal })) {
    yield TemporaryEvent.parse(JSON.parse(data))
  }
}
