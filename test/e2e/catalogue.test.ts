import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startFakeServer, type FakeServer } from '#server/providers/fake-server.ts'
import { assertNoProblems, createWorld, type World } from './world.ts'

const KEY = 'sk-of-the-cellar-0123456789'

let world: World
let server: FakeServer
before(async () => {
  server = await startFakeServer({ apiKey: KEY })
  world = await createWorld()
})
after(async () => {
  await world.close()
  await server.close()
})

test('a provider is added, tested, used in the playground beside another, and the comparison shared', async () => {
  const visit = await world.open({ path: '/models' })
  const { page } = visit
  await page.getByRole('link', { name: 'Add a provider' }).click()
  await page.getByRole('button', { name: /Another server/ }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('cellar')
  await page.getByLabel('Address').fill(server.baseUrl)
  await page.getByLabel('API key').fill('sk-wrong')
  const testIt = page.getByRole('button', { name: 'Test the connection' })

  // Every mistake is told in words that lead on.
  await testIt.click()
  await page.getByText('must travel encrypted').first().waitFor()
  await page.getByLabel('Our own hardware').check()
  await testIt.click()
  await page.getByText('The key was refused.').waitFor()
  await page.getByLabel('API key').fill(KEY)
  await testIt.click()
  await page.getByText('answered after').waitFor()

  await page.getByRole('checkbox', { name: 'fake-slow', exact: true }).check()
  await page.getByRole('textbox', { name: 'Called here' }).fill('cellar-chat')
  await page.getByRole('button', { name: 'Add the provider' }).click()
  await page.getByText('“cellar” is saved and takes calls.').waitFor()

  await page.getByRole('link', { name: 'cellar-chat' }).click()
  await page.getByRole('heading', { level: 1, name: 'cellar-chat' }).waitFor()
  await page.getByRole('link', { name: 'Try it in the playground' }).click()
  await page.getByRole('combobox', { name: 'Model 2' }).selectOption('fake')
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Was ist Wasser?')
  await page.keyboard.press('Control+Enter')
  const answers = page.getByRole('region', { name: /^Model \d$/ })
  for (const at of [0, 1]) {
    await answers.nth(at).locator('[aria-busy="false"]').waitFor()
    await answers
      .nth(at)
      .getByText('nothing billed')
      .or(answers.nth(at).getByText('€0.00'))
      .waitFor()
  }
  await answers.first().getByText('own hardware · cellar').waitFor()

  await page.getByRole('button', { name: 'Save and share' }).click()
  await page.getByRole('checkbox', { name: /Everybody in the organisation/ }).check()
  await page.getByRole('button', { name: 'Save and copy the link' }).click()
  await page.waitForURL(/\/playground\/[0-9a-f-]{36}$/)
  const { pathname } = new URL(page.url())
  const said = await answers.first().locator('[aria-busy]').innerText()

  const other = await world.open({ path: pathname })
  await other.page.getByRole('heading', { level: 1, name: 'Was ist Wasser?' }).waitFor()
  const shared = other.page.getByRole('region', { name: 'Model 1' }).locator('[aria-busy]')
  assert.equal(await shared.innerText(), said)
  const stranger = await world.open({ path: pathname, isSignedIn: false })
  await stranger.page.getByRole('heading', { name: 'Sign in from the terminal' }).waitFor()
  assert.equal(await stranger.page.getByText('Wasser').count(), 0)

  assertNoProblems(visit)
  assertNoProblems(other)
  for (const { context } of [visit, other, stranger]) await context.close()
})

test('a route that is made here answers at once, and when it is removed no longer', async () => {
  const visit = await world.open({ path: '/admin/routes' })
  const { page } = visit
  await page.getByText('No routes yet').waitFor()
  await page.getByRole('link', { name: 'Make a route' }).first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill('town-hall')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Choose at least one deployment.').waitFor()
  await page.getByLabel('Deployment').selectOption('fake/fake-slow')
  await page.getByLabel('One more deployment').selectOption('fake/fake')
  await page.getByRole('button', { name: 'Move fake/fake up' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('“town-hall” is saved and holds from now on.').waitFor()
  const order = page.locator('main ol > li')
  assert.deepEqual(await order.allTextContents(), ['fake/fake', '→ fake/fake-slow'])

  await page.goto(new URL('/models/town-hall', page.url()).href)
  await page.getByRole('heading', { level: 1, name: 'town-hall' }).waitFor()
  await page.goto(new URL('/admin/routes', page.url()).href)
  await page.getByRole('button', { name: 'Remove the route “town-hall”' }).click()
  await page.getByRole('button', { name: 'Remove for good' }).click()
  await page.getByText('No routes yet').waitFor()
  await visit.context.close()
  assertNoProblems(visit)
})

test('a model that is being asked can be stopped, alone or with the others, and keeps what it had', async () => {
  const { page, context } = await world.open({ path: '/playground?model=fake-slow' })
  await page.getByRole('combobox', { name: 'Model 2' }).selectOption('fake-stall')
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Hello, what is it?')
  await page.getByRole('button', { name: 'Run' }).click()
  const stalled = page.getByRole('region', { name: 'Model 2' })
  await stalled.locator('[aria-busy="true"] p').first().waitFor()
  await page.getByRole('button', { name: 'Stop model 2' }).click()
  await stalled.getByText('stopped', { exact: true }).waitFor()
  assert.ok((await stalled.locator('[aria-busy="false"]').innerText()).length > 10)
  await context.close()
})

test('the models are found as one types, and the filter is part of the address', async () => {
  const { page, context } = await world.open({ path: '/models' })
  await page.getByRole('searchbox', { name: 'Search the models' }).fill('embed')
  await page.getByRole('heading', { level: 3 }).first().waitFor()
  await page.waitForURL(/q=embed/)
  assert.equal(await page.getByRole('article').count(), 1)
  await page.getByRole('button', { name: 'As a table' }).click()
  await page.getByRole('columnheader', { name: 'Context' }).waitFor()
  await page.getByRole('searchbox').fill('nothing like that')
  await page.getByRole('button', { name: 'Show all' }).click()
  assert.ok((await page.getByRole('row').count()) > 5)
  await context.close()
})

test('each part of Galerne is reached by keyboard, and on a phone through the menu', async () => {
  const { page, context } = await world.open({ path: '/models' })
  await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor()
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  await page.keyboard.press('Tab')
  assert.equal(await focusedText(page), 'Skip to the content')
  await page.getByRole('link', { name: 'Admin' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/admin\//)
  await context.close()

  const phone = await world.open({ path: '/models', viewport: { width: 360, height: 700 } })
  await phone.page.getByRole('button', { name: 'Show the menu' }).click()
  await phone.page.getByRole('link', { name: 'Playground' }).click()
  await phone.page.getByRole('heading', { level: 1, name: 'Playground' }).waitFor()
  await phone.context.close()
})

function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '')
}
