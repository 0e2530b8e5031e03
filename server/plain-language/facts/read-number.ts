import { isNumeral, type Word } from '../text/words.ts'
import { numberLexicon, type NumberLexicon } from './number-words.ts'

/** A number as it stands in a text; `value` is canonical: "1500", "1.5". */
export interface FoundNumber {
  value: string
  /** How many words it takes. */
  count: number
  /** One, as a word: in many languages it is an article. */
  isOne: boolean
  isWord: boolean
}

/** A text with its words. */
export interface ReadingText {
  text: string
  words: readonly Word[]
  lang: string
}

/** Languages that write 1.5 where the others write 1,5. */
const POINT = new Set(['en', 'ga', 'mt', 'ja', 'zh'])

/** The number that begins at a word; undefined: there is none. */
export function readNumber(reading: ReadingText, at: number): FoundNumber | undefined {
  const { words } = reading
  const word = words[at]
  if (!word) return undefined
  if (isNumeral(word.text)) return readDigits(reading, at, word)
  return readWords(reading, at)
}

function readDigits({ text, words, lang }: ReadingText, at: number, word: Word): FoundNumber {
  let raw = word.text
  let count = 1
  let next = words[at + 1]
  // "1 500 000,50": groups of three after a space.
  while (next && /^\d{1,9}$/.test(raw) && isGroup(text, words[at + count - 1], next)) {
    raw += next.text
    count += 1
    next = words[at + count]
  }
  let value = normaliseDigits(raw, lang)
  const factor = next && factorOf(next.text.toLowerCase(), lang)
  if (factor !== undefined && next && isNear(text, words[at + count - 1], next)) {
    value = String(Math.round(Number(value) * factor * 100) / 100)
    count += 1
  }
  return { value, count, isOne: false, isWord: false }
}

function isGroup(text: string, before: Word | undefined, { text: group, start }: Word): boolean {
  const gap = text.slice(before?.end ?? 0, start)
  return (
    /^\d{3}(?:[.,]\d{1,2})?$/.test(group) &&
    /^[ \u00A0\u202F\u2009]$/.test(gap) &&
    /^\d{1,3}$/.test(before?.text ?? '')
  )
}

function factorOf(word: string, lang: string): number | undefined {
  const value = numberLexicon(lang).values.get(word)
  if (value !== undefined && value >= 1000) return value
  return /^(?:mio|mln|mil(?:l|iony?)?)$/u.test(word) && lang !== 'es' && lang !== 'pt'
    ? 1_000_000
    : /^(?:mrd|mld)$/u.test(word)
      ? 1_000_000_000
      : /^(?:tsd|tys|tis)$/u.test(word)
        ? 1_000
        : undefined
}

/** "1.500,00" and "1,500.00" are "1500"; which is meant is the language’s, where the groups do not say. */
export function normaliseDigits(raw: string, lang: string): string {
  const digits = toWesternDigits(raw).replaceAll(/[\u00A0\u202F’']/gu, '')
  const point = POINT.has(lang) ? '.' : ','
  const last = /[.,](?=\d*$)/u.exec(digits)
  const kinds = new Set(digits.match(/[.,]/gu) ?? [])
  let decimal: string | undefined
  if (kinds.size === 2) decimal = last?.[0]
  else if (kinds.size === 1) {
    const [only = ''] = kinds
    const groups = digits.split(only)
    const looksGrouped =
      groups.slice(1).every((group) => group.length === 3) &&
      (groups[0]?.length ?? 0) <= 3 &&
      groups[0] !== '0'
    const isGrouping = looksGrouped && (groups.length > 2 || only !== point)
    if (!isGrouping && groups.length === 2) decimal = only
    if (!isGrouping && groups.length > 2) return digits
  }
  if (digits.includes(':')) return digits
  const plain = digits.replaceAll(/\D/gu, (mark) => (mark === decimal ? mark : ''))
  const [whole = '', fraction = ''] = decimal === undefined ? [plain] : plain.split(decimal)
  const short = fraction.replace(/0+$/u, '')
  const lead = whole.replace(/^0+(?=\d)/u, '') || '0'
  return short === '' ? lead : `${lead}.${short}`
}

function toWesternDigits(text: string): string {
  return text.replaceAll(/[٠-٩۰-۹]/gu, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
}

/** The longest number word of a letter is far shorter. */
const MAX_LETTERS = 60

function readWords({ text, words, lang }: ReadingText, at: number): FoundNumber | undefined {
  const lexicon = numberLexicon(lang)
  const values: number[] = []
  let count = 0
  for (let index = at; index < words.length && count < 12;) {
    const word = words[index]
    if (!word || (count > 0 && !isNear(text, words[index - 1], word))) break
    const lower = clean(word.text)
    const isJoin = count > 0 && lexicon.joins.has(lower)
    const next = isJoin ? words[index + 1] : word
    if (isJoin && (!next || !isNear(text, word, next))) break
    const own = next && segment(clean(next.text), lexicon)
    if (!own || (count > 0 && !mayFollow(values, own, isJoin))) break
    values.push(...own)
    index += isJoin ? 2 : 1
    count = index - at
  }
  if (values.length === 0) return undefined
  const value = sum(values, lang)
  return { value: String(value), count, isOne: values.length === 1 && value === 1, isWord: true }
}

function clean(word: string): string {
  return word
    .slice(0, MAX_LETTERS + 1)
    .toLowerCase()
    .replaceAll(/[\u00AD\u200B·•‧]/gu, '')
    .replaceAll('’', "'")
}

/** What "fünfundzwanzig" or "vingt-cinq" is made of; undefined: it is no number. */
function segment(word: string, lexicon: NumberLexicon): number[] | undefined {
  if (word.length > MAX_LETTERS) return undefined
  const whole = lexicon.values.get(word)
  if (whole !== undefined) return [whole]
  const dead = new Set<number>()
  const from = (start: number): number[] | undefined => {
    if (start === word.length) return []
    if (dead.has(start)) return undefined
    for (let end = word.length; end > start; end -= 1) {
      const piece = word.slice(start, end)
      const value = lexicon.values.get(piece)
      const isJoin = start > 0 && end < word.length && (piece === '-' || lexicon.joins.has(piece))
      const rest = value !== undefined || isJoin ? from(end) : undefined
      if (rest) return value === undefined ? rest : [value, ...rest]
    }
    dead.add(start)
    return undefined
  }
  const found = from(0)
  return found && found.length > 1 ? found : undefined
}

function mayFollow(
  before: readonly number[],
  [first = 0]: readonly number[],
  isJoin: boolean,
): boolean {
  const last = before.at(-1) ?? 0
  if (first >= 100) return !isJoin && (last < first || last < 100)
  if (last >= 100) return true
  if (last >= 20) return first < 10 || (last % 20 === 0 && first < 20 && last >= 60)
  // Maltese says "five and twenty"; French "quatre-vingts".
  return (isJoin && last < 10 && first >= 20) || (last === 4 && first === 20)
}

function sum(values: readonly number[], lang: string): number {
  let total = 0
  let current = 0
  for (const [index, value] of values.entries()) {
    const isFourTwenties = lang === 'fr' && value === 20 && values[index - 1] === 4
    if (value === 100) current = (current || 1) * 100
    else if (value >= 1000) {
      total += (current || 1) * value
      current = 0
    } else current = isFourTwenties ? current - 4 + 80 : current + value
  }
  return total + current
}

/** Nothing but a space or a hyphen lies between them. */
function isNear(text: string, before: Word | undefined, after: Word): boolean {
  return (
    before !== undefined &&
    /^(?:[ \u00A0\u202F]|-|\.\s)$/u.test(text.slice(before.end, after.start))
  )
}
