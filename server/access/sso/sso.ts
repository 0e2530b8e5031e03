import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { Directory } from '../directory/directory.ts'
import type { Sessions } from '../sessions.ts'
import { createAttemptLimit, type AttemptLimit } from './attempt-limit.ts'
import { createEntrance, type Entrance } from './entrance.ts'
import { createFlows, type Flows } from './flows.ts'
import { createIssuerFetch, type DialSettings, type IssuerFetch } from './issuer-fetch.ts'
import { createIssuer, type Issuer, type OidcLibrary } from './oidc/issuer.ts'
import { createLdapDirectory, type LdapDirectory } from './ldap/ldap-directory.ts'
import { domainOf } from './oidc/claims.ts'
import { createOidcSignIn, type OidcSignIn } from './oidc/oidc-sign-in.ts'
import { createSamlIdp, type SamlIdp } from './saml/saml-idp.ts'
import { createSamlSignIn, type SamlSignIn } from './saml/saml-sign-in.ts'
import type { ProviderSettings, SignInSettings } from './settings.ts'
import { createSignOut, type SignOut } from './sign-out.ts'
import { createSsoStore, type SsoStore } from './sso-store.ts'

export interface SsoOptions {
  settings: SignInSettings
  database: Database
  directory: Directory
  sessions: Pick<Sessions, 'start'>
  secretKeys: readonly Secret[]
  clock: Clock
  log: Log
  /** How people reach this Galerne, without a slash at the end. */
  url: () => string
  /** In tests: a library without one of its checks, flows that trust every browser. */
  loadLibrary?: () => Promise<OidcLibrary>
  wrapFlows?: (flows: Flows) => Flows
  createFetch?: (dial: DialSettings) => IssuerFetch
}

/** What the sign-in page shows for each provider that people are sent to. */
export interface SignInButton {
  id: string
  name: string
  url: string
}

export interface KnownElsewhere {
  tenantId: string
  personId: string
  methods: readonly string[]
}

/** Single sign-on of this Galerne. What is not configured costs nothing and loads nothing. */
export interface Sso {
  readonly settings: SignInSettings
  buttons(): SignInButton[]
  /** False: the configuration names an organisation that is not there. */
  isOpen(provider: ProviderSettings): boolean
  findIssuer(id: string): Issuer | undefined
  /** What one of its issuers may be called by. */
  fetchFor(issuer: Issuer): IssuerFetch
  findIdp(id: string): SamlIdp | undefined
  saml: SamlSignIn
  ldap: readonly LdapDirectory[]
  /** Who this is by the LDAP directories that answer for the address; undefined: they know no such person, or another password. */
  checkPassword(given: { email: string; password: string }): Promise<KnownElsewhere | undefined>
  oidc: OidcSignIn
  signOut: SignOut
  entrance: Entrance
  flows: Flows
  store: SsoStore
  limit: AttemptLimit
}

/** Of one address: whole offices come from one. */
const ATTEMPTS_A_MINUTE = 300

export function createSso(options: SsoOptions): Sso {
  const { settings, database, directory, clock, log, url, wrapFlows = (flows) => flows } = options
  const { createFetch = createIssuerFetch } = options
  const store = createSsoStore(database)
  const box = createSecretBox(options.secretKeys)
  const flows = wrapFlows(createFlows({ store, box, clock }))
  const issuers = openIssuers({ ...options, createFetch })
  const fetchFor = ({ settings: { id } }: Issuer): IssuerFetch => {
    const found = issuers.get(id)
    if (!found) throw new Error('This issuer is not ours')
    return found.fetch
  }
  const findIssuer = (id: string) => issuers.get(id)?.issuer
  const ldap = settings.ldap.map((one) => createLdapDirectory({ settings: one, clock }))
  const entrance = createEntrance({ ...options, store, box })
  const idps = new Map(settings.saml.map((one) => [one.id, one]))
  return {
    findIdp(id) {
      const one = idps.get(id)
      return one && createSamlIdp({ settings: one, baseUrl: `${url()}/sign-in/saml/${id}` })
    },
    saml: createSamlSignIn({ flows, store, clock }),
    ldap,
    checkPassword: (given) => checkPassword(given, { ldap, entrance }),
    settings,
    isOpen: ({ organisation }) => directory.organisation(organisation).name !== '',
    buttons: () => [
      ...settings.oidc.map(({ id, name }) => ({
        id: `oidc-${id}`,
        name,
        url: `/sign-in/oidc/${id}`,
      })),
      ...settings.saml.map(({ id, name }) => ({
        id: `saml-${id}`,
        name,
        url: `/sign-in/saml/${id}`,
      })),
    ],
    findIssuer,
    fetchFor,
    oidc: createOidcSignIn({ flows, clock, log, fetchFor }),
    signOut: createSignOut({
      store,
      flows,
      box,
      clock,
      findIssuer,
      fetchFor,
      returnUriOf: (issuer) => `${url()}/sign-in/oidc/${issuer.settings.id}/signed-out`,
    }),
    entrance,
    flows,
    store,
    limit: createAttemptLimit({ clock, most: ATTEMPTS_A_MINUTE, withinMs: 60_000 }),
  }
}

async function checkPassword(
  { email, password }: { email: string; password: string },
  { ldap, entrance }: Pick<Sso, 'ldap' | 'entrance'>,
): Promise<KnownElsewhere | undefined> {
  const domain = domainOf(email) ?? ''
  for (const directory of ldap) {
    const { loginDomains } = directory.settings
    if (loginDomains.length > 0 && !loginDomains.includes(domain)) continue
    const arrival = await directory.check({ name: email, password })
    if (!arrival) continue
    const { tenantId, id: personId } = await entrance.recognise(arrival)
    return { tenantId, personId, methods: arrival.assurance.methods }
  }
  return undefined
}

type IssuerParts = SsoOptions & Required<Pick<SsoOptions, 'createFetch'>>

/** Addresses are made when they are first asked for: the port may not be known before. */
function openIssuers({ settings, url, clock, createFetch, loadLibrary }: IssuerParts) {
  const opened = new Map<string, { issuer: Issuer; fetch: IssuerFetch }>()
  const byId = new Map(settings.oidc.map((one) => [one.id, one]))
  return {
    get(id: string) {
      const one = byId.get(id)
      if (!one) return undefined
      const known = opened.get(id)
      if (known) return known
      const fetch = createFetch(one)
      const redirectUri = `${url()}/sign-in/oidc/${id}/callback`
      const library = loadLibrary && { loadLibrary }
      const made = {
        issuer: createIssuer({ settings: one, redirectUri, fetch, clock, ...library }),
        fetch,
      }
      opened.set(id, made)
      return made
    },
  }
}
