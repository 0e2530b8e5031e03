import { RequestSearch, TrafficRange } from '#wire/observability.ts'
import { RANGE_MS } from './ranges.ts'

/** What the address says to look for. What it says wrongly is left out, never an error: people edit addresses. */
export function searchFrom(query: string, nowMs: number): RequestSearch {
  const { range, seconds, ...given } = Object.fromEntries(new URLSearchParams(query))
  const back = TrafficRange.safeParse(range)
  const wished: Record<string, unknown> = {
    ...given,
    ...(back.success && { from: new Date(nowMs - RANGE_MS[back.data]).toISOString() }),
    ...(seconds !== undefined &&
      Number.isFinite(Number(seconds)) && { minDurationMs: Math.round(Number(seconds) * 1000) }),
  }
  const parts = Object.entries(wished).flatMap(([name, value]) => {
    const parsed = RequestSearch.safeParse({ [name]: value })
    return parsed.success ? [parsed.data] : []
  })
  return Object.assign({}, ...parts)
}
