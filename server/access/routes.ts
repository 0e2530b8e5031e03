import { Hono, type Context } from 'hono'
import {
  CreateKey,
  RotateKey,
  UpdateKey,
  type CreatedKey,
  type Key,
  type KeyList,
  type Session,
  type SignInLink,
} from '#wire/access.ts'
import { body } from '#server/http/body.ts'
import { plainPage } from '#server/http/errors.ts'
import type { Bindings } from '#server/http/server.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import type { ApiEnv } from './api-env.ts'
import type { Accounts } from './accounts/accounts.ts'
import { createAccountRoutes } from './accounts/routes.ts'
import { authorize } from './authorize.ts'
import { clientAddress, type AddressSource } from './client-address.ts'
import type { Administration } from './directory/administration.ts'
import type { Directory } from './directory/directory.ts'
import { createDirectoryRoutes } from './directory/routes.ts'
import type { KeyRing } from './keys.ts'
import { LOCAL_OWNER, type Principal } from './principal.ts'
import { requireAllowed } from './require-allowed.ts'
import { rightsOf } from './rights.ts'
import { requireFreshIfPerson } from './fresh.ts'
import { holderOf, type SignInLinks } from './sign-in-links.ts'
import { toCookie, toSessionCookie, type CookieKind } from './session-cookie.ts'
import type { OpenSession, Sessions } from './sessions.ts'

export interface AccessOptions {
  keys: KeyRing
  directory: Directory
  administration: Administration
  accounts: Accounts
  sessions: Sessions
  links: SignInLinks
  clock: Clock
  cookie: CookieKind
  /** The address that a sign-in link begins with, once it is known. */
  url: () => string
  version: string
}

/** `GET /sign-in?token=…`: outside `/api`, since whoever follows the link is not signed in yet. */
export function createSignInRoute(options: AccessOptions): Hono<{ Bindings: Bindings }> {
  const { sessions, links, cookie, clock } = options
  const routes = new Hono<{ Bindings: Bindings }>()
  routes.get('/sign-in', async (c) => {
    // HEAD is routed here too; neither it nor a browser that looks ahead may use up the link.
    const isLookAhead = /prefetch|prerender|preview/i.test(
      `${c.req.header('sec-purpose')} ${c.req.header('purpose')} ${c.req.header('x-moz')}`,
    )
    if (c.req.method !== 'GET' || isLookAhead) return c.body(null, 503)
    const link = c.req.query('token')
    // Typed, or from a bookmark: the page itself asks who it is.
    if (link === undefined) return c.redirect('/', 303)
    if (!(await links.redeem(link))) {
      return plainPage(
        401,
        'This sign-in link no longer works',
        'Each link works once and for 15 minutes. Run “npx galerne sign-in-link” where Galerne runs to get a new one. If you are signed in already, open the start page.',
      )
    }
    const { token } = await sessions.start({
      ...holderOf(link),
      assurance: { methods: ['link'], level: null, atMs: clock.now() },
      userAgent: c.req.header('user-agent') ?? '',
      address: clientAddress(toSource(c), options.accounts.trustedProxies) ?? null,
    })
    c.header('set-cookie', toSessionCookie(cookie, token), { append: true })
    c.header('cache-control', 'no-store')
    return c.redirect('/', 303)
  })
  return routes
}

function toSource(c: Context<{ Bindings: Bindings }>): AddressSource {
  return {
    socket: { remoteAddress: c.env?.remoteAddress },
    headers: { 'x-forwarded-for': c.req.header('x-forwarded-for') },
  }
}

/** Everything under `/api` that is about who may come in. */
export function createAccessRoutes(options: AccessOptions): Hono<SessionEnv> {
  const { sessions, links, clock, cookie, url } = options
  const routes = new Hono<SessionEnv>()

  routes.get('/session', (c) => {
    const { principal, session } = c.var
    requireAllowed(principal, 'session.read', { kind: 'session' })
    return c.json(toSession(principal, session?.csrfToken ?? '', options))
  })

  routes.delete('/session', async (c) => {
    requireAllowed(c.var.principal, 'session.end', { kind: 'session' })
    if (c.var.session) await sessions.end(c.var.session.token)
    c.header('set-cookie', toCookie({ ...cookie, value: '', maxAgeSeconds: 0 }), { append: true })
    return c.body(null, 204)
  })

  routes.post('/sign-in-links', (c) => {
    // It signs in the first owner: for the owners of that organisation alone.
    const { tenantId } = LOCAL_OWNER
    requireAllowed(c.var.principal, 'sign-in-link.create', { kind: 'session', tenantId })
    // Else a screen that was left open would make itself a fresh sign-in.
    requireFreshIfPerson(c.var.principal, clock)
    return c.json({ url: `${url()}/sign-in?token=${links.create()}` } satisfies SignInLink, 201)
  })

  routes.route('/', createKeyRoutes(options))
  routes.route('/', createAccountRoutes(options.accounts))
  routes.route('/', createDirectoryRoutes(options.administration))
  return routes
}

function createKeyRoutes({ keys }: AccessOptions): Hono<SessionEnv> {
  const routes = new Hono<SessionEnv>()
  /** Of one's own keys one needs fewer rights. */
  const keyOf = (principal: Principal, id: string) => ({
    kind: 'key' as const,
    id,
    ...(keys.isOwn(principal, id) && { ownerId: principal.id }),
  })

  routes.get('/keys', (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'key.list', { kind: 'key', ownerId: principal.id })
    const { tenantId } = principal
    const all = authorize(principal, 'key.list', { kind: 'key', tenantId }).isAllowed
    const list = all ? keys.list(principal) : keys.listOwn(principal)
    return c.json({ keys: list } satisfies KeyList)
  })

  routes.post('/keys', body(CreateKey), async (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'key.create', { kind: 'key', ownerId: principal.id })
    const created: CreatedKey = await keys.create(principal, c.req.valid('json'))
    return c.json(created, 201)
  })

  routes.patch('/keys/:id', body(UpdateKey), async (c) => {
    const id = keyIdOf(c.req.param('id'))
    requireAllowed(c.var.principal, 'key.update', keyOf(c.var.principal, id))
    const key: Key = await keys.update(c.var.principal, id, c.req.valid('json'))
    return c.json(key)
  })

  routes.post('/keys/:id/rotate', body(RotateKey), async (c) => {
    const id = keyIdOf(c.req.param('id'))
    requireAllowed(c.var.principal, 'key.update', keyOf(c.var.principal, id))
    const rotated: CreatedKey = await keys.rotate(c.var.principal, id, c.req.valid('json'))
    return c.json(rotated, 201)
  })

  routes.delete('/keys/:id', async (c) => {
    const id = keyIdOf(c.req.param('id'))
    requireAllowed(c.var.principal, 'key.revoke', keyOf(c.var.principal, id))
    await keys.revoke(c.var.principal, id)
    return c.body(null, 204)
  })

  return routes
}

function toSession(
  principal: Principal,
  csrfToken: string,
  { directory, version }: AccessOptions,
): Session {
  const { tenantId, id, name, roles = [], groups = [], administers = [] } = principal
  const { name: organisation, settings } = directory.organisation(tenantId)
  return {
    principal: {
      id,
      name,
      roles: [...roles],
      groups: groups.map((group) => ({
        id: group,
        name: directory.nameOf(tenantId, { kind: 'group', id: group }) ?? '',
      })),
      administers: [...administers],
    },
    organisation: { id: tenantId, name: organisation },
    offlineReading: settings.offlineReading,
    rights: [...rightsOf(principal)],
    csrfToken,
    version,
  }
}

function keyIdOf(text: string): string {
  if (isId(text)) return text
  throw new AppError('not_found', 'There is no such key.')
}

/** Only these routes see the session itself; the other capabilities see a principal. */
export interface SessionEnv {
  Variables: ApiEnv['Variables'] & { session?: OpenSession & { token: string } }
}
