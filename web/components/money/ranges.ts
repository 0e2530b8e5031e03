export interface DayRange {
  /** The first day, and the last: `2026-11-01`. */
  from: string
  to: string
}

/** From the first of this month to today, where the reader is. */
export function monthUntilNow(now = new Date()): DayRange {
  return { from: isoDay(new Date(now.getFullYear(), now.getMonth(), 1)), to: isoDay(now) }
}

export function lastDays(days: number, now = new Date()): DayRange {
  const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1)
  return { from: isoDay(from), to: isoDay(now) }
}

export function lastMonth(now = new Date()): DayRange {
  return {
    from: isoDay(new Date(now.getFullYear(), now.getMonth() - 1, 1)),
    to: isoDay(new Date(now.getFullYear(), now.getMonth(), 0)),
  }
}

/** Every day of a range, so that days on which nothing was spent are seen as such. */
export function daysOf({ from, to }: DayRange): string[] {
  const days: string[] = []
  for (
    const day = new Date(`${from}T12:00:00Z`);
    days.length < 400;
    day.setUTCDate(day.getUTCDate() + 1)
  ) {
    const iso = day.toISOString().slice(0, 10)
    if (iso > to) break
    days.push(iso)
  }
  return days
}

/** The day of a moment, where the reader is: `2026-11-01`. */
export function isoDay(day: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}
