import type { Clock } from '../lib/clock.ts'

/** When an engine crashed lately, and what follows from that. */
export interface CrashRecord {
  add(): void
  /** How long to wait before the next start: nothing after a first crash, more after each. */
  delayMs(): number
  /** How long nobody should try again; 0: go ahead. */
  quarantinedForMs(): number
}

const WINDOW_MS = 5 * 60_000
const MOST_CRASHES = 3
const DELAYS_MS = [0, 0, 500, 2000]

export function createCrashRecord(clock: Clock): CrashRecord {
  let crashesAtMs: number[] = []
  const lately = () => {
    crashesAtMs = crashesAtMs.filter((atMs) => clock.now() - atMs < WINDOW_MS)
    return crashesAtMs
  }
  return {
    add: () => void crashesAtMs.push(clock.now()),
    delayMs: () => DELAYS_MS[Math.min(lately().length, DELAYS_MS.length - 1)] ?? 0,
    quarantinedForMs() {
      const [first = 0, ...others] = lately().slice(-MOST_CRASHES)
      return others.length + 1 < MOST_CRASHES ? 0 : first + WINDOW_MS - clock.now()
    },
  }
}
