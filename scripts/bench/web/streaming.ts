import { ask, waitForEnd, type World } from '../../../test/e2e/world.ts'
import { markdownSpecimen } from '../markdown-specimen.ts'
import { measureFloor } from './streaming-floor.ts'
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
  const { taskSeconds, processorSeconds } = await slowDown(visit, slow.throttle)
  await ask(page, `[[echo]] [[fault: delay=5]] ${markdownSpecimen(30_000)}`)
  await watchFrames(page)
  const before = await taskSeconds()
  const processorBefore = await processorSeconds()
  await page.locator('article[aria-busy="true"]').waitFor({ state: 'detached', timeout: 300_000 })
  const seconds = (await taskSeconds()) - before
  const processor = (await processorSeconds()) - processorBefore
  const { frames, updates } = await readFrames(page)
  await visit.context.close()
  const floor = await measureFloor(world, slow)
  const meanMs = (1000 * seconds) / Math.max(1, updates)
  const processorMs = (1000 * processor) / Math.max(1, updates)
  const p95 = percentileOf(frames, 0.95)
  const late = lateShareOf(frames)
  const isPromised = slow.throttle === 1
  return [
    {
      what: nameOf('streaming 30 kB: work of the main thread for one update, all of it', slow),
      result: `mean ${meanMs.toFixed(1)} ms (${updates} updates), of the processor ${processorMs.toFixed(1)} ms`,
      goal: 'mean ≤5 ms',
      isMet: isPromised ? meanMs <= 5 : null,
    },
    {
      what: nameOf('the same stream into a bare <pre>, the floor of it', slow),
      result: `mean ${floor.meanMs.toFixed(1)} ms (${floor.updates} updates), of the processor ${floor.processorMs.toFixed(1)} ms`,
      goal: '',
      isMet: null,
    },
    {
      what: nameOf('streaming 30 kB: frames that miss their turn', slow),
      result: `${(100 * late).toFixed(1)} % of ${frames.length}, p95 ${p95.toFixed(1)} ms`,
      goal: isPromised ? '≤3 %' : 'p95 ≤50 ms',
      isMet: isPromised ? late <= 0.03 : slow.throttle === 4 ? p95 <= 50 : null,
    },
  ]
}
