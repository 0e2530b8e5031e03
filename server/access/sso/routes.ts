import { Hono, type Context } from 'hono'
import { HTTP_STATUS } from '#wire/errors.ts'
import { plainPage } from '#server/http/errors.ts'
import { formPolicy } from '#server/http/security-headers.ts'
import type { Bindings } from '#server/http/server.ts'
import { AppError } from '#server/lib/app-error.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { clientAddress, createAddressRanges } from '../client-address.ts'
import { cookiesNamed, toCookie, toSessionCookie, type CookieKind } from '../session-cookie.ts'
import type { Sessions } from '../sessions.ts'
import type { Arrival } from './arrival.ts'
import type { Visitor } from './entrance.ts'
import { FLOW_MS, randomText } from './flows.ts'
import type { Issuer } from './oidc/issuer.ts'
import { toReturnPath } from './return-path.ts'
import { writeLeavePage } from './saml/leave-page.ts'
import type { ToSend } from './saml/logout-messages.ts'
import type { ProviderSettings } from './settings.ts'
import type { Sso } from './sso.ts'

export interface OpenSsoOptions {
  sso: Sso
  sessions: Pick<Sessions, 'find' | 'end'>
  cookie: CookieKind
  trustedProxies: readonly string[]
}

type Env = { Bindings: Bindings }

/** Where people who are not signed in yet come by: to an issuer, back from it, and out. */
export function createOpenSsoRoutes(options: OpenSsoOptions): Hono<Env> {
  const routes = new Hono<Env>()
  routes.route('/', createOidcRoutes(options))
  routes.route('/', createLdapRoutes(options))
  routes.route('/', createSignOutRoutes(options))
  return routes
}

/** Where people of another organisation begin, whose directory is asked by nobody who did not come for it. */
function createLdapRoutes({ sso }: OpenSsoOptions): Hono<Env> {
  const routes = new Hono<Env>()
  routes.get('/sign-in/ldap/:id', (c) => {
    const directory = sso.findOwnDirectory(c.req.param('id'))
    if (!directory) throw new AppError('not_found', 'There is no such way to sign in.')
    return c.redirect(`/?way=${directory.settings.id}`, 303)
  })
  return routes
}

function createOidcRoutes(options: OpenSsoOptions): Hono<Env> {
  const { sso } = options
  const routes = new Hono<Env>()

  routes.get('/sign-in/oidc/:id', async (c) => {
    const issuer = issuerOf(sso, c)
    return guarded(c, { options, provider: issuer.settings }, async () => {
      const browser = browserOf(c, options) ?? randomText()
      const returnPath = toReturnPath(c.req.query('return'))
      const url = await sso.oidc.begin(issuer, { browser, returnPath })
      keepBrowser(c, options, browser)
      return c.redirect(url.href, 303)
    })
  })

  routes.get('/sign-in/oidc/:id/callback', async (c) => {
    const issuer = issuerOf(sso, c)
    return guarded(c, { options, provider: issuer.settings }, async () => {
      const answer = new URL(c.req.url).searchParams
      const browser = browserOf(c, options) ?? ''
      const { arrival, returnPath } = await sso.oidc.finish(issuer, { answer, browser })
      return letIn(c, options, { arrival, returnPath })
    })
  })

  // RFC-shaped answers: the caller is the issuer's program, not a person.
  routes.post('/sign-in/oidc/:id/back-channel', async (c) => {
    const issuer = issuerOf(sso, c)
    sso.limit.count(`back ${visitorOf(c, options).address}`)
    c.header('cache-control', 'no-store')
    const form = new URLSearchParams(await readForm(c))
    try {
      await sso.signOut.backChannel(issuer, form.get('logout_token') ?? '')
      return c.body(null, 200)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid_request') throw error
      return c.json({ error: 'invalid_request', error_description: error.message }, 400)
    }
  })

  routes.get('/sign-in/oidc/:id/front-channel', async (c) => {
    const issuer = issuerOf(sso, c)
    sso.limit.count(`front ${visitorOf(c, options).address}`)
    const { iss = '', sid = '' } = c.req.query()
    await sso.signOut.frontChannel(issuer, { iss, sid })
    return c.body(null, 200, { 'cache-control': 'no-store' })
  })

  routes.get('/sign-in/oidc/:id/signed-out', async (c) => {
    const issuer = issuerOf(sso, c)
    const browser = browserOf(c, options) ?? ''
    await sso.signOut.returned(issuer, { state: c.req.query('state') ?? '', browser })
    return c.redirect('/', 303)
  })
  return routes
}

/**
 * `GET /sign-out`: ends the session here, then goes to where it began, to end it there. A page of another site cannot cause it:
 * the browser sends it no cookie of ours.
 */
function createSignOutRoutes(options: OpenSsoOptions): Hono<Env> {
  const { sso, sessions, cookie } = options
  const routes = new Hono<Env>()
  routes.get('/sign-out', async (c) => {
    const site = c.req.header('sec-fetch-site') ?? 'none'
    if (c.req.method !== 'GET' || (site !== 'same-origin' && site !== 'none')) {
      return plainPage(403, 'Not signed out', 'Another site cannot sign you out here.')
    }
    let next: ToSend = { url: '/' }
    const browser = browserOf(c, options) ?? randomText()
    for (const token of cookiesNamed(cookie.name, c.req.header('cookie') ?? '').slice(0, 4)) {
      const session = await sessions.find(token)
      if (!session) continue
      // What cannot be asked does not keep anybody signed in.
      const place = await sso.signOut.leave(session.tenantId, session.id, browser).catch(() => null)
      next = place ?? next
      await sessions.end(token)
    }
    if (next.url !== '/') keepBrowser(c, options, browser)
    c.header('set-cookie', toCookie({ ...cookie, value: '', maxAgeSeconds: 0 }), { append: true })
    c.header('cache-control', 'no-store')
    return goOrPost(c, next)
  })
  return routes
}

/** Sends the browser there: by redirect, or by a form, which the page's policy lets go to that one place. */
export function goOrPost(c: Context, place: ToSend): Response {
  if (!place.form) return c.redirect(place.url, 303)
  c.header('content-security-policy', formPolicy(new URL(place.url).origin))
  return c.body(writeLeavePage(place), 200, { 'content-type': 'text/html; charset=utf-8' })
}

/** Failures of a person's way in are pages, on record; all of it within limits. */
export async function guarded(
  c: Context<Env>,
  { options, provider }: { options: OpenSsoOptions; provider: ProviderSettings },
  work: () => Promise<Response>,
): Promise<Response> {
  const { sso } = options
  const visitor = visitorOf(c, options)
  if (!sso.isOpen(provider)) {
    const message = 'It belongs to an organisation that is not here. Tell whoever runs Galerne.'
    return plainPage(503, 'This way of signing in is not open', message)
  }
  try {
    // HEAD is routed here too; neither it nor a browser that looks ahead may use anything up.
    if (c.req.method === 'HEAD') return c.body(null, 503)
    sso.limit.count(`in ${visitor.address}`)
    c.header('cache-control', 'no-store')
    return await work()
  } catch (error) {
    await sso.entrance.noteFailure(provider, visitor, error)
    if (!(error instanceof AppError)) throw error
    const title = error.code === 'forbidden' ? 'You may not come in' : 'Signing in did not work'
    return plainPage(HTTP_STATUS[error.code], title, messageOf(error))
  }
}

export async function letIn(
  c: Context<Env>,
  options: OpenSsoOptions,
  { arrival, returnPath }: { arrival: Arrival; returnPath: string },
): Promise<Response> {
  const { token } = await options.sso.entrance.enter(arrival, visitorOf(c, options))
  c.header('set-cookie', toSessionCookie(options.cookie, token), { append: true })
  c.header('cache-control', 'no-store')
  return c.redirect(returnPath, 303)
}

function issuerOf(sso: Sso, c: Context<Env>): Issuer {
  const issuer = sso.findIssuer(c.req.param('id') ?? '')
  if (issuer) return issuer
  throw new AppError('not_found', 'There is no such way to sign in.')
}

export function visitorOf(c: Context<Env>, { trustedProxies }: OpenSsoOptions): Visitor {
  const address = clientAddress(
    {
      socket: { remoteAddress: c.env?.remoteAddress },
      headers: { 'x-forwarded-for': c.req.header('x-forwarded-for') },
    },
    createAddressRanges(trustedProxies),
  )
  return { userAgent: c.req.header('user-agent') ?? '', address: address ?? null }
}

/** Beside the session's: sent also when another site leads here, which is what coming back from an issuer is. */
function flowCookieName({ cookie }: OpenSsoOptions): string {
  return `${cookie.name}-flow`
}

export function browserOf(c: Context<Env>, options: OpenSsoOptions): string | undefined {
  const values = cookiesNamed(flowCookieName(options), c.req.header('cookie') ?? '')
  return values.find((value) => /^[\w-]{43}$/.test(value))
}

export function keepBrowser(c: Context<Env>, options: OpenSsoOptions, browser: string): void {
  const { isSecure } = options.cookie
  const strict = toCookie({
    name: flowCookieName(options),
    isSecure,
    value: browser,
    maxAgeSeconds: FLOW_MS / 1000,
  })
  c.header('set-cookie', strict.replace('SameSite=Strict', 'SameSite=Lax'), { append: true })
}

const MAX_FORM_BYTES = 256 * 1024

export async function readForm(c: Context<Env>): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of c.req.raw.body ?? []) {
    length += chunk.byteLength
    if (length > MAX_FORM_BYTES) throw new AppError('body_too_large', 'This form is too large.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
