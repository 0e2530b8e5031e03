import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertNoProblems, createWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

const LETTER =
  'Sehr geehrte Frau Kurz, Ihr Antrag auf Wohngeld ist bei uns eingegangen. Wir brauchen noch Ihren Mietvertrag.'

test('a text is translated, changed by hand, and still there when one comes back to the page', async () => {
  const visit = await world.open({ path: '/translate' })
  const { page, context } = visit
  const field = page.getByRole('textbox', { name: 'Text', exact: true })
  await field.fill(LETTER)
  await page.getByRole('button', { name: 'Translate', exact: true }).click()
  const translation = page.getByRole('region', { name: 'Translation' })
  await translation.getByRole('button', { name: /^Copy/ }).first().waitFor()
  await page.getByRole('link', { name: 'Assistant' }).click()
  await page.getByRole('textbox', { name: 'Your message' }).waitFor()
  await page.goBack()
  assert.equal(await field.inputValue(), LETTER)
  await translation.getByRole('button', { name: /^Copy/ }).first().waitFor()
  assertNoProblems(visit)
  await context.close()
})

test('whoever begins at once after pasting gets the way of writing of their text’s language', async () => {
  const visit = await world.open({ path: '/plain' })
  const { page, context } = visit
  await page.getByRole('textbox', { name: 'Text to rewrite' }).fill(LETTER)
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.waitForURL(/\/plain\/./)
  const way = page.getByRole('combobox', { name: 'Way of writing' })
  await way.waitFor()
  assert.match(await way.inputValue(), /^de-/)
  assertNoProblems(visit)
  await context.close()
})

test('every folder can be reached: in the list, and by typing its name', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const names = Array.from({ length: 10 }, (_, at) => `Folder ${String(at + 1).padStart(2, '0')}`)
  for (const name of names) await makeFolder(name)
  await page.reload()
  const list = page.getByRole('list', { name: 'Folders' })
  await list.getByRole('link').nth(7).waitFor()
  assert.equal(await list.getByRole('link').count(), 8)
  await list.getByRole('button', { name: 'Show all folders' }).click()
  assert.equal(await list.getByRole('link').count(), 10)

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('folder 10')
  await page.getByRole('option', { name: 'Folder 10' }).click()
  await page.getByRole('heading', { level: 1, name: 'Folder 10' }).waitFor()
  assertNoProblems(visit)
  await context.close()

  async function makeFolder(name: string): Promise<void> {
    await page.evaluate(async (folder) => {
      const { csrfToken } = await (await fetch('/api/session')).json()
      const headers = { 'content-type': 'application/json', 'x-galerne-csrf': csrfToken }
      const body = JSON.stringify({ name: folder })
      await fetch('/api/folders', { method: 'POST', headers, body })
    }, name)
  }
})
