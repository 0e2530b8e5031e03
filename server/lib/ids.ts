import { randomFillSync } from 'node:crypto'

const random = new Uint8Array(8)
let lastMs = 0
let sequence = 0

/**
 * A UUID of version 7 (RFC 9562): ids of one process sort in the order in which they were made, also within one
 * millisecond (method 1 of section 6.2: twelve bits of counter).
 */
export function createId(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    sequence = 0
  } else if (sequence === 0xfff) {
    // The counter is full, or the clock went back: borrow from the future rather than lose the order.
    lastMs += 1
    sequence = 0
  } else {
    sequence += 1
  }
  randomFillSync(random)
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80
  const time = lastMs.toString(16).padStart(12, '0')
  const tail = Buffer.from(random).toString('hex')
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${sequence.toString(16).padStart(3, '0')}`,
    tail.slice(0, 4),
    tail.slice(4),
  ].join('-')
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text from outside can be an id at all, so that Postgres is not asked for nonsense. */
export function isId(text: string): boolean {
  return UUID.test(text)
}
