import type { MessageShape } from './message-shape.ts'

/** Words that only English has among the Union's languages: two of them are no coincidence. */
const ENGLISH = new Set(
  'the this these those with your which what when where they their would should cannot only other there into been being does about until because whether who'.split(
    ' ',
  ),
)
/** Of a text that is the same in both, one of these tells that it was left. */
const SMALL_WORDS = new Set([
  ...ENGLISH,
  ...'a and to are be for from or by at it its you may can will has have if'.split(' '),
])
/** Languages whose letters are not Latin ones. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ar: /\p{Script=Arabic}/u,
  bg: /\p{Script=Cyrillic}/u,
  el: /\p{Script=Greek}/u,
}
/** Texts that are names, and the same everywhere. */
const NAMES =
  /^(?:[\p{Lu}\d][\p{L}\d.+-]*|of|and|&|[^\p{L}]+)(?:[ /·,-]+(?:[\p{Lu}\d][\p{L}\d.+-]*|of|and|&))*$/u

/** Why a translation seems not to be one; undefined: it seems to be. Single words and names may well be the same in two languages. */
export function whyLeftInEnglish(
  language: string,
  source: { message: string; shape: MessageShape },
  translated: { message: string; shape: MessageShape },
): string | undefined {
  if (language === 'en') return undefined
  const words = wordsOf(translated.shape)
  if (source.message === translated.message && isEnglish(source.message, words)) {
    return 'is the English text'
  }
  const english = words.filter((word) => ENGLISH.has(word.toLowerCase()))
  if (english.length >= 2) return `has English words in it (${english.join(', ')})`
  const script = SCRIPTS[language]
  const isLowerCase = (word: string) => /^\p{Ll}{4,}$/u.test(word)
  const text = translated.shape.texts.join(' ')
  if (script && wordsOf(source.shape).some(isLowerCase) && !script.test(text)) {
    return 'has no letter of the language'
  }
  return undefined
}

function isEnglish(message: string, words: readonly string[]): boolean {
  if (NAMES.test(message)) return false
  return words.some((word) => SMALL_WORDS.has(word.toLowerCase())) || words.length >= 4
}

function wordsOf({ texts }: MessageShape): string[] {
  return texts.flatMap((text) => text.match(/[\p{L}’]+/gu) ?? [])
}
