import type { ReservationRequest } from './accounts.ts'
import type { Allowances, Hold } from './allowances.ts'
import type { HeldShare, LeaseStore } from './lease-store.ts'
import { retryLeased } from './reserve-leased.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import type { Turns } from './turns.ts'

/** Something that is held for longer than any process need live. */
export interface StandingHold {
  id: string
  shares: HeldShare[]
}

/** Holds on budgets for batches: from their making until they are charged, over restarts and for all processes. */
export interface StandingHolds {
  /**
   * Holds what `lines` may come to cost, and counts them against limits. It is in the database when this resolves. Throws
   * `budget_exceeded`, `rate_limited`, `not_ready`. Undefined: nothing that has an end counts it.
   */
  take(request: ReservationRequest): Promise<StandingHold | undefined>
  /** Gives up the holds, after what they were held for is in the ledger's table. */
  release(tenantId: string, holds: readonly StandingHold[]): Promise<void>
}

export interface StandingHoldsOptions {
  allowances: Allowances
  leaseStore: LeaseStore
  clock: Clock
  turns: Turns
  /** Resolves when what was recorded before is in the database. */
  flush: () => Promise<void>
}

/** Providers keep the results of batches for about a month: later nobody can charge them any more. */
const STANDS_MS = 35 * 24 * 60 * 60_000

export function createStandingHolds(options: StandingHoldsOptions): StandingHolds {
  const { allowances, leaseStore, clock, turns } = options
  const holdOnce = (request: ReservationRequest) => allowances.hold(request, clock.now())
  return {
    async take(request) {
      const hold = await retryLeased(() => holdOnce(request))
      if (!hold) return undefined
      const shares = hold.shares()
      if (shares.length === 0) {
        hold.stand()
        return undefined
      }
      const id = createId(clock.now())
      await stand(hold, async () => {
        const holding = { holder: id, leaseMs: STANDS_MS }
        await turns.take(async () => {
          await leaseStore.stand(request.principal.tenantId, shares, holding)
          hold.stand()
        })
      })
      return { id, shares }
    },
    async release(tenantId, holds) {
      if (holds.length === 0) return
      await options.flush()
      await turns.take(async () => {
        for (const { id, shares } of holds) {
          await leaseStore.giveBack(tenantId, id)
          allowances.release(shares)
        }
      })
    },
  }
}

async function stand(hold: Hold, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    hold.giveUp()
    throw error
  }
}
