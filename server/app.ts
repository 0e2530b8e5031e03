import { Hono, type Context } from 'hono'
import { KEEP_HEADER } from '#wire/access.ts'
import { createEntranceRoutes } from './access/accounts/entrance/routes.ts'
import type { ApiEnv } from './access/api-env.ts'
import { clientAddress } from './access/client-address.ts'
import type { Guard } from './access/guard.ts'
import {
  createAccessRoutes,
  createSignInRoute,
  type AccessOptions,
  type SessionEnv,
} from './access/routes.ts'
import type { Denials } from './audit/denials.ts'
import { noteDenied } from './audit/note-denied.ts'
import { toErrorResponse } from './http/errors.ts'
import {
  DIAGRAM_HEADERS,
  DIAGRAM_PATH,
  HTTPS_ONLY,
  isOwnPolicy,
  SECURITY_HEADERS,
} from './http/security-headers.ts'
import type { Bindings } from './http/server.ts'
import { actingAs } from './lib/acting.ts'
import { AppError } from './lib/app-error.ts'
import { createId } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { createOpenApiRoutes } from './openapi/routes.ts'

export interface AppParts {
  guard: Guard
  access: AccessOptions
  /** The routes of each capability, mounted under `/api` behind the guard. */
  capabilities: Hono<ApiEnv>[]
  /** Routes beside `/api`, which let in whom they will. */
  open?: Hono<{ Bindings: Bindings }>[]
  staticFiles: (request: Request) => Promise<Response>
  /** Aborts when the server closes, so that streams end. */
  closing: AbortSignal
  log: Log
  /** Who was not allowed to do what, for the audit trail. */
  denials?: Denials
}

interface AppEnv {
  Bindings: Bindings
  Variables: SessionEnv['Variables']
}

/** Everything but `/v1`: a function from Request to Response, which tests call without a port. */
export function createApp(parts: AppParts): Hono<AppEnv> {
  const { log } = parts
  const app = new Hono<AppEnv>()

  app.use(async (c, next) => {
    c.set('requestId', createId())
    c.set('signal', AbortSignal.any([c.req.raw.signal, parts.closing]))
    await next()
    const isDiagram = c.req.path.startsWith(DIAGRAM_PATH)
    const security = isDiagram ? DIAGRAM_HEADERS : SECURITY_HEADERS
    for (const [name, value] of Object.entries(security)) {
      // A file that somebody uploaded may do less than our own page.
      if (!isOwnPolicy(c.res.headers.get(name))) c.header(name, value)
    }
    if (parts.access.cookie.isSecure) c.header('strict-transport-security', HTTPS_ONLY)
    c.header('x-request-id', c.var.requestId)
  })
  app.onError((error, c) => toErrorResponse(error, { requestId: c.var.requestId, log }))

  app.get('/api/health', (c) => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }))
  app.route('/', createSignInRoute(parts.access))
  app.route('/api', createEntranceRoutes(parts.access.accounts))
  for (const routes of parts.open ?? []) app.route('/', routes)
  app.route('/api', createApi(parts))
  app.all('*', (c) => serveStatic(c, parts))
  return app
}

function createApi({ guard, access, capabilities, denials }: AppParts): Hono<AppEnv> {
  const api = new Hono<AppEnv>()
  // Before every route, and before it is known whether there is one: nothing under /api is open by omission.
  api.use(async (c, next) => {
    const { method, headers } = c.req.raw
    const from = {
      socket: { remoteAddress: c.env?.remoteAddress },
      headers: { 'x-forwarded-for': headers.get('x-forwarded-for') ?? undefined },
    }
    const caller = await guard({ method, headers, isLocal: c.env?.isLocal ?? false, from })
    c.set('principal', caller.principal)
    if (caller.session) c.set('session', caller.session)
    const { kind, id, name } = caller.principal
    // On record is who asked, not the proxy that handed it on.
    const address = clientAddress(from, access.accounts.trustedProxies) ?? null
    const { requestId } = c.var
    await actingAs({ actor: { kind, id, name }, requestId, address }, next)
    const route = `${method} ${c.req.path}`
    if (c.error && denials) noteDenied(denials, c.error, { ...caller, route, requestId, address })
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
    const { settings } = access.directory.organisation(caller.principal.tenantId)
    if (!settings.offlineReading) c.header(KEEP_HEADER, 'no')
  })
  api.route('/', createAccessRoutes(access))
  api.route('/', createOpenApiRoutes(access.version))
  for (const routes of capabilities) api.route('/', routes)
  api.all('*', (c) => {
    throw new AppError('not_found', `There is no ${c.req.method} ${c.req.path}.`)
  })
  return api
}

function serveStatic(c: Context<AppEnv>, { staticFiles }: AppParts): Promise<Response> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return staticFiles(c.req.raw)
  throw new AppError('method_not_allowed', `${c.req.method} is not possible on ${c.req.path}.`)
}
