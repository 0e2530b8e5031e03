import { isDay } from './checksums.ts'
import { distanceBefore, mayStand, surroundingsOf } from './context.ts'
import type { Finding } from './finding.ts'
import { isWordCode } from './shapes.ts'
import {
  BIRTH_WORDS,
  IDENTITY_CARD_WORDS,
  LICENCE_WORDS,
  PASSPORT_WORDS,
  PLATE_WORDS,
} from './words-of-papers.ts'

const NUMERIC =
  /^(?:(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{1,2})([-./] ?)(\d{1,2})\5(\d{4}|\d{2}))\.?(?![\d/-])/
const WORDED =
  /^(\d{1,2})(?:\.|er|st|nd|rd|th|º|:?e|η|ο)? (?:de |d['’]|di |of )?(\p{L}{3,14})\.?,? (?:de |del |di )?((?:19|20)\d\d)(?!\d)/u

/** A date that words near it call somebody's birth. */
export function findBirthDate(text: string, start: number, hint: string): Finding | null {
  if (start > 0 && isWordCode(text.charCodeAt(start - 1))) return null
  if (!mayStand(BIRTH_WORDS, { text, start, hint })) return null
  const found = dateAt(text.slice(start, start + 36))
  if (found === null) return null
  const end = start + found
  const around = surroundingsOf(text, start, { end, hint })
  if (distanceBefore(BIRTH_WORDS, around) > 40) return null
  return { kind: 'date-of-birth', type: 'date-of-birth', country: null, start, end, score: 0.9 }
}

/** How long the date is that the text begins with; null: it does not. */
function dateAt(text: string): number | null {
  const numeric = NUMERIC.exec(text)
  if (numeric) {
    const [all, year, month, day, first, , second] = numeric
    const length = all.endsWith('.') ? all.length - 1 : all.length
    if (year !== undefined) return isDay(Number(month), Number(day)) ? length : null
    return isDay(Number(second), Number(first)) || isDay(Number(first), Number(second))
      ? length
      : null
  }
  const worded = WORDED.exec(text)
  return worded && Number(worded[1]) <= 31 ? worded[0].length : null
}

const DOCUMENTS: readonly (readonly [string, readonly string[]])[] = [
  ['passport', PASSPORT_WORDS],
  ['driving-licence', LICENCE_WORDS],
  ['identity-card', IDENTITY_CARD_WORDS],
]
const DOCUMENT =
  /^(?=[A-Za-z\d/ ]{6,18}(?![\w]))(?=(?:[A-Za-z/ ]*\d){4})[A-Z\d]{1,10}(?:[ /]?[A-Z\d]{2,10}){0,3}(?![\w-])/
const DOCUMENT_REACH = 34

/** The number of a passport, driving licence or identity card: only where it is called so. */
export function findDocument(text: string, start: number, hint: string): Finding | null {
  if (start > 0 && (isWordCode(text.charCodeAt(start - 1)) || text[start - 1] === '.')) return null
  const asked = { text, start, hint }
  if (!DOCUMENTS.some(([, words]) => mayStand(words, asked))) return null
  const [found] = DOCUMENT.exec(text.slice(start, start + 24)) ?? []
  if (found === undefined) return null
  const trimmed = trimWords(found)
  const end = start + trimmed.length
  const around = surroundingsOf(text, start, { end, hint })
  for (const [type, words] of DOCUMENTS) {
    if (distanceBefore(words, around) > DOCUMENT_REACH) continue
    return { kind: 'document-number', type, country: null, start, end, score: 0.85 }
  }
  return null
}

/** A word in capitals after a number is no part of it. */
function trimWords(found: string): string {
  return found.replace(/(?:[ /][A-Z]{2,10})+$/, '')
}

const PLATE =
  /^(?=[\p{Lu}\d -]{4,11}(?![\p{L}\d]))[\p{Lu}\d]{1,7}(?:[ -·]?[\p{Lu}\d]{1,6}){0,3}(?![\p{L}\d_])/u

/** The plate of a vehicle: only where it is called so, since anything may look like one. */
export function findPlate(text: string, start: number, hint: string): Finding | null {
  if (start > 0 && isWordCode(text.charCodeAt(start - 1))) return null
  if (!mayStand(PLATE_WORDS, { text, start, hint })) return null
  const [found] = PLATE.exec(text.slice(start, start + 14)) ?? []
  if (found === undefined || !/\d{2}|\d.*\d/.test(found) || !/\p{Lu}/u.test(found)) return null
  const end = start + found.length
  if (distanceBefore(PLATE_WORDS, surroundingsOf(text, start, { end, hint })) > 36) return null
  return { kind: 'vehicle-plate', type: 'vehicle-plate', country: null, start, end, score: 0.85 }
}
