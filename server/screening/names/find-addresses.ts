import type { Finding } from '../detect/finding.ts'
import {
  BORN,
  IN_A_PLACE,
  STREETS_CAPITAL,
  STREET_ENDINGS,
  STREETS_AFTER,
  STREETS_BEFORE,
  WEAK_STREETS,
} from './streets.ts'
import { readTokens, type Token } from './tokens.ts'

/** Postal addresses: a street with its number, and the postal code and town beside it. Places of birth. No model is asked. */
export function findAddresses(text: string, tokens = readTokens(text)): Finding[] {
  const found: Finding[] = []
  const words = { text, tokens }
  for (let index = 0; index < tokens.length; index += 1) {
    const street = streetAt(words, index)
    const place = street ? null : birthplaceAt(words, index)
    if (street) {
      const finding = widened(text, street)
      const last = found.at(-1)
      if (last && last.end > finding.start) found.pop()
      found.push(finding)
      while ((tokens[index + 1]?.start ?? Infinity) < finding.end) index += 1
    } else if (place) found.push(place)
  }
  return found
}

interface Words {
  text: string
  tokens: readonly Token[]
}
interface Span {
  start: number
  end: number
}

function streetAt(words: Words, index: number): Span | null {
  const token = words.tokens[index]
  if (!token || token.isNumber) return null
  if (STREETS_BEFORE.has(token.folded) && (token.isCapital || !STREETS_CAPITAL.has(token.folded))) {
    const span = named(words, index)
    if (span) return span
  }
  if (STREETS_AFTER.has(token.folded)) {
    const span = trailing(words, index)
    if (span) return span
  }
  if (!token.isCapital) return null
  return hasStreetEnding(token.folded) ? numbered(words, index) : withTown(words, index)
}

/** `Ilica 10, 10000 Zagreb`: no word says that it is a street, but what follows does. */
function withTown(words: Words, index: number): Span | null {
  const { text, tokens } = words
  if (tokens[index + 1]?.isNumber !== true) return null
  const end = houseNumberAfter(words, index)
  if (end === null || !/^[,\n\r]/.test(text.slice(end, end + 1))) return null
  if (!AFTER.test(text.slice(end, end + AROUND))) return null
  const before = tokens[index - 1]
  const start = tokens[index]?.start ?? 0
  const hasOneMore = before?.isCapital === true && text.slice(before.end, start) === ' '
  return { start: hasOneMore ? before.start : start, end }
}

/** Letters of the shortest street before its ending. */
const SHORTEST_STREET = 3

function hasStreetEnding(folded: string): boolean {
  return STREET_ENDINGS.some(
    (ending) => folded.length >= ending.length + SHORTEST_STREET && folded.endsWith(ending),
  )
}

/** `Hauptstraße 3`, `Am Alten Markt`: the number comes right after it, or right before it in English. */
function numbered(words: Words, index: number): Span | null {
  const end = houseNumberAfter(words, index)
  if (end === null) return null
  let first = index
  while (index - first < 2 && isLonger(words, first)) first -= 1
  return { start: words.tokens[first]?.start ?? 0, end }
}

/** Whether one more word with a capital stands before it in the same name. */
function isLonger({ text, tokens }: Words, first: number): boolean {
  const token = tokens[first - 1]
  const next = tokens[first]
  if (!token?.isCapital || !next) return false
  return text.slice(token.end, next.start) === '-' || LEADS.test(token.folded)
}

const LEADS = /^(?:alte|neue|obere|untere|grosse|kleine|van|de|sankt|st)/

const MOST_WORDS = 6
const BETWEEN = /^[.]?[ \u00a0'’]{0,2}$/

/** `rue de la Paix 3`, `12, rue de la Paix`, `ul. 3 Maja 7`. */
function named(words: Words, index: number): Span | null {
  const { text, tokens } = words
  const head = tokens[index]
  if (!head) return null
  const isWeak = WEAK_STREETS.has(head.folded)
  let capitals = 0
  let last = index
  for (let at = index + 1; at <= index + MOST_WORDS; at += 1) {
    const token = tokens[at]
    const before = tokens[at - 1]
    if (!token || !before || !BETWEEN.test(text.slice(before.end, token.start))) break
    if (token.isNumber && !(tokens[at + 1]?.isCapital === true && capitals === 0)) break
    if (token.isCapital) {
      capitals += 1
      last = at
    } else if (isWeak && at === index + 1 && token.end - token.start > 3) return null
    else if (!token.isNumber && token.end - token.start > 4) break
  }
  if (capitals === 0) return null
  const before = numberBefore(words, index)
  const end = houseNumberAfter(words, last)
  const start = tokens[index]?.start ?? 0
  if (before !== null && !STREETS_CAPITAL.has(head.folded))
    return { start: before, end: end ?? tokens[last]?.end ?? start }
  return end === null ? null : { start, end }
}

const NUMBER_BEFORE = /(?:^|[^\p{L}\d.,-])(\d{1,4}(?: ?[a-dA-D]| bis| ter| quater)?),?[ \u00a0]$/u

function numberBefore({ text, tokens }: Words, index: number): number | null {
  const start = tokens[index]?.start ?? 0
  const from = Math.max(0, start - 14)
  const match = NUMBER_BEFORE.exec(text.slice(from, start))
  return match ? from + match.index + match[0].indexOf(match[1] ?? '') : null
}

/** `Váci utca 12`, `12 Abbey Street`: capitals before the word, and a number at one end. */
function trailing(words: Words, index: number): Span | null {
  const { text, tokens } = words
  let first = index
  while (index - first < 4) {
    const token = tokens[first - 1]
    const next = tokens[first]
    if (!token?.isCapital || !next || !/^[.]?[ \u00a0-]$/.test(text.slice(token.end, next.start)))
      break
    first -= 1
  }
  if (first === index) return null
  const before = numberBefore(words, first)
  const end = houseNumberAfter(words, index)
  const start = tokens[first]?.start ?? 0
  const isCapital = tokens[index]?.isCapital === true
  if (before !== null && isCapital)
    return { start: before, end: end ?? tokens[index]?.end ?? start }
  return end === null ? null : { start, end }
}

const HOUSE_NUMBER =
  /^(?:\.?,?[ \u00a0]{0,2})(?:(?:nr|n|no|num|č|čp|št|br|бр|αρ|№)[.º°]{0,2} ?|№ ?|nº ?|n° ?)?(\d{1,4}(?:[/-]\d{1,4})?(?: ?[a-zA-Zа-я](?![\p{L}\d]))?(?:[ ,/]{1,2}(?:m|lok|bus|top|lgh|et|ap|apt|bl|sc|dz|kt|ем|ап)\.? ?\d{1,4})?)(?![\d:%€$]|[.,]\d)/iu

/** Where the number of the house ends; null: there is none. */
function houseNumberAfter({ text, tokens }: Words, index: number): number | null {
  const end = tokens[index]?.end ?? 0
  const match = HOUSE_NUMBER.exec(text.slice(end, end + 40))
  return match ? end + match[0].length : null
}

const CODE = String.raw`(?:[A-Z]{1,3}-)?(?:\d{2}-\d{3}|\d{3} \d{2}|\d{4}-\d{3}|\d{4} ?[A-Z]{2}(?![\p{L}])|\d{4,6}|[A-Z]\d[\dW] ?[A-Z0-9]{4}|[A-Z]{3} ?\d{4})`
const TOWN = String.raw`\p{Lu}[\p{L}\p{M}.'’]*(?:[ \u00a0-](?:\p{Lu}[\p{L}\p{M}.'’]*|\d{1,2}(?!\d)|am|an|der|im|de|la|le|les|sur|en|do|da|di|nad|pod|sous|ob|bei)){0,3}`
const AFTER = new RegExp(
  String.raw`^(?:[.]?[,;]?[ \u00a0]?|[ ,]*\r?\n *|[ ,–-]{1,3})(?:${CODE}[ \u00a0]{1,2}${TOWN}|${TOWN}[, ]{1,2}${CODE})`,
  'u',
)
const BEFORE = new RegExp(
  String.raw`(?:^|[^\p{L}\d-])(${CODE}[ \u00a0]${TOWN}[,:]?(?: |\r?\n))$`,
  'u',
)
/** Characters around a street in which its town is looked for. */
const AROUND = 64

/** With the postal code and town that stand beside it. */
function widened(text: string, { start, end }: Span): Finding {
  const after = AFTER.exec(text.slice(end, end + AROUND))
  const from = Math.max(0, start - AROUND)
  const before = after ? null : BEFORE.exec(text.slice(from, start))
  const shift = before ? before.index + before[0].indexOf(before[1] ?? '') : 0
  return {
    kind: 'address',
    type: 'street',
    country: null,
    start: before ? from + shift : start,
    end: end + trimmed(after?.[0] ?? ''),
    score: after || before ? 0.95 : 0.8,
  }
}

function trimmed(written: string): number {
  return written.replace(/[.,\s]+$/, '').length
}

/** `geboren in Köln`. */
function birthplaceAt(words: Words, index: number): Finding | null {
  const { tokens, text } = words
  if (!BORN.has(tokens[index]?.folded ?? '')) return null
  for (let at = index + 1; at <= index + 5; at += 1) {
    const token = tokens[at]
    const place = tokens[at + 1]
    if (!token || !place) return null
    if (!IN_A_PLACE.has(token.folded) || token.isCapital || !place.isCapital) continue
    if (text.slice(token.end, place.start) !== ' ') return null
    const town = /^[ -](?:\p{Lu}[\p{L}\p{M}]*|am|an der)(?:[ -]\p{Lu}[\p{L}\p{M}]*)?/u.exec(
      text.slice(place.end, place.end + 30),
    )
    const end = place.end + (town?.[0].length ?? 0)
    return {
      kind: 'address',
      type: 'place-of-birth',
      country: null,
      start: place.start,
      end,
      score: 0.8,
    }
  }
  return null
}
