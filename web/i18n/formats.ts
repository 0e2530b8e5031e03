export type Formats = ReturnType<typeof createFormats>

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const MICROS = 1_000_000

/** Numbers, sizes, lengths and times in the reader's language. All take plain numbers; null is shown as a dash by the caller. */
export function createFormats(language: string) {
  // English without a country is the United States' to Intl: the month first, and twelve hours.
  const dateLanguage = language === 'en' ? 'en-GB' : language
  const number = (options?: Intl.NumberFormatOptions) => {
    const intl = new Intl.NumberFormat(language, options)
    return (value: number) => intl.format(value)
  }
  const unit = (name: string, digits: number) =>
    number({ style: 'unit', unit: name, maximumFractionDigits: digits })
  const inMs = unit('millisecond', 0)
  const inS = unit('second', 1)
  const inMinutes = unit('minute', 1)
  const count = number({ maximumFractionDigits: 0 })
  const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'].map((name) =>
    unit(name, 1),
  )
  const dateTime = (options: Intl.DateTimeFormatOptions) => {
    const intl = new Intl.DateTimeFormat(dateLanguage, options)
    return (ms: number) => intl.format(ms)
  }
  return {
    count,
    /** “1.2K”: for an axis. */
    compact: number({ notation: 'compact', maximumFractionDigits: 1, useGrouping: true }),
    decimal: number({ maximumFractionDigits: 2 }),
    /** Of 0…1. */
    percent: number({ style: 'percent', maximumFractionDigits: 1 }),
    duration: (ms: number): string => {
      if (ms < SECOND_MS) return inMs(ms)
      return ms < MINUTE_MS ? inS(ms / SECOND_MS) : inMinutes(ms / MINUTE_MS)
    },
    bytes: (value: number): string => {
      const at = value < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(value) / 3))
      return sizes[at]?.(value / 1000 ** at) ?? count(value)
    },
    /** Integer micro-units of a currency; below a cent with as many digits as it takes. */
    money: (micros: number, currency: string): string => {
      const amount = micros / MICROS
      const digits = amount !== 0 && Math.abs(amount) < 0.1 ? 6 : 2
      return number({
        style: 'currency',
        currency,
        maximumFractionDigits: digits,
        minimumFractionDigits: 2,
      })(amount)
    },
    /** The same in as many digits as one takes in at a glance: “€0.027”. */
    roundMoney: (micros: number, currency: string): string => {
      const amount = micros / MICROS
      const isTiny = amount !== 0 && Math.abs(amount) < 0.1
      const digits = isTiny ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }
      return number({ style: 'currency', currency, ...digits })(amount)
    },
    time: dateTime({ timeStyle: 'short' }),
    /** “22 Nov 2026, 10:05”. */
    moment: dateTime({ dateStyle: 'medium', timeStyle: 'short' }),
    /** “22 Nov, 10:05:07”: for a list of what was lately. */
    recentMoment: dateTime({
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
    /** With seconds, for logs. */
    exactMoment: dateTime({ dateStyle: 'medium', timeStyle: 'medium' }),
    day: dateTime({ dateStyle: 'medium' }),
    shortDay: dateTime({ day: 'numeric', month: 'short' }),
  }
}
