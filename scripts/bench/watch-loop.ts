import { fork } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

const TICK_MS = 5

export interface LoopTimes {
  /** How long the event loop stood still at most. */
  stillMs: number
  /** How long of one such time the thread itself was at work: on a shared machine only that is the program's doing. */
  ownMs: number
}

/** From now until its `end`. */
export function watchLoop() {
  let stillMs = 0
  let ownMs = 0
  let at = performance.now()
  let work = cpuMs()
  const tick = () => {
    const [nowMs, nowWork] = [performance.now(), cpuMs()]
    stillMs = Math.max(stillMs, nowMs - at - TICK_MS)
    ownMs = Math.max(ownMs, nowWork - work)
    at = nowMs
    work = nowWork
  }
  const timer = setInterval(tick, TICK_MS)
  return {
    end(): LoopTimes {
      tick()
      clearInterval(timer)
      return { stillMs: Math.max(0, Math.round(stillMs)), ownMs: Math.round(ownMs) }
    },
  }
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** A process that does nothing, beside which the same is measured: what it suffers is the machine's. */
export async function startBaseline() {
  const child = fork(fileURLToPath(import.meta.url), ['--baseline'])
  const ask = async (what: 'begin' | 'end'): Promise<LoopTimes> => {
    child.send(what)
    const [said]: unknown[] = await once(child, 'message')
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- this file's own words
    return said as LoopTimes
  }
  return { begin: () => ask('begin'), end: () => ask('end'), close: () => child.kill() }
}

if (process.argv.includes('--baseline')) {
  let loop = watchLoop()
  process.on('message', (what) => {
    const times = loop.end()
    if (what === 'begin') loop = watchLoop()
    process.send?.(times)
  })
}
