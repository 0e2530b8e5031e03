import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Arrival } from '../arrival.ts'
import type { OidcSettings } from '../settings.ts'
import {
  claimAt,
  domainOf,
  emailOf,
  hasSecondFactor,
  isEmailVerified,
  nameOf,
  textOf,
  textsOf,
  type Claims,
} from './claims.ts'
import type { OidcTokens } from './issuer.ts'
import { profileOf } from './profiles.ts'

/** What an issuer's verified claims say of somebody. Throws `forbidden` where it was not surely enough them. */
export function toArrival(
  settings: OidcSettings,
  { claims, idToken }: Pick<OidcTokens, 'claims' | 'idToken'>,
  clock: Clock,
): Arrival {
  const profile = profileOf(settings.profile)
  const email = emailOf(claims)
  const isVerified = isEmailVerified(claims, profile)
  const subject = textOf(claims, 'sub') ?? ''
  return {
    provider: settings,
    kind: 'oidc',
    issuer: settings.issuer,
    subject,
    email,
    isEmailVerified: email !== null && isVerified,
    domain: profile.domainClaim
      ? textOf(claims, profile.domainClaim)?.toLowerCase()
      : domainOf(isVerified ? email : null),
    name: nameOf(claims, profile) ?? email ?? subject,
    groups: settings.groups && listAt(claims, settings.groups.from),
    roles: settings.roles && listAt(claims, settings.roles.from),
    assurance: assuranceOf(settings, claims, clock),
    session: { sid: textOf(claims, 'sid') ?? null, idToken },
  }
}

/** An issuer that leaves out an empty list has none to give, unless it says that the list is elsewhere. */
function listAt(claims: Claims, path: string): string[] | null {
  const texts = textsOf(claimAt(claims, path))
  if (texts) return texts
  return hasMoreElsewhere(claims, path) ? null : []
}

/** “Distributed claims” (OpenID Connect Core 5.6.2), as Entra ID has them for people of many groups. */
export function hasMoreElsewhere(claims: Claims, path: string): boolean {
  const names = claims['_claim_names']
  const isNamed = typeof names === 'object' && names !== null && Object.hasOwn(names, path)
  return isNamed || (path === 'groups' && claims['hasgroups'] === true)
}

function assuranceOf(settings: OidcSettings, claims: Claims, clock: Clock): Arrival['assurance'] {
  const level = textOf(claims, 'acr') ?? null
  const methods = textsOf(claims['amr']) ?? []
  const { acrValues, requiresSecondFactor, name } = settings
  if (acrValues.length > 0 && !acrValues.includes(level ?? '')) {
    throw new AppError(
      'forbidden',
      `${name} did not confirm the level that is needed here (${acrValues.join(' or ')}). Sign in there with a stronger method.`,
    )
  }
  if (requiresSecondFactor && !hasSecondFactor(methods)) {
    throw new AppError(
      'forbidden',
      `${name} did not confirm a second factor, which is needed here. Set one up there, and sign in again.`,
    )
  }
  const at = claims['auth_time']
  const atMs = typeof at === 'number' ? Math.min(at * 1000, clock.now()) : clock.now()
  return { methods: ['sso', ...methods.slice(0, 20)], level, atMs }
}
