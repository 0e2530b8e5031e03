import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CldrData } from '../web/i18n/cldr/cldr-data.ts'
import { dateKeyOf, glueKeyOf, timeKeyOf } from '../web/i18n/cldr/date-keys.ts'

export const CLDR_LANGUAGES = ['ga', 'mt'] as const
const FOLDER = join(import.meta.dirname, '..', 'web', 'i18n', 'cldr')
/** Each field has another value than the others, and one digit. */
const DATE = new Date(Date.UTC(2026, 1, 3, 4, 5, 6))
const LENGTHS = ['long', 'short', 'narrow'] as const
const STYLES = ['full', 'long', 'medium', 'short'] as const
const UNITS =
  'bit byte kilobyte megabyte gigabyte terabyte petabyte millisecond second minute hour day week month year percent'.split(
    ' ',
  )
const SPANS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
const CURRENCIES = [
  'EUR',
  'USD',
  'GBP',
  'CHF',
  'SEK',
  'DKK',
  'PLN',
  'CZK',
  'HUF',
  'RON',
  'BGN',
  'NOK',
]

/** What Node's own ICU, which has all of CLDR, knows of a language that browsers lack. */
export function cldrOf(language: string): CldrData {
  const cldr: CldrData = {
    language,
    cldr: process.versions.cldr ?? '',
    ...namesOf(language),
    dates: datesOf(language),
    times: timesOf(language),
    glue: glueOf(language),
    ...relativeOf(language),
    lists: listsOf(language),
    units: unitsOf(language),
    compact: compactOf(language),
    currencies: currenciesOf(language),
    languages: displayNamesOf(language, 'language'),
    regions: displayNamesOf(language, 'region'),
  }
  return language === 'mt' ? corrected(cldr) : cldr
}

/** Where CLDR 48 has nothing of its own for Maltese, its root shows through: English “or”, the month before the day. */
function corrected(cldr: CldrData): CldrData {
  const entries = Object.entries(cldr.dates).map(([key, pattern]) => {
    const swapped = pattern
      .replace(/^M\/d\/y+$/, 'dd/MM/y')
      .replace(/^MM-dd$/, 'dd/MM')
      .replace(/^((?:EEEE?, )?)(MMM) (d+)$/, '$1$3 $2')
    return [key, swapped]
  })
  const lists = Object.entries(cldr.lists).map(([key, between]) => [
    key,
    between.map((text) => text.replace(/\bor\b/, 'jew')),
  ])
  return { ...cldr, dates: Object.fromEntries(entries), lists: Object.fromEntries(lists) }
}

function namesOf(language: string): Pick<CldrData, 'months' | 'weekdays'> {
  const valueOf = (options: Intl.DateTimeFormatOptions, date: Date) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
      .formatToParts(date)
      .find(({ type }) => type === 'month' || type === 'weekday')?.value ?? ''
  const months = (month: (typeof LENGTHS)[number]) =>
    Array.from({ length: 12 }, (_, index) => valueOf({ month }, new Date(Date.UTC(2026, index, 3))))
  // 1 February 2026 is a Sunday.
  const weekdays = (weekday: (typeof LENGTHS)[number]) =>
    Array.from({ length: 7 }, (_, index) =>
      valueOf({ weekday }, new Date(Date.UTC(2026, 1, 1 + index))),
    )
  return {
    months: { long: months('long'), short: months('short'), narrow: months('narrow') },
    weekdays: { long: weekdays('long'), short: weekdays('short'), narrow: weekdays('narrow') },
  }
}

type Options = Intl.DateTimeFormatOptions

/** Each way to ask for some of these fields. */
function combinationsOf(fields: Record<string, readonly string[]>): Options[] {
  let all: Record<string, string>[] = [{}]
  for (const [field, values] of Object.entries(fields)) {
    all = all.flatMap((given) => [given, ...values.map((value) => ({ ...given, [field]: value }))])
  }
  return all
}

function datesOf(language: string): Record<string, string> {
  const names = ['long', 'short']
  const digits = ['numeric', '2-digit']
  const asked = combinationsOf({
    weekday: names,
    year: digits,
    month: [...digits, ...names],
    day: digits,
  })
  return Object.fromEntries([
    ...asked
      .filter((options) => dateKeyOf(options) !== '')
      .map((options) => [dateKeyOf(options), patternOf(language, options)]),
    ...STYLES.map((dateStyle) => [dateStyle, patternOf(language, { dateStyle })]),
  ])
}

function timesOf(language: string): Record<string, string> {
  const asked = combinationsOf({
    hour: ['numeric', '2-digit'],
    minute: ['2-digit'],
    second: ['2-digit'],
    timeZoneName: ['short'],
  }).filter(
    ({ hour, minute, second, timeZoneName }) =>
      (hour || minute || second) && !(hour && second && !minute) && !(timeZoneName && !hour),
  )
  return Object.fromEntries([
    ...asked.map((options) => [timeKeyOf(options), patternOf(language, options)]),
    ...STYLES.slice(1).map((timeStyle) => [timeStyle, patternOf(language, { timeStyle })]),
  ])
}

function glueOf(language: string): Record<string, string> {
  const between = (date: Intl.DateTimeFormatOptions, time: Intl.DateTimeFormatOptions) => {
    const [whole, day, hour] = [{ ...date, ...time }, date, time].map((options) =>
      new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(DATE),
    )
    return (whole ?? '').replace(day ?? '', '{d}').replace(hour ?? '', '{t}')
  }
  const day = 'numeric'
  const samples = [
    { day, month: 'long', weekday: 'long' },
    { day, month: 'long' },
    { day, month: 'short' },
    { day, month: 'numeric' },
  ] as const
  return Object.fromEntries([
    ...STYLES.map((style) => [style, between({ dateStyle: style }, { timeStyle: 'short' })]),
    ...samples.map((date) => [
      glueKeyOf(date),
      between(date, { hour: '2-digit', minute: '2-digit' }),
    ]),
  ])
}

/** The letters of UTS #35 in place of the sample's values. */
function patternOf(language: string, options: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
  const weekday = DATE.getUTCDay()
  const names = namesOf(language)
  return format
    .formatToParts(DATE)
    .map(({ type, value }) => {
      if (type === 'literal') return /[A-Za-z’\p{L}]/u.test(value) ? `'${value}'` : value
      if (type === 'weekday')
        return { long: 'EEEE', short: 'EEE', narrow: 'EEEEE' }[
          lengthOf(names.weekdays, weekday, value)
        ]
      if (type === 'month' && /\D/.test(value)) {
        return { long: 'MMMM', short: 'MMM', narrow: 'MMMMM' }[lengthOf(names.months, 1, value)]
      }
      if (type === 'timeZoneName') return 'z'
      const letter = LETTERS[type]
      if (letter === undefined) throw new Error(`${language}: ${type} in a date`)
      return letter === 'y' && value.length === 4 ? 'y' : letter.repeat(value.length)
    })
    .join('')
}

const LETTERS: Readonly<Record<string, string>> = {
  year: 'y',
  month: 'M',
  day: 'd',
  hour: 'H',
  minute: 'm',
  second: 's',
}

function lengthOf(names: CldrData['months'], index: number, value: string) {
  const found = LENGTHS.find((length) => names[length][index] === value)
  if (!found) throw new Error(`“${value}” is none of the names`)
  return found
}

const NUMBERS = [...Array.from({ length: 120 }, (_, index) => index), 1.5, 1_000_000]

const DIRECTIONS = [
  ['past', -1],
  ['future', 1],
] as const

function relativeOf(language: string): Pick<CldrData, 'relative' | 'relativeWords'> {
  const relative: Record<string, string> = {}
  const relativeWords: Record<string, string> = {}
  const rules = new Intl.PluralRules(language)
  const number = new Intl.NumberFormat(language)
  for (const [unit, style] of SPANS.flatMap((each) =>
    LENGTHS.map((length) => [each, length] as const),
  )) {
    const always = new Intl.RelativeTimeFormat(language, { style })
    const auto = new Intl.RelativeTimeFormat(language, { style, numeric: 'auto' })
    for (const [direction, sign] of DIRECTIONS) {
      for (const value of NUMBERS) {
        // −0 is in the past.
        relative[`${unit} ${style} ${direction} ${rules.select(value)}`] ??= always
          .format(sign * value, unit)
          .replace(number.format(value), '{0}')
      }
    }
    for (const value of [-2, -1, 0, 1, 2]) {
      const word = auto.format(value, unit)
      if (word !== always.format(value, unit)) relativeWords[`${unit} ${style} ${value}`] = word
    }
  }
  return { relative, relativeWords }
}

function listsOf(language: string): CldrData['lists'] {
  const lists: CldrData['lists'] = {}
  for (const type of ['conjunction', 'disjunction', 'unit'] as const) {
    for (const style of LENGTHS) {
      const format = new Intl.ListFormat(language, { type, style })
      const between = (items: string[]) =>
        format
          .formatToParts(items)
          .filter((part) => part.type === 'literal')
          .map(({ value }) => value)
      const [pair = ''] = between(['a', 'b'])
      const [start = '', middle = '', end = ''] = between(['a', 'b', 'c', 'd'])
      lists[`${type} ${style}`] = [pair, start, middle, end]
    }
  }
  return lists
}

function unitsOf(language: string): Record<string, string> {
  const units: Record<string, string> = {}
  const rules = new Intl.PluralRules(language)
  const number = new Intl.NumberFormat(language)
  for (const unit of UNITS) {
    for (const unitDisplay of LENGTHS) {
      const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay })
      for (const value of NUMBERS) {
        const key = `${unit} ${unitDisplay} ${rules.select(value)}`
        units[key] ??= format.format(value).replace(number.format(value), '{0}')
      }
    }
  }
  return units
}

function compactOf(language: string): Record<string, string> {
  const compact: Record<string, string> = {}
  for (const compactDisplay of ['short', 'long'] as const) {
    for (const value of [1e3, 1e4, 1e5, 1e6, 1e7, 1e9, 1e12]) {
      const signs = [language, 'en-IE'].map((each) => {
        const format = new Intl.NumberFormat(each, { notation: 'compact', compactDisplay })
        const parts = format.formatToParts(value)
        return parts
          .slice(parts.findLastIndex(({ type }) => type === 'integer') + 1)
          .map((part) => part.value)
          .join('')
      })
      compact[`${compactDisplay} ${signs[1]?.trim()}`] = signs[0] ?? ''
    }
  }
  return compact
}

function currenciesOf(language: string): Record<string, string> {
  const signOf = (each: string, currency: string) =>
    new Intl.NumberFormat(each, { style: 'currency', currency })
      .formatToParts(1)
      .find(({ type }) => type === 'currency')?.value ?? ''
  return Object.fromEntries(
    CURRENCIES.filter((code) => signOf(language, code) !== signOf('en-IE', code)).map((code) => [
      code,
      signOf(language, code),
    ]),
  )
}

function displayNamesOf(language: string, type: 'language' | 'region'): Record<string, string> {
  const names = new Intl.DisplayNames(language, { type, fallback: 'none' })
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz')
  const codes = letters.flatMap((one) => letters.map((two) => one + two))
  return Object.fromEntries(
    codes
      .map((code) => (type === 'region' ? code.toUpperCase() : code))
      .flatMap((code) => {
        const name = Intl.getCanonicalLocales(
          type === 'region' ? `und-${code}` : code,
        )[0]?.endsWith(code)
          ? names.of(code)
          : undefined
        return name === undefined ? [] : [[code, name]]
      }),
  )
}

if (import.meta.main) {
  for (const language of CLDR_LANGUAGES) {
    writeFileSync(
      join(FOLDER, `${language}.json`),
      `${JSON.stringify(cldrOf(language), null, 1)}\n`,
    )
  }
}
