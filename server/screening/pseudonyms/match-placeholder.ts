import type { PseudonymMap } from './placeholders.ts'

/** A placeholder that a model wrote, as it wrote it. */
export interface Match {
  end: number
  /** What it stood for. */
  value: string
  /** Brackets that belong to the text around it, and stay. */
  before: string
  after: string
}

export interface Matching {
  map: PseudonymMap
  labels: readonly string[]
  /** The text is JSON itself: brackets may be escapes (`\u27e6`). */
  isJson: boolean
  /** Nothing comes after the text. */
  isEnd: boolean
}

/** More may come: whether it is one cannot be told yet. */
export type Found = Match | 'maybe' | null

const OPEN = '⟦〚【〖['
const CLOSE = '⟧〛】〗]'
const MAX_BRACKETS = 2
const MAX_SPACES = 2
const MAX_DIGITS = 6

/**
 * Whether a placeholder begins at `at`. Models change the case, put in spaces, use brackets of other scripts, escape for
 * Markdown or leave the brackets out: all of that is read. Without brackets only capitals with an underscore count.
 */
export function matchPlaceholder(text: string, at: number, matching: Matching): Found {
  const open = readBrackets(text, at, { set: OPEN, escapes: OPEN_ESCAPE, ...matching })
  if (open === 'maybe') return 'maybe'
  const isBare = open.count === 0
  if (isBare && isWordLetter(text.charCodeAt(at - 1))) return null
  const from = isBare ? at : skipSpaces(text, open.end)
  const label = readLabel(text, from, { ...matching, isBare })
  if (label === 'maybe' || label === null) return label
  const number = readNumber(text, label.end, { isEnd: matching.isEnd, isBare })
  if (number === 'maybe' || number === null) return number
  const value = matching.map.valueOf(label.label, number.value)
  if (value === undefined) return null
  if (isBare)
    return isWordLetter(text.charCodeAt(number.end))
      ? null
      : { end: number.end, value, before: '', after: '' }
  return closeOf(text, { open, end: number.end, value }, matching)
}

interface Opened {
  open: Brackets
  end: number
  value: string
}

function closeOf(text: string, { open, end, value }: Opened, matching: Matching): Found {
  const from = skipSpaces(text, end)
  if (from >= text.length && !matching.isEnd) return 'maybe'
  const close = readBrackets(text, from, {
    set: CLOSE,
    escapes: CLOSE_ESCAPE,
    most: open.count,
    ...matching,
  })
  if (close === 'maybe') return 'maybe'
  if (close.count === 0) {
    // Half a pair: of plain brackets it may mean anything.
    return open.isPlain ? null : { end, value, before: '', after: '' }
  }
  if (open.isPlain) {
    // `[name](link)`: the brackets are Markdown's.
    if (close.end >= text.length && !matching.isEnd) return 'maybe'
    if (text[close.end] === '(' && open.count === 1)
      return { end: close.end, value, before: '[', after: ']' }
  }
  return { end: close.end, value, before: '', after: '' }
}

interface Brackets {
  end: number
  count: number
  /** `[`, which people use as well. */
  isPlain: boolean
}

interface BracketSet {
  set: string
  escapes: readonly string[]
  isJson: boolean
  isEnd: boolean
  most?: number
}

const OPEN_ESCAPE = ['\\u27e6', '\\u301a', '\\u3010', '\\u3016']
const CLOSE_ESCAPE = ['\\u27e7', '\\u301b', '\\u3011', '\\u3017']

function readBrackets(
  text: string,
  at: number,
  { set, escapes, isJson, isEnd, most = MAX_BRACKETS }: BracketSet,
): Brackets | 'maybe' {
  let end = at
  let count = 0
  let isPlain = true
  while (count < most) {
    const letter = text[end]
    if (letter === undefined) {
      if (count === 0 || isEnd) break
      // What is opened may be opened twice; what was opened twice is closed twice.
      return 'maybe'
    }
    if (set.includes(letter)) {
      isPlain &&= letter === '[' || letter === ']'
      end += 1
    } else if (letter === '\\') {
      const escape = readEscape(text, end, { escapes, set, isJson, isEnd })
      if (escape === 'maybe') return 'maybe'
      if (escape === 0) break
      isPlain &&= escape === 2
      end += escape
    } else break
    count += 1
  }
  return { end, count, isPlain }
}

/** How long the escape is that stands for a bracket: `\u27e6` in JSON, `\[` in Markdown; 0: it is something else. */
function readEscape(
  text: string,
  at: number,
  { escapes, set, isJson, isEnd }: BracketSet,
): number | 'maybe' {
  const rest = text.slice(at, at + 6).toLowerCase()
  if (!isJson) {
    if (rest.length === 1 && !isEnd) return 'maybe'
    return set.includes(text[at + 1] ?? ' ') ? 2 : 0
  }
  if (escapes.includes(rest)) return 6
  return !isEnd && rest.length < 6 && escapes.some((escape) => escape.startsWith(rest))
    ? 'maybe'
    : 0
}

function readLabel(
  text: string,
  from: number,
  { labels, isBare, isEnd }: Matching & { isBare: boolean },
) {
  let best: { label: string; end: number } | null = null
  for (const label of labels) {
    const said = text.slice(from, from + label.length)
    const same = isBare ? said : said.toUpperCase()
    if (same === label) {
      if (!best || best.label.length < label.length) best = { label, end: from + label.length }
    } else if (!isEnd && from + said.length >= text.length && label.startsWith(same)) return 'maybe'
  }
  return best
}

const NUMBER = /^((?:[ _\-.:#\\]{1,3}[A-Za-z]{1,2}(?=[ _\-.:#\\]))?[ _\-.:#\\]{0,3})(\d{0,6})/

/** The number after a label, with the hint that may stand between. */
function readNumber(
  text: string,
  from: number,
  { isEnd, isBare }: { isEnd: boolean; isBare: boolean },
) {
  const rest = text.slice(from, from + 8 + MAX_DIGITS)
  const [all = '', between = '', digits = ''] = NUMBER.exec(rest) ?? []
  const isOut = from + all.length >= text.length
  if (isBare && rest !== '' && rest[0] !== '_' && !rest.startsWith('\\_') && rest !== '\\')
    return null
  if (digits === '')
    return isOut || isHalf(rest, text.length - from) ? (isEnd ? null : 'maybe') : null
  if (isBare && !between.includes('_')) return null
  if (isOut && !isEnd && digits.length < MAX_DIGITS) return 'maybe'
  return { end: from + all.length, value: Number(digits) }
}

/** Cut off within a hint: `_F`, of which `_FR_2` may come. */
function isHalf(rest: string, left: number): boolean {
  return left <= rest.length && /^[ _\-.:#\\]{1,3}[A-Za-z]{1,2}[ _\-.:#\\]{0,3}$/.test(rest)
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (at - from < MAX_SPACES && (text[at] === ' ' || text[at] === '\u00a0')) at += 1
  return at
}

function isWordLetter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    (code >= 0xc0 && code < 0x2000)
  )
}

/** Letters that a placeholder may begin with, for whoever looks for one. */
export function startersOf(labels: readonly string[]): ReadonlySet<string> {
  return new Set([...Array.from(OPEN), '\\', ...labels.map((label) => label.slice(0, 1))])
}
