import { AppError } from '#server/lib/app-error.ts'
import type { GatewayResponse } from '../attempt.ts'
import type { Guard } from './guard.ts'

/** Beyond this an answer is sent as it comes: memory is worth more than the chance to have it again. */
const MAX_WHOLE_BYTES = 8 * 1024 * 1024

/**
 * Holds a stream back until it is complete, for routes whose callers would rather wait than see half an answer. Throws where
 * it breaks off: nobody has seen any of it, so it can be had elsewhere.
 */
export async function readWhole(response: GatewayResponse, guard: Guard): Promise<GatewayResponse> {
  if (response.whole) {
    guard.pass()
    return response
  }
  const chunks = response.body[Symbol.asyncIterator]()
  const held: Buffer[] = []
  let bytes = 0
  while (bytes <= MAX_WHOLE_BYTES) {
    const next = await chunks.next()
    if (next.done) return { ...response, body: whatIsHeld(held, guard) }
    held.push(next.value)
    bytes += next.value.length
  }
  guard.pass()
  return { ...response, body: both(held, chunks) }
}

function whatIsHeld(held: Buffer[], guard: Guard): AsyncIterable<Buffer> {
  const { outcome, errorCode } = guard.settled ?? { outcome: 'failed', errorCode: null }
  if (outcome !== 'complete') {
    throw new AppError(errorCode ?? 'cancelled', 'The answer was cut off before its end.')
  }
  guard.pass()
  return each(held)
}

async function* each(held: Buffer[]): AsyncGenerator<Buffer, void, void> {
  yield* held
}

async function* both(
  held: Buffer[],
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, void> {
  yield* held
  yield* { [Symbol.asyncIterator]: () => rest }
}
