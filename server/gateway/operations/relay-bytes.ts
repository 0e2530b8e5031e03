import { AppError } from '#server/lib/app-error.ts'
import type { Attempt, Reservation, UsageUnits } from '#server/metering/accounts.ts'
import { reasonToStop } from '../failures.ts'
import { NO_TOKENS } from './units-usage.ts'

export interface RelayOptions {
  body: AsyncIterable<Buffer>
  attempt: Attempt
  reservation: Reservation
  signal: AbortSignal
  /** What is charged beside tokens; null: not known, so tokens are estimated. */
  units: UsageUnits | null
}

/**
 * Bytes in which nothing can be said but themselves. Resolves with the first of them; where they break off later, the
 * connection to the caller is broken off too: there is no other way to say it.
 */
export async function relayBytes(options: RelayOptions): Promise<AsyncIterable<Buffer>> {
  const chunks = options.body[Symbol.asyncIterator]()
  const first = await chunks.next()
  options.attempt.noteFirstContent()
  return relay(first, chunks, options)
}

async function* relay(
  first: IteratorResult<Buffer>,
  chunks: AsyncIterator<Buffer>,
  { attempt, reservation, signal, units }: RelayOptions,
): AsyncGenerator<Buffer, void, void> {
  const charged = units ? { usage: NO_TOKENS, units } : {}
  let next = first
  try {
    while (!next.done) {
      yield next.value
      next = await chunks.next()
    }
    attempt.end({ outcome: 'complete', status: 200, ...charged })
    reservation.settle('complete')
  } catch (thrown) {
    const error = reasonToStop(signal) ?? thrown
    const errorCode = error instanceof AppError ? error.code : 'internal'
    attempt.end({ outcome: 'failed', errorCode, ...charged })
    reservation.settle('failed', errorCode)
    throw error
  } finally {
    // Whoever reads has gone.
    attempt.end({ outcome: 'cancelled', ...charged })
    reservation.settle('cancelled', 'cancelled')
    await chunks.return?.()
  }
}
