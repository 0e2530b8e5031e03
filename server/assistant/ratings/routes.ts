import { Hono } from 'hono'
import {
  RateAnswer,
  RatingsQuery,
  type Rating,
  type RatingList,
  type RatingsReport,
  type RatingSummary,
} from '#wire/ratings.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import { toCsv } from '#server/lib/csv.ts'
import type { Ratings } from './ratings.ts'
import { reportCsv, type ReportRatings } from './report.ts'

/** `/ratings…`, `/messages/:id/rating` and `/conversations/:id/ratings`, mounted under `/api`. */
export function createRatingRoutes(ratings: Ratings, report: ReportRatings): Hono<ApiEnv> {
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
  routes.get('/ratings/report', async (c) => {
    const query = RatingsQuery.safeParse(c.req.query())
    if (!query.success) {
      throw new AppError(
        'invalid_request',
        'from and to are days (2026-11-22), lang a language (de).',
      )
    }
    const found = await report(c.var.principal, query.data)
    if (query.data.format !== 'csv') return c.json<RatingsReport>(found)
    return c.body(toCsv(reportCsv(found)), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="ratings-by-model.csv"',
    })
  })
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
