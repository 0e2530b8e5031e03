import { Hono, type Context } from 'hono'
import type { Bindings } from '#server/http/server.ts'
import { AppError } from '#server/lib/app-error.ts'
import { plainPage } from '#server/http/errors.ts'
import type { Clock } from '#server/lib/clock.ts'
import { randomText } from '../flows.ts'
import { toReturnPath } from '../return-path.ts'
import {
  browserOf,
  goOrPost,
  guarded,
  keepBrowser,
  letIn,
  readForm,
  type OpenSsoOptions,
} from '../routes.ts'
import type { LogoutCame } from './logout.ts'
import type { SamlIdp } from './saml-idp.ts'

type Env = { Bindings: Bindings }

/** SAML 2.0 as a service provider: the way out by redirect, the way back by a form. */
export function createSamlRoutes(options: OpenSsoOptions & { clock: Clock }): Hono<Env> {
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

  /** Whatever comes, by either binding: signed, so that it needs no cookie of ours. */
  const signOut = async (c: Context<Env>, came: LogoutCame) => {
    const idp = idpOf(c)
    return guarded(c, { options, provider: idp.settings }, async () => {
      const nowMs = options.clock.now()
      const said = await idp.logout.read(came, nowMs)
      if ('isDone' in said) {
        if (said.isDone) return c.redirect('/', 303)
        const text = `You are signed out here; at ${idp.settings.name} you may still be signed in.`
        return plainPage(200, 'Signed out', text)
      }
      await sso.signOut.asked(idp, said.asked)
      return goOrPost(c, (await idp.logout.answer(said.asked, nowMs)) ?? { url: '/' })
    })
  }
  routes.get('/sign-in/saml/:id/sign-out', (c) => {
    const [, query = ''] = c.req.url.split('?', 2)
    return signOut(c, { query })
  })
  routes.post('/sign-in/saml/:id/sign-out', async (c) =>
    signOut(c, { form: new URLSearchParams(await readForm(c)) }),
  )

  routes.get('/sign-in/saml/:id/metadata', async (c) => {
    const xml = await idpOf(c).metadata()
    return c.body(xml, 200, { 'content-type': 'application/samlmetadata+xml; charset=utf-8' })
  })
  return routes
}
