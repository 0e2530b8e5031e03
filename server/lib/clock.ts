/** Milliseconds since 1970, as `Date.now()`. Passed in wherever time matters, so that no test has to wait. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands still until it is told to move: for tests. */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): Clock & {
  advance(ms: number): void
} {
  let nowMs = startMs
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms
    },
  }
}
