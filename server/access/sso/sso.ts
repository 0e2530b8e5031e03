import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { Directory } from '../directory/directory.ts'
import type { Sessions } from '../sessions.ts'
import { createAttemptLimit, type AttemptLimit } from './attempt-limit.ts'
import { createEntrance, type Entrance } from './entrance.ts'
import { LOCAL_TENANT_ID } from '../principal.ts'
import { createFlows, type Flows } from './flows.ts'
import { createIssuerFetch, type DialSettings, type IssuerFetch } from './issuer-fetch.ts'
import { createIssuer, type Issuer, type OidcLibrary } from './oidc/issuer.ts'
import { createLdapDirectory, type LdapDirectory } from './ldap/ldap-directory.ts'
import { domainOf } from './oidc/claims.ts'
import { createOidcSignIn, type OidcSignIn } from './oidc/oidc-sign-in.ts'
import { createOwnKeysStore } from './saml/own-keys-store.ts'
import { createOwnKeys } from './saml/own-keys.ts'
import { createSamlIdp, type SamlIdp } from './saml/saml-idp.ts'
import { createSamlSignIn, type SamlSignIn } from './saml/saml-sign-in.ts'
import type { OidcSettings, ProviderSettings, SamlSettings, SignInSettings } from './settings.ts'
import { createSignOut, type SignOut } from './sign-out.ts'
import { createSsoStore, type SsoStore } from './sso-store.ts'

export interface SsoOptions {
  /** Of galerne.yaml. */
  settings: SignInSettings
  /** Those that organisations set up themselves, as they are now. */
  ownWays: () => SignInSettings
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

export interface PasswordElsewhere {
  email: string
  password: string
  /** The directory that people have come for, by its address; absent: whichever answers for theirs. */
  way?: string | undefined
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
  /** Also one that nobody can sign in by yet: to try it. */
  openIssuer(settings: OidcSettings): { issuer: Issuer; fetch: IssuerFetch }
  /** What one of its issuers may be called by. */
  fetchFor(issuer: Issuer): IssuerFetch
  findIdp(id: string): SamlIdp | undefined
  saml: SamlSignIn
  /** Those of galerne.yaml. */
  ldap: readonly LdapDirectory[]
  /** One that was set up in the web app and is switched on. */
  findOwnDirectory(id: string): LdapDirectory | undefined
  /** Whether passwords are asked about anywhere by whoever comes to the sign-in page. */
  asksDirectories(): boolean
  /** Who this is by the LDAP directories that answer for the address; undefined: they know no such person, or another password. */
  checkPassword(given: PasswordElsewhere): Promise<KnownElsewhere | undefined>
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
  const { ownWays } = options
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
  const ownKeys = createOwnKeys({ store: createOwnKeysStore(database), box, clock })
  const findIdp = (id: string) => {
    const one = [...settings.saml, ...ownWays().saml].find((idp) => idp.id === id)
    const pair = () => ownKeys(one?.organisation ?? '')
    return one && createSamlIdp({ settings: one, baseUrl: `${url()}/sign-in/saml/${id}`, pair })
  }
  const findIssuer = (id: string) => issuers.get(id)?.issuer
  const ldap = settings.ldap.map((one) => createLdapDirectory({ settings: one, clock }))
  const ownDirectories = () =>
    ownWays().ldap.map((one) => createLdapDirectory({ settings: one, clock }))
  const entrance = createEntrance({ ...options, store, box })
  return {
    findIdp,
    saml: createSamlSignIn({ flows, store, clock }),
    ldap,
    findOwnDirectory: (id) => ownDirectories().find(({ settings: own }) => own.id === id),
    asksDirectories: () => ldap.length > 0 || ownDirectories().some(isFirstDirectory),
    checkPassword: (given) => checkPassword(given, { ldap, own: ownDirectories(), entrance }),
    settings,
    isOpen: ({ organisation }) => directory.organisation(organisation).name !== '',
    buttons: () => [
      ...[...settings.oidc, ...ownWays().oidc.filter(isFirst)].map(toButton('oidc')),
      ...[...settings.saml, ...ownWays().saml.filter(isFirst)].map(toButton('saml')),
    ],
    findIssuer,
    openIssuer: issuers.open,
    fetchFor,
    oidc: createOidcSignIn({ flows, clock, log, fetchFor }),
    signOut: createSignOut({
      store,
      flows,
      box,
      clock,
      findIssuer,
      findIdp,
      fetchFor,
      returnUriOf: (issuer) => `${url()}/sign-in/oidc/${issuer.settings.id}/signed-out`,
    }),
    entrance,
    flows,
    store,
    limit: createAttemptLimit({ clock, most: ATTEMPTS_A_MINUTE, withinMs: 60_000 }),
  }
}

/**
 * The sign-in page is everybody's, so that what one organisation sets up stands there only where it is the first one's, whose
 * page it is. People of the others come by the address of their way.
 */
const isFirst = ({ organisation }: ProviderSettings) => organisation === LOCAL_TENANT_ID

const isFirstDirectory = ({ settings }: LdapDirectory) => isFirst(settings)

const toButton =
  (kind: 'oidc' | 'saml') =>
  ({ id, name }: OidcSettings | SamlSettings): SignInButton => ({
    id: `${kind}-${id}`,
    name,
    url: `/sign-in/${kind}/${id}`,
  })

/**
 * A password is shown to nobody but whom its owner means: to those that the operator has set up, to those of the first
 * organisation, whose page this is, for the domains that they answer for; and to another organisation's by people who have
 * come to its address.
 */
async function checkPassword(
  { email, password, way }: PasswordElsewhere,
  { ldap, own, entrance }: Pick<Sso, 'ldap' | 'entrance'> & { own: readonly LdapDirectory[] },
): Promise<KnownElsewhere | undefined> {
  const usual = [...ldap, ...own.filter(isFirstDirectory)]
  const asked = way === undefined ? usual : own.filter(({ settings }) => settings.id === way)
  const domain = domainOf(email) ?? ''
  for (const directory of asked) {
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
function openIssuers({ settings, ownWays, url, clock, createFetch, loadLibrary }: IssuerParts) {
  const opened = new Map<string, { issuer: Issuer; fetch: IssuerFetch }>()
  const open = (one: OidcSettings) => {
    const fetch = createFetch(one)
    const redirectUri = `${url()}/sign-in/oidc/${one.id}/callback`
    const library = loadLibrary && { loadLibrary }
    return {
      issuer: createIssuer({ settings: one, redirectUri, fetch, clock, ...library }),
      fetch,
    }
  }
  return {
    open,
    get(id: string) {
      const one = [...settings.oidc, ...ownWays().oidc].find((oidc) => oidc.id === id)
      if (!one) return undefined
      const known = opened.get(id)
      // One that was changed is another.
      if (known?.issuer.settings === one) return known
      const made = open(one)
      opened.set(id, made)
      return made
    },
  }
}
