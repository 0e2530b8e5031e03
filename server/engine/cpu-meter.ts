import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'

/** Totals since some start, in seconds of one core. */
export interface CpuTimes {
  atMs: number
  /** Of all processes, those of low priority apart: they make way for us. */
  allBusySeconds: number
  ownSeconds: number
  /** Threads of others that run or wait for a core at this very moment; Infinity where the system does not tell. */
  othersRunning: number
}

export interface CpuMeter {
  /** Cores' worth of work that other processes do: quick to rise, slower to fall. For moments between two steps. */
  othersBusyCores(): number
  /** To be told while we compute nothing, above all when we are about to begin: what others do then is a guess. */
  rest(): void
}

/**
 * Looks at most every 100 ms, which takes 0.1 ms. While we compute, what others do is measured. Before, those who were busy may
 * have gone, and those who run at this moment may only have sent us the request: a neighbour is who did and does.
 * `read` is replaced in tests.
 */
export function createCpuMeter(read: () => CpuTimes = readCpuTimes): CpuMeter {
  let last = read()
  let others = 0
  let isGuess = false
  return {
    othersBusyCores() {
      const isEarly = read === readCpuTimes && performance.now() - last.atMs < LEAST_MS
      if (isEarly && !isGuess) return others
      const now = read()
      const sample = between(last, now)
      if (sample === undefined) {
        if (isGuess) others = Math.min(others, now.othersRunning)
        return others
      }
      const next = smoothed(others, sample, (now.atMs - last.atMs) / 1000)
      others = isGuess ? Math.min(sample, next) : next
      isGuess = false
      last = now
      return others
    },
    rest() {
      const now = read()
      others = Math.min(between(last, now) ?? others, now.othersRunning)
      isGuess = true
      last = now
    },
  }
}

/** undefined: too short a time to tell. */
function between(last: CpuTimes, now: CpuTimes): number | undefined {
  const ms = now.atMs - last.atMs
  if (ms < LEAST_MS) return undefined
  const own = now.ownSeconds - last.ownSeconds
  return Math.max(0, ((now.allBusySeconds - last.allBusySeconds - own) * 1000) / ms)
}

function smoothed(before: number, sample: number, seconds: number): number {
  return sample + (before - sample) * (sample > before ? RISE : FALL) ** seconds
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
 * How much of the old value stays after a second. A thread too many costs up to ten times what a thread too few does, so a neighbour
 * that pauses is not believed for a while; but one that works for a twentieth of a second is borne: half of it is seen at first.
 */
const RISE = 0.001
const FALL = 0.25
const TICKS_PER_SECOND = 100

export function readCpuTimes(): CpuTimes {
  const own = process.cpuUsage()
  const ownSeconds = (own.user + own.system) / 1e6
  return { atMs: performance.now(), ownSeconds, ...readAll() }
}

function readAll(): Pick<CpuTimes, 'allBusySeconds' | 'othersRunning'> {
  if (process.platform !== 'linux') {
    const all = cpus().reduce((sum, { times }) => sum + times.user + times.sys + times.irq, 0)
    return { allBusySeconds: all / 1000, othersRunning: Infinity }
  }
  // user nice system idle iowait irq softirq steal: see proc(5).
  const text = readFileSync('/proc/stat', 'latin1')
  const [user = 0, , system = 0, , , irq = 0, softirq = 0] = text
    .slice(0, text.indexOf('\n'))
    .split(/\s+/)
    .slice(1)
    .map(Number)
  const running = Number(/^procs_running (\d+)$/m.exec(text)?.[1] ?? Infinity)
  return {
    allBusySeconds: (user + system + irq + softirq) / TICKS_PER_SECOND,
    // One of them is this thread, which reads. Some sandboxes count none at all.
    othersRunning: Math.max(0, running - 1),
  }
}
