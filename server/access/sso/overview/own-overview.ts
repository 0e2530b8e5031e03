import type { ProviderCheck, SignInProvider } from '#wire/sso.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Principal } from '../../principal.ts'
import type { OwnWays } from '../own/own-ways.ts'
import type { RunningWays } from '../own/running-ways.ts'
import { compileWay } from '../own/way-form.ts'
import { createLdapDirectory, type LdapDirectory } from '../ldap/ldap-directory.ts'
import type { Sso } from '../sso.ts'
import { describeLdap, describeOidc, describeSaml } from './describe-provider.ts'
import { testCertificates, testDirectory, testIssuer } from './test-provider.ts'

export interface OwnOverviewOptions {
  sso: Pick<Sso, 'openIssuer'>
  own: Pick<OwnWays, 'list'>
  running: Pick<RunningWays, 'all' | 'compile'>
  url: () => string
  clock: Clock
}

/** A way as an address names it, of one organisation. */
export interface MeantWay {
  kind: string
  id: string
  tenantId: string
}

/** What was set up in the web app, switched on or off, as those of galerne.yaml are shown. */
export function describeOwn(principal: Principal, options: OwnOverviewOptions): SignInProvider[] {
  const { own, running, url } = options
  const { tenantId } = principal
  const ways = new Map(running.all(tenantId).map((way) => [way.id, way]))
  return own.list(principal).flatMap((shown) => {
    const way = ways.get(shown.id)
    if (!way) return []
    const { oidc, saml, ldap } = compileWay(way, { id: way.id, tenantId, secret: null })
    return [
      ...oidc.map((one) => ({ ...describeOidc(one, url()), own: shown })),
      ...saml.map((one) => ({ ...describeSaml(one, url()), own: shown })),
      ...ldap.map((one) => ({ ...describeLdap(one), own: shown })),
    ]
  })
}

/** Tries one that was set up in the web app, also before anybody can sign in by it. Undefined: there is none. */
export function testOfOwn(
  { kind, id, tenantId }: MeantWay,
  { sso, running, clock }: OwnOverviewOptions,
): (() => Promise<ProviderCheck[]>) | undefined {
  const way = running.all(tenantId).find((one) => one.id === id && one.kind === kind)
  if (!way) return undefined
  const {
    oidc: [oidc],
    saml: [idp],
    ldap: [ldap],
  } = running.compile(tenantId, way)
  if (idp) return () => Promise.resolve(testCertificates(idp, clock))
  if (ldap) return () => testDirectory(createLdapDirectory({ settings: ldap, clock }))
  if (!oidc) return undefined
  const { issuer, fetch } = sso.openIssuer(oidc)
  return () => testIssuer(issuer, fetch)
}

/** The directory that was set up in the web app, also before anybody can sign in by it. Undefined: there is none. */
export function findOwnDirectory(
  { id, tenantId }: Omit<MeantWay, 'kind'>,
  { running, clock }: Pick<OwnOverviewOptions, 'running' | 'clock'>,
): LdapDirectory | undefined {
  const way = running.all(tenantId).find((one) => one.id === id && one.kind === 'ldap')
  const [settings] = way ? running.compile(tenantId, way).ldap : []
  return settings && createLdapDirectory({ settings, clock })
}
