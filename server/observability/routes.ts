import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import {
  RequestSearch,
  TrafficRange,
  type LoggedRequest,
  type LoggedRequestPage,
  type RequestBody,
  type RequestPage,
  type Traffic,
} from '#wire/observability.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { authorize } from '#server/access/authorize.ts'
import type { KeyRing } from '#server/access/keys.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import { CONTENT_TYPES, formatFor, writeFamilies } from './exposition.ts'
import type { Observability } from './observability.ts'
import { readTraffic } from './read-traffic.ts'

export interface ObservabilityRoutesOptions {
  observability: Observability
  clock: Clock
  keys: Pick<KeyRing, 'list' | 'listOwn'>
}

const PAGE_ROWS = 50

/** The request log and what happened over time, under `/api`. */
export function createObservabilityRoutes(options: ObservabilityRoutesOptions): Hono<ApiEnv> {
  const { observability, keys } = options
  const { requests } = observability
  const routes = new Hono<ApiEnv>()

  routes.get('/requests', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'request.read', { kind: 'request', ownerId: principal.id })
    const of = whoseOf(principal, keys)
    const search = parseQuery(RequestSearch, c)
    // What has just happened is what one looks for.
    if (search.cursor === undefined) await observability.flushAll()
    const found = await requests.search(principal.tenantId, { ...search, of }, PAGE_ROWS)
    const shown = found.slice(0, PAGE_ROWS)
    return c.json({
      requests: shown,
      nextCursor: found.length > PAGE_ROWS ? (shown.at(-1)?.id ?? null) : null,
      skipped: observability.skippedRequests(),
      retentionDays: observability.settings.requestLog.retentionDays,
      principalNames: await namesOf(shown, principal, requests),
    } satisfies LoggedRequestPage)
  })

  routes.get('/requests/:id', async (c) => {
    const { principal } = c.var
    const id = c.req.param('id')
    requireAllowed(principal, 'request.read', { kind: 'request', id, ownerId: principal.id })
    await observability.flushAll()
    const of = whoseOf(principal, keys)
    const request = isId(id) ? await requests.find(principal.tenantId, id) : undefined
    // Another's looks like one that is not there.
    if (!request || (of && !of.includes(request.principalId))) throw notInLog()
    const expiry = await observability.bodies.expiryOf(principal.tenantId, id)
    return c.json({
      request,
      principalName: (await namesOf([request], principal, requests))[request.principalId] ?? null,
      bodyExpiresAt: expiry?.toISOString() ?? null,
    } satisfies RequestPage)
  })

  routes.get('/requests/:id/body', async (c) => {
    const { principal } = c.var
    const id = c.req.param('id')
    requireAllowed(principal, 'request.read-body', { kind: 'request', id })
    const body = isId(id) ? await observability.bodies.read(principal.tenantId, id) : undefined
    if (!body) throw new AppError('not_found', 'What was said in this request is not kept.')
    return c.json(body satisfies RequestBody)
  })

  addTraffic(routes, options)
  return routes
}

function addTraffic(
  routes: Hono<ApiEnv>,
  { observability, clock }: ObservabilityRoutesOptions,
): void {
  routes.get('/traffic', async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'traffic.read', { kind: 'request' })
    const range = TrafficRange.safeParse(c.req.query('range') ?? '1h')
    if (!range.success) {
      throw new AppError('invalid_request', `range is one of ${TrafficRange.options.join(', ')}.`, {
        param: 'range',
      })
    }
    await observability.flushAll()
    const traffic: Traffic = await readTraffic(observability.traffic, {
      tenantId: principal.tenantId,
      range: range.data,
      nowMs: clock.now(),
      model: c.req.query('model'),
      providerId: c.req.query('provider'),
    })
    return c.json(traffic)
  })
}

/** Names of those who called, by id, as far as they are still known. */
async function namesOf(
  shown: Pick<LoggedRequest, 'principalId'>[],
  { tenantId }: Principal,
  requests: Observability['requests'],
): Promise<Record<string, string>> {
  const ids = shown.map(({ principalId }) => principalId)
  return Object.fromEntries(await requests.names(tenantId, ids))
}

/** Ids of those whose requests the principal may see; undefined: everybody's. */
function whoseOf(
  principal: Principal,
  keys: ObservabilityRoutesOptions['keys'],
): string[] | undefined {
  const { tenantId } = principal
  const all = authorize(principal, 'request.read', { kind: 'request', tenantId }).isAllowed
  return all ? undefined : [principal.id, ...keys.listOwn(principal).map(({ id }) => id)]
}

function notInLog(): AppError {
  return new AppError(
    'not_found',
    'There is no such request in the log. It may be older than the log goes back, or one of too many at once.',
  )
}

function parseQuery<Schema extends z.ZodType>(schema: Schema, c: Context): z.output<Schema> {
  const given = Object.entries(c.req.query()).filter(([, value]) => value !== '')
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const param = issue?.path.map(String).join('.') ?? ''
  const message = issue?.message ?? 'The query is not valid'
  throw new AppError('invalid_request', param === '' ? message : `${param}: ${message}`, { param })
}

export interface MetricsRouteOptions {
  observability: Observability
  keys: { find(bearer: string): Principal | undefined }
}

interface MetricsEnv {
  Bindings: { isLocal: boolean }
}

/** `GET /metrics` for Prometheus: for programs on this machine, and for keys that may read it. */
export function createMetricsRoute({ observability, keys }: MetricsRouteOptions) {
  const route = new Hono<MetricsEnv>()
  route.get('/metrics', async (c) => {
    checkScraper(c, { observability, keys })
    const format = formatFor(c.req.header('accept') ?? null)
    const families = await observability.gatherFamilies()
    return c.body(writeFamilies(families, format), 200, {
      'content-type': CONTENT_TYPES[format],
      'cache-control': 'no-store',
    })
  })
  return route
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

function checkScraper(c: Context<MetricsEnv>, { observability, keys }: MetricsRouteOptions): void {
  const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    const principal = keys.find(bearer)
    if (!principal)
      throw new AppError('unauthenticated', 'This key is unknown, expired or revoked.')
    requireAllowed(principal, 'metrics.read', { kind: 'metrics' })
    return
  }
  // A reverse proxy on this machine makes all the world look local; it says so in these.
  const isForwarded = FORWARDED.some((name) => c.req.header(name) !== undefined)
  const isOpen = observability.settings.metrics.isOpenToLoopback
  if (isOpen && (c.env?.isLocal ?? false) && !isForwarded) return
  throw new AppError(
    'unauthenticated',
    'The metrics are for programs on this machine and for keys with the scope metrics.read: send the header “Authorization: Bearer gal-…”.',
  )
}
