const MAX_WAIT_MS = 3_600_000

/**
 * Milliseconds, of `retry-after-ms`, `retry-after` in seconds, or `retry-after` as a date: at most an hour; undefined: not
 * said, or not understood.
 */
export function retryAfterFrom(headers: Record<string, string>, nowMs: number): number | undefined {
  const { 'retry-after-ms': ms, 'retry-after': text } = headers
  const wait = ms !== undefined ? Number(ms) : waitFrom(text, nowMs)
  if (wait === undefined || !Number.isFinite(wait)) return undefined
  return Math.min(Math.max(0, Math.ceil(wait)), MAX_WAIT_MS)
}

function waitFrom(text: string | undefined, nowMs: number): number | undefined {
  if (!text) return undefined
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
}
