import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

test('by keyboard alone one finds every shortcut and page, takes the tour, and can switch the keys off', async () => {
  const visit = await world.open({ viewport: { width: 320, height: 640 } })
  const { page, context } = visit
  await page.getByRole('heading', { level: 1 }).waitFor()
  // Where one writes, one key is a letter.
  await page.locator('#message').focus()
  await page.keyboard.press('?')
  assert.equal(await page.locator('#message').inputValue(), '?')
  await page.keyboard.press('Backspace')

  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: /^Find a command/ })
  await field.fill('tour')
  await page.getByRole('option', { name: /^Take the tour/ }).waitFor()
  await page.keyboard.press('Enter')
  const tour = page.getByRole('dialog', { name: 'Working with an AI' })
  await tour.getByRole('heading', { name: 'What this is' }).waitFor()
  await page.getByRole('button', { name: 'Next' }).press('Enter')
  await tour.getByRole('heading', { name: 'What it does well' }).waitFor()
  await page.keyboard.press('Escape')
  // It goes on where one was.
  await page.getByRole('button', { name: 'Go on with the tour' }).press('Enter')
  await tour.getByRole('heading', { name: 'What it does well' }).waitFor()
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+k')
  await field.fill('statement')
  await page.getByRole('option', { name: 'Accessibility statement' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Accessibility statement' }).waitFor()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await sheet.getByRole('checkbox', { name: 'Use these shortcuts on this device' }).press('Space')
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.keyboard.press('Control+,')
  assert.equal(await page.getByRole('dialog').count(), 0)
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  assert.equal(wider, 0)
  assertNoProblems(visit)
  await context.close()
})

// The last one: it signs out.
test('what one opened can be read without a network by those who want that, and is gone when they sign out', async () => {
  const { page, context } = await world.open()
  await ask(page, '[[echo]] Kept for the train.')
  await waitForEnd(page)
  const { pathname } = new URL(page.url())
  assert.equal(await countKept(page), 0)

  await page.keyboard.press('Control+,')
  await page.getByRole('button', { name: 'Accessibility and shortcuts' }).click()
  await page.getByRole('checkbox', { name: /without a network$/ }).check()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.keyboard.press('Escape')
  // Opened once more, now that it is kept.
  await page.reload()
  await page.getByText('Kept for the train.').first().waitFor()
  await page.waitForFunction(async (path) => {
    const kept = await caches.match(`/api${path.replace('/c/', '/conversations/')}/messages`)
    return kept !== undefined
  }, pathname)

  await world.server.kill()
  await page.reload()
  await page.getByText('Kept for the train.').first().waitFor()
  await page.getByText('The server cannot be reached.').waitFor()
  await world.restart()
  await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' })

  // What becomes restricted does not stay.
  await restrict(page)
  await page.reload()
  await page.waitForFunction(async (path) => {
    const kept = await caches.match(`/api${path.replace('/c/', '/conversations/')}/messages`)
    return kept === undefined
  }, pathname)

  await page.getByRole('log').waitFor()
  await page.keyboard.press('Control+,')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in from the terminal' }).waitFor()
  assert.equal(await countKept(page), 0)
  await context.close()
})

/** The conversation that is open, as its owner does it elsewhere. */
function restrict(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { csrfToken } = await (await fetch('/api/session', { cache: 'no-store' })).json()
    const headers = { 'content-type': 'application/json', 'x-galerne-csrf': csrfToken }
    const body = JSON.stringify({ classification: 'restricted' })
    const path = `/api${location.pathname.replace('/c/', '/conversations/')}`
    await fetch(path, { method: 'PATCH', headers, body })
  })
}

/** How many answers of the server are kept on the device. The page's own code may stay. */
function countKept(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const kept = await Promise.all(
      (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
    )
    return kept.flat().filter(({ url }) => new URL(url).pathname.startsWith('/api/')).length
  })
}
