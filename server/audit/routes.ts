import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import { AuditSearch, type AuditEntry } from '#wire/audit.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Audit } from './audit.ts'
import { toCsv } from './to-csv.ts'

/** The audit trail, under `/api/audit`: that, never what. */
export function createAuditRoutes(audit: Audit): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/audit', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'audit.read', { kind: 'audit' })
    return c.json(await audit.state(principal.tenantId))
  })

  routes.get('/audit/entries', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'audit.read', { kind: 'audit' })
    const { format, ...query } = c.req.query()
    const search = parseSearch(query)
    if (format === undefined) return c.json(await audit.search(principal.tenantId, search))
    const pages = audit.exportAll(principal.tenantId, search)
    return download(c, format, pages)
  })

  routes.get('/audit/entries/:sequence', async (c) => {
    const { principal } = c.var
    const id = c.req.param('sequence')
    requireAllowed(principal, 'audit.read', { kind: 'audit', id })
    const sequence = toNumber(id)
    const found =
      sequence === undefined ? undefined : await audit.find(principal.tenantId, sequence)
    if (!found) {
      throw new AppError('not_found', 'There is no such entry in the trail, or it is archived.')
    }
    return c.json(found)
  })

  routes.get('/audit/trail', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'audit.read', { kind: 'audit' })
    return c.json(await audit.trailFrom(principal.tenantId, numberFrom(c, 'from')))
  })

  routes.get('/audit/checkpoints', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'audit.read', { kind: 'audit' })
    return c.json(await audit.checkpointsAfter(principal.tenantId, numberFrom(c, 'after')))
  })

  routes.post('/audit/verifications', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'audit.read', { kind: 'audit' })
    return c.json(await audit.startVerification(principal.tenantId), 202)
  })

  routes.post('/audit/keys/rotate', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'audit.manage', { kind: 'audit' })
    await audit.rotateKey(principal.tenantId)
    return c.json(await audit.state(principal.tenantId))
  })

  return routes
}

function parseSearch(query: Record<string, string>): z.output<typeof AuditSearch> {
  const given = Object.entries(query).filter(([, value]) => value !== '')
  const parsed = AuditSearch.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const param = issue?.path.map(String).join('.') ?? ''
  const message = issue?.message ?? 'The query is not valid'
  throw new AppError('invalid_request', param === '' ? message : `${param}: ${message}`, { param })
}

function numberFrom(c: Context, name: string): number {
  const number = toNumber(c.req.query(name) ?? '0')
  if (number !== undefined) return number
  throw new AppError('invalid_request', `${name} is a whole number from 0 on.`, { param: name })
}

function toNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const TYPES = new Map([
  ['csv', 'text/csv; charset=utf-8'],
  ['jsonl', 'application/jsonl; charset=utf-8'],
])

/** As it is read, so that no size of a trail is too large for memory. */
function download(c: Context, format: string, pages: AsyncGenerator<AuditEntry[], void>): Response {
  const type = TYPES.get(format)
  if (type === undefined) {
    throw new AppError('invalid_request', 'format is csv or jsonl.', { param: 'format' })
  }
  const encoder = new TextEncoder()
  let isFirst = true
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pages.next()
      const isHeadDue = isFirst && format === 'csv'
      isFirst = false
      const entries = value ?? []
      const text =
        format === 'csv'
          ? toCsv(entries, isHeadDue)
          : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
      if (text !== '') controller.enqueue(encoder.encode(text))
      if (done) controller.close()
    },
    async cancel() {
      await pages.return(undefined)
    },
  })
  const day = new Date().toISOString().slice(0, 10)
  return c.body(body, 200, {
    'content-type': type,
    'content-disposition': `attachment; filename="audit-${day}.${format}"`,
  })
}
