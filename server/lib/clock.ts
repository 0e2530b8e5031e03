/** Passed in wherever time matters, so that no test has to wait. */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`: the time of day, which people and time servers set forwards and back. For dates. */
  now(): number
  /** See `passedMs`. Absent: the time of day is never set. */
  passed?(): number
}

/**
 * Whole milliseconds that only ever go forwards, whatever is done to the time of day: for whatever waits or lasts (breakers, leases,
 * limits, durations). At the start of the process it is about the time of day.
 */
export function passedMs(clock: Clock): number {
  return clock.passed ? clock.passed() : clock.now()
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // Whole ones, as the time of day has them: durations are stored as integers.
  passed: () => Math.floor(performance.timeOrigin + performance.now()),
}

/** A clock that stands still until it is told to move: for tests. */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): Clock & {
  passed(): number
  advance(ms: number): void
  /** Sets the time of day, forwards or back; no time passes. */
  set(ms: number): void
} {
  let nowMs = startMs
  let passed = startMs
  return {
    now: () => nowMs,
    passed: () => passed,
    advance(ms) {
      nowMs += ms
      passed += ms
    },
    set(ms) {
      nowMs += ms
    },
  }
}
