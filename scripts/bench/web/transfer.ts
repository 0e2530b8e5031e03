import type { Page } from 'playwright-core'
import { ask, waitForEnd, type World } from '../../../test/e2e/world.ts'
import type { Row } from './rows.ts'

/** What a first visit loads, as a browser that takes gzip alone gets it. */
export async function measureTransfer(world: World): Promise<Row[]> {
  const visit = await world.open({ isSignedIn: true, path: '/account' })
  const { page, context } = visit
  await page.getByRole('heading', { level: 1 }).waitFor()
  await context.close()

  const fresh = await world.open({ extraHTTPHeaders: { 'accept-encoding': 'gzip' } })
  const elsewhere = collect(fresh.page, world.server.url)
  await fresh.page.evaluate(() => localStorage.setItem('galerne.was-in', 'yes'))
  // What the first opening still loads is not to be counted twice.
  await untilQuiet(fresh.page)
  const sizes = sum(fresh.page)
  await fresh.page.reload()
  await fresh.page.getByRole('textbox').first().waitFor()
  await untilQuiet(fresh.page)
  const first = { ...sizes }
  await ask(fresh.page, '[[echo]] ```js\nlet a = 1\n```\n\n$$x^2$$')
  await waitForEnd(fresh.page)
  await untilQuiet(fresh.page)
  await fresh.context.close()
  return [
    rowOf('first visit, until nothing more loads: JavaScript and texts, gzip', first.js, null),
    rowOf('first load: CSS, gzip', first.css, 20_000),
    rowOf('with an answer with code and a formula: JavaScript and texts, gzip', sizes.js, 260_000),
    {
      what: 'requests to anybody else',
      result: String(elsewhere.length),
      goal: '0',
      isMet: elsewhere.length === 0,
    },
  ]
}

const QUIET_MS = 700

/** Nothing has come for a while. The browser driver's own word for it never comes where files are fetched ahead. */
async function untilQuiet(page: Page): Promise<void> {
  let lastMs = performance.now()
  const note = () => void (lastMs = performance.now())
  page.on('request', note)
  page.on('requestfinished', note)
  while (performance.now() - lastMs < QUIET_MS) await page.waitForTimeout(50)
  page.off('request', note)
  page.off('requestfinished', note)
}

function rowOf(what: string, bytes: number, most: number | null): Row {
  return {
    what,
    result: `${(bytes / 1000).toFixed(1)} kB`,
    goal: most === null ? '' : `≤${most / 1000} kB`,
    isMet: most === null ? null : bytes <= most,
  }
}

/** Counts on, while the page loads more. */
function sum(page: Page): { js: number; css: number } {
  const sizes = { js: 0, css: 0 }
  page.on('response', (response) => {
    const kind = /\.(js|css)$/.exec(new URL(response.url()).pathname)?.[1]
    const length = Number(response.headers()['content-length'] ?? 0)
    if (kind === 'js') sizes.js += length
    else if (kind === 'css') sizes.css += length
  })
  return sizes
}

function collect(page: Page, origin: string): string[] {
  const found: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) found.push(request.url())
  })
  return found
}
