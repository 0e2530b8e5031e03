import type { Accounts, Reservation, ReservationRequest } from './accounts.ts'
import { LeaseMiss } from './refusals.ts'

/** So often a share may be gone again when it comes: others wait for it too. */
const MAX_WAITS = 8

/** As `accounts.reserve`, but waits where what may be used must first be fetched, which takes a moment now and then. */
export function reserveLeased(
  accounts: Accounts,
  request: ReservationRequest,
): Reservation | Promise<Reservation> {
  return retryLeased(() => accounts.reserve(request))
}

/** The same of anything that takes from allowances. */
export function retryLeased<Taken>(take: () => Taken): Taken | Promise<Taken> {
  try {
    return take()
  } catch (error) {
    if (error instanceof LeaseMiss) return takeAgain(take, error)
    throw error
  }
}

async function takeAgain<Taken>(take: () => Taken, first: LeaseMiss): Promise<Taken> {
  let miss = first
  for (let waits = 1; ; waits += 1) {
    await miss.refill
    try {
      return take()
    } catch (error) {
      if (!(error instanceof LeaseMiss) || waits >= MAX_WAITS) throw error
      miss = error
    }
  }
}
