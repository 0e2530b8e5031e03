import { Hono } from 'hono'
import { SaveBranding, type Branding } from '#wire/branding.ts'
import { body } from '#server/http/body.ts'
import { FILE_POLICY } from '#server/http/security-headers.ts'
import type { Bindings } from '#server/http/server.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { ApiEnv } from '../api-env.ts'
import type { Guard } from '../guard.ts'
import type { Organisations } from '../organisations.ts'
import { requireAllowed } from '../require-allowed.ts'
import type { BrandingDesk } from './branding.ts'

/** `/branding`, mounted under `/api`: for whoever changes it. */
export function createBrandingRoutes(desk: BrandingDesk): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/branding', (c) => c.json<Branding>(desk.get(c.var.principal)))
  routes.put('/branding', body(SaveBranding), async (c) => {
    requireAllowed(c.var.principal, 'organisation.manage', { kind: 'organisation' })
    return c.json<Branding>(await desk.save(c.var.principal, c.req.valid('json')))
  })
  return routes
}

/** A year: what has this hash never changes. */
const FOR_GOOD = 'private, max-age=31536000, immutable'

/**
 * `/branding.css` and `/branding/logo`: of the organisation that somebody is signed in to; to strangers, of the one that
 * was here first. Nothing else is told, and no other organisation can be asked for.
 */
export function createOpenBrandingRoutes(parts: {
  desk: Pick<BrandingDesk, 'stylesheet' | 'logo'>
  guard: Guard
  organisations: Pick<Organisations, 'ids'>
}): Hono<{ Bindings: Bindings }> {
  const { desk, guard, organisations } = parts
  const routes = new Hono<{ Bindings: Bindings }>()

  /** Whoever cannot say who they are is a stranger; only what fails otherwise is an error. */
  async function tenantOf({ headers }: Request): Promise<string> {
    try {
      const { principal } = await guard({ method: 'GET', headers, isLocal: false })
      return principal.tenantId
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return organisations.ids()[0] ?? ''
    }
  }

  routes.get('/branding.css', async (c) => {
    const { text, hash } = desk.stylesheet(await tenantOf(c.req.raw))
    const etag = `"${hash}"`
    // Asked for again each time, and answered with nothing as long as it is the same.
    c.header('cache-control', c.req.query('v') === hash ? FOR_GOOD : 'private, no-cache')
    c.header('etag', etag)
    c.header('vary', 'cookie')
    if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304)
    return c.body(text, 200, { 'content-type': 'text/css; charset=utf-8' })
  })

  routes.get('/branding/logo', async (c) => {
    const logo = await desk.logo(await tenantOf(c.req.raw))
    if (!logo) throw new AppError('not_found', 'There is no logo.')
    return c.body(new Uint8Array(logo.bytes), 200, {
      'content-type': logo.type,
      'cache-control': c.req.query('v') === logo.hash ? FOR_GOOD : 'private, no-cache',
      vary: 'cookie',
      'content-security-policy': FILE_POLICY,
      'x-content-type-options': 'nosniff',
    })
  })
  return routes
}
