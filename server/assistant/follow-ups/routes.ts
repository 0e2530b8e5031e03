import { Hono } from 'hono'
import type { AroundAnswer } from '#wire/around-answers.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import type { Around } from './around.ts'

/** `/messages/:id/around`, mounted under `/api`. */
export function createAroundRoutes(around: Around): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/messages/:id/around', async (c) =>
    c.json<AroundAnswer>(await around(c.var.principal, c.req.param('id'))),
  )
  return routes
}
