import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Message } from '#wire/conversations.ts'
import { ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

const LENGTH = 10_000
/** So that no two are equally high. */
const MORE = '\n\nAnd some more.'
const idOf = (at: number) => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`

test('of 10,000 messages few are drawn, and each of them can be found, addressed and read', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, what is it?')
  await waitForEnd(page)
  await page.route('**/api/conversations/*/messages*', (route) =>
    route.fulfill({ json: { messages: listMessages() } }),
  )
  await page.reload()
  await page.getByText(`Message ${LENGTH}`, { exact: true }).waitFor()
  assert.ok((await countNodes(page)) <= 500)

  // Going up, what one was reading stays where it is while other heights become known.
  await page.getByRole('log').evaluate((log) => (log.scrollTop -= 4000))
  await nextFrame(page)
  const seen = page.getByText(await textInTheMiddle(page), { exact: true })
  const earlier = await seen.boundingBox()
  for (let frame = 0; frame < 5; frame += 1) await nextFrame(page)
  const later = await seen.boundingBox()
  assert.ok(earlier && later && Math.abs(later.y - earlier.y) < 2, `${earlier?.y} → ${later?.y}`)
  assert.ok((await countNodes(page)) <= 500)

  // The browser's own search would not find what is not drawn.
  await page.keyboard.press('Control+f')
  const field = page.getByRole('searchbox', { name: 'Search in this conversation' })
  await field.fill('mEssAge 4321')
  await page.getByRole('search').getByText('1 message').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Message 4321', { exact: true }).waitFor()
  assert.equal(await field.evaluate((element) => element === document.activeElement), true)
  await page.keyboard.press('Escape')
  await page.getByRole('search').waitFor({ state: 'detached' })

  // An address of a message.
  await page.evaluate((id) => (location.hash = `#m-${id}`), idOf(777))
  await page.waitForFunction((id) => document.activeElement?.id === `m-${id}`, idOf(777))
  const article = await page.locator(`#m-${idOf(777)}`).boundingBox()
  const log = await page.getByRole('log').boundingBox()
  assert.ok(article && log && article.y > log.y && article.y < log.y + log.height / 2)
  // The message that has the focus stays, wherever one scrolls: the keyboard goes on from it.
  await page.getByRole('button', { name: 'Jump to the latest' }).click()
  await page.getByText(`Message ${LENGTH}`, { exact: true }).waitFor()

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /^Find a command/ }).fill('read document')
  await page.getByRole('option', { name: 'Read this conversation as a document' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Part of the conversation' }).selectOption('50 of 50')
  await page.getByText(`Message ${LENGTH}`, { exact: true }).waitFor()
  assert.equal(await page.getByRole('article').count(), 200)
  assertNoProblems(visit)
  await visit.context.close()
})

function countNodes(page: Page): Promise<number> {
  return page.getByRole('log').evaluate((log) => log.querySelectorAll('*').length)
}

function nextFrame(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
}

/** The words of the message that is in the middle of the view. */
function textInTheMiddle(page: Page): Promise<string> {
  return page.getByRole('log').evaluate((log) => {
    const { top, height } = log.getBoundingClientRect()
    const texts = [...log.querySelectorAll('article')].map((article) => ({
      text: /Message \d+/.exec(article.textContent)?.[0] ?? '',
      far: Math.abs(article.getBoundingClientRect().top - top - height / 2),
    }))
    return texts.toSorted((a, b) => a.far - b.far)[0]?.text ?? ''
  })
}

function listMessages(): Message[] {
  return Array.from({ length: LENGTH }, (_, at) => ({
    id: idOf(at + 1),
    parentId: at === 0 ? null : idOf(at),
    role: at % 2 === 0 ? 'user' : 'assistant',
    text: at % 2 === 0 ? `Message ${at + 1}` : `Message ${at + 1}${MORE.repeat(at % 6)}`,
    status: 'complete',
    runId: null,
    modelId: null,
    lang: 'en',
    usage: null,
    error: null,
    createdAt: new Date(at * 1000).toISOString(),
  }))
}
