import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'

/** How full the process is, now or at the fullest moment since it was last asked. */
export interface ProcessGauges {
  inFlight: number
  /** Of these, those that no deployment works on: they wait for one. */
  queued: number
  /** The 99th percentile of how late the event loop was, in milliseconds. */
  loopDelayMs: number
  memoryBytes: number
  /** Of one core: 1 is a core in full use. */
  cpuShare: number
  /** Records that wait for the database. */
  ledgerWaiting: number
}

export interface GaugeSources {
  inFlight: () => number
  health: () => Pick<DeploymentHealth, 'inFlight'>[]
  ledgerWaiting: () => number
}

export interface GaugeMeter {
  /** Of the time since the last call of `read`. */
  read(): ProcessGauges
  close(): void
}

const NANOSECONDS = 1_000_000

export function createGaugeMeter(sources: GaugeSources, clock: Clock): GaugeMeter {
  const loop = monitorEventLoopDelay({ resolution: 20 })
  loop.enable()
  let cpu = process.cpuUsage()
  let atMs = passedMs(clock)
  return {
    read() {
      const used = process.cpuUsage(cpu)
      const nowMs = passedMs(clock)
      const wallMs = Math.max(1, nowMs - atMs)
      cpu = process.cpuUsage()
      atMs = nowMs
      // The timer's own resolution is part of what it measures.
      const delayMs = loop.count > 0 ? loop.percentile(99) / NANOSECONDS - 20 : 0
      loop.reset()
      const inFlight = sources.inFlight()
      const called = sources.health().reduce((sum, one) => sum + one.inFlight, 0)
      return {
        inFlight,
        queued: Math.max(0, inFlight - called),
        loopDelayMs: Math.max(0, delayMs),
        memoryBytes: process.memoryUsage.rss(),
        cpuShare: (used.user + used.system) / 1000 / wallMs,
        ledgerWaiting: sources.ledgerWaiting(),
      }
    },
    close: () => void loop.disable(),
  }
}

/** When this process began, in seconds since 1970, as Prometheus wants it. */
export function processStartSeconds(): number {
  return performance.timeOrigin / 1000
}

/** Processor time of this process, of all its threads. */
export function processCpuSeconds(): number {
  const used = process.cpuUsage()
  return (used.user + used.system) / 1e6
}
