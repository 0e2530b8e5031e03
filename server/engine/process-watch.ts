import { readFileSync } from 'node:fs'
import type { Log } from '../lib/log.ts'
import type { FromChild } from './engine-messages.ts'
import type { EngineProcess } from './engine-process.ts'

export interface ProcessWatch {
  /** Anything that the process says. */
  hear(message: FromChild): void
  stop(): void
}

export interface WatchOptions {
  memoryLimitBytes: number
  log: Log
  /** How often to look; the process speaks twice a second. */
  lookMs?: number
}

/** Looks without a word, after which a process that does nothing is taken for dead, and one that works for lost. */
const IDLE_LOOKS = 4
const BUSY_LOOKS = 15
const STUCK_LOOKS = 60
/** A large model on a slow disk. */
const LOADING_LOOKS = 600

/** Ends a process that is silent, stuck or too large; what follows from that is its exit's business. */
export function watchProcess(process: EngineProcess, options: WatchOptions): ProcessWatch {
  const { memoryLimitBytes, log, lookMs = 1000 } = options
  let lookedAtMs = performance.now()
  let hasSpoken = false
  let silentLooks = 0
  let stuckLooks = 0
  let steps = -1
  let hasEnded = false
  const timer = setInterval(() => {
    const now = performance.now()
    // We were late ourselves, after a sleep of the machine or on a crowded one: that look says nothing.
    const isLate = now - lookedAtMs > 2 * lookMs
    lookedAtMs = now
    if (isLate) silentLooks = 0
    else if (hasSpoken) silentLooks += 1
    stuckLooks += 1
    if (silentLooks > (isIdle(process.pid) ? IDLE_LOOKS : BUSY_LOOKS)) end('silent')
    else if (stuckLooks > (hasSpoken ? STUCK_LOOKS : LOADING_LOOKS)) end('stuck')
  }, lookMs).unref()
  return {
    hear(message) {
      silentLooks = 0
      if (message.type !== 'pulse') return
      hasSpoken = true
      if (message.running === 0 || message.steps !== steps) stuckLooks = 0
      steps = message.steps
      if (message.rssBytes > memoryLimitBytes) end('too large', message.rssBytes)
    },
    stop: () => clearInterval(timer),
  }

  /** Once: that it is gone is known a moment later. */
  function end(why: string, rssBytes?: number): void {
    if (hasEnded) return
    hasEnded = true
    clearInterval(timer)
    log.error('ending the engine process', { why, rssBytes, pid: process.pid })
    process.kill()
  }
}

/**
 * Whether its main thread sleeps or was stopped, although it should have spoken: nobody will wake it. One that computes, waits
 * for a disk or for a core is alive. Only Linux tells (proc(5), field 3); elsewhere a process gets the longer time.
 */
function isIdle(pid: number | undefined): boolean {
  if (pid === undefined) return false
  try {
    const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1')
    return 'STt'.includes(stat.charAt(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}
