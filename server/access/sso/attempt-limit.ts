import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'

export interface AttemptLimit {
  /** Counts one. Throws `rate_limited` where there were too many. */
  count(who: string): void
}

/** More callers than are remembered at once share the count of the oldest, which is forgotten. */
const MOST_CALLERS = 10_000

/** So many attempts of one caller in one stretch of time; of this process alone. */
export function createAttemptLimit(parts: {
  clock: Clock
  most: number
  withinMs: number
}): AttemptLimit {
  const { clock, most, withinMs } = parts
  const seen = new Map<string, { count: number; endsMs: number }>()
  return {
    count(who) {
      const nowMs = clock.now()
      const known = seen.get(who)
      const entry = known && nowMs < known.endsMs ? known : { count: 0, endsMs: nowMs + withinMs }
      entry.count += 1
      seen.delete(who)
      seen.set(who, entry)
      const [oldest] = seen.keys()
      if (seen.size > MOST_CALLERS && oldest !== undefined) seen.delete(oldest)
      if (entry.count <= most) return
      throw new AppError('rate_limited', 'Too many attempts. Wait a minute, and try again.', {
        retryAfterMs: entry.endsMs - nowMs,
      })
    },
  }
}
