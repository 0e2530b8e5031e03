import type { Runnable } from './batch-plan.ts'

/** Whether answers are computed together or one after the other, whichever has been faster here. */
export interface Turns<T extends Runnable> {
  /** Who takes part in the next step, of all that run. */
  choose(runnables: T[]): T[]
  /** What a step took that computed one token of each of `width` answers, on so many threads. */
  learn(step: { width: number; threads: number; tookMs: number }): void
}

/**
 * Two tokens in one pass should cost little more than one, since the weights are read once. With some quantisations llama.cpp has no
 * kernel for passes of two to seven, and they cost up to twice as much as as many passes of one (docs/decisions/0043). So both
 * are measured, and the common pass again now and then.
 */
export function createTurns<T extends Runnable>(): Turns<T> {
  const costs = new Map<string, { ms: number; seen: number }>()
  const turnOf = new WeakMap<T, number>()
  let turn = 0
  let threads = 1
  let stepsApart = 0
  return {
    choose(runnables) {
      const isPlain = runnables.length > 1 && runnables.every((one) => one.isAnswering)
      if (!isPlain || !isFasterApart(runnables.length)) return runnables
      stepsApart += 1
      const next = runnables.reduce((first, one) => (ageOf(one) < ageOf(first) ? one : first))
      turnOf.set(next, (turn += 1))
      return [next]
    },
    learn({ width, threads: used, tookMs }) {
      threads = used
      const key = keyOf(width)
      const { ms, seen } = costs.get(key) ?? { ms: tookMs, seen: 0 }
      // Something may have come between a slow step; nothing makes one too quick.
      const now = tookMs < ms ? tookMs : ms + (tookMs - ms) * SLOWER_IS_BELIEVED
      costs.set(key, { ms: now, seen: seen + 1 })
    },
  }

  function isFasterApart(count: number): boolean {
    const [alone = UNSEEN, together = UNSEEN] = [costs.get(keyOf(1)), costs.get(keyOf(count))]
    if (together.seen < SEEN_OFTEN) return false
    if (alone.seen < SEEN_OFTEN) return true
    if (stepsApart >= LOOK_AGAIN_AFTER * count) {
      stepsApart = 0
      return false
    }
    return alone.ms * count < together.ms * WORTH_IT
  }
  function ageOf(one: T): number {
    return turnOf.get(one) ?? 0
  }
  function keyOf(width: number): string {
    return `${threads}/${width}`
  }
}

const WORTH_IT = 0.93
const UNSEEN = { ms: 0, seen: 0 }
const SEEN_OFTEN = 3
const SLOWER_IS_BELIEVED = 0.1
/** Rounds of one token each, after which they are computed together once. */
const LOOK_AGAIN_AFTER = 48
