import type { Outcome, Reservation } from '#server/metering/accounts.ts'
import type { ErrorCode } from '#wire/errors.ts'

/** An account that one of several attempts holds: closed for all of them only by the one that counts. */
export interface Guard extends Reservation {
  /** How this attempt would have closed the account; undefined: it has not. */
  readonly settled: { outcome: Outcome; errorCode: ErrorCode | null } | undefined
  readonly isPassing: boolean
  /** This attempt counts: what it has said, and what it will say, is passed on. */
  pass(): void
}

export function createGuard(reservation: Reservation): Guard {
  let settled: Guard['settled']
  let isPassing = false
  return {
    ...reservation,
    get isPassing() {
      return isPassing
    },
    get settled() {
      return settled
    },
    settle(outcome, errorCode = null) {
      settled ??= { outcome, errorCode }
      if (isPassing) reservation.settle(outcome, errorCode)
    },
    pass() {
      isPassing = true
      if (settled) reservation.settle(settled.outcome, settled.errorCode)
    },
  }
}
