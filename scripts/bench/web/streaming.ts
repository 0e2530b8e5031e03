import { ask, waitForEnd, type World } from '../../../test/e2e/world.ts'
import { markdownSpecimen } from '../markdown-specimen.ts'
import {
  lateShareOf,
  nameOf,
  percentileOf,
  readFrames,
  slowDown,
  watchFrames,
  type Row,
  type Slowness,
} from './rows.ts'

/** 30 kB of markdown at 200 tokens a second: what an update costs the page, and which frames come late. */
export async function measureStreaming(world: World, slow: Slowness): Promise<Row[]> {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello')
  await waitForEnd(page)
  const { taskSeconds } = await slowDown(visit, slow.throttle)
  await ask(page, `[[echo]] [[fault: delay=5]] ${markdownSpecimen(30_000)}`)
  await watchFrames(page)
  const before = await taskSeconds()
  await page.locator('article[aria-busy="true"]').waitFor({ state: 'detached', timeout: 300_000 })
  const seconds = (await taskSeconds()) - before
  const { frames, updates } = await readFrames(page)
  await visit.context.close()
  const meanMs = (1000 * seconds) / Math.max(1, updates)
  const late = lateShareOf(frames)
  const isPromised = slow.throttle === 1
  return [
    {
      what: nameOf('streaming 30 kB: work of the main thread for one update, all of it', slow),
      result: `mean ${meanMs.toFixed(1)} ms (${updates} updates)`,
      goal: 'mean ≤5 ms',
      isMet: isPromised ? meanMs <= 5 : null,
    },
    {
      what: nameOf('streaming 30 kB: frames that miss their turn', slow),
      result: `${(100 * late).toFixed(1)} % of ${frames.length}, p95 ${percentileOf(frames, 0.95).toFixed(1)} ms`,
      goal: '≤3 %',
      isMet: isPromised ? late <= 0.03 : null,
    },
  ]
}
