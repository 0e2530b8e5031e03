import type { Log } from '#server/lib/log.ts'
import { COMMON_WORDS } from './common-words.ts'
import { addLetters } from './language-letters.ts'
import { LANGUAGES } from './languages.ts'

/** What else may tell a language, where the text alone does not. BCP 47; the region is not looked at. */
export interface LanguageHints {
  /** The language of the message before. */
  conversation?: string | null | undefined
  interface?: string | null | undefined
}

/** Gives the BCP 47 tag of a text's language, or null: not sure, leave it to the model. */
export type DetectLanguage = (text: string, hints?: LanguageHints) => Promise<string | null>

interface Candidate {
  lang: string
  score: number
}

/** More does not make it surer, and a long document would hold the event loop. */
const MAX_CHARACTERS = 2_000
/** Fitted to the first thirty prompts a language of fixtures/languages/short-prompts.txt; judged on the others. */
const WORD_WEIGHT = 1.5
const CONVERSATION_WEIGHT = 0.2
const INTERFACE_WEIGHT = 0.1
/** Under the first, nobody knows; with a smaller lead than the second, two are as likely. */
const LEAST_SCORE = 0.4
const LEAST_LEAD = 0.05
/** Chats rarely come in a language outside the Union, and their short texts look like those of its neighbours. */
const OUTSIDE = 0.12

/**
 * Letter statistics (eld, 60 languages), the small words and the letters of the Union's 24 (which also make up for Irish and
 * Maltese, unknown to eld), and what came before, added up. Abstains rather than guess. docs/decisions/0033.
 */
export function createLanguageDetector({ log }: { log: Log }): DetectLanguage {
  let loading: Promise<(text: string) => Candidate[]> | undefined

  return async (text, hints = {}) => {
    const plain = plainFrom(text)
    if (!/\p{L}{2}/u.test(plain)) return null
    loading ??= loadStatistics().catch((error: unknown) => {
      log.error('assistant.language_detector_missing', { error })
      return () => []
    })
    const scores = scoresOf(plain, (await loading)(plain))
    addHint(scores, hints.conversation, CONVERSATION_WEIGHT)
    addHint(scores, hints.interface, INTERFACE_WEIGHT)
    return choose(scores)
  }
}

function scoresOf(plain: string, statistics: readonly Candidate[]): Map<string, number> {
  const scores = new Map<string, number>()
  const add = (lang: string, score: number) => scores.set(lang, (scores.get(lang) ?? 0) + score)
  for (const { lang, score } of statistics) {
    add(lang, Object.hasOwn(LANGUAGES, lang) ? score : score - OUTSIDE)
  }
  const low = plain.toLowerCase().replaceAll('\u0027', '’').normalize('NFC')
  const words = low.match(/[\p{L}\p{M}]+’?/gu) ?? []
  for (const word of words) {
    const speakers = SPEAKERS.get(word) ?? SPEAKERS.get(word.replace('’', '')) ?? []
    // A word of many languages says little for each.
    const weight = WORD_WEIGHT / Math.sqrt(speakers.length) / Math.max(2, words.length)
    for (const lang of speakers) add(lang, weight)
  }
  addLetters(low, words, add)
  // Russian, Ukrainian, Belarusian and Serbian each have letters that Bulgarian has not.
  if (/\p{Script=Cyrillic}/u.test(low) && !/[ыэёіїєґўјљњђћ]/iu.test(low)) add('bg', 0.06)
  return scores
}

/** A hint decides between languages that the text allows; it never brings in another one. */
function addHint(scores: Map<string, number>, hint: string | null | undefined, weight: number) {
  const lang = hint?.split('-')[0]?.toLowerCase()
  const score = lang === undefined ? undefined : scores.get(lang)
  if (lang !== undefined && score !== undefined && score > 0) scores.set(lang, score + weight)
}

function choose(scores: Map<string, number>): string | null {
  const [best, second] = [...scores].toSorted(([, a], [, b]) => b - a)
  if (!best || best[1] < LEAST_SCORE) return null
  return second && best[1] - second[1] < LEAST_LEAD ? null : best[0]
}

async function loadStatistics(): Promise<(text: string) => Candidate[]> {
  const { eld } = await import('eld/extrasmall')
  return (text) =>
    Object.entries(eld.detect(text).getScores()).map(([lang, score]) => ({ lang, score }))
}

/** By word, the languages that say it. */
const SPEAKERS = new Map<string, string[]>()
for (const [lang, { words }] of Object.entries(LANGUAGES)) {
  for (const word of new Set(`${words} ${COMMON_WORDS[lang] ?? ''}`.split(' '))) {
    SPEAKERS.set(word, [...(SPEAKERS.get(word) ?? []), lang])
  }
}

/** Names of techniques are the same in every language. */
const TECHNIQUES =
  /\b(?:SQL|Python|Java(?:Script)?|TypeScript|Git|HTML|CSS|JSON|XML|YAML|Linux|Excel|Word|PDF|e-?mail|API)\b/giu

/** Without what has no language of its own: code, addresses, quoted mail, what a program said. */
function plainFrom(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .replaceAll(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, ' ')
    .replaceAll(/\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/g, ' ')
    .replaceAll(/^>.*$/gm, ' ')
    .replaceAll(/^\w*(?:Error|Exception): [\x20-\x7e]*/gm, ' ')
    .replaceAll(TECHNIQUES, ' ')
}
