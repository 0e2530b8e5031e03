import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { ask, waitForEnd, type World } from '../../../test/e2e/world.ts'
import { lateShareOf, nameOf, slowDown, type Row, type Slowness } from './rows.ts'

const LENGTH = 10_000
const TEXT = 'Ein Satz, wie er in Gesprächen vorkommt, nicht lang und nicht **kurz**. '

/** Opening a conversation of 10,000 messages from the list, scrolling in it, and what an answer costs there. */
export async function measureLongConversation(world: World, slow: Slowness): Promise<Row[]> {
  const visit = await world.open()
  const { page } = visit
  const long = `Long ${slow.throttle}`
  const short = `Short ${slow.throttle}`
  await takeIn(page, [conversationOf(long, LENGTH), conversationOf(short, 10)])
  await page.reload()
  await page.getByRole('link', { name: long }).waitFor()
  const work = await slowDown(visit, slow.throttle)

  const openMs = await openAndPaint(page, long, LENGTH)
  const { fps, late, nodes } = await scroll(page)
  const inLong = await costOfAnswer(page, work)
  await openAndPaint(page, short, 10)
  const inShort = await costOfAnswer(page, work)
  await visit.context.close()

  const ratio = inLong.ms / inShort.ms
  const processorRatio = inLong.processorMs / inShort.processorMs
  const isPromised = slow.throttle === 1
  const what = (text: string) => nameOf(`${LENGTH.toLocaleString('en')} messages: ${text}`, slow)
  return [
    {
      what: what('from the click to the painted end'),
      result: `${openMs.toFixed(0)} ms`,
      goal: '≤300 ms',
      isMet: isPromised ? openMs <= 300 : null,
    },
    {
      what: what('scrolling 400 px a frame'),
      result: `${fps.toFixed(0)} fps, ${(100 * late).toFixed(1)} % of frames late`,
      goal: '≥55 fps',
      isMet: isPromised ? fps >= 55 : null,
    },
    {
      what: what('elements in the log, at most'),
      result: String(nodes),
      goal: '≤500',
      isMet: nodes <= 500,
    },
    {
      what: what('work for one more answer, against a conversation of 10'),
      result: `${inLong.ms.toFixed(0)} ms against ${inShort.ms.toFixed(0)} ms: ${ratio.toFixed(2)}×; of the processor ${inLong.processorMs.toFixed(0)} ms against ${inShort.processorMs.toFixed(0)} ms: ${processorRatio.toFixed(2)}×`,
      goal: '≤1.2×',
      isMet: isPromised ? ratio <= 1.2 : null,
    },
  ]
}

function conversationOf(title: string, count: number) {
  const ids = Array.from({ length: count }, () => randomUUID())
  const at = (index: number) => new Date(1_700_000_000_000 + index * 1000).toISOString()
  return {
    id: randomUUID(),
    title,
    classification: 'internal',
    createdAt: at(0),
    updatedAt: new Date().toISOString(),
    messages: ids.map((id, index) => ({
      id,
      parentId: ids[index - 1] ?? null,
      role: index % 2 === 0 ? 'user' : 'assistant',
      text: `Message ${index + 1}. ${TEXT.repeat(1 + (index % 5))}`,
      reasoning: '',
      modelId: null,
      lang: 'de',
      createdAt: at(index),
    })),
  }
}

/** By the same call as an import. */
async function takeIn(page: Page, conversations: unknown[]): Promise<void> {
  const status = await page.evaluate(
    async (body) => {
      const { csrfToken } = await (await fetch('/api/session')).json()
      const headers = { 'content-type': 'application/json', 'x-galerne-csrf': csrfToken }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      const answer = await fetch('/api/imports?mode=take', init)
      await answer.text()
      return answer.status
    },
    { format: 'galerne-conversations/1', conversations },
  )
  if (status !== 200) throw new Error(`Taking in the conversations: status ${status}`)
}

/** Measured in the page: from the click until the frame with the last message is painted. */
async function openAndPaint(page: Page, title: string, count: number): Promise<number> {
  return page.evaluate(
    ({ name, last }) =>
      new Promise<number>((resolve, reject) => {
        const link = [...document.querySelectorAll('a')].find((each) =>
          each.textContent.includes(name),
        )
        if (!link) return reject(new Error(`No link ${name}`))
        const startedAt = performance.now()
        const look = (): void => {
          const log = document.querySelector('[role="log"]')
          if (!log?.textContent.includes(last)) {
            requestAnimationFrame(look)
            return
          }
          const { port1, port2 } = new MessageChannel()
          port1.addEventListener('message', () => resolve(performance.now() - startedAt))
          port1.start()
          port2.postMessage(null)
        }
        link.click()
        requestAnimationFrame(look)
        return undefined
      }),
    { name: title, last: `Message ${count}.` },
  )
}

async function scroll(page: Page): Promise<{ fps: number; late: number; nodes: number }> {
  const seen = await page.getByRole('log').evaluate(async (log) => {
    const frames: number[] = []
    let nodes = 0
    let last = performance.now()
    for (let frame = 0; frame < 300; frame += 1) {
      log.scrollTop -= 400
      const now = await new Promise<number>(requestAnimationFrame)
      frames.push(now - last)
      last = now
      nodes = Math.max(nodes, log.querySelectorAll('*').length)
    }
    log.scrollTop = log.scrollHeight
    return { frames, nodes }
  })
  const mean = seen.frames.reduce((sum, ms) => sum + ms, 0) / seen.frames.length
  return { fps: 1000 / mean, late: lateShareOf(seen.frames), nodes: seen.nodes }
}

/** Milliseconds of the main thread for a question and a short answer, by the clock and of the processor; the least of a few. */
async function costOfAnswer(
  page: Page,
  { taskSeconds, processorSeconds }: Awaited<ReturnType<typeof slowDown>>,
) {
  const costs: { ms: number; processorMs: number }[] = []
  for (let round = 0; round < 6; round += 1) {
    const before = await taskSeconds()
    const processorBefore = await processorSeconds()
    await ask(page, '[[echo]] One short answer.')
    await waitForEnd(page)
    costs.push({
      ms: 1000 * ((await taskSeconds()) - before),
      processorMs: 1000 * ((await processorSeconds()) - processorBefore),
    })
  }
  return {
    ms: Math.min(...costs.map(({ ms }) => ms)),
    processorMs: Math.min(...costs.map(({ processorMs }) => processorMs)),
  }
}
