import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'

/** Totals since some start, in seconds of one core. */
export interface CpuTimes {
  atMs: number
  /** Of all processes, those of low priority apart: they make way for us. */
  allBusySeconds: number
  ownSeconds: number
}

export interface CpuMeter {
  /** Cores' worth of work that other processes do: quick to rise, slower to fall. */
  othersBusyCores(): number
}

/** Looks at most every 100 ms, which takes 0.1 ms. `read` is replaced in tests. */
export function createCpuMeter(read: () => CpuTimes = readCpuTimes): CpuMeter {
  let last = read()
  let smooth = 0
  return {
    othersBusyCores() {
      const now = read === readCpuTimes && performance.now() - last.atMs < LEAST_MS ? last : read()
      const seconds = (now.atMs - last.atMs) / 1000
      if (seconds * 1000 < LEAST_MS) return smooth
      const others =
        (now.allBusySeconds - last.allBusySeconds - (now.ownSeconds - last.ownSeconds)) / seconds
      last = now
      const sample = Math.max(0, others)
      const weight = sample > smooth ? RISE : FALL ** seconds
      smooth = sample + (smooth - sample) * weight
      return smooth
    },
  }
}

/** Counted once: it takes the twentieth part of a millisecond, and is asked for at every token. */
const allCores = cpus().length

/** The cores that this process may use, on a machine of which it may be given a part. */
export function coresFor(others: number): number {
  const free = Math.max(0, allCores - others)
  return Math.min(availableParallelism(), free) + others
}

const LEAST_MS = 100
/**
 * How much of the old value stays, at once and after a second. A thread too many costs ten times what a thread too few does, so a
 * neighbour that pauses is not believed for a while.
 */
const RISE = 0.2
const FALL = 0.25
const TICKS_PER_SECOND = 100

export function readCpuTimes(): CpuTimes {
  const own = process.cpuUsage()
  const ownSeconds = (own.user + own.system) / 1e6
  return { atMs: performance.now(), allBusySeconds: readAllBusySeconds(), ownSeconds }
}

function readAllBusySeconds(): number {
  if (process.platform !== 'linux') {
    return cpus().reduce((sum, { times }) => sum + times.user + times.sys + times.irq, 0) / 1000
  }
  // user nice system idle iowait irq softirq steal: see proc(5).
  const [user = 0, , system = 0, , , irq = 0, softirq = 0] = readFileSync('/proc/stat', 'latin1')
    .split('\n', 1)[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + system + irq + softirq) / TICKS_PER_SECOND
}
