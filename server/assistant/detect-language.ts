import type { Log } from '#server/lib/log.ts'
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
const WORD_WEIGHT = 0.5
const CONVERSATION_WEIGHT = 0.12
const INTERFACE_WEIGHT = 0.06
/** Under the first, nobody knows; with a smaller lead than the second, two are as likely. Fitted to the prompts of the test. */
const LEAST_SCORE = 0.5
const LEAST_LEAD = 0.035
/** Chats rarely come in these, and their short texts look like those of their neighbours. */
const RARE: Readonly<Record<string, number>> = {
  no: 0.05,
  is: 0.05,
  ca: 0.05,
  sr: 0.05,
  sq: 0.05,
  tl: 0.1,
  ms: 0.1,
  eu: 0.05,
  az: 0.05,
  ku: 0.1,
  yo: 0.1,
}

/**
 * Letter statistics (eld, 60 languages), the small words of the EU's 24 (which also make up for Irish and Maltese, unknown to
 * eld), and what came before, added up. Abstains rather than guess.
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
    const scores = new Map<string, number>()
    const add = (lang: string, score: number) => scores.set(lang, (scores.get(lang) ?? 0) + score)
    for (const { lang, score } of (await loading)(plain)) add(lang, score - (RARE[lang] ?? 0))
    for (const { lang, score } of countWords(plain)) add(lang, score)
    // Russian, Ukrainian, Belarusian and Serbian each have letters that Bulgarian has not.
    if (/\p{Script=Cyrillic}/u.test(plain) && !/[ыэёіїєґўјљњђћ]/iu.test(plain)) add('bg', 0.06)
    addHint(scores, hints.conversation, CONVERSATION_WEIGHT)
    addHint(scores, hints.interface, INTERFACE_WEIGHT)
    return choose(scores)
  }
}

/** A hint decides between languages that the text allows; it never brings in another one. */
function addHint(scores: Map<string, number>, hint: string | null | undefined, weight: number) {
  const lang = hint?.split('-')[0]?.toLowerCase()
  const score = lang === undefined ? undefined : scores.get(lang)
  if (lang !== undefined && score !== undefined) scores.set(lang, score + weight)
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

const WORDS = Object.entries(LANGUAGES).map(([lang, { words }]) => ({
  lang,
  words: new Set(words.split(' ')),
}))
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** What words of the languages look like that the statistics do not know. */
const LOOKS: Readonly<Record<string, RegExp>> = {
  ga: /^(?:bhf|gc|mb|nd|ng|dt|bp)|[bcdfgmpst]h[aáeéiíoóuú]|[aeo]í|ío|eá|éa|ói|ái|igh$|acht|^h?[aeiou].*[áéíóú]/u,
  mt: /[ħġż]|għ|ċ|^x’|^(?:tal|fil|bil|lill|mill|għall)$|jj|ijiet$|zzjoni|^n?[jt]?ikteb/u,
}
const LOOK_WEIGHT = 0.45

/** For each language, how many of the text's words speak for it. */
function countWords(text: string): Candidate[] {
  const spoken = [...segmenter.segment(text.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment.replaceAll('\u0027', '’'))
  const share = (isOne: (word: string) => boolean) => spoken.filter(isOne).length / spoken.length
  return WORDS.map(({ lang, words }) => {
    const looks = LOOKS[lang]
    const known = share((word) => words.has(word)) * WORD_WEIGHT
    if (!looks) return { lang, score: known }
    return {
      lang,
      score: known + share((word) => words.has(word) || looks.test(word)) * LOOK_WEIGHT,
    }
  }).filter(({ score }) => score > 0)
}

/** Without what has no language of its own: code, addresses, quoted mail. */
function plainFrom(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .replaceAll(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, ' ')
    .replaceAll(/\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/g, ' ')
    .replaceAll(/^>.*$/gm, ' ')
}
