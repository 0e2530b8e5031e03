import { z } from 'zod'
import { createHttp } from '#sdk/http.ts'
import { readRunEvents } from '#sdk/run-stream.ts'
import { ask, waitForEnd, type Visit, type World } from '../../../test/e2e/world.ts'
import { nameOf, percentileOf, slowDown, type Row, type Slowness } from './rows.ts'

/** From Enter to the painted frame with the first token, which the server sends only once it is stored. */
export async function measureFirstTokens(world: World, slow: Slowness): Promise<Row[]> {
  const visit = await world.open()
  await ask(visit.page, 'Hello')
  await waitForEnd(visit.page)
  await slowDown(visit, slow.throttle)
  const fromEnter: number[] = []
  const fromServer: number[] = []
  for (let index = 0; index < slow.answers; index += 1) {
    const { enterMs, serverMs } = await measureOne(visit, index)
    fromEnter.push(enterMs)
    fromServer.push(serverMs)
  }
  await visit.context.close()
  const goal = slow.throttle === 1 ? 80 : 250
  const p95 = percentileOf(fromEnter, 0.95)
  const all = `p50 ${percentileOf(fromEnter, 0.5).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`
  const server = `p50 ${percentileOf(fromServer, 0.5).toFixed(0)} ms, p95 ${percentileOf(fromServer, 0.95).toFixed(0)} ms`
  return [
    {
      what: nameOf('Enter → first token painted, event already durable', slow),
      result: all,
      goal: `p95 ≤${goal} ms`,
      isMet: slow.throttle === 1 || slow.throttle === 4 ? p95 <= goal : null,
    },
    {
      what: nameOf('another reader has the first token → the page has painted it', slow),
      result: server,
      goal: '',
      isMet: null,
    },
  ]
}

async function measureOne({ page, context }: Visit, index: number) {
  const [cookie] = await context.cookies()
  const http = createHttp({
    baseUrl: new URL(page.url()).origin,
    fetch,
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  })
  await page.evaluate(() => {
    const noted = { enterAt: 0, paintedAt: 0 }
    Object.assign(window, { noted })
    const onEnter = ({ key }: KeyboardEvent) => {
      if (key === 'Enter') noted.enterAt = performance.timeOrigin + performance.now()
    }
    addEventListener('keydown', onEnter, { capture: true, once: false })
    const observer = new MutationObserver(() => {
      const answer = [...document.querySelectorAll('article[aria-busy="true"]')].at(-1)
      if (!answer?.querySelector('[dir]')?.textContent) return
      observer.disconnect()
      removeEventListener('keydown', onEnter, { capture: true })
      requestAnimationFrame(() => {
        // A task right after the frame's callbacks runs when that frame has been painted.
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', () => {
          noted.paintedAt = performance.timeOrigin + performance.now()
        })
        port1.start()
        port2.postMessage(null)
      })
    })
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const requested = page.waitForRequest(/\/api\/runs\/[^/]+\/events/)
  const asked = ask(page, `Hello number ${index} [[fault: delay=20]]`)
  const runId = z.string().parse(/runs\/([^/]+)/.exec((await requested).url())?.[1])
  const sentAt = await firstTextAt(http, runId)
  await asked
  await waitForEnd(page)
  const Noted = z.object({ enterAt: z.number(), paintedAt: z.number() })
  const { enterAt, paintedAt } = Noted.parse(await page.evaluate('window.noted'))
  return { enterMs: paintedAt - enterAt, serverMs: Math.max(0, paintedAt - sentAt) }
}

async function firstTextAt(http: ReturnType<typeof createHttp>, runId: string): Promise<number> {
  const abort = new AbortController()
  for await (const event of readRunEvents({ http, runId, after: 0, signal: abort.signal })) {
    if (event.type !== 'text') continue
    const at = performance.timeOrigin + performance.now()
    abort.abort()
    return at
  }
  throw new Error('The run ended without a word')
}
