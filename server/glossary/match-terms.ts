import { foldWord } from '#server/assistant/search/fold.ts'
import { stemOf } from '#server/assistant/search/stems.ts'
import { placesOf } from '#server/assistant/search/words.ts'

/** A word of a text, as it is compared. */
interface Word {
  stem: string
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
  stems: readonly string[]
  /** As it is written, where that matters. */
  exact: readonly string[] | null
  about: About
}

export type TermIndex<About> = ReturnType<typeof createTermIndex<About>>

/** More words are a sentence. */
const MAX_TERM_WORDS = 12

/**
 * Finds terms of one language in texts, by the stems of their words and the longest first where they overlap. Entries lie under
 * their first two stems, so that a text costs about as much with 50,000 terms as with five.
 */
export function createTermIndex<About>(needles: Iterable<Needle<About>>, lang: string) {
  const entries = new Map<string, Entry<About>[]>()
  for (const { text, isCaseSensitive, about } of needles) {
    const words = wordsOf(text, lang)
    if (words.length === 0 || words.length > MAX_TERM_WORDS) continue
    const stems = words.map(({ stem }) => stem)
    const entry = { stems, exact: isCaseSensitive ? words.map((word) => word.text) : null, about }
    const key = keyOf(stems[0], stems[1])
    const same = entries.get(key)
    if (same) same.push(entry)
    else entries.set(key, [entry])
  }
  for (const same of entries.values()) same.sort((a, b) => b.stems.length - a.stems.length)

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
        const last = words[at + (longest?.stems.length ?? 1) - 1]
        if (longest && first && last) {
          for (const { about } of here) found.push({ from: first.from, to: last.to, about })
        }
        at += longest?.stems.length ?? 1
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
  const keys = new Set([keyOf(words[at]?.stem, words[at + 1]?.stem), keyOf(words[at]?.stem)])
  const candidates = [...keys].flatMap((key) => entries.get(key) ?? [])
  const [longest, ...rest] = candidates.filter((entry) => isAt(entry, reading))
  if (!longest) return []
  return [longest, ...rest.filter(({ stems }) => stems.length === longest.stems.length)]
}

function isAt<About>({ stems, exact }: Entry<About>, { text, words, at }: Reading): boolean {
  return stems.every((stem, index) => {
    const word = words[at + index]
    if (word?.stem !== stem) return false
    if (exact && exact[index] !== word.text) return false
    const before = words[at + index - 1]
    // “data, base” is no data base.
    return index === 0 || !before || isJoined(text.slice(before.to, word.from))
  })
}

function isJoined(between: string): boolean {
  return /^(?:\s{1,20}|\s?[-‐‑–'’/.]\s?)$/u.test(between)
}

function keyOf(first = '', second = ''): string {
  return `${first} ${second}`
}

function wordsOf(text: string, lang: string): Word[] {
  return [...placesOf(text)].map(({ word, at }) => ({
    stem: stemOf(foldWord(word), lang),
    text: word,
    from: at,
    to: at + word.length,
  }))
}
