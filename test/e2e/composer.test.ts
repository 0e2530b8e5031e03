import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

/** An answer that takes its time. */
const SLOWLY = '[[fault: delay=9 size=3000]]'
const FIELD = { name: 'Your message' }

test('a prompt is found by its slash, asks for its values, and the browser’s undo takes it back', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const field = page.getByRole('textbox', FIELD)
  await field.fill('/sum')
  const list = page.getByRole('listbox', { name: 'Suggestions' })
  await list.getByRole('option', { name: /Summarise a text/, selected: true }).waitFor()
  const active = await field.getAttribute('aria-activedescendant')
  assert.ok(active && (await page.locator(`[id="${active}"]`).isVisible()))
  await field.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Summarise a text' })
  await dialog.getByRole('button', { name: 'Put into the message' }).click()
  await dialog.getByText('Fill this in.').waitFor()
  await page.keyboard.type('Straßenbau in Łódź.')
  await page.keyboard.press('Tab')
  await dialog.getByRole('button', { name: 'Put into the message' }).press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.id === 'message')
  assert.match(await field.inputValue(), /at most 5 points[^]*Straßenbau in Łódź\.$/)
  assert.equal(await field.getAttribute('aria-activedescendant'), null)
  await page.keyboard.press('Control+z')
  assert.equal(await field.inputValue(), '/sum')
  await page.keyboard.press('End')
  await list.waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  assertNoProblems(visit)
  await context.close()
})

test('Enter that ends a composition takes no suggestion and sends nothing', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const field = page.getByRole('textbox', FIELD)
  await field.fill('/')
  await page.getByRole('listbox').waitFor()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  await cdp.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await cdp.send('Input.insertText', { text: '日本' })
  assert.equal(await field.inputValue(), '/日本')
  assert.equal(await page.getByRole('dialog').count(), 0)
  assert.equal(new URL(page.url()).pathname, '/')
  assertNoProblems(visit)
  await context.close()
})

test('what is written while an answer comes waits, in every tab and after a reload, and is then sent', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const field = page.getByRole('textbox', FIELD)
  await field.fill(`Tell me everything. ${SLOWLY}`)
  await field.press('Enter')
  await page.getByRole('button', { name: 'Stop the answer' }).waitFor()
  await field.fill('And then what?')
  await field.press('Enter')
  const waiting = page.getByRole('heading', { name: '1 message waits for the answer' })
  await waiting.waitFor()
  const second = await context.newPage()
  await second.goto(page.url())
  await second.getByRole('heading', { name: '1 message waits for the answer' }).waitFor()
  await page.getByRole('button', { name: 'Stop the answer' }).click()
  await page.getByText('nothing was sent after it').waitFor()
  await page.reload()
  await page.getByText('nothing was sent after it').waitFor()
  await page.getByRole('button', { name: 'Change the message' }).click()
  const change = page.getByRole('textbox', { name: 'The message that waits' })
  await change.fill('Hello, and then?')
  await change.press('Enter')
  await page.getByRole('button', { name: 'Send the first one now' }).click()
  await waiting.waitFor({ state: 'detached' })
  await page.getByRole('article').filter({ hasText: 'Hello, and then?' }).first().waitFor()
  await waitForEnd(page)
  await second.getByText('Hello, and then?').first().waitFor()
  assertNoProblems(visit)
  await context.close()
})
