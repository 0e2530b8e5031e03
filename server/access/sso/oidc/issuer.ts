import type * as OpenIdClient from 'openid-client'
import type { Clock } from '#server/lib/clock.ts'
import { randomText } from '../flows.ts'
import type { IssuerFetch } from '../issuer-fetch.ts'
import type { OidcSettings } from '../settings.ts'
import type { Claims } from './claims.ts'
import { toSignInError, toUnreachable } from './explain.ts'
import { profileOf } from './profiles.ts'

/** The library, handed in so that tests can take one of its checks away and see what that check is for. */
export type OidcLibrary = Pick<
  typeof OpenIdClient,
  | 'discovery'
  | 'Configuration'
  | 'customFetch'
  | 'clockTolerance'
  | 'ClientSecretBasic'
  | 'ClientSecretPost'
  | 'None'
  | 'allowInsecureRequests'
  | 'enableNonRepudiationChecks'
  | 'buildAuthorizationUrl'
  | 'calculatePKCECodeChallenge'
  | 'authorizationCodeGrant'
  | 'fetchUserInfo'
>

/** What is known of a sign-in between its two ends; nobody but us sees it. */
export interface OidcSecrets {
  nonce: string
  verifier: string | null
}

export interface OidcTokens {
  /** Of the ID token and userinfo, both verified. */
  claims: Claims
  idToken: string
  accessToken: string
}

export interface Issuer {
  readonly settings: OidcSettings
  readonly redirectUri: string
  /** What the issuer says of itself, at most ten minutes old. Throws AppError `provider_unavailable`, whose cause says what is wrong. */
  metadata(): Promise<OpenIdClient.ServerMetadata>
  /** Where a person goes to sign in. */
  begin(state: string): Promise<{ url: URL; secrets: OidcSecrets }>
  /** What it says of them. Throws AppError `unauthenticated` where anything is not as it must be. */
  finish(answer: URLSearchParams, expected: OidcSecrets & { state: string }): Promise<OidcTokens>
  /** Where a person goes to sign out there too; null: it has no such place. */
  logoutUrl(wish: { idToken: string; state: string; returnUri: string }): Promise<URL | null>
}

export interface IssuerOptions {
  settings: OidcSettings
  redirectUri: string
  fetch: IssuerFetch
  clock: Clock
  loadLibrary?: () => Promise<OidcLibrary>
}

const METADATA_MS = 10 * 60_000
const TIMEOUT_SECONDS = 10

/** One OpenID Connect issuer, by openid-client. Nothing is loaded or called before the first sign-in. */
export function createIssuer(options: IssuerOptions): Issuer {
  const { settings, redirectUri, fetch, clock } = options
  const { loadLibrary = () => import('openid-client') } = options
  const profile = profileOf(settings.profile)
  const usesPkce = settings.usesPkce ?? profile.usesPkce
  const findMetadata = createMetadata({ settings, fetch, clock, loadLibrary })

  /** Without keys of the issuer: each sign-in reads them, so that one that was changed a second ago is known. */
  async function configure() {
    const library = await loadLibrary()
    const metadata = structuredClone(await findMetadata())
    return { library, config: toConfiguration({ library, metadata, settings, fetch }) }
  }

  return {
    settings,
    redirectUri,
    metadata: findMetadata,

    async begin(state) {
      const { library, config } = await configure()
      const secrets = { nonce: randomText(), verifier: usesPkce ? randomText() : null }
      const challenge =
        secrets.verifier && (await library.calculatePKCECodeChallenge(secrets.verifier))
      const url = library.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: (settings.scopes ?? profile.scopes).join(' '),
        state,
        nonce: secrets.nonce,
        ...(challenge !== null && { code_challenge: challenge, code_challenge_method: 'S256' }),
        ...levelParameters(settings),
        ...domainParameters(settings),
      })
      return { url, secrets }
    },

    async finish(answer, expected) {
      const { library, config } = await configure()
      // Our own address, not the one that the request claims to have come to.
      const url = new URL(redirectUri)
      url.search = answer.toString()
      try {
        return await redeem({ library, config, url, expected, userinfo: profile.userinfo })
      } catch (cause) {
        throw toSignInError(settings.name, cause)
      }
    },

    async logoutUrl({ idToken, state, returnUri }) {
      const { end_session_endpoint: endpoint } = await findMetadata()
      if (endpoint === undefined) return null
      const url = new URL(endpoint)
      url.searchParams.set('id_token_hint', idToken)
      url.searchParams.set('post_logout_redirect_uri', returnUri)
      url.searchParams.set('state', state)
      if (profile.logoutTakesClientId) url.searchParams.set('client_id', settings.clientId)
      return url
    },
  }
}

interface Redemption {
  library: OidcLibrary
  config: OpenIdClient.Configuration
  url: URL
  expected: OidcSecrets & { state: string }
  userinfo: 'any' | 'signed-jwt' | 'none'
}

async function redeem(redemption: Redemption): Promise<OidcTokens> {
  const { library, config, url, expected, userinfo } = redemption
  const tokens = await library.authorizationCodeGrant(config, url, {
    expectedState: expected.state,
    expectedNonce: expected.nonce,
    idTokenExpected: true,
    ...(expected.verifier !== null && { pkceCodeVerifier: expected.verifier }),
  })
  const claims = tokens.claims()
  const { id_token: idToken, access_token: accessToken } = tokens
  if (!claims || idToken === undefined) throw new Error('The issuer sent no ID token.')
  const hasUserinfo = config.serverMetadata().userinfo_endpoint !== undefined
  if (userinfo === 'none' || !hasUserinfo) return { claims, idToken, accessToken }
  const more = await library.fetchUserInfo(config, accessToken, claims.sub)
  // Protocol claims are the ID token's: userinfo has others of the same names when it is a JWT.
  return { claims: { ...more, ...protocolClaims(claims) }, idToken, accessToken }
}

const PROTOCOL = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nonce',
  'acr',
  'amr',
  'auth_time',
  'sid',
  'azp',
]

/** Userinfo says what a person is like; who they are, and how that was proved, only the ID token says. */
function protocolClaims(claims: Claims): Claims {
  const kept = Object.entries(claims).filter(([name]) => PROTOCOL.includes(name))
  const absent = PROTOCOL.filter((name) => !Object.hasOwn(claims, name))
  return {
    ...Object.fromEntries(absent.map((name) => [name, undefined])),
    ...Object.fromEntries(kept),
  }
}

type MetadataParts = Required<Pick<IssuerOptions, 'settings' | 'fetch' | 'clock' | 'loadLibrary'>>

function createMetadata({ settings, fetch, clock, loadLibrary }: MetadataParts) {
  let known: { atMs: number; metadata: Promise<OpenIdClient.ServerMetadata> } | undefined
  const discover = async () => {
    const library = await loadLibrary()
    const config = await library.discovery(
      new URL(settings.issuer),
      settings.clientId,
      undefined,
      undefined,
      {
        [library.customFetch]: fetch,
        timeout: TIMEOUT_SECONDS,
        execute: isPlain(settings) ? [library.allowInsecureRequests] : [],
      },
    )
    const metadata = { ...config.serverMetadata() }
    if (metadata.issuer !== settings.issuer) {
      throw new Error(
        `It calls itself ${metadata.issuer}, and the configuration ${settings.issuer}.`,
      )
    }
    return metadata
  }
  return () => {
    if (known && clock.now() - known.atMs < METADATA_MS) return known.metadata
    const metadata = discover().catch((cause: unknown) => {
      if (known?.metadata === metadata) known = undefined
      throw toUnreachable(settings.name, cause)
    })
    known = { atMs: clock.now(), metadata }
    return metadata
  }
}

interface ConfigurationParts {
  library: OidcLibrary
  metadata: OpenIdClient.ServerMetadata
  settings: OidcSettings
  fetch: IssuerFetch
}

function toConfiguration({ library, metadata, settings, fetch }: ConfigurationParts) {
  const { clientId, clientSecret, signatureAlgorithm, clockToleranceSeconds } = settings
  const isSigned = profileOf(settings.profile).userinfo === 'signed-jwt'
  const config = new library.Configuration(
    metadata,
    clientId,
    {
      id_token_signed_response_alg: signatureAlgorithm,
      ...(isSigned && { userinfo_signed_response_alg: signatureAlgorithm }),
      [library.clockTolerance]: clockToleranceSeconds,
    },
    clientSecret === null
      ? library.None()
      : settings.clientAuthentication === 'basic'
        ? library.ClientSecretBasic(clientSecret.expose())
        : library.ClientSecretPost(clientSecret.expose()),
  )
  config[library.customFetch] = fetch
  config.timeout = TIMEOUT_SECONDS
  if (isPlain(settings)) library.allowInsecureRequests(config)
  // Signatures are looked at also where TLS to the issuer would do.
  library.enableNonRepudiationChecks(config)
  return config
}

function isPlain({ issuer, isInternal }: OidcSettings): boolean {
  return isInternal && issuer.startsWith('http:')
}

function levelParameters(settings: OidcSettings): Record<string, string> {
  const { requestedClaims, asksLevelByClaims } = profileOf(settings.profile)
  const { acrValues } = settings
  const level =
    acrValues.length > 0 && asksLevelByClaims
      ? { acr: { essential: true, values: acrValues } }
      : undefined
  const claims = { ...requestedClaims, ...level }
  return {
    ...(Object.keys(claims).length > 0 && { claims: JSON.stringify({ id_token: claims }) }),
    ...(acrValues.length > 0 && !asksLevelByClaims && { acr_values: acrValues.join(' ') }),
  }
}

/** A hint alone: what counts is the claim that comes back. */
function domainParameters({ profile, allowedDomains }: OidcSettings): Record<string, string> {
  const [domain, another] = allowedDomains
  const isHint =
    profileOf(profile).domainClaim === 'hd' && domain !== undefined && another === undefined
  return isHint ? { hd: domain } : {}
}
