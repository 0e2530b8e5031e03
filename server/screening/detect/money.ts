import { isLuhn, mod97 } from './checksums.ts'
import { distanceTo, surroundingsOf } from './context.ts'
import type { Finding } from './finding.ts'
import { isWordCode, separatorOf } from './shapes.ts'
import { NUMBERS_OF_THINGS, PAYMENT_CARD_WORDS } from './words-of-numbers.ts'

/** Characters of an IBAN by country (SWIFT IBAN registry, release 99). */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
}

/** An IBAN that begins at `start` with two letters and two digits. ISO 13616. */
export function findIban(text: string, start: number): Finding | null {
  const country = text.slice(start, start + 2).toUpperCase()
  const length = IBAN_LENGTHS[country]
  if (length === undefined || (start > 0 && isWordCode(text.charCodeAt(start - 1)))) return null
  const compact = takeCompact(text, start, length)
  if (!compact || mod97(compact.text.slice(4) + compact.text.slice(0, 4)) !== 1) return null
  const { end } = compact
  if (isWordCode(text.charCodeAt(end))) return null
  return { kind: 'iban', type: 'iban', country, start, end, score: 0.99 }
}

/** Exactly so many letters and digits, with one separator at most between two of them; undefined: they are not there. */
function takeCompact(
  text: string,
  start: number,
  length: number,
): { text: string; end: number } | undefined {
  let compact = ''
  let at = start
  for (; compact.length < length && at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 128 && code !== 95 && isWordCode(code)) compact += text[at]
    else {
      const separator = separatorOf(code)
      const isBetween = separatorOf(text.charCodeAt(at - 1)) === 0
      if ((separator !== 1 && separator !== 2) || !isBetween) return undefined
    }
  }
  return compact.length === length ? { text: compact.toUpperCase(), end: at } : undefined
}

const CARD =
  /^(?:\d{13,19}|\d{4}(?:[ \u00a0-]\d{4}){3}(?:[ \u00a0-]\d{3})?|\d{4}[ \u00a0-]\d{6}[ \u00a0-]\d{4,5})(?![\d_])/

/** A number of a payment card: the ranges of its issuers, and ISO/IEC 7812-1's check digit. */
export function findCard(text: string, start: number, hint: string): Finding | null {
  if (!mayBeCard(text, start)) return null
  const [found] = CARD.exec(text.slice(start, start + 24)) ?? []
  if (found === undefined || isJoined(text, start - 1)) return null
  const digits = found.replaceAll(/\D/g, '')
  const type = issuerOf(digits)
  if (type === null || !isLuhn(digits)) return null
  const end = start + found.length
  const next = text.charCodeAt(end)
  const isCut =
    isWordCode(next) || ((next === 0x2e || next === 0x2d) && /\d/.test(text[end + 1] ?? ''))
  if (isCut) return null
  const around = surroundingsOf(text, start, { end, hint })
  const near = distanceTo(PAYMENT_CARD_WORDS, around)
  const things = distanceTo(NUMBERS_OF_THINGS, around)
  const isGrouped = found.length > digits.length
  const score =
    near !== Infinity && near <= things ? 0.97 : things < 30 ? 0.3 : isGrouped ? 0.85 : 0.4
  return score < 0.5 ? null : { kind: 'payment-card', type, country: null, start, end, score }
}

/** Its first group is all of it, or has four digits. */
function mayBeCard(text: string, start: number): boolean {
  let end = start
  while (isDigit(text.charCodeAt(end))) end += 1
  return end - start === 4 || end - start >= 13
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isJoined(text: string, at: number): boolean {
  if (at < 0) return false
  const code = text.charCodeAt(at)
  if (isWordCode(code) || code === 0x23) return true
  return (code === 0x2e || code === 0x2d || code === 0x2c) && /\d/.test(text[at - 1] ?? '')
}

/** Ranges and lengths as the schemes publish them; null: nobody's. */
function issuerOf(digits: string): string | null {
  const { length } = digits
  const four = Number(digits.slice(0, 4))
  const two = Math.floor(four / 100)
  if (digits[0] === '4') return length === 13 || length === 16 || length === 19 ? 'visa' : null
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))
    return length === 16 ? 'mastercard' : null
  if (two === 34 || two === 37) return length === 15 ? 'amex' : null
  if ((four >= 3000 && four <= 3059) || two === 36 || two === 38 || two === 39)
    return length >= 14 && length <= 16 ? 'diners' : null
  if (four >= 3528 && four <= 3589) return length === 16 ? 'jcb' : null
  if (four === 6011 || two === 65 || (four >= 6440 && four <= 6499))
    return length === 16 ? 'discover' : null
  if (two === 62) return length >= 16 ? 'unionpay' : null
  if (
    four === 5018 ||
    four === 5020 ||
    four === 5038 ||
    four === 6304 ||
    (four >= 6759 && four <= 6763)
  )
    return length >= 13 ? 'maestro' : null
  return null
}
