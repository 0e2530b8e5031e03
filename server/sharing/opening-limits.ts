import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'

export interface OpeningLimits {
  /** Throws `rate_limited` where this address, or everybody together, has opened too many links. */
  take(address: string | undefined): void
}

const MINUTE_MS = 60_000
/** Of one address: an office behind one proxy reads what was sent to all of it. */
const PER_ADDRESS = 60
const OVERALL = 1_200

/** Counts by the minute, in each process. Nobody guesses 256 bits; this is for those who would keep the database busy. */
export function createOpeningLimits(clock: Clock, perAddress: number = PER_ADDRESS): OpeningLimits {
  let minute = -1
  let total = 0
  const counts = new Map<string, number>()
  return {
    take(address = '') {
      const now = Math.floor(clock.now() / MINUTE_MS)
      if (now !== minute) {
        minute = now
        total = 0
        counts.clear()
      }
      // Whoever has one address of IPv6 has all of its /64.
      const from = address.includes(':') ? address.split(':').slice(0, 4).join(':') : address
      const count = counts.get(from) ?? 0
      if (count >= perAddress || total >= OVERALL) {
        throw new AppError('rate_limited', 'Too many links at a time. Try again in a minute.', {
          retryAfterMs: (now + 1) * MINUTE_MS - clock.now(),
        })
      }
      counts.set(from, count + 1)
      total += 1
    },
  }
}
