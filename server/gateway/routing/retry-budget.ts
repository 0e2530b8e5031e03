/** How many calls may be made again: a share of those made, so that a storm of failures is not made worse by our own. */
export interface RetryBudget {
  /** A first call: earns its share of a retry. */
  earn(): void
  /** True: one more may be made, and is counted. */
  spend(nowMs: number): boolean
}

/** Retries as a share of calls (Envoy's default as well). */
export const RETRY_SHARE = 0.2
/** So many at once after a calm time, whatever the share: else a service with few calls could never retry. */
export const RETRY_RESERVE = 10
/** The reserve comes back at this pace. */
const RESERVE_PER_MS = 1 / 2000

/** A bucket of retries. Never more than `calls × 20 % + 10 + one for each 2 s`. */
export function createRetryBudget(): RetryBudget {
  let left = RETRY_RESERVE
  let atMs: number | undefined
  return {
    earn() {
      left = Math.min(RETRY_RESERVE, left + RETRY_SHARE)
    },
    spend(nowMs) {
      const passedMs = Math.max(0, nowMs - (atMs ?? nowMs))
      atMs = nowMs
      left = Math.min(RETRY_RESERVE, left + passedMs * RESERVE_PER_MS)
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
