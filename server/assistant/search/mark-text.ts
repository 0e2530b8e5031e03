import type { MarkedText } from '#wire/search.ts'
import { withoutMarks } from './without-marks.ts'
import { isFoundBy, placesOf, type Term } from './words.ts'

/** A snippet has about so many characters. */
const SNIPPET = 180
/** Of them before the first word that was found. */
const BEFORE = 50
/** What Markdown's signs take away of them, at most. */
const FOR_MARKS = 120
/** How far into a document it is looked where the words are. */
const MAX_LOOKED = 100_000
const MAX_RANGES = 20

interface Marking {
  terms: readonly Term[]
  lang: string | null
}

/** All of a text, with what was looked for marked. */
export function markText(text: string, marking: Marking): MarkedText {
  return { text, ranges: rangesIn(text, marking) }
}

/**
 * The piece of a text where the words are that were looked for, in one line; its beginning where none is found. Of Markdown, which
 * answers are, it has the words alone.
 */
export function snippetOf(text: string, marking: Marking & { isMarkdown?: boolean }): MarkedText {
  const looked = text.slice(0, MAX_LOOKED)
  const [first] = rangesIn(looked, marking, 1)
  const from = first ? beginningBefore(looked, first[0]) : 0
  const taken = looked.slice(from, endAfter(looked, from + SNIPPET + FOR_MARKS))
  const words = (marking.isMarkdown ? withoutMarks(taken) : taken).replaceAll(/\s+/gu, ' ').trim()
  const line = words.slice(0, endAfter(words, SNIPPET))
  const isEnd = line.length === words.length && from + taken.length >= text.length
  const piece = `${from > 0 ? '… ' : ''}${line.toWellFormed()}${isEnd ? '' : ' …'}`
  return markText(piece, marking)
}

function rangesIn(text: string, { terms, lang }: Marking, most = MAX_RANGES) {
  const ranges: [number, number][] = []
  for (const { word, at } of placesOf(text)) {
    if (ranges.length >= most) break
    if (terms.some((term) => isFoundBy(term, word, lang))) ranges.push([at, at + word.length])
  }
  return ranges
}

/** A little before it, at the beginning of a word. */
function beginningBefore(text: string, at: number): number {
  if (at <= BEFORE) return 0
  const space = text.slice(at - BEFORE, at).search(/\s/u)
  return space < 0 ? at : at - BEFORE + space + 1
}

function endAfter(text: string, at: number): number {
  if (at >= text.length) return text.length
  const space = text.slice(0, at).search(/\s\S*$/u)
  return space > at - BEFORE ? space : at
}
