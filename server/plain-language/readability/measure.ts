import type { Band, Measure, Readability } from '#wire/plain-language.ts'
import { splitSentences } from '../text/sentences.ts'
import { isNumeral, lettersOf, wordsOf } from '../text/words.ts'
import { formulasOf, type Counts, type Formula } from './formulas.ts'
import { syllableCounter } from './syllables.ts'

/** Fewer words say nothing of a text. */
const LEAST_WORDS = 10

/** How hard a text is to read, by the formulas of its language; its parts are taken together. */
export function measure(texts: readonly string[], lang: string): Readability {
  const counts = countAll(texts, lang)
  const { sentences, words, letters, longWords } = counts
  const isEnough = words >= LEAST_WORDS && sentences > 0
  return {
    sentences,
    words,
    sentenceWords: sentences === 0 ? 0 : round(words / sentences),
    wordLetters: words === 0 ? 0 : round(letters / words),
    longWordShare: words === 0 ? 0 : round((100 * longWords) / words),
    measures: isEnough ? formulasOf(lang).map((formula) => apply(formula, counts)) : [],
  }
}

/** The first measure’s place from easy (0) to hard; what a rewriting has to bring down. Undefined: too short to tell. */
export function hardnessOf(text: string, lang: string): number | undefined {
  const counts = countAll([text], lang)
  const [formula] = formulasOf(lang)
  if (!formula || counts.words < LEAST_WORDS || counts.sentences === 0) return undefined
  return placeOf(formula, formula.compute(counts))
}

function countAll(texts: readonly string[], lang: string): Counts {
  const syllablesOf = syllableCounter(lang)
  const counts: Counts = {
    sentences: 0,
    words: 0,
    longWords: 0,
    letters: 0,
    syllables: syllablesOf ? 0 : null,
    oneSyllable: 0,
    threeSyllables: 0,
    fourSyllables: 0,
  }
  for (const text of texts) {
    counts.sentences += splitSentences(text, lang).length
    for (const { text: word } of wordsOf(text)) {
      // A number is read as one word, whichever its length.
      const letters = isNumeral(word) ? 1 : longestPart(word)
      counts.words += 1
      counts.letters += isNumeral(word) ? word.length : lettersOf(word).length
      if (letters > 6) counts.longWords += 1
      if (!syllablesOf) continue
      const syllables = isNumeral(word) ? 1 : syllablesOf(word)
      counts.syllables = (counts.syllables ?? 0) + syllables
      if (syllables === 1) counts.oneSyllable += 1
      if (syllables >= 3) counts.threeSyllables += 1
      if (syllables >= 4) counts.fourSyllables += 1
    }
  }
  return counts
}

/** What is divided for its readers ("Miet-Vertrag", "Miet·vertrag") is as long as its longest part. */
function longestPart(word: string): number {
  return Math.max(...word.split(/[-·•‧\u2010\u2011]/u).map((part) => lettersOf(part).length))
}

function apply(formula: Formula, counts: Counts): Measure {
  const { id, name, source, validity } = formula
  const value = formula.compute(counts)
  const position = Math.min(1, Math.max(0, placeOf(formula, value)))
  return { id, name, source, validity, value: round(value), band: bandOf(formula, value), position }
}

function placeOf({ easiest, hardest }: Formula, value: number): number {
  return (value - easiest) / (hardest - easiest)
}

const BANDS: readonly Band[] = ['very-easy', 'easy', 'medium', 'hard']

function bandOf({ steps, easiest, hardest }: Formula, value: number): Band {
  const isRising = hardest > easiest
  const at = steps.findIndex((step) => (isRising ? value <= step : value >= step))
  return BANDS[at] ?? 'very-hard'
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
