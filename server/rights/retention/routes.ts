import { Hono } from 'hono'
import {
  PlaceHold,
  SetRetention,
  type Hold,
  type HoldList,
  type Retention,
  type RetentionRule,
} from '#wire/rights.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { toCsv } from '#server/lib/csv.ts'
import { isId } from '#server/lib/ids.ts'
import type { HoldsStore } from './holds-store.ts'
import type { RetentionDesk } from './retention.ts'

export interface RetentionRoutesOptions {
  retention: RetentionDesk
  holds: HoldsStore
  clock: Clock
}

/** `/retention…` and `/holds…`, mounted under `/api`. */
export function createRetentionRoutes(options: RetentionRoutesOptions): Hono<ApiEnv> {
  const { retention, holds, clock } = options
  const routes = new Hono<ApiEnv>()

  routes.get('/retention', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'retention.read', { kind: 'retention' })
    return c.json((await retention.read(principal.tenantId)) satisfies Retention)
  })

  routes.post('/retention', body(SetRetention), async (c) => {
    const { principal } = c.var
    const rule = c.req.valid('json')
    requireAllowed(principal, 'retention.manage', { kind: 'retention', id: rule.classification })
    return c.json((await retention.set(principal, rule)) satisfies Retention)
  })

  // Changes nothing: what a rule would take, before it is switched on.
  routes.post('/retention/preview', body(SetRetention), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'retention.read', { kind: 'retention' })
    const rule: RetentionRule = await retention.preview(principal.tenantId, c.req.valid('json'))
    return c.json(rule)
  })

  routes.get('/holds', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'hold.read', { kind: 'hold' })
    return c.json({ holds: await holds.list(principal.tenantId) } satisfies HoldList)
  })

  routes.get('/holds.csv', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'hold.read', { kind: 'hold' })
    return c.body(toCsv(holdsCsv(await holds.list(principal.tenantId))), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="holds.csv"',
    })
  })

  routes.post('/holds', body(PlaceHold), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'hold.manage', { kind: 'hold' })
    const wish = c.req.valid('json')
    if (wish.until !== null && Date.parse(wish.until) <= clock.now()) {
      throw new AppError('invalid_request', 'The end is in the past.', { param: 'until' })
    }
    const { id, name, tenantId } = principal
    const hold: Hold = await holds.place(tenantId, wish, { id, name, at: new Date(clock.now()) })
    return c.json(hold, 201)
  })

  routes.post('/holds/:id/lift', async (c) => {
    const { principal } = c.var
    const id = c.req.param('id')
    requireAllowed(principal, 'hold.manage', { kind: 'hold', id })
    if (!isId(id)) throw new AppError('not_found', 'There is no such hold.')
    const by = { name: principal.name, at: new Date(clock.now()) }
    const lifted: Hold = await holds.lift(principal.tenantId, id, by)
    return c.json(lifted)
  })

  return routes
}

function holdsCsv(holds: readonly Hold[]): string[][] {
  return [
    ['id', 'kind', 'of', 'reason', 'placed by', 'placed', 'until', 'lifted by', 'lifted'],
    ...holds.map((hold) => [
      hold.id,
      hold.subjectKind,
      hold.subjectName || hold.subjectId,
      hold.reason,
      hold.placedByName,
      hold.placedAt,
      hold.until ?? '',
      hold.liftedByName ?? '',
      hold.liftedAt ?? '',
    ]),
  ]
}
