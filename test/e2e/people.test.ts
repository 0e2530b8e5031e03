import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoProblems, createWorld, type Visit, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

const hasAssistant = (page: Page) => page.getByRole('textbox', { name: 'Your message' })
const hasAdministration = (page: Page) => page.getByRole('navigation', { name: 'Administration' })

/** What no page does: a new person's browser, that has followed the invitation and chosen a password. */
async function follow(invitation: string, see = hasAssistant): Promise<Visit> {
  const visit = await world.open({ isSignedIn: false })
  const { status } = await visit.page.evaluate(
    async ([token, password]) => {
      const response = await fetch('/api/sign-in/ticket/password', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, password }),
      })
      return { status: response.status }
    },
    [new URL(invitation).hash.slice(1), 'purple lanterns over the harbour'],
  )
  assert.equal(status, 200)
  await visit.page.goto(world.server.url)
  await see(visit.page).waitFor()
  return visit
}

test('somebody is invited, works without any administration, gets a role, and is suspended', async () => {
  const visit = await world.open({ path: '/admin/people' })
  const { page } = visit
  await page.getByText('You are alone here').waitFor()
  await page.getByRole('button', { name: 'Add a person' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Ana Sousa')
  await page.getByLabel('E-mail address').fill('ana@ministry.example')
  await page.getByRole('button', { name: 'Add and invite' }).click()
  const link = page.getByRole('dialog', { name: 'Ana Sousa is added' }).getByText(/\/welcome#/)
  const invitation = (await link.textContent()) ?? ''
  await page.getByRole('button', { name: 'Close' }).click()

  const ana = await follow(invitation)
  const parts = ana.page.getByRole('navigation', { name: 'Parts of Galerne' })
  await parts.getByRole('link', { name: 'Playground' }).waitFor()
  assert.equal(await parts.getByRole('link', { name: 'Admin' }).count(), 0)

  await page.getByRole('link', { name: 'Ana Sousa' }).click()
  await page.getByRole('button', { name: 'Change roles' }).click()
  const dialog = page.getByRole('dialog', { name: 'Roles of Ana Sousa' })
  await dialog.getByRole('checkbox', { name: 'Auditor' }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('See what was spent, and by whom.').waitFor()

  await ana.page.reload()
  await parts.getByRole('link', { name: 'Admin' }).click()
  const sections = ana.page.getByRole('navigation', { name: 'Administration' })
  await sections.getByRole('link', { name: 'People' }).click()
  await ana.page.getByRole('link', { name: 'Ana Sousa' }).waitFor()
  assert.equal(await sections.getByRole('link', { name: 'Providers' }).count(), 0)
  assert.equal(await ana.page.getByRole('button', { name: 'Add a person' }).count(), 0)

  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('button', { name: 'Let in again' }).waitFor()
  const status = await ana.page.evaluate(async () => (await fetch('/api/session')).status)
  assert.equal(status, 401)
  assertNoProblems(visit)
  await ana.context.close()
  await visit.context.close()
})

test('a list is tried, imported and found again by group; a group gets a budget and a program a key', async () => {
  const visit = await world.open({ path: '/admin/people' })
  const { page } = visit
  await page.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import people' })
  const csv = 'email;name;roles;groups\nbo@ministry.example;Bo Chen;builder;Finance\nnowhere;X;;'
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
  await dialog.getByLabel('File').setInputFiles(file)
  await dialog.getByLabel('Make groups that do not exist yet').check()
  await dialog.getByRole('button', { name: 'Try it' }).click()
  await dialog.getByText('This would add 1, change 0, leave 0 as they are and refuse 1.').waitFor()
  await dialog.getByRole('button', { name: 'Import' }).click()
  await dialog.getByText('Added: 1. Changed: 0. Left as they are: 0. Refused: 1.').waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByLabel('Group').selectOption({ label: 'Finance' })
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByText('1 person').waitFor()
  await page.getByRole('link', { name: 'Bo Chen' }).waitFor()

  await page.goto(`${world.server.url}/admin/budgets`)
  await page.getByRole('button', { name: 'Add a budget' }).click()
  await page.getByLabel('Whose calls count').selectOption('group')
  await page.getByRole('radio', { name: 'Finance' }).check()
  await page.getByLabel(/End/).first().fill('10')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Add|Save|Create/ })
    .click()
  await page.getByText('Group Finance').waitFor()

  await page.goto(`${world.server.url}/admin/service-accounts`)
  await page.getByRole('button', { name: 'Make a service account' }).click()
  await page.getByLabel('Name').fill('Payroll letters')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('button', { name: 'New key : Payroll letters' }).click()
  await page.getByLabel('Name').fill('monthly')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('dialog').getByText(/gal-/).first().waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
  await page.getByText('never used').waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('an auditor comes to what they look at, not to an assistant that they may not use', async () => {
  const visit = await world.open({ path: '/admin/people' })
  const { page } = visit
  await page.getByRole('button', { name: 'Add a person' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Aude Marchand')
  await page.getByLabel('E-mail address').fill('aude@ministry.example')
  await page.getByRole('dialog').getByLabel('Role').selectOption({ label: 'Auditor' })
  await page.getByRole('button', { name: 'Add and invite' }).click()
  const link = page.getByRole('dialog').getByText(/\/welcome#/)
  const aude = await follow((await link.textContent()) ?? '', hasAdministration)
  const parts = aude.page.getByRole('navigation', { name: 'Parts of Galerne' })
  assert.match(aude.page.url(), /\/admin\/traffic$/)
  assert.equal(await parts.getByRole('link', { name: 'Assistant' }).count(), 0)
  await aude.page.goto(`${world.server.url}/my-data`)
  await aude.page.getByRole('heading', { name: 'Your requests' }).waitFor()
  // Before the link was followed nobody was signed in.
  assertNoProblems(aude, /401/)
  await aude.context.close()
  await visit.context.close()
})
