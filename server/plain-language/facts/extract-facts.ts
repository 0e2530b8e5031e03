import { splitSentences } from '../text/sentences.ts'
import { wordsOf, type Word } from '../text/words.ts'
import type { Fact } from './fact.ts'
import { findNames } from './find-names.ts'
import { lexiconOf, type LexiconField } from './lexicon.ts'
import { clockOf, findPatterns } from './patterns.ts'
import { readNumber, type FoundNumber, type ReadingText } from './read-number.ts'

/**
 * The hard facts of a text, by rules of its language, in the order in which they stand: the same every time, in linear time.
 * Names are a guess from capitals; must, may and not are words, not meanings.
 */
export function extractFacts(text: string, lang: string): Fact[] {
  const known = findPatterns(text, lang)
  const words = wordsOf(text)
  const taken = new Uint8Array(text.length)
  for (const { start, end } of known) taken.fill(1, start, end)
  const free = (word: Word) => !taken[word.start]
  const facts: Fact[] = [...known]
  const reading: Reading = { text, lang, words, free }
  for (let at = 0; at < words.length;) {
    const word = words[at]
    if (!word || !free(word)) {
      at += 1
      continue
    }
    const number = readNumber(reading, at)
    const fact = number ? ofNumber(reading, at, number) : ofWord(reading, word)
    if (fact) facts.push(fact)
    at += number?.count ?? 1
  }
  for (const fact of facts) taken.fill(1, fact.start, fact.end)
  const sentences = splitSentences(text, lang)
  facts.push(...findNames({ text, lang, words, sentences, isTaken: (at) => taken[at] === 1 }))
  return facts.toSorted((a, b) => a.start - b.start)
}

interface Reading extends ReadingText {
  free: (word: Word) => boolean
}

const UNITS: Partial<Record<LexiconField, readonly [factor: number, unit: string]>> = {
  minute: [1, 'minute'],
  hour: [60, 'minute'],
  day: [1, 'day'],
  week: [7, 'day'],
  month: [1, 'month'],
  year: [12, 'month'],
}

/** Common signs and words of money, in front or behind. */
const CURRENCY: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:€|EUR(?!\p{L})|[Ee]ur[oóaá]?\p{L}{0,3}(?!\p{L})|ευρώ|евро|ewro|eiro|eurų|evr\p{L}{1,3})/u,
    'EUR',
  ],
  [/^(?:[Cc]ents?(?!\p{L})|[Cc]éntimos?|[Cc]entimes?|[Cc]entesimi|λεπτά)/u, 'cent'],
  [/^(?:\$|USD|US-Dollar|[Dd]ollars?)/u, 'USD'],
  [/^(?:£|GBP|[Pp]ounds?)/u, 'GBP'],
  [/^(?:zł(?:ot\p{L}{1,4})?(?!\p{L})|PLN)/u, 'PLN'],
  [/^(?:Kč|CZK|korun\p{L}{0,2})/u, 'CZK'],
  [/^(?:Ft(?!\p{L})|HUF|forint\p{L}{0,3})/u, 'HUF'],
  [/^(?:lei(?!\p{L})|RON|leu(?!\p{L}))/u, 'RON'],
  [/^(?:лв|BGN|лева)/u, 'BGN'],
  [/^(?:CHF|Franken|Fr\.(?!\p{L}))/u, 'CHF'],
  [/^(?:kr(?:\.|oner|onor)?(?!\p{L})|SEK|DKK|NOK)/u, 'kr'],
]
const PERCENT_PHRASE =
  /^(?:%|٪|v\. ?H\.|pour[ -]cent|por ciento|per cento|por cento|la sută|τοις εκατό|fil-mija|faoin gcéad|na sto|per cent)/iu

function ofNumber(reading: Reading, at: number, number: FoundNumber): Fact | undefined {
  const { text, lang, words } = reading
  const first = words[at]
  const last = words[at + number.count - 1]
  if (!first || !last) return undefined
  const start = first.start
  const after = text.slice(last.end, last.end + 28)
  // "1,5 Mio. Euro"
  const rest = after.replace(
    number.count > 1 && /\p{L}$/u.test(last.text) ? /^\.?\s*/u : /^\s*/u,
    '',
  )
  const gap = after.length - rest.length
  const isClose = gap <= 2
  const to = (length: number) => last.end + gap + length
  const phrase = isClose ? PERCENT_PHRASE.exec(rest) : null
  if (phrase) return { kind: 'percent', value: number.value, start, end: to(phrase[0].length) }
  const money = moneyAfter(rest, isClose) ?? moneyBefore(text, start)
  if (money) {
    const value = `${inWhole(number.value, money.code)} ${money.code === 'cent' ? 'EUR' : money.code}`
    return {
      kind: 'money',
      value,
      start: money.start ?? start,
      end: to(money.length) - (money.length === 0 ? gap : 0),
    }
  }
  const unit = unitAfter(reading, at + number.count)
  if (unit) {
    if (unit.field === 'percent')
      return { kind: 'percent', value: number.value, start, end: unit.end }
    const [factor, name] = UNITS[unit.field] ?? []
    if (factor !== undefined && name !== undefined && !number.isOne) {
      return {
        kind: 'duration',
        value: `${Number(number.value) * factor} ${name}`,
        start,
        end: unit.end,
      }
    }
    if (factor !== undefined && name !== undefined && number.isOne) {
      return { kind: 'duration', value: `${factor} ${name}`, start, end: unit.end }
    }
  }
  const clock = isClose
    ? /^(?:Uhr(?!\p{L})|([ap])\.?m\.?(?!\p{L})|heures(?=[ ,.]*$))/u.exec(rest)
    : null
  if (clock && Number(number.value) <= 24) {
    const value = clockOf(Number(number.value), '00', clock[1])
    return { kind: 'time', value, start, end: to(clock[0].length) }
  }
  if (number.isOne || (number.isWord && AMBIGUOUS[lang]?.test(text.slice(start, last.end))))
    return undefined
  return { kind: 'number', value: number.value, start, end: last.end }
}

/** Number words that more often are something else. */
const AMBIGUOUS: Readonly<Record<string, RegExp>> = {
  da: /^(?:fire|ni|ti|to)$/iu,
  de: /^acht$/u,
  es: /^(?:un|once)$/iu,
  fr: /^(?:neuf|cent)$/iu,
  hu: /^(?:hat|hét|öt|ezer|tíz)$/iu,
  it: /^(?:sei|mille|cento|vent|cent)$/iu,
  ga: /^(?:ocht|sé|deich|aon|trí)$/iu,
  el: /^(?:μία|μια)$/iu,
  mt: /^(?:mija|elf)$/iu,
}

interface Money {
  code: string
  length: number
  start?: number
}

function moneyAfter(rest: string, isClose: boolean): Money | undefined {
  if (!isClose) return undefined
  for (const [pattern, code] of CURRENCY) {
    const match = pattern.exec(rest)
    if (match) return { code, length: match[0].length }
  }
  return undefined
}

function moneyBefore(text: string, start: number): Money | undefined {
  const match = /(€|EUR|\$|£|CHF|PLN|RON)[ \u00A0\u202F]?$/u.exec(
    text.slice(Math.max(0, start - 5), start),
  )
  if (!match) return undefined
  const code = CURRENCY.find(([pattern]) => pattern.test(match[1] ?? ''))?.[1]
  return code === undefined ? undefined : { code, length: 0, start: start - match[0].length }
}

function inWhole(value: string, code: string): string {
  return code === 'cent' ? String(Number(value) / 100) : value
}

/** "14 Tagen", "14 full days", "14 kalendāro dienu": the unit, at most two words on. */
function unitAfter({ text, lang, words }: Reading, from: number) {
  const lexicon = lexiconOf(lang)
  for (let ahead = 0; ahead < 2; ahead += 1) {
    const word = words[from + ahead]
    const before = words[from + ahead - 1]
    if (
      !word ||
      !before ||
      !/^(?:[ \u00A0\u202F-]|\.\s)$/u.test(text.slice(before.end, word.start))
    )
      return undefined
    const field = lexicon.fieldOf(plainWord(word))
    if (field !== undefined && (field === 'percent' || UNITS[field]))
      return { field, end: word.end }
    if (/^\p{N}/u.test(word.text)) return undefined
  }
  return undefined
}

/** "No later than": a word that denies nothing here. */
const DENIES_NOTHING: Readonly<Record<string, RegExp>> = {
  de: /^ (?:nur|später als|mehr als)/u,
  en: /^ (?:only|(?:later|earlier|more|less) than)/u,
  es: /^ (?:solo|sólo|embargo|más tarde|obstante)/u,
  fr: /^ (?:seulement|délai|préjudice)/u,
  it: /^ (?:solo|oltre|più tardi)/u,
  nl: /^ (?:alleen|later dan|meer dan)/u,
  pl: /^ (?:tylko|później niż)/u,
  pt: /^ (?:só|prejuízo|mais tarde)/u,
  sv: /^ (?:bara|senare än)/u,
}

function ofWord({ text, lang }: Reading, word: Word): Fact | undefined {
  const field = lexiconOf(lang).fieldOf(plainWord(word))
  if (field === 'not' && DENIES_NOTHING[lang]?.test(text.slice(word.end, word.end + 24)))
    return undefined
  const kind =
    field === 'not'
      ? 'negation'
      : field === 'must'
        ? 'obligation'
        : field === 'may'
          ? 'permission'
          : undefined
  return kind && { kind, value: kind, start: word.start, end: word.end }
}

function plainWord({ text }: Word): string {
  return text
    .slice(0, 60)
    .toLowerCase()
    .replaceAll(/[\u00AD\u200B]/gu, '')
    .replaceAll('’', "'")
}
