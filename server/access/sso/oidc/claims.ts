import type { Profile } from './profiles.ts'

export type Claims = Readonly<Record<string, unknown>>

/** A claim by its name, or by a path where it is nested (`realm_access.roles`); a name with dots in it comes first. */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  let at: unknown = claims
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = Object.entries(at).find(([key]) => key === name)?.[1]
  }
  return at
}

/** A list of texts, or one text, as issuers write either; undefined: neither. */
export function textsOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return undefined
  return value.filter((one) => typeof one === 'string')
}

export function textOf(claims: Claims, name: string): string | undefined {
  const value = claims[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Longer names and addresses than people have are somebody's attempt. */
const LONGEST = 200

export function nameOf(claims: Claims, profile: Profile): string | undefined {
  for (const parts of profile.names) {
    const texts = parts.map((part) => textOf(claims, part))
    if (texts.every((text) => text !== undefined)) return texts.join(' ').slice(0, LONGEST)
  }
  return undefined
}

export function emailOf(claims: Claims): string | null {
  return toEmail(textOf(claims, 'email'))
}

/** In lower case; null: it is none that could be kept. */
export function toEmail(text: string | undefined): string | null {
  const email = text?.trim().toLowerCase() ?? ''
  return email.length <= LONGEST && /^[^\s@<>"]+@[^\s@<>"]+$/.test(email) ? email : null
}

export function domainOf(email: string | null): string | undefined {
  return email?.split('@')[1]
}

/** Some issuers write booleans as texts or numbers. */
export function isEmailVerified(claims: Claims, { verifiedClaim }: Profile): boolean {
  if (verifiedClaim === null) return true
  const value = claims[verifiedClaim]
  return value === true || value === 'true' || value === 1 || value === '1'
}

/** RFC 8176 and what issuers add to it: any of these is more than something that one knows. */
const SECOND_FACTORS = new Set(
  'mfa otp totp hwk swk sc pop fpt face iris retina vbm sms tel pin_hwk phr phrh'.split(' '),
)

export function hasSecondFactor(methods: readonly string[]): boolean {
  return methods.some((method) => SECOND_FACTORS.has(method))
}
