import { Hono } from 'hono'
import {
  AskForRight,
  DecideRequest,
  ErasePerson,
  RecordRequest,
  RequestsQuery,
  RightsSettings,
  type DisposalList,
  type MyData,
  type PersonData,
  type RightsRequest,
  type RightsRequestPage,
  type SignedDisposal,
} from '#wire/rights.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import { toCsv } from '#server/lib/csv.ts'
import { isId } from '#server/lib/ids.ts'
import { certificatePdf } from '../certificate-pdf.ts'
import type { DisposalsStore } from '../disposals-store.ts'
import { requestsCsv } from './requests-csv.ts'
import type { RequestsStore } from './requests-store.ts'
import type { RightsDesk } from './rights-desk.ts'
import type { SettingsStore } from './settings-store.ts'

export interface RightsRoutesOptions {
  desk: RightsDesk
  requests: RequestsStore
  settings: SettingsStore
  disposals: DisposalsStore
}

/** `/my/data…` and `/rights…`, mounted under `/api`. */
export function createRightsRoutes(options: RightsRoutesOptions): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.route('/', createMyRoutes(options))
  routes.route('/', createRequestRoutes(options))
  routes.route('/', createPersonRoutes(options))
  routes.route('/', createDisposalRoutes(options))
  return routes
}

function createMyRoutes({ desk, settings }: RightsRoutesOptions): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/my/data', async (c) => {
    const { principal } = c.var
    requireMyself(principal)
    return c.json((await desk.myData(principal)) satisfies MyData)
  })

  routes.get('/my/data/export', async (c) => {
    const { tenantId, id } = requireMyself(c.var.principal)
    return c.body(
      ReadableStream.from(await desk.pack(tenantId, id)),
      200,
      zipHeaders('my-data.zip'),
    )
  })

  routes.post('/my/rights-requests', body(AskForRight), async (c) => {
    const { tenantId, id } = requireMyself(c.var.principal)
    const asked: RightsRequest = await desk.ask(tenantId, id, c.req.valid('json'))
    return c.json(asked, 201)
  })

  routes.post('/my/rights-requests/:id/withdraw', async (c) => {
    const principal = requireMyself(c.var.principal)
    const withdrawn: RightsRequest = await desk.withdraw(principal, requestId(c.req.param('id')))
    return c.json(withdrawn)
  })

  routes.post('/my/erasure', body(ErasePerson), async (c) => {
    const principal = requireMyself(c.var.principal)
    if (!(await settings.mayEraseSelf(principal.tenantId))) {
      throw new AppError(
        'forbidden',
        'Your organisation looks at each erasure itself. Ask for it, and the data-protection officer is told.',
      )
    }
    const disposal: SignedDisposal = await desk.erase(principal, principal.id, c.req.valid('json'))
    return c.json(disposal)
  })

  return routes
}

/** One's own: a key has no self. */
function requireMyself(principal: Principal): Principal {
  requireAllowed(principal, 'rights.ask', { kind: 'rights', ownerId: principal.id })
  if (principal.kind === 'person') return principal
  throw new AppError('forbidden', 'Only people have data of their own here.')
}

function createRequestRoutes({ desk, requests, settings }: RightsRoutesOptions): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/rights/requests', async (c) => {
    const { tenantId } = requireOfficer(c.var.principal)
    const page: RightsRequestPage = await requests.page(tenantId, queryOf(c.req.query()))
    return c.json(page)
  })

  routes.get('/rights/requests.csv', async (c) => {
    const { tenantId } = requireOfficer(c.var.principal)
    const query = { ...queryOf(c.req.query()), cursor: undefined }
    const page = await requests.page(tenantId, query, 10_000)
    return c.body(toCsv(requestsCsv(page.requests)), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="rights-of-people.csv"',
    })
  })

  routes.post('/rights/requests', body(RecordRequest), async (c) => {
    const { tenantId } = requireOfficer(c.var.principal)
    const { personId, ...wish } = c.req.valid('json')
    const asked: RightsRequest = await desk.ask(tenantId, personId, wish)
    return c.json(asked, 201)
  })

  routes.post('/rights/requests/:id', body(DecideRequest), async (c) => {
    const id = requestId(c.req.param('id'))
    const principal = requireOfficer(c.var.principal, id)
    const decided: RightsRequest = await desk.decide(principal, id, c.req.valid('json'))
    return c.json(decided)
  })

  routes.post('/rights/requests/:id/erasure', body(ErasePerson), async (c) => {
    const id = requestId(c.req.param('id'))
    const principal = requireOfficer(c.var.principal, id)
    const request = await requests.find(principal.tenantId, id)
    if (request?.kind !== 'erase') throw noRequest()
    if (request.status !== 'approved') {
      throw new AppError('conflict', 'Approve the request first: an erasure cannot be undone.')
    }
    const wish = { ...c.req.valid('json'), requestId: id }
    const disposal: SignedDisposal = await desk.erase(principal, request.personId, wish)
    return c.json(disposal)
  })

  routes.get('/rights/settings', async (c) => {
    const { tenantId } = requireOfficer(c.var.principal)
    const mayEraseSelf = await settings.mayEraseSelf(tenantId)
    return c.json({ mayEraseSelf } satisfies RightsSettings)
  })

  routes.post('/rights/settings', body(RightsSettings), async (c) => {
    const { tenantId } = requireOfficer(c.var.principal)
    const wish = c.req.valid('json')
    await settings.setMayEraseSelf(tenantId, wish.mayEraseSelf)
    return c.json(wish satisfies RightsSettings)
  })

  return routes
}

function createPersonRoutes({ desk }: RightsRoutesOptions): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()

  routes.get('/rights/people/:id', async (c) => {
    const id = personIdOf(c.req.param('id'))
    const { tenantId } = requireOfficer(c.var.principal, id)
    return c.json((await desk.dataOf(tenantId, id)) satisfies PersonData)
  })

  routes.get('/rights/people/:id/export', async (c) => {
    const id = personIdOf(c.req.param('id'))
    const { tenantId } = requireOfficer(c.var.principal, id)
    return c.body(
      ReadableStream.from(await desk.pack(tenantId, id)),
      200,
      zipHeaders(`data-of-${id}.zip`),
    )
  })

  return routes
}

function createDisposalRoutes({ disposals }: RightsRoutesOptions): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const get = async (principal: Principal, text: string) => {
    const { tenantId } = requireReader(principal)
    const found = isId(text) ? await disposals.find(tenantId, text) : undefined
    if (!found) throw new AppError('not_found', 'There is no such certificate.')
    return found
  }

  routes.get('/rights/disposals', async (c) => {
    const { tenantId } = requireReader(c.var.principal)
    const cursor = c.req.query('cursor')
    const after = cursor !== undefined && isId(cursor) ? cursor : undefined
    const page: DisposalList = await disposals.list(tenantId, after)
    return c.json(page)
  })

  routes.get('/rights/disposals/:id', async (c) => {
    const disposal: SignedDisposal = await get(c.var.principal, c.req.param('id'))
    return c.json(disposal)
  })

  routes.get('/rights/disposals/:id/pdf', async (c) => {
    const disposal = await get(c.var.principal, c.req.param('id'))
    return c.body(new Uint8Array(certificatePdf(disposal)), 200, {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="disposal-${disposal.certificate.id}.pdf"`,
    })
  })

  return routes
}

function requireOfficer(principal: Principal, id?: string): Principal {
  requireAllowed(principal, 'rights.manage', { kind: 'rights', ...(id !== undefined && { id }) })
  return principal
}

/** An auditor sees that something has gone, too. */
function requireReader(principal: Principal): Principal {
  requireAllowed(principal, 'retention.read', { kind: 'retention' })
  return principal
}

function queryOf(query: Record<string, string>): RequestsQuery {
  const parsed = RequestsQuery.safeParse(query)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_request', 'There is no such state of a request.', { param: 'status' })
}

function requestId(text: string): string {
  if (isId(text)) return text
  throw noRequest()
}

function noRequest(): AppError {
  return new AppError('not_found', 'There is no such request.')
}

function personIdOf(text: string): string {
  if (isId(text)) return text
  throw new AppError('not_found', 'There is no such person.')
}

function zipHeaders(name: string): Record<string, string> {
  return {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${name}"`,
  }
}
