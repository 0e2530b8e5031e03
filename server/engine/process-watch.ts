import type { Log } from '../lib/log.ts'
import type { FromChild } from './engine-messages.ts'
import type { EngineProcess } from './engine-process.ts'

export interface ProcessWatch {
  pulse(pulse: Extract<FromChild, { type: 'pulse' }>): void
  stop(): void
}

const LOOK_MS = 1000
const SILENCE_MS = 15_000
const STUCK_MS = 60_000

/** Ends a process that is silent, stuck or too large; what follows from that is its exit's business. */
export function watchProcess(
  process: EngineProcess,
  { memoryLimitBytes, log }: { memoryLimitBytes: number; log: Log },
): ProcessWatch {
  let lookedAtMs = performance.now()
  let heardAtMs = Infinity
  let movedAtMs = lookedAtMs
  let steps = -1
  const timer = setInterval(() => {
    const now = performance.now()
    // After a sleep of the whole machine everything looks late: begin again.
    if (now - lookedAtMs > 5 * LOOK_MS) heardAtMs = movedAtMs = now
    lookedAtMs = now
    if (now - heardAtMs > SILENCE_MS) end('silent')
    else if (now - movedAtMs > STUCK_MS) end('stuck')
  }, LOOK_MS).unref()
  return {
    pulse(pulse) {
      heardAtMs = performance.now()
      if (pulse.running === 0 || pulse.steps !== steps) movedAtMs = heardAtMs
      steps = pulse.steps
      if (pulse.rssBytes > memoryLimitBytes) end('too large', pulse.rssBytes)
    },
    stop: () => clearInterval(timer),
  }

  function end(why: string, rssBytes?: number): void {
    log.error('ending the engine process', { why, rssBytes, pid: process.pid })
    process.kill()
  }
}
