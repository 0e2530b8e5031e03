import { Hono } from 'hono'
import { RouteForm, type OwnRoute, type OwnRouteList } from '#wire/own-routes.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { body } from '#server/http/body.ts'
import type { OwnRoutes } from './own-routes.ts'

/** `/own-routes`, under `/api`. What each may, its capability asks. */
export function createOwnRouteRoutes(own: OwnRoutes): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/own-routes', (c) => c.json(own.list(c.var.principal) satisfies OwnRouteList))
  routes.put('/own-routes/:name', body(RouteForm), async (c) => {
    const saved = await own.save(c.var.principal, c.req.param('name'), c.req.valid('json'))
    return c.json(saved satisfies OwnRoute)
  })
  routes.delete('/own-routes/:name', async (c) => {
    await own.remove(c.var.principal, c.req.param('name'))
    return c.body(null, 204)
  })
  return routes
}
