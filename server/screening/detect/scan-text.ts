import { findEmail, findIpv4, findIpv6, findPhone } from './contact.ts'
import { forgetSurroundings, isNearby } from './context.ts'
import type { Finding } from './finding.ts'
import { findNames } from '../names/find-names.ts'
import { findCard, findIban } from './money.ts'
import { findIdentifier } from './numbers.ts'
import { findBirthDate, findDocument, findPlate } from './papers.ts'
import {
  findAssigned,
  findKnownKey,
  findPrivateKey,
  findPuttyKey,
  findUrlPassword,
} from './secrets.ts'
import { CHARACTER, DIGIT, isWordCode, separatorOf } from './shapes.ts'
import { encodedRuns } from './encoded-runs.ts'
import { unveil } from './unveil.ts'
import { MOST_LEVELS, viewsOf, type Seen, type View } from './views.ts'
import { PHONE_WORDS } from './words-of-numbers.ts'

export interface ScanOptions {
  /** The name of the field that the text is the value of: `{"bsn": "…"}`. */
  hint?: string
  /** Names of people and postal addresses as well, by rules. */
  names?: boolean
  /** How often it is decoded; 0: it is read as it stands alone. */
  levels?: number
  /** Words in base64 are looked at by whoever has all of the text. */
  keepsRuns?: boolean
}

/** What one text holds, in order, none over another, whatever invisible characters stand within and however it is encoded. */
export function scanText(text: string, options: ScanOptions = {}): Finding[] {
  const unveiled = unveil(text)
  if (!unveiled) return scanRead(text, options)
  const { places } = unveiled
  return scanRead(unveiled.text, options).map((finding) => ({
    ...finding,
    start: places[finding.start] ?? 0,
    end: (places[finding.end - 1] ?? 0) + 1,
  }))
}

/** As it stands, and in every other way that it can be read. */
function scanRead(text: string, options: ScanOptions): Finding[] {
  const seen: Seen = { longWords: [], isApart: false, isMixed: false, isRegrouped: false }
  const found = scanPlain(text, options, seen)
  const { levels = MOST_LEVELS, keepsRuns = false } = options
  if (levels === 0) return found
  const more: Finding[] = []
  const inside = { ...options, levels: levels - 1, keepsRuns: false }
  for (const view of viewsOf(text, seen)) more.push(...placed(scanText(view.text, inside), view))
  if (!keepsRuns && seen.longWords.length > 0) {
    for (const run of encodedRuns(text, seen.longWords))
      more.push(...placed(scanText(run.text, inside), run))
  }
  return more.length === 0 ? found : withoutOverlaps([...found, ...more])
}

/** Where what was found in a view stands in the text that it is a view of. */
export function placed(findings: readonly Finding[], { starts, ends }: View): Finding[] {
  return findings.flatMap((finding) => {
    const start = starts[finding.start] ?? 0
    const end = ends[finding.end - 1] ?? start
    return end > start ? [{ ...finding, start, end }] : []
  })
}

/** So many words of one character are none by chance. */
const MANY_SINGLES = 5

/** One pass over its characters; what it looks at around each is bounded. */
function scanPlain(text: string, { hint = '', names = false }: ScanOptions, seen: Seen): Finding[] {
  const found: Finding[] = names ? findNames(text, hint) : []
  const add = (finding: Finding | null) => {
    if (finding) found.push(finding)
    return finding
  }
  if (hint !== '' && text.length < 600) add(findAssignedTo(text, hint))
  const { length } = text
  // Where the word, and where the token (a word with what joins words) at hand began.
  let word = 0
  let token = 0
  let singles = 0
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at)
    const mark = code < 128 ? (MARKS[code] ?? 0) : isWordCode(code) ? 0 : BREAK
    if (mark === 0) {
      if (code >= 0x370 && code <= 0x52f && isBesideLatin(text, at)) seen.isMixed = true
      continue
    }
    if (mark === NUMBER) {
      at = scanNumber({ text, hint, add, seen }, word, at) - 1
      continue
    }
    if (mark === JOINT) {
      if (code === 0x2d && text.startsWith('-----B', at))
        at = Math.max(at, (add(findPrivateKey(text, at))?.end ?? 0) - 1)
    } else if (mark === AT) {
      if (!add(findUrlPassword(text, at))) add(findEmail(text, at))
    } else {
      if (at - token >= SHORTEST_KEY) {
        seen.longWords.push(token, at)
        add(findToken(text, token))
      }
      if (code === 0x3a || code === 0x3d) at = scanAssigned({ text, hint, add }, at)
      token = at + 1
    }
    if (at - word === 1) singles += 1
    else if (at > word) singles = 0
    if (singles === MANY_SINGLES) seen.isApart = true
    word = at + 1
  }
  if (length - token >= SHORTEST_KEY) {
    seen.longWords.push(token, length)
    add(findToken(text, token))
  }
  forgetSurroundings()
  return found.length > 1 ? withoutOverlaps(found) : found
}

const SHORTEST_KEY = 16
const NUMBER = 1
/** Joins words to a token: a key may have it. */
const JOINT = 2
const AT = 3
/** Ends a token. */
const BREAK = 4

const MARKS = Uint8Array.from({ length: 128 }, (_, code) => {
  const kind = CHARACTER[code]
  if (kind === DIGIT) return NUMBER
  if (kind !== 0) return 0
  if (code === 0x40) return AT
  // - . + / ~
  return code === 0x2d || code === 0x2e || code === 0x2b || code === 0x2f || code === 0x7e
    ? JOINT
    : BREAK
})

/** A Greek or Cyrillic letter, of which one next to it, or one beyond what links words, is Latin, or a digit. */
function isBesideLatin(text: string, at: number): boolean {
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at + 1)]
  return (
    isLatin(isLink(before) ? text.charCodeAt(at - 2) : before) ||
    isLatin(isLink(after) ? text.charCodeAt(at + 2) : after)
  )
}

function isLatin(code: number): boolean {
  return code < 128 && code !== 0x5f && isWordCode(code)
}

function isLink(code: number): boolean {
  return code === 0x2e || code === 0x40 || code === 0x5f || code === 0x2d
}

function findToken(text: string, start: number): Finding | null {
  return (
    findKnownKey(text, start) ??
    (text.charCodeAt(start) === 0x50 ? findPuttyKey(text, start) : null)
  )
}

/** Of a field that is called so, the value alone. */
function findAssignedTo(text: string, hint: string): Finding | null {
  const lead = `${hint}=`
  const finding = findAssigned(lead + text, hint.length)
  const start = (finding?.start ?? 0) - lead.length
  return finding && start >= 0 ? { ...finding, start, end: finding.end - lead.length } : null
}

/** What follows a `:` or `=`, and addresses with colons. Gives where the scan goes on. */
function scanAssigned({ text, add }: Scan, at: number): number {
  add(findAssigned(text, at))
  if (text.charCodeAt(at) !== 0x3a || !isHex(text.charCodeAt(at - 1))) return at
  return Math.max(at, (add(findIpv6(text, at))?.end ?? 0) - 1)
}

interface Scan {
  text: string
  hint: string
  add: (finding: Finding | null) => Finding | null
}

/** Digits go on behind something that nobody sets them apart by. */
function goesOnOddly(text: string, end: number): boolean {
  const next = text.charCodeAt(end)
  if (isDigit(text.charCodeAt(end + 1))) return next !== 0x20 && next !== 0x2d
  return isDigit(text.charCodeAt(end + 2)) || isDigit(text.charCodeAt(end + 3))
}

/** All that a word with a digit in it may be. Gives where the scan goes on. */
function scanNumber(
  { text, hint, add, seen }: Scan & { seen: Seen },
  word: number,
  digit: number,
): number {
  let end = digit + 1
  let letters = digit - word
  for (let code = text.charCodeAt(end); isWordCode(code); code = text.charCodeAt(end)) {
    if (!isDigit(code)) {
      letters += 1
      if (code === 0x5f) seen.isRegrouped = true
      else if (code >= 0x370 && code <= 0x52f) seen.isMixed = true
    }
    end += 1
  }
  if (end - digit >= 4 && goesOnOddly(text, end)) seen.isRegrouped = true
  const shortest = letters === 0 ? SHORTEST_NUMBER : SHORTEST_MIXED
  const isSmall = end - word < shortest && !isLong(text, digit, end)
  // Most numbers of a text: years, counts, the names of things.
  if (isSmall && word === digit) {
    if (end - digit === 4) add(findWordedBirth({ text, hint }, digit))
    if (!isBesideCapitals(text, digit, end)) return end
  }
  if (end - word > LONGEST_WORD) return end
  const best = isSmall ? null : findNumber(text, word, { digit, hint })
  if (best) return Math.max(end, add(best)?.end ?? end)
  const start = startBefore(text, word, 2)
  const paper = findDocument(text, start, hint) ?? findPlate(text, start, hint)
  if (paper) return Math.max(end, add(paper)?.end ?? end)
  return end
}

/** Whether a number goes on over its separators to as many digits as anything personal has, or to a date. */
function isLong(text: string, start: number, end: number): boolean {
  let digits = end - start
  let separators = 0
  for (let at = end; at - start < 20; at += 1) {
    const code = text.charCodeAt(at)
    if (isDigit(code)) digits += 1
    else if (separatorOf(code) !== 0 || code === 0x28 || code === 0x29) separators += 1
    else break
    if (digits >= SHORTEST_NUMBER || (separators >= 2 && digits >= SHORTEST_DATE)) return true
  }
  return false
}

const SHORTEST_NUMBER = 6
/** With letters in it, as the tail of an Italian one has. */
const SHORTEST_MIXED = 5
const SHORTEST_DATE = 4

/** Longer words are hashes, or keys, which are looked for by tokens. */
const LONGEST_WORD = 40

function findNumber(
  text: string,
  word: number,
  { digit, hint }: { digit: number; hint: string },
): Finding | null {
  const isPlain = word === digit
  if (!isPlain) {
    const iban = digit === word + 2 ? findIban(text, word) : null
    return iban ?? findIdentifier(text, word, hint)
  }
  const identifier = findIdentifier(text, word, hint) ?? findWithLetters(text, word, hint)
  if (identifier && identifier.score > 0.9) return identifier
  const card = findCard(text, word, hint)
  if (card && card.score > (identifier?.score ?? 0)) return card
  const separator =
    text.charCodeAt(word + 1) === 0x2e ||
    separatorOf(text.charCodeAt(word + 2)) > 1 ||
    separatorOf(text.charCodeAt(word + 3)) === 3 ||
    separatorOf(text.charCodeAt(word + 4)) > 1 ||
    separatorOf(text.charCodeAt(word + 1)) > 1
  const dated = separator ? (findBirthDate(text, word, hint) ?? findIpv4(text, word, hint)) : null
  if (dated) return dated
  return better(identifier, mayBePhone(text, word, hint) ? findPhone(text, word, hint) : null)
}

function better(a: Finding | null, b: Finding | null): Finding | null {
  if (!a || !b) return a ?? b
  return b.score > a.score ? b : a
}

function mayBePhone(text: string, start: number, hint: string): boolean {
  const before = text.charCodeAt(start - 1)
  return before === 0x2b || before === 0x28 || hint !== '' || isNearby(PHONE_WORDS, text, start)
}

/** `X 1234567 L`, `RSS MRA 85T10 A562S`: of some the first groups have no digit. */
function findWithLetters(text: string, word: number, hint: string): Finding | null {
  const nearest = startBefore(text, word, 1)
  if (nearest === word) return null
  const farthest = startBefore(text, word, 2)
  const found = findIdentifier(text, nearest, hint)
  return found ?? (farthest === nearest ? null : findIdentifier(text, farthest, hint))
}

const WORDED_BEFORE =
  /(?<![\d.,/-])(\d{1,2})[.ºηο:a-z’']{0,3} (?:d[ie] |d['’]|of )?\p{L}{3,14}\.?,? (?:del? |di )?$/u

/** `12 March 1985`, of which the year is at hand. */
function findWordedBirth(
  { text, hint }: { text: string; hint: string },
  year: number,
): Finding | null {
  const century = text.slice(year, year + 2)
  if (century !== '19' && century !== '20') return null
  const match = WORDED_BEFORE.exec(text.slice(Math.max(0, year - 30), year))
  if (!match) return null
  return findBirthDate(text, year - match[0].length, hint)
}

function isBesideCapitals(text: string, start: number, end: number): boolean {
  return (
    isCapital(text.charCodeAt(start - 2)) ||
    isCapital(text.charCodeAt(end + 1)) ||
    isCapital(text.charCodeAt(end))
  )
}

/** Where letters begin that belong to the word after them: `AB-123-CD`, `B AB 1234`. */
function startBefore(text: string, word: number, most: number): number {
  let start = word
  for (let groups = 0; groups < most; groups += 1) {
    const separator = text.charCodeAt(start - 1)
    if (separator !== 0x20 && separator !== 0x2d && separator !== 0xb7) break
    let letters = start - 1
    while (letters > 0 && start - letters < 8 && isCapital(text.charCodeAt(letters - 1)))
      letters -= 1
    const isGroup =
      letters < start - 1 && (letters === 0 || !isWordCode(text.charCodeAt(letters - 1)))
    if (!isGroup) break
    start = letters
  }
  return start
}

function isCapital(code: number): boolean {
  return (
    (code >= 65 && code <= 90) ||
    (code >= 0x386 && code <= 0x3ab) ||
    (code >= 0x410 && code <= 0x42f) ||
    (code >= 0xc0 && code <= 0xde)
  )
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)
}

/** Of two that share characters the secret stays, else the surer one, else the longer. */
export function withoutOverlaps(found: Finding[]): Finding[] {
  const rank = ({ kind, score, start, end }: Finding) =>
    (kind === 'secret' ? 10 : 0) + score + (end - start) / 10_000
  const kept: Finding[] = []
  for (const finding of found.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = kept.at(-1)
    if (!last || last.end <= finding.start) kept.push(finding)
    else if (rank(finding) > rank(last)) kept[kept.length - 1] = finding
  }
  return kept
}
