import { isOpenFor, loadOf } from './deployment-state.ts'
import type { Route, Target } from './target.ts'

export interface Choice {
  route: Route
  /** Bit n: the target n may not be taken, because it was tried or may not be used. */
  barred: number
  nowMs: number
  /** What kind of answer is asked for; absent: a stream. */
  isStream?: boolean
  /** From 0 to below 1. */
  random: () => number
  /** Calls of the same conversation share it; null: of none. */
  affinity: string | null
}

/** The next deployment to call, as an index into the route's targets; -1: none takes calls now. Allocates nothing. */
export function chooseTarget(choice: Choice): number {
  const { strategy } = choice.route
  if (strategy === 'affinity' && choice.affinity !== null)
    return byAffinity(choice.affinity, choice)
  if (strategy === 'weight') return byWeight(choice)
  if (strategy === 'least-latency' || strategy === 'affinity') return byLatency(choice)
  return inOrder(choice)
}

function isFree({ route, barred, nowMs }: Choice, index: number): boolean {
  if ((barred & (1 << index)) !== 0) return false
  const target = route.targets[index]
  return target !== undefined && isUsable(target, nowMs)
}

function isUsable({ provider, model, state }: Target, nowMs: number): boolean {
  return isOpenFor(state, nowMs) && provider.stateOf(model.upstreamName).state !== 'unavailable'
}

function inOrder(choice: Choice): number {
  const { length } = choice.route.targets
  for (let index = 0; index < length; index += 1) if (isFree(choice, index)) return index
  return -1
}

function byWeight(choice: Choice): number {
  const { targets } = choice.route
  let sum = 0
  for (let index = 0; index < targets.length; index += 1) {
    if (isFree(choice, index)) sum += targets[index]?.weight ?? 0
  }
  // Those without weight are for when the others are gone.
  if (sum === 0) return inOrder(choice)
  let left = choice.random() * sum
  let last = -1
  for (let index = 0; index < targets.length; index += 1) {
    const weight = targets[index]?.weight ?? 0
    if (weight === 0 || !isFree(choice, index)) continue
    last = index
    left -= weight
    if (left < 0) return index
  }
  return last
}

/** Of two taken at random the one with less to do: nearly as good as the best of all, and no herd runs to one. */
function byLatency(choice: Choice): number {
  const { length } = choice.route.targets
  let free = 0
  for (let index = 0; index < length; index += 1) free += Number(isFree(choice, index))
  if (free <= 1) return inOrder(choice)
  const one = Math.floor(choice.random() * free)
  const other = (one + 1 + Math.floor(choice.random() * (free - 1))) % free
  const a = nthFree(choice, one)
  const b = nthFree(choice, other)
  return load(choice, a) <= load(choice, b) ? a : b
}

function nthFree(choice: Choice, n: number): number {
  const { length } = choice.route.targets
  let seen = 0
  for (let index = 0; index < length; index += 1) {
    if (!isFree(choice, index)) continue
    if (seen === n) return index
    seen += 1
  }
  return -1
}

function load({ route, nowMs, isStream }: Choice, index: number): number {
  const target = route.targets[index]
  return target ? loadOf(target.state, nowMs, isStream) : Infinity
}

/**
 * Rendezvous hashing: each call of a conversation goes to the deployment with the highest hash, which stays the same one
 * whichever others come and go. Nothing is remembered for it.
 */
function byAffinity(affinity: string, choice: Choice): number {
  const { targets } = choice.route
  let best = -1
  let bestScore = -Infinity
  for (let index = 0; index < targets.length; index += 1) {
    if (!isFree(choice, index)) continue
    const { name = '', weight = 1 } = targets[index] ?? {}
    // Weighted as in “Weighted Distributed Hash Tables” (Schindelhauer, Schomaker 2005).
    const share = (hashOf(affinity, name) + 0.5) / 2 ** 32
    const score = weight === 0 ? -Number.MAX_VALUE : weight / -Math.log(share)
    if (score <= bestScore) continue
    best = index
    bestScore = score
  }
  return best
}

/** FNV-1a over both texts, then mixed (Murmur's finaliser), as an integer below 2³². */
export function hashOf(a: string, b: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < a.length; at += 1) hash = Math.imul(hash ^ a.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ 0xff, 0x01000193)
  for (let at = 0; at < b.length; at += 1) hash = Math.imul(hash ^ b.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
