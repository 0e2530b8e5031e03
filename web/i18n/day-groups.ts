/** Things that happened on the same day, week or month, under the name that people have for it. */
export interface DayGroup<T> {
  label: string
  items: T[]
}

const DAY_MS = 86_400_000

/** Groups what is ordered from the newest: today, yesterday, the days of the last week by name, then months. */
export function groupByDay<T>(
  items: readonly T[],
  instantOf: (item: T) => string,
  { now, language }: { now: Date; language: string },
): DayGroup<T>[] {
  const groups: DayGroup<T>[] = []
  for (const item of items) {
    const label = labelOf(new Date(instantOf(item)), now, language)
    const last = groups.at(-1)
    if (last?.label === label) last.items.push(item)
    else groups.push({ label, items: [item] })
  }
  return groups
}

function labelOf(date: Date, now: Date, language: string): string {
  // A clock that runs ahead on the server must not make a day of the future.
  const days = Math.max(0, Math.round((startOfDay(now) - startOfDay(date)) / DAY_MS))
  if (days < 2) {
    return capitalise(
      new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day'),
      language,
    )
  }
  const isThisYear = date.getFullYear() === now.getFullYear()
  const options: Intl.DateTimeFormatOptions =
    days < 7 ? { weekday: 'long' } : { month: 'long', ...(!isThisYear && { year: 'numeric' }) }
  return capitalise(new Intl.DateTimeFormat(language, options).format(date), language)
}

function startOfDay(date: Date): number {
  // In UTC, so that a day with a change of the clock is as long as any other.
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
}

function capitalise(text: string, language: string): string {
  const [first = '', ...rest] = text
  return first.toLocaleUpperCase(language) + rest.join('')
}
