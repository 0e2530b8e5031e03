import { Hono } from 'hono'
import { RateAnswer, type Rating, type RatingList, type RatingSummary } from '#wire/ratings.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import type { Ratings } from './ratings.ts'

/** `/ratings…`, `/messages/:id/rating` and `/conversations/:id/ratings`, mounted under `/api`. */
export function createRatingRoutes(ratings: Ratings): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/conversations/:id/ratings', async (c) =>
    c.json<RatingList>({ ratings: await ratings.list(c.var.principal, c.req.param('id')) }),
  )
  routes.put('/messages/:id/rating', body(RateAnswer), async (c) =>
    c.json<Rating>(await ratings.rate(c.var.principal, c.req.param('id'), c.req.valid('json'))),
  )
  routes.delete('/messages/:id/rating', async (c) => {
    await ratings.withdraw(c.var.principal, c.req.param('id'))
    return c.body(null, 204)
  })
  routes.get('/ratings', async (c) =>
    c.json<RatingSummary>({ models: await ratings.summary(c.var.principal) }),
  )
  routes.get('/ratings.jsonl', async (c) => {
    const lines = ratings.lines(c.var.principal)
    // Whoever may not is told so before the first byte.
    const first = await lines.next()
    const encoder = new TextEncoder()
    const send = (
      controller: ReadableStreamDefaultController<Uint8Array>,
      next: Awaited<ReturnType<typeof lines.next>>,
    ) => {
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`))
    }
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => send(controller, first),
      pull: async (controller) => send(controller, await lines.next()),
      cancel: async () => void (await lines.return(undefined)),
    })
    return c.body(stream, 200, {
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="answer-ratings.jsonl"',
    })
  })
  return routes
}
