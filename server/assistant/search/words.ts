import { foldWays } from './fold.ts'
import { STEMMED, stemOf } from './stems.ts'

/** A longer one is no word that anybody looks for. */
const MAX_WORD = 60
/** Of one text: a document of words that are all different has its beginning found. */
const MAX_WORDS = 20_000
/** Of one text, together: Postgres refuses a `tsvector` of a megabyte, and whose it is has to be in it as well. */
const MAX_BYTES = 900_000
/** Of one search. */
const MAX_TERMS = 12
/** Languages that write no spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** Where a word of a text is, in UTF-16 units. */
export interface Place {
  word: string
  at: number
}

/** The words of a text, in order. Apostrophes and hyphens part them: l’eau, il-kuntratt. */
export function* placesOf(text: string): Generator<Place> {
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    if (!UNSPACED.test(word)) yield { word, at: index }
    else
      for (const { segment, index: inside } of segmenter.segment(word))
        yield { word: segment, at: index + inside }
  }
}

/** What a text is found by, each once: its words folded, and their stems in its language. */
export function wordsOf(text: string, lang: string | null): string[] {
  const words = new Set<string>()
  let bytes = 0
  for (const { word } of placesOf(text)) {
    if (words.size >= MAX_WORDS) break
    if (word.length > MAX_WORD) continue
    const ways = foldWays(word)
    const stems = lang === null ? [] : ways.map((way) => stemOf(way, lang))
    for (const each of [...ways, ...stems]) {
      if (!words.has(each)) bytes += Buffer.byteLength(each)
      if (bytes <= MAX_BYTES) words.add(each)
    }
    if (bytes > MAX_BYTES) break
  }
  words.delete('')
  return [...words]
}

/** One thing that all of what is found has. */
export interface Term {
  /** Words may begin so. */
  beginnings: string[]
  /** Or have one of these stems. */
  stems: string[]
}

/** What somebody looks for: each word that they wrote, in whatever form and language, the last one perhaps unfinished. */
export function termsOf(query: string): Term[] {
  const words = [...placesOf(query)]
    .map(({ word }) => word)
    .filter((word) => word.length <= MAX_WORD)
  return words.slice(0, MAX_TERMS).map((word) => {
    const beginnings = foldWays(word)
    const stems = new Set(beginnings.flatMap((way) => STEMMED.map((lang) => stemOf(way, lang))))
    return {
      beginnings,
      // Half a word says something else.
      stems: [...stems].filter(
        (stem) =>
          stem.length >= 3 && stem.length * 2 + 1 >= word.length && !beginnings.includes(stem),
      ),
    }
  })
}

/** The terms in the language of Postgres' `tsquery`. Words have letters and digits only, so that nothing needs escaping. */
export function toTsquery(terms: readonly Term[]): string {
  return terms
    .map(({ beginnings, stems }) => {
      const ways = [...beginnings.map((word) => `'${word}':*`), ...stems.map((stem) => `'${stem}'`)]
      return `(${ways.join('|')})`
    })
    .join('&')
}

/** Whether a word of a text is one of those that were looked for. */
export function isFoundBy(term: Term, word: string, lang: string | null): boolean {
  const ways = foldWays(word)
  const all = lang === null ? ways : [...ways, ...ways.map((way) => stemOf(way, lang))]
  return all.some(
    (way) => term.stems.includes(way) || term.beginnings.some((start) => way.startsWith(start)),
  )
}
