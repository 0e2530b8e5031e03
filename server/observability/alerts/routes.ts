import { Hono } from 'hono'
import { CreateAlertChannel, SaveAlertRule } from '#wire/alerts.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import type { Alerts } from './alerts.ts'

/** Rules, channels and what happened, under `/api/alerts`. */
export function createAlertRoutes(alerts: Alerts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/alerts', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'alert.read', { kind: 'alert' })
    return c.json(await alerts.overview(principal.tenantId))
  })

  routes.post('/alerts/rules', body(SaveAlertRule), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'alert.manage', { kind: 'alert' })
    return c.json(await alerts.saveRule(principal.tenantId, null, c.req.valid('json')), 201)
  })
  routes.patch('/alerts/rules/:id', body(SaveAlertRule), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'alert.manage', { kind: 'alert' })
    const id = checkedId(c.req.param('id'))
    return c.json(await alerts.saveRule(principal.tenantId, id, c.req.valid('json')))
  })
  routes.delete('/alerts/rules/:id', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'alert.manage', { kind: 'alert' })
    await alerts.removeRule(principal.tenantId, checkedId(c.req.param('id')))
    return c.body(null, 204)
  })

  routes.post('/alerts/channels', body(CreateAlertChannel), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'alert.manage', { kind: 'alert' })
    return c.json(await alerts.addChannel(principal.tenantId, c.req.valid('json')), 201)
  })
  routes.delete('/alerts/channels/:id', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'alert.manage', { kind: 'alert' })
    await alerts.removeChannel(principal.tenantId, checkedId(c.req.param('id')))
    return c.body(null, 204)
  })
  routes.post('/alerts/channels/:id/test', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'alert.manage', { kind: 'alert' })
    const id = checkedId(c.req.param('id'))
    return c.json(await alerts.testChannel(principal.tenantId, id))
  })

  return routes
}

function checkedId(id: string): string {
  if (isId(id)) return id
  throw new AppError('not_found', 'There is no such thing.')
}
