import { createHash } from 'node:crypto'

/**
 * An id that the same thing always gets, so that whoever imports twice has it once. Its form is that of version 7 (RFC 9562):
 * it sorts by `atMs`, as our own ids do.
 */
export function derivedId(atMs: number, names: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(names)).digest()
  hash[2] = ((hash[2] ?? 0) & 0x3f) | 0x80
  const time = Math.max(0, Math.min(atMs, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, '0')
  const hex = hash.toString('hex')
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${hex.slice(0, 3)}`,
    hex.slice(4, 8),
    hex.slice(8, 20),
  ].join('-')
}
