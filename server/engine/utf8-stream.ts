export interface Utf8Stream {
  /** The characters that are complete with these bytes; the rest waits for more. */
  push(bytes: Uint8Array): string
}

/**
 * Text from bytes that may be cut anywhere, as tokens cut emoji and Greek or Cyrillic letters. Never invents U+FFFD: bytes that
 * are no UTF-8 at all are left out, and so is a character whose end never comes.
 */
export function createUtf8Stream(): Utf8Stream {
  let held: Uint8Array = new Uint8Array()
  return {
    push(bytes) {
      if (held.length === 0 && bytes.every((byte) => byte < 0x80)) return asText(bytes)
      const all = held.length === 0 ? bytes : Buffer.concat([held, bytes])
      const parts: Uint8Array[] = []
      let at = 0
      while (at < all.length) {
        const length = characterLength(all, at)
        if (length === INCOMPLETE) break
        if (length > 0) parts.push(all.subarray(at, at + length))
        at += Math.max(length, 1)
      }
      held = all.slice(at)
      return asText(Buffer.concat(parts))
    },
  }
}

const INCOMPLETE = -1
const INVALID = 0

/** Of the character at `at`, by Unicode's table of well-formed byte sequences (3-7). */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  if (length === 0) return INVALID
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index]
    if (byte === undefined) return INCOMPLETE
    const [least, most] = index === 1 ? secondByteRange(first) : [0x80, 0xbf]
    if (byte < least || byte > most) return INVALID
  }
  return length
}

function secondByteRange(first: number): [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf]
  if (first === 0xed) return [0x80, 0x9f]
  if (first === 0xf0) return [0x90, 0xbf]
  if (first === 0xf4) return [0x80, 0x8f]
  return [0x80, 0xbf]
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
}
