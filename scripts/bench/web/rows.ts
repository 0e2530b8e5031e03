import { z } from 'zod'
import type { CDPSession, Page } from 'playwright-core'
import type { Visit } from '../../../test/e2e/world.ts'

/** A line of the report. */
export interface Row {
  what: string
  result: string
  goal: string
  /** Null: nothing was promised. */
  isMet: boolean | null
}

export interface Slowness {
  /** So many times slower than this machine. */
  throttle: number
  answers: number
}

export const percentileOf = (samples: readonly number[], share: number) =>
  samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * share)] ?? 0

export const nameOf = (what: string, { throttle }: Slowness) =>
  throttle === 1 ? what : `${what}, CPU ${throttle}× slower`

export async function slowDown({ page, context }: Visit, rate: number) {
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  await session.send('Performance.enable')
  const ofProcessor = await context.newCDPSession(page)
  await ofProcessor.send('Performance.enable', { timeDomain: 'threadTicks' })
  return {
    /** Seconds that the page's main thread has worked so far, by the clock: what others take of the processor is in it. */
    taskSeconds: () => taskSecondsOf(session),
    /** The same in time of the processor: what a crowded machine leaves as it is. */
    processorSeconds: () => taskSecondsOf(ofProcessor),
  }
}

async function taskSecondsOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
}

/** Notes from now on the time between two frames, and how often the log changed. Read by `readFrames`. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frames: number[] = []
    const seen = { frames, updates: 0, isOn: true }
    Object.assign(window, { seen })
    const log = document.querySelector('[role="log"]')
    new MutationObserver(() => (seen.updates += 1)).observe(log ?? document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    let last = performance.now()
    requestAnimationFrame(function frame(now) {
      seen.frames.push(now - last)
      last = now
      if (seen.isOn) requestAnimationFrame(frame)
    })
  })
}

const Seen = z.object({ frames: z.array(z.number()), updates: z.number() })

export async function readFrames(page: Page): Promise<z.infer<typeof Seen>> {
  await page.evaluate('window.seen.isOn = false')
  return Seen.parse(await page.evaluate('window.seen'))
}

/** A frame at 60 a second is due after 16.7 ms; one that comes 1.5 times later has missed its turn. */
const MISSED_MS = 25

export function lateShareOf(frames: readonly number[]): number {
  return frames.filter((ms) => ms > MISSED_MS).length / Math.max(1, frames.length)
}
