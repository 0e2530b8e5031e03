import { Hono } from 'hono'
import {
  CreateBudget,
  CreateLimit,
  SetPrice,
  SpendQuery,
  UpdateBudget,
  UpdateLimit,
  type LimitList,
  type OwnLimitList,
  type PriceEntryList,
} from '#wire/money.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import type { Metering } from './metering.ts'
import { reportSpend, toCsv } from './spend-report.ts'

/** Budgets, limits, spend and prices under `/api`. */
export function createMeteringRoutes(metering: Metering): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  addBudgets(routes, metering)
  addLimits(routes, metering)
  addPrices(routes, metering)

  routes.get('/limits/mine', (c) => {
    requireAllowed(c.var.principal, 'session.read', { kind: 'session' })
    const limits = metering.limitsOf(c.var.principal, c.req.query('model') ?? '')
    return c.json<OwnLimitList>({ limits })
  })
  routes.get('/spend', async (c) => {
    requireAllowed(c.var.principal, 'spend.read', { kind: 'spend' })
    const query = SpendQuery.safeParse(c.req.query())
    if (!query.success) throw wrongQuery(query.error.issues[0])
    const { tenantId } = c.var.principal
    const { pricing, spend: store, timeZone } = metering
    await metering.ledger.flush()
    const report = await reportSpend(tenantId, { ...query.data, timeZone }, { store, pricing })
    if (query.data.format !== 'csv') return c.json(report)
    const name = `spend-by-${report.by}-${report.from}-${report.to}.csv`
    return c.body(toCsv(report), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    })
  })
  return routes
}

function addBudgets(routes: Hono<ApiEnv>, { budgets }: Metering): void {
  routes.get('/budgets', async (c) => {
    requireAllowed(c.var.principal, 'budget.read', { kind: 'budget' })
    return c.json(await budgets.list(c.var.principal.tenantId))
  })
  routes.post('/budgets', body(CreateBudget), async (c) => {
    requireAllowed(c.var.principal, 'budget.manage', { kind: 'budget' })
    return c.json(await budgets.create(c.var.principal.tenantId, c.req.valid('json')), 201)
  })
  routes.patch('/budgets/:id', body(UpdateBudget), async (c) => {
    const id = idOf(c.req.param('id'), 'budget')
    requireAllowed(c.var.principal, 'budget.manage', { kind: 'budget', id })
    return c.json(await budgets.update(c.var.principal.tenantId, id, c.req.valid('json')))
  })
  routes.delete('/budgets/:id', async (c) => {
    const id = idOf(c.req.param('id'), 'budget')
    requireAllowed(c.var.principal, 'budget.manage', { kind: 'budget', id })
    await budgets.remove(c.var.principal.tenantId, 'budgets', id)
    return c.body(null, 204)
  })
}

function addLimits(routes: Hono<ApiEnv>, { budgets }: Metering): void {
  routes.get('/limits', async (c) => {
    requireAllowed(c.var.principal, 'budget.read', { kind: 'budget' })
    const limits = await budgets.listLimits(c.var.principal.tenantId)
    return c.json({ limits } satisfies LimitList)
  })
  routes.post('/limits', body(CreateLimit), async (c) => {
    requireAllowed(c.var.principal, 'budget.manage', { kind: 'budget' })
    return c.json(await budgets.createLimit(c.var.principal.tenantId, c.req.valid('json')), 201)
  })
  routes.patch('/limits/:id', body(UpdateLimit), async (c) => {
    const id = idOf(c.req.param('id'), 'limit')
    requireAllowed(c.var.principal, 'budget.manage', { kind: 'budget', id })
    const { amount } = c.req.valid('json')
    return c.json(await budgets.updateLimit(c.var.principal.tenantId, id, amount))
  })
  routes.delete('/limits/:id', async (c) => {
    const id = idOf(c.req.param('id'), 'limit')
    requireAllowed(c.var.principal, 'budget.manage', { kind: 'budget', id })
    await budgets.remove(c.var.principal.tenantId, 'limits', id)
    return c.body(null, 204)
  })
}

function addPrices(routes: Hono<ApiEnv>, { budgets }: Metering): void {
  routes.get('/prices', async (c) => {
    requireAllowed(c.var.principal, 'spend.read', { kind: 'price' })
    const prices = await budgets.listPrices(c.var.principal.tenantId)
    return c.json({ prices } satisfies PriceEntryList)
  })
  routes.post('/prices', body(SetPrice), async (c) => {
    requireAllowed(c.var.principal, 'price.manage', { kind: 'price' })
    await budgets.setPrice(c.var.principal.tenantId, c.req.valid('json'))
    return c.body(null, 204)
  })
  routes.delete('/prices/:id', async (c) => {
    const id = idOf(c.req.param('id'), 'price')
    requireAllowed(c.var.principal, 'price.manage', { kind: 'price', id })
    await budgets.remove(c.var.principal.tenantId, 'price_overrides', id)
    return c.body(null, 204)
  })
}

function idOf(text: string, what: string): string {
  if (isId(text)) return text
  throw new AppError('not_found', `There is no such ${what}.`)
}

function wrongQuery(issue: { message: string; path: PropertyKey[] } | undefined): AppError {
  const name = String(issue?.path[0] ?? 'query')
  return new AppError(
    'invalid_request',
    `“${name}” is wrong: ${issue?.message ?? 'it cannot be read'}. Example: ?from=2026-11-01&to=2026-11-30&by=model`,
    { param: name },
  )
}
