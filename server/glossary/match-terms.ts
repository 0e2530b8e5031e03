import { foldWord } from '#server/assistant/search/fold.ts'
import { stemOf } from '#server/assistant/search/stems.ts'
import { placesOf } from '#server/assistant/search/words.ts'

/** A word of a text, as it is compared. */
interface Word {
  /** What any of its forms may be cut to: two words are forms of one where they share one of these. */
  forms: readonly string[]
  text: string
  from: number
  to: number
}

/** A term to be found, with whatever it stands for. */
export interface Needle<About> {
  text: string
  isCaseSensitive: boolean
  about: About
}

export interface Found<About> {
  /** In UTF-16 units of the text. */
  from: number
  to: number
  about: About
}

interface Entry<About> {
  words: readonly (readonly string[])[]
  /** As it is written, where that matters. */
  exact: readonly string[] | null
  about: About
}

export type TermIndex<About> = ReturnType<typeof createTermIndex<About>>

/** More words are a sentence. */
const MAX_TERM_WORDS = 12

/**
 * Finds terms of one language in texts, by the forms of their words and the longest first where they overlap. Entries lie under
 * the forms of their first word, so that a text costs about as much with 50,000 terms as with five.
 */
export function createTermIndex<About>(needles: Iterable<Needle<About>>, lang: string) {
  const entries = new Map<string, Entry<About>[]>()
  for (const { text, isCaseSensitive, about } of needles) {
    const words = wordsOf(text, lang)
    const [first] = words
    if (!first || words.length > MAX_TERM_WORDS) continue
    const exact = isCaseSensitive ? words.map((word) => word.text) : null
    const entry = { words: words.map(({ forms }) => forms), exact, about }
    for (const form of first.forms) {
      const same = entries.get(form)
      if (same) same.push(entry)
      else entries.set(form, [entry])
    }
  }

  return {
    size: entries.size,
    /** In the order of the text; none overlaps another, but several may be the same words. */
    find(text: string): Found<About>[] {
      if (entries.size === 0) return []
      const words = wordsOf(text, lang)
      const found: Found<About>[] = []
      let at = 0
      while (at < words.length) {
        const here = matchesAt(entries, { text, words, at })
        const [longest] = here
        const first = words[at]
        const last = words[at + (longest?.words.length ?? 1) - 1]
        if (longest && first && last) {
          for (const { about } of here) found.push({ from: first.from, to: last.to, about })
        }
        at += longest?.words.length ?? 1
      }
      return found
    },
  }
}

interface Reading {
  text: string
  words: readonly Word[]
  at: number
}

/** All entries of the longest length that match. */
function matchesAt<About>(
  entries: ReadonlyMap<string, readonly Entry<About>[]>,
  reading: Reading,
): Entry<About>[] {
  const { words, at } = reading
  const candidates = new Set((words[at]?.forms ?? []).flatMap((form) => entries.get(form) ?? []))
  let longest: Entry<About>[] = []
  for (const entry of candidates) {
    const most = longest[0]?.words.length ?? 1
    if (entry.words.length < most || !isAt(entry, reading)) continue
    longest = entry.words.length > most ? [entry] : [...longest, entry]
  }
  return longest
}

function isAt<About>({ words: wanted, exact }: Entry<About>, reading: Reading): boolean {
  const { text, words, at } = reading
  return wanted.every((forms, index) => {
    const word = words[at + index]
    if (!word?.forms.some((form) => forms.includes(form))) return false
    if (exact && exact[index] !== word.text) return false
    const before = words[at + index - 1]
    // “data, base” is no data base.
    return index === 0 || !before || isJoined(text.slice(before.to, word.from))
  })
}

function isJoined(between: string): boolean {
  return /^(?:\s{1,20}|\s?[-‐‑–'’/.]\s?)$/u.test(between)
}

function wordsOf(text: string, lang: string): Word[] {
  return [...placesOf(text)].map(({ word, at }) => ({
    forms: formsOf(foldWord(word), lang),
    text: word,
    from: at,
    to: at + word.length,
  }))
}

/** Shorter, the beginning of a word says too little. */
const LEAST_FORM = 4

/**
 * The stem, and everything between it and the word: light stems cut “décisions” shorter than “décision”, and where one form is
 * the beginning of another, up to where the ending was cut, they are the same word.
 */
function formsOf(folded: string, lang: string): string[] {
  const stem = stemOf(folded, lang)
  const forms = new Set([stem])
  const from = Math.max(LEAST_FORM, stem.length, folded.length - 4)
  for (let length = from; length <= folded.length; length += 1) forms.add(folded.slice(0, length))
  forms.add(folded)
  return [...forms]
}
