/** How many calls may be made beyond those that callers asked for: a share of these, so that our own do not make a storm worse. */
export interface CallBudget {
  /** A call that a caller asked for: earns its share of a further one. */
  earn(): void
  /** True: one more may be made, and is counted. */
  spend(nowMs: number): boolean
}

export interface BudgetOptions {
  /** Further calls for each that was asked for. */
  share: number
  /** So many at once after a calm time, whatever the share: else a service with few calls could never retry. */
  reserve: number
  /** The reserve comes back at this pace, one each so many milliseconds. */
  refillMs: number
}

/** Retries as a share of calls: a fifth, as in Envoy. */
export const RETRIES: BudgetOptions = { share: 0.2, reserve: 10, refillMs: 2000 }

/** A bucket: in any stretch of time never more than `calls × share + reserve + time / refillMs`. */
export function createBudget({ share, reserve, refillMs }: BudgetOptions): CallBudget {
  let left = reserve
  let atMs: number | undefined
  return {
    earn() {
      left = Math.min(reserve, left + share)
    },
    spend(nowMs) {
      const passedMs = Math.max(0, nowMs - (atMs ?? nowMs))
      atMs = nowMs
      left = Math.min(reserve, left + passedMs / refillMs)
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
