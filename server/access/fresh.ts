import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Principal } from './principal.ts'

const MINUTE_MS = 60_000
/** How long a sign-in is good for what must not be done from a screen that was left open. */
const FRESH_MS = 10 * MINUTE_MS

/**
 * Throws `confirmation_required` unless they showed who they are in the last ten minutes; the web app then asks once more
 * (`POST /api/account/confirm…`). The command line of this machine needs no sign-in, so it is fresh.
 */
export function requireFresh({ kind, assurance }: Principal, clock: Clock): void {
  if (kind !== 'person') {
    throw new AppError('forbidden', 'Only a person who is signed in may do this.')
  }
  if (isFresh(assurance?.atMs, clock)) return
  throw new AppError(
    'confirmation_required',
    'You signed in a while ago. Confirm that it is you: with your password or a passkey, or by a new sign-in link.',
  )
}

/**
 * The same of whatever gives others a right, or takes all that there is away. Programs do it by their keys, which are no
 * screen that was left open.
 */
export function requireFreshIfPerson(principal: Principal, clock: Clock): void {
  if (principal.kind === 'person') requireFresh(principal, clock)
}

/** @param atMs Undefined: it did not come through a sign-in. */
export function isFresh(atMs: number | undefined, clock: Clock): boolean {
  return atMs === undefined || clock.now() - atMs <= FRESH_MS
}
