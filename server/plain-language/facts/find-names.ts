import type { Span } from '../text/sentences.ts'
import { monthNames } from '../text/month-names.ts'
import type { Word } from '../text/words.ts'
import type { Fact } from './fact.ts'

export interface NameSearch {
  text: string
  lang: string
  words: readonly Word[]
  sentences: readonly Span[]
  /** Something else is known of this place. */
  isTaken: (at: number) => boolean
}

/** Words of politeness, which are written with capitals and name nobody. */
const POLITE = new Set(
  'sehr geehrte geehrter damen herren herr frau sie ihr ihre ihren ihrem ihrer ihres ihnen madame monsieur mesdames messieurs vous dear sir madam señor señora usted ustedes estimado estimada gentile signor signora lei suo sua spettabile u uw geachte heer mevrouw szanowny szanowna pan pani panie państwo państwa i'.split(
    ' ',
  ),
)
const ROMAN = /^[IVXLC]+$/u
const LAW = /(?:gesetz(?:buch)?|verordnung|satzung|richtlinie)(?:e?s|en)?$/iu

/**
 * Names, guessed from capitals: acronyms, laws whose name is one word, and capitalised words that do not begin a sentence. German writes every
 * noun so, and there only what follows a title or stands as a pair counts.
 */
export function findNames(search: NameSearch): Fact[] {
  const { text, lang, words, sentences, isTaken } = search
  const begins = new Set(sentences.map(({ start }) => start))
  const found: Fact[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]
    if (!word || isTaken(word.start) || word.text.length > 60) continue
    if (isAcronym(word.text) && !isShouting(words, at)) {
      // "SGB II" is one name.
      const numeral = words[at + 1]
      const isPair =
        numeral &&
        ROMAN.test(numeral.text) &&
        text[word.end] === ' ' &&
        numeral.start === word.end + 1
      const end = isPair ? numeral.end : word.end
      const value = text.slice(word.start, end).replace(/(?<=\p{Lu})s$/u, '')
      found.push({ kind: 'name', value, start: word.start, end })
      continue
    }
    if (lang === 'de' && LAW.test(word.text) && /^\p{Lu}/u.test(word.text)) {
      const value = `law ${word.text
        .toLowerCase()
        .replaceAll(/[\u00AD·•‧-]/gu, '')
        .replace(/(?<=gesetz|buch)e?s$|(?<=ung)en$/u, '')}`
      found.push({ kind: 'law', value, start: word.start, end: word.end })
      continue
    }
    const end = endOfName(search, at, begins)
    if (end === undefined) continue
    const last = words[end]
    if (!last) continue
    found.push({
      kind: 'name',
      value: text.slice(word.start, last.end).replaceAll(/\s+/gu, ' '),
      start: word.start,
      end: last.end,
    })
    at = end
  }
  return found
}

function isAcronym(word: string): boolean {
  if (ROMAN.test(word)) return false
  return /^\p{Lu}{2,8}s?$/u.test(word) || /^\p{Lu}\p{Ll}?\p{Lu}\p{L}{0,8}$/u.test(word)
}

/** A heading in capitals is none of them an acronym. */
function isShouting(words: readonly Word[], at: number): boolean {
  const near = [words[at - 1], words[at + 1]]
  return near.some((word) => word !== undefined && /^\p{Lu}{3,}$/u.test(word.text))
}

/** The last word of the name that begins here; undefined: none does. */
function endOfName(
  { text, lang, words, isTaken }: NameSearch,
  at: number,
  begins: ReadonlySet<number>,
): number | undefined {
  let last = at - 1
  let count = 0
  for (let next = at; next < words.length && next < at + 6; next += 1) {
    const word = words[next]
    if (!word || !isCapital(word.text, lang) || isTaken(word.start)) break
    if (next === at && begins.has(word.start)) break
    if (next > at && !/^(?:[ \u00A0]|-)$/u.test(text.slice(words[next - 1]?.end ?? 0, word.start)))
      break
    last = next
    count += 1
  }
  if (count === 0) return undefined
  const before = words[at - 1]
  const isTitled = before !== undefined && TITLES.has(before.text.toLowerCase())
  if (lang === 'de') return count === 2 || isTitled ? last : undefined
  return followsWord(text, before, words[at]) ? last : undefined
}

const TITLES = new Set('herr herrn frau dr prof stadt gemeinde landkreis straße firma'.split(' '))

function isCapital(word: string, lang: string): boolean {
  if (!/^\p{Lu}\p{Ll}[\p{L}’'-]*$/u.test(word)) return false
  const low = word.toLowerCase()
  return (
    !POLITE.has(low) &&
    !monthNames(lang).has(low) &&
    !(lang === 'de' && /(?:ung|heit|keit|tion|amt|geld|en)$/u.test(low))
  )
}

/** Not after a quotation mark, a colon or nothing, where a sentence may begin. */
function followsWord(text: string, before: Word | undefined, word: Word | undefined): boolean {
  return (
    before !== undefined &&
    word !== undefined &&
    /^[ \u00A0,’'(-]{1,2}$/u.test(text.slice(before.end, word.start))
  )
}
