import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'

export interface CheckLimits {
  /** Throws `rate_limited` where this address, or everybody together, has asked too much. */
  take(address: string | undefined): void
}

const MINUTE_MS = 60_000
/** Of one address. Guessing the missing word of a letter takes more. */
const PER_ADDRESS = 20
const OVERALL = 600
/** More addresses than that in a minute are somebody who changes them. */
const MAX_ADDRESSES = 10_000

/** Counts by the minute. For each process; behind a proxy that is not trusted all have one address, and one limit. */
export function createCheckLimits(clock: Clock, perAddress: number = PER_ADDRESS): CheckLimits {
  let minute = -1
  let total = 0
  const counts = new Map<string, number>()
  return {
    take(address) {
      const now = Math.floor(clock.now() / MINUTE_MS)
      if (now !== minute) {
        minute = now
        total = 0
        counts.clear()
      }
      const from = networkOf(address ?? '')
      const count = counts.get(from) ?? 0
      const isFull = counts.size >= MAX_ADDRESSES && count === 0
      if (count >= perAddress || total >= OVERALL || isFull) {
        throw new AppError('rate_limited', 'Too many checks at a time. Try again in a minute.', {
          retryAfterMs: (now + 1) * MINUTE_MS - clock.now(),
        })
      }
      counts.set(from, count + 1)
      total += 1
    },
  }
}

/** Whoever has one address of IPv6 has all of its /64. */
function networkOf(address: string): string {
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address
}
