import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { SECURITY_HEADERS } from '#server/http/security-headers.ts'
import { openTestPage, type TestPage } from '../ui/browser-testing.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let opened: TestPage
before(async () => {
  opened = await openTestPage({ entry: 'gallery/gallery-page.tsx', headers: SECURITY_HEADERS })
  await opened.page.evaluate(AXE)
  await opened.page.getByRole('button', { name: 'Menu' }).waitFor()
  await opened.page.emulateMedia({ reducedMotion: 'reduce' })
})
after(() => opened.close())

for (const theme of ['light', 'dark']) {
  for (const direction of ['ltr', 'rtl']) {
    test(`everything in the gallery is accessible in the ${theme} theme, ${direction}`, async () => {
      await show(theme, direction, 1100)
      assert.deepEqual(await violations(), [])
    })
  }
}

test('axe notices when something is not accessible', async () => {
  await opened.page.evaluate(() => {
    const button = document.createElement('button')
    button.id = 'unnamed'
    document.querySelector('main')?.append(button)
  })
  const found = await violations()
  await opened.page.evaluate(() => document.querySelector('#unnamed')?.remove())
  assert.deepEqual(
    found.map((line) => line.split(':')[0]),
    ['button-name'],
  )
})

test('nothing is wider than a small phone, in either direction', async () => {
  for (const direction of ['ltr', 'rtl']) {
    await show('light', direction, 320)
    const tooWide = await opened.page.evaluate(() => {
      const width = document.documentElement.clientWidth
      const isClipped = (element: Element) =>
        element.closest('.md-table, .code-block-scroll') !== null
      return [...document.querySelectorAll('main *')]
        .filter((element) => !isClipped(element) && element.getBoundingClientRect().width > width)
        .map((element) => element.outerHTML.slice(0, 100))
    })
    assert.deepEqual(tooWide, [])
  }
})

test('on a touch screen every control is at least 44 pixels high', async () => {
  const session = await opened.page.context().newCDPSession(opened.page)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true })
  assert.ok(await opened.page.evaluate(() => matchMedia('(pointer: coarse)').matches))
  const small = await opened.page.evaluate(() =>
    [...document.querySelectorAll('main :is(button:not(.md-back), select, input)')]
      .filter((element) => element.getBoundingClientRect().height < 44)
      .map((element) => element.outerHTML.slice(0, 100)),
  )
  await session.detach()
  assert.deepEqual(small, [])
})

test('code gets its colours from a worker once its fence is closed', async () => {
  await show('light', 'ltr', 1100)
  const keyword = opened.page.locator('.code-keyword', { hasText: 'export' })
  await keyword.first().waitFor()
  const article = opened.page.locator('article', { hasText: 'Every construct' })
  await article.getByRole('button', { name: 'Stream' }).click()
  await article.locator('.code-block').first().waitFor()
  await article.getByText('"north-west".').waitFor()
  assert.equal(await article.locator('.code-keyword').first().textContent(), 'export')
})

test('a footnote is reached and left by keyboard', async () => {
  const { page } = opened
  await page.locator('[role=doc-noteref]').first().focus()
  await page.keyboard.press('Enter')
  assert.match(await focusedText(), /^From Breton gwalarn/)
  await page.getByRole('button', { name: 'Back to the text' }).first().focus()
  await page.keyboard.press('Enter')
  assert.equal(await focusedText(), '1')
})

test('a dialog closes on Escape and gives the focus back; a menu is walked with arrows', async () => {
  const { page } = opened
  const opener = page.getByRole('button', { name: 'Alert dialog', exact: true })
  await opener.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog', { name: 'Delete this conversation?' }).waitFor()
  assert.deepEqual(await violations(), [])
  await page.keyboard.press('Escape')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  assert.equal(await focusedText(), 'Alert dialog')

  await page.getByRole('button', { name: 'Menu' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menu', { name: 'Menu' }).waitFor()
  await page.keyboard.press('ArrowDown')
  assert.equal(await focusedText(), 'Delete')
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
})

test('a toast is announced politely and can be read and dismissed', async () => {
  const { page } = opened
  await page.getByRole('button', { name: 'Toast', exact: true }).click()
  const note = page.locator('[aria-live=polite]', { hasText: 'Conversation deleted' })
  await note.waitFor()
  assert.deepEqual(await violations(), [])
  const dismiss = note.getByRole('button', { name: 'Dismiss' })
  const colours = await dismiss.evaluate((button) =>
    [button, button.parentElement ?? button].map((one) => getComputedStyle(one).color),
  )
  assert.equal(colours[0], colours[1])
  await dismiss.click()
  await note.waitFor({ state: 'detached' })
})

test('the arrow keys walk along a chart, which says each point, and it is there as a table too', async () => {
  const { page } = opened
  await page.emulateMedia({ colorScheme: 'light' })
  const slider = page.getByRole('slider', { name: 'Latency' })
  await slider.focus()
  await page.keyboard.press('ArrowLeft')
  const said = await slider.getAttribute('aria-valuetext')
  assert.match(said ?? '', /: Half of all \d+ ms, 95 of 100 \d+ ms, 99 of 100 \d+ ms$/)
  const chart = page.getByRole('region', { name: 'Latency' })
  await chart.getByRole('button', { name: 'Half of all' }).click()
  assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /: 95 of 100/)
  await chart.getByRole('button', { name: /^As a table/ }).click()
  const row = chart.getByRole('row').nth(59)
  for (const part of said?.split(': ')[1]?.matchAll(/\d+ ms/g) ?? []) {
    await row.getByRole('cell', { name: part[0], exact: true }).waitFor()
  }
  assert.deepEqual(await violations(), [])
})

test('nothing in the gallery has reached out, failed or been refused by the policy of the page', () => {
  assert.deepEqual(opened.effects, [])
})

async function show(theme: string, direction: string, width: number): Promise<void> {
  const { page } = opened
  await page.setViewportSize({ width, height: 800 })
  await page.getByRole('button', { name: theme, exact: true }).click()
  await page.getByRole('button', { name: direction, exact: true }).click()
  await page.mouse.move(0, 0)
}

/** "rule: element" for each violation of WCAG 2.2 AA and of axe's best practices. */
function violations(): Promise<string[]> {
  // axe is in the page as a global of its own; the test has no types of it there.
  return opened.page.evaluate<string[]>(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 120))))`)
}

function focusedText(): Promise<string> {
  return opened.page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
}
