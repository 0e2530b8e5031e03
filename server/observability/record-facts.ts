import type { AttemptRecord, UsageRecord } from '#server/metering/accounts.ts'

/** The attempt whose answer reached the caller; where none did, the last one; undefined: nothing was tried. */
export function answeringAttempt({ attempts }: UsageRecord): AttemptRecord | undefined {
  for (let at = attempts.length - 1; at >= 0; at -= 1) {
    const attempt = attempts[at]
    if (attempt?.outcome === 'complete' && attempt.isWaste !== true) return attempt
  }
  return attempts[attempts.length - 1]
}

/** From the beginning of the request to its first content, whatever was tried before; null: there was none. */
export function firstContentMsOf(record: UsageRecord): number | null {
  const attempt = answeringAttempt(record)
  if (!attempt || attempt.firstContentMs === null) return null
  return Math.max(0, attempt.startedAtMs - record.startedAtMs) + attempt.firstContentMs
}

export interface Cost {
  /** Integer micro-units. */
  micros: number
  currency: string
}

/** What the caller is charged; null: no price is known. */
export function costOf({ chargeMicros, currency }: UsageRecord): Cost | null {
  const isKnown = typeof chargeMicros === 'number' && typeof currency === 'string'
  return isKnown ? { micros: chargeMicros, currency } : null
}
