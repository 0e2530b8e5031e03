import { Hono, type Context } from 'hono'
import type { Bindings } from '#server/http/server.ts'
import { AppError } from '#server/lib/app-error.ts'
import { randomText } from '../flows.ts'
import { toReturnPath } from '../return-path.ts'
import { browserOf, guarded, keepBrowser, letIn, readForm, type OpenSsoOptions } from '../routes.ts'
import type { SamlIdp } from './saml-idp.ts'

type Env = { Bindings: Bindings }

/** SAML 2.0 as a service provider: the way out by redirect, the way back by a form. */
export function createSamlRoutes(options: OpenSsoOptions): Hono<Env> {
  const { sso } = options
  const routes = new Hono<Env>()
  const idpOf = (c: Context<Env>): SamlIdp => {
    const idp = sso.findIdp(c.req.param('id') ?? '')
    if (idp) return idp
    throw new AppError('not_found', 'There is no such way to sign in.')
  }

  routes.get('/sign-in/saml/:id', async (c) => {
    const idp = idpOf(c)
    return guarded(c, { options, provider: idp.settings }, async () => {
      const browser = browserOf(c, options) ?? randomText()
      const returnPath = toReturnPath(c.req.query('return'))
      const url = await sso.saml.begin(idp, { browser, returnPath })
      keepBrowser(c, options, browser)
      return c.redirect(url.href, 303)
    })
  })

  routes.post('/sign-in/saml/:id/acs', async (c) => {
    const idp = idpOf(c)
    return guarded(c, { options, provider: idp.settings }, async () => {
      const form = new URLSearchParams(await readForm(c))
      const ticket = await sso.saml.accept(idp, form.get('SAMLResponse') ?? '')
      return c.redirect(`/sign-in/saml/${idp.settings.id}/finish?ticket=${ticket}`, 303)
    })
  })

  routes.get('/sign-in/saml/:id/finish', async (c) => {
    const idp = idpOf(c)
    return guarded(c, { options, provider: idp.settings }, async () => {
      const ticket = c.req.query('ticket') ?? ''
      const browser = browserOf(c, options) ?? ''
      return letIn(c, options, await sso.saml.finish(idp, { ticket, browser }))
    })
  })

  routes.get('/sign-in/saml/:id/metadata', async (c) => {
    const xml = await idpOf(c).metadata()
    return c.body(xml, 200, { 'content-type': 'application/samlmetadata+xml; charset=utf-8' })
  })
  return routes
}
