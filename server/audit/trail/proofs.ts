import { foldRight, nodeHash, TILE_HEIGHT } from './merkle.ts'

/** Hashes of perfect subtrees of a height that is a multiple of TILE_HEIGHT (0: leaves), from one on. Throws where some are not there. */
export type ReadHashes = (height: number, from: number, count: number) => Promise<Buffer[]>

/** PATH(m, D[n]) of RFC 6962, section 2.1.1: that the leaf is in the tree of that size. */
export async function proveInclusion(
  read: ReadHashes,
  leaf: number,
  size: number,
): Promise<Buffer[]> {
  const proof: Buffer[] = []
  let from = 0
  let count = size
  while (count > 1) {
    const left = leftOf(count)
    if (leaf < from + left) {
      proof.unshift(await rootOf(read, from + left, count - left))
      count = left
    } else {
      proof.unshift(await rootOf(read, from, left))
      from += left
      count -= left
    }
  }
  return proof
}

/** PROOF(m, D[n]) of RFC 6962, section 2.1.2: that the tree of the second size begins with that of the first. */
export async function proveConsistency(
  read: ReadHashes,
  first: number,
  second: number,
): Promise<Buffer[]> {
  const proof: Buffer[] = []
  let from = 0
  let count = second
  let isOnEdge = true
  while (first !== from + count) {
    const left = leftOf(count)
    if (first <= from + left) {
      proof.unshift(await rootOf(read, from + left, count - left))
      count = left
    } else {
      proof.unshift(await rootOf(read, from, left))
      from += left
      count -= left
      isOnEdge = false
    }
  }
  if (!isOnEdge) proof.unshift(await rootOf(read, from, count))
  return proof
}

/** RFC 9162, section 2.1.3.2. The root that the proof leads to; undefined: it has the wrong length. */
export function rootFromInclusion(
  { leaf, size, hash }: { leaf: number; size: number; hash: Buffer },
  proof: readonly Buffer[],
): Buffer | undefined {
  if (leaf < 0 || leaf >= size) return undefined
  let node = leaf
  let last = size - 1
  let root = hash
  for (const step of proof) {
    if (last === 0) return undefined
    if (node % 2 === 1 || node === last) {
      root = nodeHash(step, root)
      while (node % 2 === 0 && node !== 0) {
        node /= 2
        last = Math.floor(last / 2)
      }
    } else {
      root = nodeHash(root, step)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? root : undefined
}

export interface TreeHead {
  size: number
  root: Buffer
}

/** RFC 9162, section 2.1.4.2. Whether the second tree begins with the first. */
export function isConsistent(first: TreeHead, second: TreeHead, proof: readonly Buffer[]): boolean {
  if (first.size > second.size) return false
  if (first.size === second.size) return proof.length === 0 && first.root.equals(second.root)
  if (first.size === 0) return proof.length === 0
  const path = isPowerOfTwo(first.size) ? [first.root, ...proof] : [...proof]
  const [seed, ...rest] = path
  if (!seed) return false
  let node = first.size - 1
  let last = second.size - 1
  while (node % 2 === 1) {
    node = (node - 1) / 2
    last = Math.floor(last / 2)
  }
  let [a, b] = [seed, seed]
  for (const step of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      a = nodeHash(step, a)
      b = nodeHash(step, b)
      while (node % 2 === 0 && node !== 0) {
        node /= 2
        last = Math.floor(last / 2)
      }
    } else {
      b = nodeHash(b, step)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && a.equals(first.root) && b.equals(second.root)
}

/** The root over so many leaves from one on, which begins a perfect subtree at least as large. */
export async function rootOf(read: ReadHashes, from: number, count: number): Promise<Buffer> {
  return foldRight(await subtreesOf(read, from, count))
}

/** Roots of the perfect subtrees that so many leaves fall into, the largest first. */
export async function subtreesOf(read: ReadHashes, from: number, count: number): Promise<Buffer[]> {
  const roots: Buffer[] = []
  let at = from
  for (let rest = count; rest > 0;) {
    const size = largestPowerUpTo(rest)
    roots.push(await perfectRoot(read, at, size))
    at += size
    rest -= size
  }
  return roots
}

async function perfectRoot(read: ReadHashes, from: number, size: number): Promise<Buffer> {
  const height = Math.log2(size)
  const kept = height - (height % TILE_HEIGHT)
  const unit = 2 ** kept
  let level = await read(kept, from / unit, size / unit)
  while (level.length > 1) {
    level = level.flatMap((left, at) => {
      const right = level[at + 1]
      return at % 2 === 0 && right ? [nodeHash(left, right)] : []
    })
  }
  const [root] = level
  if (!root) throw new Error('A hash of the tree is missing.')
  return root
}

/** The largest power of two below the count. */
function leftOf(count: number): number {
  return largestPowerUpTo(count - 1)
}

function largestPowerUpTo(count: number): number {
  let power = 1
  while (power * 2 <= count) power *= 2
  return power
}

function isPowerOfTwo(count: number): boolean {
  return largestPowerUpTo(count) === count
}
