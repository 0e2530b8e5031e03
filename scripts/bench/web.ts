/**
 * How quickly the page shows what the server has: the first token, and the frames of a long answer that streams.
 *
 *   node scripts/bench/web.ts [--answers 40] [--throttle 1]
 *
 * The whole server with the fake provider, and Debian's Chromium, on one machine. A second reader of the same run notes when
 * each first token left the server; the page notes when the frame that shows it was painted.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createHttp } from '#sdk/http.ts'
import { readRunEvents } from '#sdk/run-stream.ts'
import { ask, createWorld, waitForEnd, type Visit } from '../../test/e2e/world.ts'

const { values } = parseArgs({
  options: {
    answers: { type: 'string', default: '40' },
    throttle: { type: 'string', default: '1' },
  },
})
const throttle = Number(values.throttle)
const world = await createWorld()
try {
  const visit = await world.open()
  const session = await visit.context.newCDPSession(visit.page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  await ask(visit.page, 'Hello')
  await waitForEnd(visit.page)

  const delays = await measureFirstTokens(visit, Number(values.answers))
  console.log(`CPU ${throttle}× slower, ${delays.length} answers`)
  console.log(`first token painted after the server sent it, ms: ${describe(delays)}`)
  const frames = await measureFrames(visit)
  const isLate = (ms: number) => ms > 25
  console.log(`20 kB as they stream, ms between frames: ${describe(frames)}`)
  console.log(`late frames (> 25 ms): ${share(frames, isLate)} of ${frames.length}`)
} finally {
  await world.close()
}

async function measureFirstTokens({ page, context }: Visit, count: number): Promise<number[]> {
  const [cookie] = await context.cookies()
  const http = createHttp({
    baseUrl: world.server.url,
    fetch,
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  })
  const delays: number[] = []
  for (let index = 0; index < count; index += 1) {
    const requested = page.waitForRequest(/\/api\/runs\/[^/]+\/events/)
    // The answer waits long enough for the second reader to be there before its first token.
    const asked = ask(page, `Hello number ${index} [[fault: slow=400 delay=5]]`)
    const runId = z.string().parse(/runs\/([^/]+)/.exec((await requested).url())?.[1])
    const [sentAt, paintedAt] = await Promise.all([
      firstTextAt(http, runId),
      firstPaintAt({ page }),
    ])
    delays.push(paintedAt - sentAt)
    await asked
    await waitForEnd(page)
  }
  return delays
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

/** When the frame in which the last answer got its first letters was handed to the compositor. */
function firstPaintAt({ page }: Pick<Visit, 'page'>): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const lastAnswer = () => [...document.querySelectorAll('article[aria-busy="true"]')].at(-1)
        function look() {
          if (!lastAnswer()?.querySelector('.md')?.textContent) return
          observer.disconnect()
          requestAnimationFrame(() => {
            // A task right after the frame's callbacks runs when that frame has been painted.
            const { port1, port2 } = new MessageChannel()
            port1.addEventListener('message', () =>
              resolve(performance.timeOrigin + performance.now()),
            )
            port1.start()
            port2.postMessage(null)
          })
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
        look()
      }),
  )
}

async function measureFrames({ page }: Visit): Promise<number[]> {
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(window, { frames })
    let last = performance.now()
    requestAnimationFrame(function frame(now) {
      frames.push(now - last)
      last = now
      requestAnimationFrame(frame)
    })
  })
  await ask(page, 'Hello [[fault: size=20000 delay=4]]')
  await page.locator('article[aria-busy="true"]').waitFor({ state: 'detached', timeout: 120_000 })
  return z.array(z.number()).parse(await page.evaluate('window.frames'))
}

function describe(samples: number[]): string {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (quantile: number) =>
    (sorted[Math.floor((sorted.length - 1) * quantile)] ?? 0).toFixed(1)
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)}`
}

function share(samples: number[], isCounted: (sample: number) => boolean): string {
  return `${((100 * samples.filter(isCounted).length) / samples.length).toFixed(1)} %`
}
