import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import { Secret } from '#server/lib/secret.ts'
import type { Auth } from './auth.ts'
import type { TokenAuthTools } from './entra.ts'
import { createTokenExchange } from './token-exchange.ts'
import { createTokenAuth, createTokenSource, type Token } from './token-source.ts'

/** What of a service account's key file is needed. */
export interface ServiceAccount {
  clientEmail: string
  privateKeyId: string | null
  privateKey: KeyObject
}

export const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token'
const CLOUD_SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** An hour is the longest that Google takes. */
const LIFETIME_S = 3600
/** Dated back a little: Google refuses what was signed in its future, and clocks differ. */
const SKEW_S = 30

/** Reads a key file of Google's. Throws Error, without any of the key, where it is none. */
export function readServiceAccount(text: string): ServiceAccount {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    throw new Error('is not JSON: it must hold the key file of a service account')
  }
  const field = (name: string): string | undefined => {
    const value: unknown = typeof file === 'object' && file !== null && Reflect.get(file, name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const clientEmail = field('client_email')
  const privateKey = field('private_key')
  if (clientEmail === undefined || privateKey === undefined) {
    throw new Error(
      'has no client_email or private_key: it must be the key file of a service account',
    )
  }
  try {
    const key = createPrivateKey(privateKey)
    if (key.asymmetricKeyType !== 'rsa') throw new Error('not RSA')
    return { clientEmail, privateKeyId: field('private_key_id') ?? null, privateKey: key }
  } catch {
    throw new Error('has a private_key that cannot be read as an RSA key in PEM')
  }
}

/** A JWT, signed with RS256. Source: RFC 7515, RFC 7519. */
export function signJwt(
  account: ServiceAccount,
  claims: Readonly<Record<string, unknown>>,
): string {
  const { privateKeyId, privateKey } = account
  const header = { alg: 'RS256', typ: 'JWT', ...(privateKeyId !== null && { kid: privateKeyId }) }
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode(header)}.${encode(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`
}

/** A service account, by a token that its own signature is exchanged for. */
export function createServiceAccountAuth(
  account: ServiceAccount,
  tools: TokenAuthTools & { tokenUrl: string },
): Auth {
  const { clock, tokenUrl } = tools
  const exchange = createTokenExchange({ ...tools, url: new URL(tokenUrl) })
  const fetchToken = () => {
    const claims = { iss: account.clientEmail, scope: CLOUD_SCOPE, aud: tokenUrl, ...times(clock) }
    return exchange({ grant_type: JWT_BEARER, assertion: signJwt(account, claims) })
  }
  const source = createTokenSource(fetchToken, clock)
  return createTokenAuth(
    source,
    () => [],
    () => tools.transport.close(),
  )
}

/** A service account, by its own signature alone: no sign-in service is asked. `origin` is the address that is called. */
export function createSelfSignedAuth(account: ServiceAccount, origin: string, clock: Clock): Auth {
  const fetchToken = (): Promise<Token> => {
    const claims = {
      iss: account.clientEmail,
      sub: account.clientEmail,
      aud: `${origin}/`,
      ...times(clock),
    }
    const expiresAtMs = clock.now() + (LIFETIME_S - SKEW_S) * 1000
    return Promise.resolve({ secret: new Secret(signJwt(account, claims)), expiresAtMs })
  }
  const source = createTokenSource(fetchToken, clock)
  return createTokenAuth(
    source,
    () => [],
    () => Promise.resolve(),
  )
}

function times(clock: Clock): { iat: number; exp: number } {
  const iat = Math.floor(clock.now() / 1000) - SKEW_S
  return { iat, exp: iat + LIFETIME_S }
}
