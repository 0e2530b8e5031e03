import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import { assertNoProblems, createWorld, type Visit, type World } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

/** What other pages have their own tests for. */
async function post(visit: Visit, path: string, body: object): Promise<Record<string, unknown>> {
  return visit.page.evaluate(
    async ([url, json]) => {
      const session = await (await fetch('/api/session')).json()
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-galerne-csrf': session.csrfToken },
        body: json,
      })
      return response.json()
    },
    [path, JSON.stringify(body)] as const,
  )
}

test('somebody sees what is stored, takes it along, brings it back, and asks for something', async () => {
  const visit = await world.open({ path: '/' })
  const { page } = visit
  await page
    .getByRole('textbox', { name: 'Your message' })
    .fill('The words that I shall take along')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('button', { name: 'Copy' }).first().waitFor()
  await page.goto(`${world.server.url}/my-data`)
  const table = page.getByRole('region', { name: 'What is stored' }).getByRole('table')
  await table.getByRole('row', { name: /^Messages/ }).waitFor()

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Take it along' }).click(),
  ])
  const zip = await readFile(await download.path())
  assert.equal(zip.toString('latin1', 0, 2), 'PK')
  assert.ok(zip.includes('conversations/'))

  // Taken in again, here, it is all there already.
  await page.getByRole('button', { name: 'Choose the file' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import conversations' })
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Choose a file' }).click(),
  ])
  await chooser.setFiles({ name: 'my-data.zip', mimeType: 'application/zip', buffer: zip })
  await dialog
    .getByText(/already/i)
    .first()
    .waitFor()
  await dialog.getByRole('button', { name: 'Close' }).first().click()

  await page.getByRole('button', { name: 'Ask for something' }).click()
  await page.getByLabel('What for').selectOption({ label: 'Correct something' })
  await page.getByLabel('In your words').fill('My name is written wrong')
  await page.getByRole('button', { name: 'Send the request' }).click()
  await page.getByText('My name is written wrong').waitFor()
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await page.getByText('Withdrawn', { exact: true }).waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('the officer holds, lifts, approves and erases; a certificate stays', async () => {
  const visit = await world.open({ path: '/admin/retention' })
  const { page } = visit
  const person = await post(visit, '/api/people', { name: 'Bo Chen', email: 'bo@example.eu' })
  await page.getByText('Nothing is held').waitFor()
  await page.getByRole('button', { name: 'Place a hold' }).click()
  const placing = page.getByRole('dialog', { name: 'Place a hold' })
  await placing.getByRole('searchbox', { name: 'Of whom' }).fill('Bo')
  await placing.getByRole('radio', { name: /Bo Chen/ }).check()
  await placing.getByLabel('Why').fill('Case 12/26')
  await placing.getByRole('button', { name: 'Hold it' }).click()
  await page.getByText('Case 12/26').waitFor()

  await page.goto(`${world.server.url}/admin/rights`)
  await page.getByText('My name is written wrong').waitFor()
  await page.getByRole('button', { name: 'Note a request' }).first().click()
  const noting = page.getByRole('dialog', { name: 'Note a request' })
  await noting.getByRole('searchbox', { name: 'Who asked' }).fill('Bo')
  await noting.getByRole('radio', { name: /Bo Chen/ }).check()
  await noting.getByLabel('What for').selectOption({ label: 'Erase everything' })
  await noting.getByRole('button', { name: 'Note it' }).click()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()

  const erase = async () => {
    await page.getByRole('button', { name: 'Erase', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Erase “Bo Chen”?' })
    await dialog.getByLabel(/write the name/).fill('Bo Chen')
    await dialog.getByRole('button', { name: 'Erase for good' }).click()
    return dialog
  }
  const refused = await erase()
  await refused.getByText(/^Nothing was erased/).waitFor()
  await refused.getByRole('button', { name: 'Cancel' }).click()
  await page.goto(`${world.server.url}/admin/retention`)
  await page.getByRole('button', { name: 'Lift it' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Lift it' }).click()
  await page.getByText('Ended', { exact: true }).waitFor()

  await page.goto(`${world.server.url}/admin/rights`)
  const dialog = await erase()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Erased person' }).waitFor()
  const answer = await page.evaluate(
    async (id) => (await fetch(`/api/people/${id}`)).status,
    typeof person['id'] === 'string' ? person['id'] : '',
  )
  assert.equal(answer, 404)

  await page.goto(`${world.server.url}/admin/retention`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'PDF' }).click(),
  ])
  assert.equal((await readFile(await download.path())).toString('latin1', 0, 5), '%PDF-')
  await visit.context.close()
})

test('a period shows what it would take before it is switched on', async () => {
  const visit = await world.open({ path: '/admin/retention' })
  const { page } = visit
  const form = page
    .locator('form')
    .filter({ has: page.getByLabel('Days') })
    .first()
  await form.getByLabel('Days').fill('30')
  await form.getByRole('button', { name: 'What would go?' }).click()
  const question = page.getByRole('alertdialog')
  await question.getByText(/0 are older/).waitFor()
  await question.getByRole('button', { name: 'Switch it on' }).click()
  await page.getByText('on', { exact: true }).waitFor()
  await page.goto(`${world.server.url}/my-data`)
  await page.getByText(/conversations go 30 days after/i).waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('axe finds nothing on these pages', async () => {
  for (const path of ['/my-data', '/admin/rights', '/admin/retention']) {
    const visit = await world.open({ path, locale: 'de-DE', viewport: { width: 375, height: 800 } })
    await visit.page.getByRole('heading', { level: 2 }).first().waitFor()
    await visit.page.evaluate(AXE)
    const { violations } = await visit.page.evaluate<AxeResults>('axe.run()')
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`),
      [],
    )
    await visit.context.close()
  }
})
