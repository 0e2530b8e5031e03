export type PeriodKind = 'minute' | 'day' | 'month' | 'always'

export interface Period {
  startsAtMs: number
  /** The first moment of the next one. */
  endsAtMs: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const ALWAYS: Period = { startsAtMs: 0, endsAtMs: Infinity }

/** The period that a moment lies in. Days and months begin at midnight of the time zone, whatever its clocks do. */
export function periodAt(kind: PeriodKind, atMs: number, timeZone: string): Period {
  if (kind === 'always') return ALWAYS
  if (kind === 'minute') {
    const startsAtMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS
    return { startsAtMs, endsAtMs: startsAtMs + MINUTE_MS }
  }
  const { year, month, day } = dateIn(timeZone, atMs)
  const first = kind === 'month' ? 1 : day
  return {
    startsAtMs: startOfDay({ year, month, day: first }, timeZone),
    endsAtMs:
      kind === 'month'
        ? startOfDay({ year, month: month + 1, day: 1 }, timeZone)
        : startOfDay({ year, month, day: first + 1 }, timeZone),
  }
}

interface CalendarDate {
  year: number
  month: number
  day: number
}

/** Making one takes a millisecond. */
const formats = new Map<string, Intl.DateTimeFormat>()

function dateIn(timeZone: string, atMs: number): CalendarDate {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
  return {
    year: parts.get('year') ?? NaN,
    month: parts.get('month') ?? NaN,
    day: parts.get('day') ?? NaN,
  }
}

/** The first moment of a date: midnight, or what comes in its place where clocks jump over it. Months and days may overflow. */
function startOfDay({ year, month, day }: CalendarDate, timeZone: string): number {
  const noonUtcMs = Date.UTC(year, month - 1, day, 12)
  const wanted = new Date(noonUtcMs).toISOString().slice(0, 10)
  const isBefore = (atMs: number) => isoDateIn(timeZone, atMs) < wanted
  // Offsets reach from −12 to +14 hours, and dates go on only ever forwards: look for the moment in which it begins.
  let low = noonUtcMs - 27 * HOUR_MS
  let high = noonUtcMs + HOUR_MS
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (middle <= low) break
    if (isBefore(middle)) low = middle
    else high = middle
  }
  return high
}

function isoDateIn(timeZone: string, atMs: number): string {
  const { year, month, day } = dateIn(timeZone, atMs)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
