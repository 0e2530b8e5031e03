import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Message } from '#wire/conversations.ts'
import { ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

const LENGTH = 10_000

test('a conversation of 10,000 messages opens at its end, and all of it can be had', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, what is it?')
  await waitForEnd(page)
  await page.route('**/api/conversations/*/messages', (route) =>
    route.fulfill({ json: { messages: listMessages() } }),
  )
  await page.reload()
  await page.getByText(`Message ${LENGTH}`, { exact: true }).waitFor()
  const articles = page.getByRole('log').getByRole('article')
  assert.equal(await articles.count(), 60)

  const first = page.getByText(`Message ${LENGTH - 59}`, { exact: true })
  const button = page.getByRole('button', { name: 'Show earlier messages' })
  await button.scrollIntoViewIfNeeded()
  const earlier = await first.boundingBox()
  await button.click()
  await page.getByText(`Message ${LENGTH - 119}`, { exact: true }).waitFor()
  assert.equal(await articles.count(), 120)
  // What one was reading stays where it was.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  const now = await first.boundingBox()
  assert.ok(earlier && now && Math.abs(now.y - earlier.y) < 60, `${earlier?.y} → ${now?.y}`)
  assertNoProblems(visit)
  await visit.context.close()
})

function listMessages(): Message[] {
  const idOf = (at: number) => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`
  return Array.from({ length: LENGTH }, (_, at) => ({
    id: idOf(at + 1),
    parentId: at === 0 ? null : idOf(at),
    role: at % 2 === 0 ? 'user' : 'assistant',
    text: `Message ${at + 1}`,
    status: 'complete',
    runId: null,
    modelId: null,
    lang: 'en',
    usage: null,
    error: null,
    createdAt: new Date(at * 1000).toISOString(),
  }))
}
