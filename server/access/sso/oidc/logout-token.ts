import type { FetchImplementation } from 'jose'
import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { IssuerFetch } from '../issuer-fetch.ts'
import type { Issuer } from './issuer.ts'

/** Whose sessions an issuer wants ended; at least one of the two. */
export interface LogoutWish {
  sid: string | null
  subject: string | null
  /** Names the token; good once. */
  jti: string
  expiresAt: Date
}

export interface LogoutTokenParts {
  issuer: Issuer
  dial: IssuerFetch
  clock: Clock
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** A token that names no end is not believed for longer. */
const LONGEST_MS = 10 * 60_000

/**
 * What a logout token says (OpenID Connect Back-Channel Logout 1.0, section 2.6). Throws `invalid_request` for whatever else: an ID
 * token of the same issuer above all, which everybody has who ever signed in.
 */
export async function readLogoutToken(
  token: string,
  { issuer, dial, clock }: LogoutTokenParts,
): Promise<LogoutWish> {
  const { settings } = issuer
  const { jwtVerify, createRemoteJWKSet, customFetch } = await import('jose')
  const { jwks_uri: keysUrl } = await issuer.metadata()
  if (keysUrl === undefined) throw refusal('The issuer has no keys')
  const askKeys: FetchImplementation = (url, { method, headers, signal }) =>
    dial(url, { method, headers: Object.fromEntries(headers), signal })
  const keys = createRemoteJWKSet(new URL(keysUrl), { [customFetch]: askKeys })
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer: settings.issuer,
    audience: settings.clientId,
    algorithms: [settings.signatureAlgorithm],
    clockTolerance: settings.clockToleranceSeconds,
    maxTokenAge: LONGEST_MS / 1000,
    currentDate: new Date(clock.now()),
    requiredClaims: ['iat', 'jti', 'events'],
  }).catch((cause: unknown) => {
    throw refusal('The logout token cannot be believed', cause)
  })
  const { events, sid, sub, jti = '', iat = 0 } = payload
  const typ = protectedHeader.typ?.toLowerCase().replace(/^application\//, '')
  const isOfType = typ === undefined || typ === 'jwt' || typ === 'logout+jwt'
  const isLogout = typeof events === 'object' && events !== null && Object.hasOwn(events, EVENT)
  if (!isOfType || !isLogout || Object.hasOwn(payload, 'nonce')) {
    throw refusal('The token is no logout token')
  }
  const subject = typeof sub === 'string' ? sub : null
  const session = typeof sid === 'string' ? sid : null
  if (subject === null && session === null) throw refusal('The logout token names nobody')
  const endMs = iat * 1000 + LONGEST_MS + settings.clockToleranceSeconds * 1000
  return { sid: session, subject, jti, expiresAt: new Date(endMs) }
}

function refusal(why: string, cause?: unknown): AppError {
  return new AppError('invalid_request', `${why}.`, { cause })
}
