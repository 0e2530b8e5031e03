import { hash } from 'node:crypto'

/** SHA-256, whose empty tree, leaves and nodes are those of RFC 6962, section 2.1. */
export const HASH_BYTES = 32
/** Hashes of perfect subtrees are kept at each eighth height: 1, 256, 65,536… leaves. */
export const TILE_HEIGHT = 8

const NODE = Buffer.alloc(1 + 2 * HASH_BYTES, 1)

/** SHA-256(0x00 ‖ record). */
export function leafHash(record: string | Buffer): Buffer {
  const bytes = Buffer.byteLength(record)
  const input = Buffer.allocUnsafe(bytes + 1)
  input[0] = 0
  if (typeof record === 'string') input.write(record, 1)
  else record.copy(input, 1)
  return hash('sha256', input, 'buffer')
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(NODE, 1)
  right.copy(NODE, 1 + HASH_BYTES)
  return hash('sha256', NODE, 'buffer')
}

/** A perfect subtree that has become whole: `height` is a multiple of TILE_HEIGHT above 0, `index` counts those of its height. */
export interface WholeNode {
  height: number
  index: number
  hash: Buffer
}

/** A growing tree, of which only the right edge is remembered. */
export interface Frontier {
  readonly size: number
  append(leaf: Buffer): void
  /** What has become whole since this was asked last. */
  takeWhole(): WholeNode[]
  root(): Buffer
  /** Roots of the perfect subtrees, the largest first: one for each bit of the size. */
  hashes(): Buffer[]
}

/** @param hashes As `hashes()` gave them for this size. Throws where they cannot be that. */
export function createFrontier(size = 0, hashes: readonly Buffer[] = []): Frontier {
  if (hashes.length !== countBits(size) || hashes.some((one) => one.length !== HASH_BYTES)) {
    throw new Error('The frontier does not fit the size of the tree.')
  }
  const stack = [...hashes]
  let whole: WholeNode[] = []
  let count = size
  return {
    get size() {
      return count
    },
    append(leaf) {
      let node = leaf
      let height = 0
      for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) {
        node = nodeHash(stack.pop() ?? leaf, node)
        height += 1
        if (height % TILE_HEIGHT === 0) whole.push({ height, index: (rest - 1) / 2, hash: node })
      }
      stack.push(node)
      count += 1
    },
    takeWhole() {
      const taken = whole
      whole = []
      return taken
    },
    root: () => foldRight(stack),
    hashes: () => [...stack],
  }
}

/** The root over perfect subtrees that get smaller to the right. */
export function foldRight(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return hash('sha256', '', 'buffer')
  return hashes
    .slice(0, -1)
    .reduceRight((right, left) => nodeHash(left, right), hashes.at(-1) ?? NODE)
}

function countBits(size: number): number {
  let bits = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2
  return bits
}
