/** Check digits, over the characters of compact identifiers. Nothing here allocates: numbers come by the thousand. */

export function digitAt(text: string, at: number): number {
  return text.charCodeAt(at) - 48
}

/** The sum of digits, each times its weight. */
export function weightedSum(text: string, weights: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < weights.length; at += 1) sum += digitAt(text, at) * (weights[at] ?? 0)
  return sum
}

/** ISO/IEC 7812-1 annex B. */
export function isLuhn(text: string): boolean {
  let sum = 0
  for (let at = text.length - 1, isDouble = false; at >= 0; at -= 1, isDouble = !isDouble) {
    const digit = digitAt(text, at)
    sum += isDouble ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

/** ISO 7064 MOD 11,10. */
export function isMod11And10(text: string): boolean {
  let check = 10
  for (let at = 0; at < text.length - 1; at += 1) {
    const sum = (check + digitAt(text, at)) % 10
    check = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return (11 - check) % 10 === digitAt(text, text.length - 1)
}

/** What is left of a number of any length, letters counting as 10 to 35 (ISO 7064 MOD 97,10). */
export function mod97(text: string): number {
  let left = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    left = code < 65 ? (left * 10 + code - 48) % 97 : (left * 100 + (code & 31) + 9) % 97
  }
  return left
}

const VERHOEFF_D = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
]
const VERHOEFF_P = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
]

/** J. Verhoeff, Error Detecting Decimal Codes (1969): the check digit is the last one. */
export function isVerhoeff(text: string): boolean {
  let check = 0
  for (let at = 0; at < text.length; at += 1) {
    const row = VERHOEFF_P[at % 8] ?? ''
    const digit = row.charCodeAt(digitAt(text, text.length - 1 - at)) - 48
    check = (VERHOEFF_D[check] ?? '').charCodeAt(digit) - 48
  }
  return check === 0
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether a day may exist; whether the year had a 29 February is not asked. */
export function isDay(month: number, day: number): boolean {
  return day >= 1 && day <= (DAYS[month - 1] ?? 0)
}

export function twoDigits(text: string, at: number): number {
  return digitAt(text, at) * 10 + digitAt(text, at + 1)
}
