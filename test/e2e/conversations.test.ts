import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

test('a conversation is renamed, also in the other tab', async () => {
  const visit = await world.open()
  const { page, context } = visit
  await ask(page, 'Hello, what is the plan?')
  await waitForEnd(page)
  const second = await context.newPage()
  await second.goto(page.url())
  const open = async () => {
    await page
      .getByRole('button', { name: /^Actions for “/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Rename…' }).click()
  }

  await open()
  const field = page.getByRole('textbox', { name: 'Title of the conversation' })
  await field.fill('Plán na příští týden')
  await field.press('Enter')
  await page.getByRole('link', { name: 'Plán na příští týden' }).waitFor()
  await second.getByRole('heading', { level: 1, name: 'Plán na příští týden' }).waitFor()
  assert.match(await page.title(), /^Plán na příští týden/)

  await open()
  await field.fill('Not this')
  await field.press('Escape')
  await page.getByRole('link', { name: 'Plán na příští týden' }).waitFor()

  // What needs no dialog closes the menu, and gives the focus back.
  const button = page.getByRole('main').getByRole('button', { name: /^Actions for “Plán/ })
  await button.press('Enter')
  await page.getByRole('menuitem', { name: 'Pin to the top' }).click()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-haspopup') === 'menu')
  assertNoProblems(visit)
  await context.close()
})

test('what is deleted is gone here and in the other tab, and comes back with Undo', async () => {
  const visit = await world.open()
  const { page, context } = visit
  await ask(page, 'Doomed: what is it?')
  await waitForEnd(page)
  const link = page.getByRole('link', { name: /Doomed/ })
  await link.waitFor()
  const second = await context.newPage()
  await second.goto(world.server.url)
  await second.getByRole('link', { name: /Doomed/ }).waitFor()

  await page
    .getByRole('button', { name: /^Actions for “Doomed/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await link.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'What shall we look into?' }).waitFor()
  await second.getByRole('link', { name: /Doomed/ }).waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Undo' }).click()
  await link.waitFor()
  await page.getByRole('heading', { level: 1, name: /Doomed/ }).waitFor()
  await second.getByRole('link', { name: /Doomed/ }).waitFor()
  assertNoProblems(visit)
  await context.close()
})

test('searching finds another form of a word while one types, and leads to the message', async () => {
  const visit = await world.open()
  const { page, context } = visit
  await ask(page, 'Wie kündige ich die Wasserverträge?')
  await waitForEnd(page)
  await page.goto(world.server.url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+Shift+F')
  const field = page.getByRole('combobox', { name: 'What are you looking for?' })
  await field.pressSequentially('wasservertrag')
  const hits = page.getByRole('option', { name: /Wasserverträge/ })
  await hits.nth(1).waitFor()
  assert.equal(await hits.nth(1).locator('mark').first().textContent(), 'Wasserverträge')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/c\/[\w-]+#m-/)
  await page.getByRole('log').getByText('Wie kündige ich die Wasserverträge?').waitFor()
  assertNoProblems(visit)
  await context.close()
})

test('a temporary chat answers, is nowhere in the browser, and is gone after a reload', async () => {
  const visit = await world.open({ path: '/temporary' })
  const { page, context } = visit
  const field = page.getByRole('textbox', { name: 'Your message, which is not stored' })
  await field.fill('Canary in the coal mine?')
  await field.press('Enter')
  const answer = page.getByRole('article')
  await answer.getByRole('button', { name: 'Copy' }).waitFor()
  // As in any conversation.
  await answer.getByText('Written by AI').waitFor()
  await page.locator('[aria-relevant="additions"] p').first().waitFor({ state: 'attached' })
  const stored = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  )
  assert.doesNotMatch(stored, /Canary/)
  await page.reload()
  await page.getByRole('heading', { name: 'For what shall leave no trace' }).waitFor()
  assert.equal(await page.getByText('Canary').count(), 0)
  assertNoProblems(visit)
  await context.close()
})

test('a draft belongs to its conversation and outlives a reload', async () => {
  const visit = await world.open()
  const { page } = visit
  const field = page.getByRole('textbox', { name: 'Your message' })
  await field.fill('A new thought\nof two lines')
  await page.reload()
  assert.equal(await field.inputValue(), 'A new thought\nof two lines')

  await page.locator('a[href^="/c/"]').first().click()
  await page.waitForURL(/\/c\//)
  assert.equal(await field.inputValue(), '')
  await page.getByRole('link', { name: 'New chat' }).click()
  assert.equal(await field.inputValue(), 'A new thought\nof two lines')
  assertNoProblems(visit)
  await visit.context.close()
})

test('Shift+Enter starts a line, an Enter of the input method sends nothing', async () => {
  const visit = await world.open()
  const { page } = visit
  const field = page.getByRole('textbox', { name: 'Your message' })
  await field.fill('One')
  await field.press('Shift+Enter')
  await field.pressSequentially('Two')
  assert.equal(await field.inputValue(), 'One\nTwo')

  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })
  await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
  assert.equal(await field.inputValue(), 'One\nTwo')
  assert.equal(new URL(page.url()).pathname, '/')
  await visit.context.close()
})

test('the model that is chosen answers', async () => {
  const visit = await world.open()
  const { page } = visit
  await page.getByRole('button', { name: /^Model:/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Choose a model' })
  await dialog.getByRole('button', { name: 'Fake (slow' }).click()
  await dialog.waitFor({ state: 'detached' })
  await ask(page, 'Hello, who are you?')
  await page.getByRole('article').getByText('Fake (slow').first().waitFor()
  await waitForEnd(page)

  await page.getByRole('button', { name: /^Model:/ }).click()
  await dialog.getByRole('button', { name: 'Fake (status=503' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('button', { name: 'Model: Fake (status=503' }).waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('a suggestion fills the field and is sent only when one sends it', async () => {
  const visit = await world.open()
  const { page } = visit
  const field = page.getByRole('textbox', { name: 'Your message' })
  await field.fill('')
  await page.getByRole('button', { name: /^Write code/ }).click()
  await page.waitForFunction(() => document.activeElement?.id === 'message')
  assert.match(await field.inputValue(), /IBAN/)
  assert.equal(new URL(page.url()).pathname, '/')
  await visit.context.close()
})
