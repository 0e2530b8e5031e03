import { isAbbreviation, writesOrdinalsWithStop } from './abbreviations.ts'
import { monthNames } from './month-names.ts'

/** A piece of a text by its offsets in UTF-16. */
export interface Span {
  start: number
  end: number
}

const ENDS = /[.!?…؟。！？]/u
const CLOSERS = /["'”“’»«)\]›‹*_]/u
const LIST_ITEM = /^\s*(?:[-*+•–—·▪◦]|\d{1,3}[.)]|[a-z]\)|#{1,6}\s|>|\|)/iu
/** No word before a full stop that is looked at is longer. */
const MAX_BEFORE = 24

/**
 * The sentences of a text, in linear time whatever it holds (ICU’s own rules look ahead, and take quadratic time for "1. 1. 1. …").
 * Abbreviations, ordinals, initials and numbers end no sentence; a line ends one unless the next goes on in lower case; in Greek
 * a semicolon asks a question.
 */
export function splitSentences(text: string, lang: string): Span[] {
  const found: Span[] = []
  let offset = 0
  let open: Span | undefined
  for (const line of text.split('\n')) {
    const goesOn = open !== undefined && /^\s*\p{Ll}/u.test(line) && !LIST_ITEM.test(line)
    if (open && !goesOn) {
      found.push(open)
      open = undefined
    }
    const inLine = cutLine(line, lang)
    for (const [index, { start, end, isWhole }] of inLine.entries()) {
      const from: number = open && index === 0 ? open.start : start + offset
      const span = { start: from, end: end + offset }
      open = undefined
      if (isWhole) found.push(span)
      else open = span
    }
    offset += line.length + 1
  }
  if (open) found.push(open)
  return found.filter(({ start, end }) => hasWord(text, start, end))
}

interface Piece extends Span {
  /** It has come to its end: the next line is not part of it. */
  isWhole: boolean
}

function cutLine(line: string, lang: string): Piece[] {
  const pieces: Piece[] = []
  let start = skipMarker(line)
  let at = start
  while (at < line.length) {
    if (!isTerminator(line[at], lang)) {
      at += 1
      continue
    }
    const first = at
    while (isTerminator(line[at], lang) || CLOSERS.test(line[at] ?? '')) at += 1
    if (at < line.length && !/\s/.test(line[at] ?? '')) continue
    if (!endsSentence(line, { first, after: at }, lang)) continue
    pieces.push(trimmed(line, { start, end: at }, true))
    start = at
  }
  if (line.slice(start).trim() !== '') {
    // A heading or an item of a list has come to its end without saying so; a colon leads on to what follows.
    const isMarked = LIST_ITEM.test(line) || /:\s*$/.test(line.slice(-4))
    pieces.push(trimmed(line, { start, end: line.length }, isMarked))
  }
  return pieces
}

function isTerminator(character: string | undefined, lang: string): boolean {
  return (
    character !== undefined &&
    (ENDS.test(character) || (lang === 'el' && /[;\u037E]/.test(character)))
  )
}

function skipMarker(line: string): number {
  return /^\s*(?:(?:[-*+•–—·▪◦]|\d{1,3}[.)]|#{1,6}|>)\s+)?/u.exec(line)?.[0].length ?? 0
}

function endsSentence(
  line: string,
  { first, after }: { first: number; after: number },
  lang: string,
): boolean {
  const rest = line.slice(after, after + 40).trimStart()
  if (line[first] !== '.' || after - first > 1) return !/^\p{Ll}/u.test(rest)
  if (rest === '') return true
  if (/^\p{Ll}/u.test(rest)) return false
  const before = /[\p{L}\p{N}\p{M}’'-]*$/u.exec(line.slice(Math.max(0, first - MAX_BEFORE), first))
  // "l’art."
  const word = (before?.[0] ?? '').toLowerCase().replace(/^\p{L}{1,5}[’'](?=\p{L})/u, '')
  if (isAbbreviation(word, lang)) return false
  if (/\b[ap]\.m$/iu.test(line.slice(Math.max(0, first - 5), first))) return true
  // An initial: "J. Müller". What is one letter and no initial ("Plan B.") is rarer.
  if (/^\p{L}$/u.test(word) && !/^[iíyaeo]$/u.test(word)) return false
  if (/^\d{1,4}$/.test(word) || /^[ivxlc]+$/.test(word)) return !isOrdinal(word, rest, lang)
  return true
}

/** "5. März", "3. Oktober", "XX. Jahrhundert": what follows says so. */
function isOrdinal(word: string, rest: string, lang: string): boolean {
  if (!writesOrdinalsWithStop(lang)) return false
  const next = /^[\p{L}\p{M}]+/u.exec(rest)?.[0].toLowerCase() ?? ''
  if (next === '') return /^\d/.test(rest) && word.length <= 2
  if (monthNames(lang).has(next)) return true
  // Only German writes nouns with capitals in the middle of sentences; a year at the end is none.
  return (
    lang === 'de' &&
    word.length <= 2 &&
    !/^(?:der|die|das|ein|eine|sie|er|es|wir|ich|in|im|am|bei|mit|wenn|bitte|dort|dann|das|für|auf|bis|zum)$/u.test(
      next,
    )
  )
}

function trimmed(line: string, { start, end }: Span, isWhole: boolean): Piece {
  let from = start
  let to = end
  while (from < to && /\s/.test(line[from] ?? '')) from += 1
  while (to > from && /\s/.test(line[to - 1] ?? '')) to -= 1
  return { start: from, end: to, isWhole }
}

function hasWord(text: string, start: number, end: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.slice(start, end))
}
