import type { Finding } from '../detect/finding.ts'
import { ALSO_WORDS, FAMILY_ENDINGS, GIVEN_NAMES, NAME_ENDINGS } from './given-names.ts'
import {
  CALLED,
  CLOSINGS,
  NAME_FIELDS,
  NAME_LABELS,
  NO_NAMES,
  OF_PLACES,
  PARTICLES,
  REFLEXIVE,
  TITLES,
  TITLES_AFTER,
  WEAK_TITLES,
} from './titles.ts'
import { readTokens, type Token } from './tokens.ts'

/** Names have so many words at most. */
const MOST_WORDS = 5

/**
 * Names of people by what stands around them and by lists: no model is asked. Looks at capitals, so what is written all small is
 * found in fields alone.
 */
export function findPeople(text: string, hint: string, tokens = readTokens(text)): Finding[] {
  const whole = hint === '' ? null : nameOfField(text, hint)
  if (whole) return [whole]
  const found: Finding[] = []
  for (let index = 0; index < tokens.length; index += 1) {
    const run = runAt({ text, tokens }, index)
    if (!run) continue
    found.push(toFinding(tokens, run))
    index = run.last
  }
  return found.length === 0 ? found : withFamilyNames(tokens, found)
}

const SHORTEST_FAMILY = 4
const MOST_FAMILIES = 500

/** Whoever was called by two names is called by the last of them afterwards. */
function withFamilyNames(tokens: readonly Token[], found: readonly Finding[]): Finding[] {
  const families = new Set<string>()
  let next = 0
  let before: Token | undefined
  for (const token of tokens) {
    while ((found[next]?.end ?? Infinity) < token.end) next += 1
    const { start = Infinity, end = 0 } = found[next] ?? {}
    const isLast = token.end === end && token.start > start && before !== undefined
    const isLong = token.end - token.start >= SHORTEST_FAMILY
    if (isLast && isLong && !isGiven(token.folded)) families.add(token.folded)
    before = token
  }
  if (families.size === 0 || families.size > MOST_FAMILIES) return [...found]
  const all = [...found]
  for (const [index, token] of tokens.entries()) {
    if (!token.isCapital || !families.has(token.folded)) continue
    all.push(toFinding(tokens, { first: index, last: index, score: 0.6 }))
  }
  return withoutDoubles(all)
}

/** Of two that begin in the same place, or within another, the longer one. */
function withoutDoubles(found: Finding[]): Finding[] {
  const kept: Finding[] = []
  for (const one of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if ((kept.at(-1)?.end ?? 0) <= one.start) kept.push(one)
  }
  return kept
}

interface Words {
  text: string
  tokens: readonly Token[]
}

/** Tokens of a name, the last one included. */
interface Run {
  first: number
  last: number
  score: number
}

function toFinding(tokens: readonly Token[], { first, last, score }: Run): Finding {
  const start = tokens[first]?.start ?? 0
  const end = tokens[last]?.end ?? start
  return { kind: 'person', type: 'name', country: null, start, end, score }
}

/** A name that begins at a token, or that the token leads to. */
function runAt(words: Words, index: number): Run | null {
  const token = words.tokens[index]
  if (!token || token.isNumber) return null
  return (
    afterTitle(words, index) ??
    afterLabel(words, index) ??
    afterClosing(words, index) ??
    (token.isCapital ? byItself(words, index) : null)
  )
}

function afterTitle(words: Words, index: number): Run | null {
  const { folded = '', isCapital = false } = words.tokens[index] ?? {}
  const isTitle = TITLES.has(folded)
  const isWeak = WEAK_TITLES.has(folded)
  if (!isTitle && !isWeak) return null
  if (isWeak && !isTitle && !hasDot(words, index)) return null
  if (!isBeside(words, index)) return null
  const run = readRun(words, index + 1)
  if (!run || TITLES.has(words.tokens[index + 1]?.folded ?? '')) return null
  const isBrief = isCapital && folded === 'm'
  if (isWeak && !isTitle && !isBrief && !isLikely(words, run, 1)) return null
  return { ...run, score: isWeak ? 0.75 : 0.9 }
}

/** Whether one of its words is known, or it has as many as names of strangers have. */
function isLikely({ tokens }: Words, { first, last }: Run, atLeast: number): boolean {
  for (let at = first; at <= last; at += 1) {
    const { folded = '' } = tokens[at] ?? {}
    if (isGiven(folded) || hasFamilyEnding(folded)) return true
  }
  return last - first + 1 > atLeast
}

const LABEL_GAP = /^ ?[:：]\s{0,3}$/u

/** `Name: …`, `ich heiße …`. */
function afterLabel(words: Words, index: number): Run | null {
  const { text, tokens } = words
  const token = tokens[index]
  const next = tokens[index + 1]
  if (!token || !next) return null
  if (CALLED.has(token.folded)) {
    const from = REFLEXIVE.has(next.folded) && !next.isCapital ? index + 2 : index + 1
    return isBeside(words, from - 1) ? scored(readRun(words, from), 0.9) : null
  }
  if (!NAME_LABELS.has(token.folded)) return null
  if (LABEL_GAP.test(text.slice(token.end, next.start))) {
    return scored(readRun(words, index + 1), 0.85)
  }
  const isSaid = REFLEXIVE.has(next.folded) && !next.isCapital && isBeside(words, index)
  const run = isSaid && isBeside(words, index + 1) ? readRun(words, index + 2) : null
  return run && isLikely(words, run, 1) ? scored(run, 0.85) : null
}

const LINE_BREAK = /^[,.!]?[ \t]{0,8}\r?\n\s{0,8}$/

/** Whoever signs: a line of nothing but a name. */
function afterClosing(words: Words, index: number): Run | null {
  const { text, tokens } = words
  const token = tokens[index]
  const next = tokens[index + 1]
  if (!token || !next || !CLOSINGS.has(token.folded)) return null
  if (!LINE_BREAK.test(text.slice(token.end, next.start))) return null
  const run = readRun(words, index + 1)
  const end = tokens[run?.last ?? 0]?.end ?? 0
  if (!run || !/^[ \t]*(?:\r?\n|$|,)/.test(text.slice(end, end + 40))) return null
  return { ...run, score: 0.8 }
}

/** A given name that is known with what follows it, or a family name by its ending. */
function byItself(words: Words, index: number): Run | null {
  const { tokens } = words
  const run = readRun(words, index)
  if (!run) return null
  const { folded: first = '' } = tokens[run.first] ?? {}
  if (OF_PLACES.has(first) || OF_PLACES.has(tokens[index - 1]?.folded ?? '')) return null
  const { folded: last = '' } = tokens[run.last] ?? {}
  const after = tokens[run.last + 1]
  if (after && TITLES_AFTER.has(after.folded) && isBeside(words, run.last)) return scored(run, 0.85)
  if (run.last === run.first) {
    const isName = GIVEN_NAMES.has(first) && !ALSO_WORDS.has(first)
    return isName ? { ...run, score: 0.6 } : null
  }
  if (isGiven(first)) return scored(run, 0.85)
  if (hasFamilyEnding(last) && !hasFamilyEnding(first)) return scored(run, 0.7)
  return withoutLeader(words, run)
}

/** `Yesterday Anna Smith`, `Kovács Anna`: what comes first is a word, or the family name. */
function withoutLeader(words: Words, { first, last }: Run): Run | null {
  const { tokens } = words
  for (let at = first + 1; at <= last; at += 1) {
    const { folded = '' } = tokens[at] ?? {}
    if (!isGiven(folded)) continue
    if (at < last) return scored(readRun(words, at), 0.8)
    return GIVEN_NAMES.has(folded) && !ALSO_WORDS.has(folded)
      ? { first: at - 1, last, score: 0.65 }
      : null
  }
  return null
}

/** Capitals side by side, with initials and what stands within names. */
function readRun({ text, tokens }: Words, from: number): Run | null {
  const head = tokens[from]
  if (!head?.isCapital || NO_NAMES.has(head.folded) || TITLES.has(head.folded)) return null
  let last = from
  for (let at = from + 1; at < from + MOST_WORDS; at += 1) {
    const token = tokens[at]
    const before = tokens[at - 1]
    if (!token || !before || token.isNumber) break
    const gap = text.slice(before.end, token.start)
    const isInitial = before.end - before.start <= 2 && before.isCapital
    const isJoined = gap === ' ' || gap === '\u00a0' || (isInitial && (gap === '. ' || gap === '.'))
    if (!isJoined) break
    if (token.isCapital && !NO_NAMES.has(token.folded)) last = at
    else if (!PARTICLES.has(token.folded)) break
  }
  const isLetter = last === from && head.end - head.start < 2
  return isLetter ? null : { first: from, last, score: 0 }
}

function scored(run: Run | null, score: number): Run | null {
  return run && { ...run, score }
}

/** Whether nothing but spaces and a dot stand between a token and the next one. */
function isBeside({ text, tokens }: Words, index: number): boolean {
  const token = tokens[index]
  const next = tokens[index + 1]
  return (
    !!token &&
    !!next &&
    /^(?:\.(?:\p{L}{2,4}\.)?)?[ \u00a0]{0,2}$/u.test(text.slice(token.end, next.start))
  )
}

function hasDot({ text, tokens }: Words, index: number): boolean {
  return text[tokens[index]?.end ?? 0] === '.'
}

const SHORTEST_STEM = 3
const LONGEST_ENDING = 4

/** Also as it is declined: `Jana`, `Janowi`; and the first of two with a hyphen. */
function isGiven(folded: string): boolean {
  if (GIVEN_NAMES.has(folded)) return true
  const hyphen = folded.indexOf('-')
  if (hyphen > 1) return GIVEN_NAMES.has(folded.slice(0, hyphen))
  for (let length = 1; length <= LONGEST_ENDING; length += 1) {
    const stem = folded.slice(0, -length)
    if (stem.length < SHORTEST_STEM) return false
    if (!NAME_ENDINGS.has(folded.slice(-length))) continue
    if (GIVEN_NAMES.has(stem) || STEMS.has(stem)) return true
  }
  return false
}

/** `mari` of `maria`, `πετρ` of `πετρος`. */
const STEMS = new Set(
  [...GIVEN_NAMES].flatMap((name) => {
    const stem = name.replace(/(?:[aeiouуаяоιαηο]|as|is|us|ος|ης|ας)$/u, '')
    return stem.length >= 4 && stem !== name ? [stem] : []
  }),
)

const ENDING_LENGTHS = [...new Set([...FAMILY_ENDINGS].map(({ length }) => length))]

function hasFamilyEnding(folded: string): boolean {
  return ENDING_LENGTHS.some(
    (length) => folded.length > length + 1 && FAMILY_ENDINGS.has(folded.slice(-length)),
  )
}

const LONGEST_FIELD = 80
const OF_A_NAME = /^\p{L}[\p{L}\p{M}.'’ -]*$/u

/** The value of a field that holds a name and nothing else. */
function nameOfField(text: string, hint: string): Finding | null {
  const field = hint.toLowerCase().replaceAll(/[^a-z]/g, '')
  if (!NAME_FIELDS.has(field) || text.length > LONGEST_FIELD || !OF_A_NAME.test(text)) return null
  const end = text.trimEnd().length
  return { kind: 'person', type: 'name', country: null, start: 0, end, score: 0.9 }
}
