import type { CldrData } from './cldr-data.ts'
import { dateKeyOf, glueKeyOf, timeKeyOf } from './date-keys.ts'
import type { Face } from './like.ts'

type Options = Intl.DateTimeFormatOptions
type Part = Intl.DateTimeFormatPart

/** Dates and times by the language's patterns; what it has no pattern for (eras, 12 hours) is written as English does. */
export function createDateTimeFormat(
  base: Intl.DateTimeFormat,
  options: Options,
  data: CldrData,
): Face {
  const pattern = patternFor(options, data)
  if (pattern === undefined) return {}
  const { timeZone } = base.resolvedOptions()
  const fields = createFieldReader(timeZone, data)
  const toParts = (date?: Date | number): Part[] => fill(pattern, fields(date ?? Date.now()))
  const format = (date?: Date | number) =>
    toParts(date)
      .map(({ value }) => value)
      .join('')
  return { format, formatToParts: toParts }
}

function patternFor(options: Options, data: CldrData): string | undefined {
  const { hour12, hourCycle, dateStyle, timeStyle } = options
  if (hour12 === true || hourCycle === 'h12' || hourCycle === 'h11') return undefined
  if (options.era || options.dayPeriod || options.fractionalSecondDigits) return undefined
  if (dateStyle || timeStyle) {
    const [date, time] = [data.dates[dateStyle ?? ''], data.times[timeStyle ?? '']]
    return join(data.glue[dateStyle ?? ''], date, time)
  }
  const [dateKey, timeKey] = [dateKeyOf(options), timeKeyOf(options)]
  const isEmpty = dateKey === '' && timeKey === ''
  const date = isEmpty ? data.dates['year:numeric month:numeric day:numeric'] : data.dates[dateKey]
  const time = data.times[timeKey]
  const isKnown = (dateKey === '' || date !== undefined) && (timeKey === '' || time !== undefined)
  return isKnown ? join(data.glue[glueKeyOf(options)], date, time) : undefined
}

function join(glue = '{d} {t}', date?: string, time?: string): string | undefined {
  if (date === undefined || time === undefined) return date ?? time
  // The glue's words are no letters of a pattern.
  const quoted = glue.replace(/(?<=\}).*(?=\{)/, (words) =>
    /\p{L}/u.test(words) ? `'${words}'` : words,
  )
  return quoted.replace('{d}', date).replace('{t}', time)
}

type Fields = Readonly<Record<string, string | undefined>>

const NUMERIC: Options = {
  weekday: 'long',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
  timeZoneName: 'short',
  hourCycle: 'h23',
}
const ENGLISH_DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** What each letter of a pattern stands for at a moment. */
function createFieldReader(timeZone: string, { months, weekdays }: CldrData) {
  const reader = new Intl.DateTimeFormat('en-IE', { ...NUMERIC, timeZone })
  return (date: Date | number): Fields => {
    const parts = new Map(reader.formatToParts(date).map(({ type, value }) => [type, value]))
    const numberOf = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
    const two = (type: Intl.DateTimeFormatPartTypes) => String(numberOf(type)).padStart(2, '0')
    const month = numberOf('month') - 1
    const day = ENGLISH_DAYS.indexOf(parts.get('weekday') ?? '')
    return {
      y: String(numberOf('year')),
      yy: String(numberOf('year') % 100).padStart(2, '0'),
      M: String(month + 1),
      MM: two('month'),
      MMM: months.short[month],
      MMMM: months.long[month],
      MMMMM: months.narrow[month],
      d: String(numberOf('day')),
      dd: two('day'),
      EEE: weekdays.short[day],
      EEEE: weekdays.long[day],
      EEEEE: weekdays.narrow[day],
      H: String(numberOf('hour')),
      HH: two('hour'),
      m: String(numberOf('minute')),
      mm: two('minute'),
      s: String(numberOf('second')),
      ss: two('second'),
      z: parts.get('timeZoneName'),
    }
  }
}

const TYPES: Readonly<Record<string, Intl.DateTimeFormatPartTypes>> = {
  y: 'year',
  M: 'month',
  d: 'day',
  E: 'weekday',
  H: 'hour',
  m: 'minute',
  s: 'second',
  z: 'timeZoneName',
}

function fill(pattern: string, fields: Fields): Part[] {
  return Array.from(
    pattern.matchAll(/'([^']*)'|([yMdEHmsz])\2*|[^'yMdEHmsz]+/g),
    ([all, quoted, letter]) => {
      if (letter === undefined) return { type: 'literal', value: quoted ?? all }
      return { type: TYPES[letter] ?? 'literal', value: fields[all] ?? '' }
    },
  )
}
