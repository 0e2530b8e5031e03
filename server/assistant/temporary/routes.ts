import { Hono } from 'hono'
import { TemporaryQuestion, type TemporaryEvent } from '#wire/temporary.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import { sseResponse, type SseEvent } from '#server/http/sse.ts'
import type { AnswerTemporarily } from './answer-temporarily.ts'

/** A whole chat comes along with each question. */
const MAX_BYTES = 8 * 1024 * 1024

/** `/temporary-answers`, mounted under `/api`: one request, one answer, as a stream that cannot be had again. */
export function createTemporaryRoutes(answer: AnswerTemporarily): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.post('/temporary-answers', body(TemporaryQuestion, MAX_BYTES), async (c) => {
    const { signal, principal } = c.var
    const events = await answer(principal, c.req.valid('json'), signal)
    return sseResponse(toSse(events), { signal, retryMs: 500 })
  })
  return routes
}

async function* toSse(events: AsyncIterable<TemporaryEvent>): AsyncGenerator<SseEvent> {
  for await (const event of events) yield { data: JSON.stringify(event) }
}
