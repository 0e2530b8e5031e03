import { Hono } from 'hono'
import { LookUpPerson, type LookedUp, type ProviderTest, type SignInOverview } from '#wire/sso.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { ApiEnv } from '../../api-env.ts'
import { requireAllowed } from '../../require-allowed.ts'
import type { Sso } from '../sso.ts'
import { describeLdap, describeOidc, describeSaml } from './describe-provider.ts'
import { lookUp } from './look-up.ts'
import {
  describeOwn,
  findOwnDirectory,
  testOfOwn,
  type MeantWay,
  type OwnOverviewOptions,
} from './own-overview.ts'
import type { ProvisioningStore } from './overview-store.ts'
import { testCertificates, testDirectory, testIssuer } from './test-provider.ts'

export interface SsoOverviewOptions extends OwnOverviewOptions {
  sso: Sso
  provisioning: ProvisioningStore
}

/** What is configured, for whoever sees to it, of their own organisation. Behind the guard. */
export function createSsoRoutes(options: SsoOverviewOptions): Hono<ApiEnv> {
  const { sso, provisioning, url, clock } = options
  const { oidc, saml, ldap } = sso.settings
  const routes = new Hono<ApiEnv>()

  routes.get('/sign-in-providers', async (c) => {
    requireAllowed(c.var.principal, 'sign-in.manage', { kind: 'sign-in' })
    const { tenantId } = c.var.principal
    const isOurs = ({ organisation }: { organisation: string }) => organisation === tenantId
    return c.json({
      providers: [
        ...oidc.filter(isOurs).map((one) => describeOidc(one, url())),
        ...saml.filter(isOurs).map((one) => describeSaml(one, url())),
        ...ldap.filter(isOurs).map(describeLdap),
        ...describeOwn(c.var.principal, options),
      ],
      isSecure: url().startsWith('https:'),
      scim: { url: `${url()}/scim/v2`, ...(await provisioning.count(tenantId)) },
    } satisfies SignInOverview)
  })

  routes.post('/sign-in-providers/:kind/:id/test', async (c) => {
    requireAllowed(c.var.principal, 'sign-in.manage', { kind: 'sign-in' })
    const { kind, id } = c.req.param()
    const meant = { kind, id, tenantId: c.var.principal.tenantId }
    const test = testOfOwn(meant, options) ?? testFor(meant)
    if (!test) throw new AppError('not_found', 'There is no such way to sign in.')
    return c.json({ checks: await test() } satisfies ProviderTest)
  })

  routes.post('/sign-in-providers/ldap/:id/look-up', body(LookUpPerson), async (c) => {
    const { principal } = c.var
    const id = c.req.param('id')
    requireAllowed(principal, 'sign-in.configure', { kind: 'sign-in', id })
    const { tenantId } = principal
    const directory =
      findOwnDirectory({ id, tenantId }, options) ??
      sso.ldap.find(({ settings: one }) => one.id === id && one.organisation === tenantId)
    if (!directory) throw new AppError('not_found', 'There is no such way to sign in.')
    const looked = await lookUp(directory, c.req.valid('json').name)
    await sso.store.note(tenantId, {
      action: 'sign-in.look-up',
      resource: { kind: 'sign-in', id },
      outcome: looked.check.outcome === 'wrong' ? 'failed' : 'done',
      facts: { isFound: looked.person !== null },
    })
    return c.json(looked satisfies LookedUp)
  })

  function testFor({ kind, id, tenantId }: MeantWay) {
    const isMeant = (one: { id: string; organisation: string }) =>
      one.id === id && one.organisation === tenantId
    const issuer = kind === 'oidc' && oidc.some(isMeant) ? sso.findIssuer(id) : undefined
    if (issuer) return () => testIssuer(issuer, sso.fetchFor(issuer))
    const idp = kind === 'saml' ? saml.find(isMeant) : undefined
    if (idp) return () => Promise.resolve(testCertificates(idp, clock))
    const directory =
      kind === 'ldap' ? sso.ldap.find(({ settings }) => isMeant(settings)) : undefined
    return directory && (() => testDirectory(directory))
  }

  return routes
}
