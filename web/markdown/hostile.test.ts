import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page, Request } from 'playwright-core'
import type { Plugin } from 'vite'
import { openTestPage, type TestPage } from '../ui/browser-testing.ts'
import { importModule } from '../ui/module-testing.ts'
import { type DrawnElement, faultsOf } from './allowed-output.ts'
import { EVIL, HOSTILE_SAMPLES } from './hostile-samples.ts'

/** The renderer with its guard asleep: every address passes. What follows must find the difference. */
const policyOff: Plugin = {
  name: 'policy-off',
  transform(code, id) {
    if (!id.endsWith('/url-policy.ts')) return undefined
    return code.replace(
      /(export function allowedLink\([^)]*\)[^{]*\{)/,
      "$1 if (href) return { href, host: '' };",
    )
  },
}

test('there are more than a hundred hostile samples, all different', () => {
  assert.ok(new Set(HOSTILE_SAMPLES).size === HOSTILE_SAMPLES.length)
  assert.ok(HOSTILE_SAMPLES.length > 100)
})

test('with the address policy off, hostile samples do get through', async () => {
  const render = await importRenderer([policyOff])
  const caught = HOSTILE_SAMPLES.filter((text) => faultsIn(render(text)).length > 0)
  assert.ok(caught.length > 30, `only ${caught.length} samples were noticed`)
})

test('no hostile sample draws a forbidden element, attribute or address, at any point of its stream', async () => {
  const render = await importRenderer([])
  for (const text of HOSTILE_SAMPLES) {
    assert.deepEqual(faultsIn(render(text)), [], JSON.stringify(text))
    for (let end = 1; end < text.length; end += 3) {
      assert.deepEqual(
        faultsIn(render(text.slice(0, end), true)),
        [],
        JSON.stringify(text.slice(0, end)),
      )
    }
  }
})

test('in a real browser, hostile samples set as HTML do reach out and run', async () => {
  await withPage(async ({ page, effects }) => {
    const isRefused = (request: Request) => request.url().startsWith(EVIL)
    const isDone = Promise.all([
      page.waitForEvent('dialog'),
      page.waitForEvent('requestfailed', isRefused),
    ])
    await page.evaluate(setAsHtml, HOSTILE_SAMPLES.slice(0, 30))
    await isDone
    assert.ok(effects.some((effect) => effect.startsWith('dialog')))
    assert.ok(effects.some((effect) => effect.startsWith(`request ${EVIL}`)))
  })
})

test('in a real browser, no hostile sample runs, fetches, navigates or draws what is forbidden', async () => {
  await withPage(async ({ page, effects }) => {
    for (const text of HOSTILE_SAMPLES) {
      const elements = await page.evaluate(drawAndList, text)
      assert.deepEqual(elements.flatMap(faultsOf), [], JSON.stringify(text))
      await page.evaluate(pokeAll)
    }
    await settle(page)
    assert.deepEqual(effects, [])
  })
})

async function withPage(work: (opened: TestPage) => Promise<void>): Promise<void> {
  const opened = await openTestPage({ entry: 'markdown/markdown-page.tsx' })
  try {
    await work(opened)
  } finally {
    await opened.close()
  }
}

async function importRenderer(plugins: Plugin[]) {
  const module = await importModule('markdown/static-rendering.tsx', plugins)
  assert.ok(typeof module === 'object' && module !== null && 'renderMarkdown' in module)
  const { renderMarkdown } = module
  assert.ok(typeof renderMarkdown === 'function')
  return (text: string, isStreaming = false): string => String(renderMarkdown(text, isStreaming))
}

/** React writes attributes in double quotes and escapes what is inside, so that this simple reading is exact. */
function faultsIn(html: string): string[] {
  return [...html.matchAll(/<([a-z][\w-]*)((?: [\w:-]+="[^"]*")*)\/?>/gi)].flatMap((match) => {
    const attributes = [...(match[2] ?? '').matchAll(/ ([\w:-]+)="([^"]*)"/g)]
    const named = attributes.map(
      ([, name = '', value = '']) => [name.toLowerCase(), unescape(value)] as const,
    )
    return faultsOf({ tag: match[1] ?? '', attributes: Object.fromEntries(named) })
  })
}

const unescape = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&')

/** In the page. */
function setAsHtml(samples: string[]): void {
  for (const html of samples) {
    const frame = document.createElement('div')
    frame.insertAdjacentHTML('beforeend', html)
    document.body.append(frame)
  }
}

/** In the page. */
function drawAndList(text: string): DrawnElement[] {
  markdownPage.clear()
  markdownPage.draw(text.slice(0, text.length / 2), true)
  markdownPage.draw(text, false)
  return [...document.querySelectorAll('main *')].map((element) => ({
    tag: element.localName,
    attributes: Object.fromEntries(
      [...element.attributes].map(({ name, value }) => [name.toLowerCase(), value]),
    ),
  }))
}

/** In the page: what a pointer or the keyboard may set off without following a link. */
function pokeAll(): void {
  for (const element of document.querySelectorAll('main *')) {
    for (const type of ['mouseover', 'focus', 'blur', 'load', 'error', 'toggle']) {
      element.dispatchEvent(new Event(type, { bubbles: true }))
    }
  }
}

/** Two frames and an idle moment: whatever a document starts by itself has started by then. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() =>
          requestAnimationFrame(() => requestIdleCallback(() => resolve())),
        )
      }),
  )
}
