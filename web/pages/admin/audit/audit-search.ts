import { AuditSearch } from '#wire/audit.ts'

/** What the address says to look for. What it says wrongly is left out, never an error: people edit addresses. */
export function searchFrom(query: string): AuditSearch {
  const { from, to, ...given } = Object.fromEntries(new URLSearchParams(query))
  const wished: Record<string, unknown> = {
    ...given,
    ...(isDay(from) && { from: startOf(from) }),
    // Up to the end of that day.
    ...(isDay(to) && { to: startOf(to, 1) }),
  }
  const parts = Object.entries(wished).flatMap(([name, value]) => {
    const parsed = AuditSearch.safeParse({ [name]: value })
    return parsed.success ? [parsed.data] : []
  })
  return Object.assign({}, ...parts)
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}

/** Midnight where the reader is. */
function startOf(day: string, daysLater = 0): string {
  const date = new Date(`${day}T00:00`)
  date.setDate(date.getDate() + daysLater)
  return date.toISOString()
}
