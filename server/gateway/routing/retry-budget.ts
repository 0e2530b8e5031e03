/** How many calls may be made beyond those that callers asked for: a share of these, so that our own do not make a storm worse. */
export interface CallBudget {
  /**
   * A call that a caller asked for: earns its share of a further one.
   * @param cost What it may cost; absent: as much as any other.
   */
  earn(cost?: number): void
  /**
   * True: one more may be made, and is counted.
   * @param cost What it may cost, against what calls cost on average: a dear one counts as several. Absent: one.
   */
  spend(nowMs: number, cost?: number): boolean
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

/** Of the average of what calls cost. */
const NEWEST_COUNTS = 0.1

/** A bucket: in any stretch of time never more than `calls × share + reserve + time / refillMs`. */
export function createBudget({ share, reserve, refillMs }: BudgetOptions): CallBudget {
  let left = reserve
  let atMs: number | undefined
  let usualCost = 0
  const weightOf = (cost: number | undefined) => (cost && usualCost > 0 ? cost / usualCost : 1)
  return {
    earn(cost) {
      if (cost) usualCost += (cost - usualCost) * (usualCost === 0 ? 1 : NEWEST_COUNTS)
      left = Math.min(reserve, left + share * weightOf(cost))
    },
    spend(nowMs, cost) {
      const weight = weightOf(cost)
      const passedMs = Math.max(0, nowMs - (atMs ?? nowMs))
      atMs = nowMs
      left = Math.min(reserve, left + passedMs / refillMs)
      if (left < weight) return false
      left -= weight
      return true
    },
  }
}
