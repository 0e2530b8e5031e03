import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { assertNoProblems, createWorld, type Visit, type World } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** So dear that a budget of cents is gone after a few calls. */
const SETTINGS = `
money: { currency: EUR, timeZone: Europe/Berlin }
prices:
  - { provider: fake, model: fake, from: 2026-01-01, input: 100, output: 1000 }
`
const KEY_NAME = 'Nightly report'

let world: World
before(async () => {
  world = await createWorld(['--no-model', '--fake-provider'], SETTINGS)
})
after(() => world.close())

test('a key with a limit and a budget pays until it is refused, and every page says so', async () => {
  const visit = await world.open({ path: '/admin/keys' })
  const { page } = visit
  const secret = await createKey(page)

  await goTo(page, 'Budgets')
  await page.getByRole('button', { name: 'Add a budget' }).click()
  await chooseKey(page)
  await page.getByLabel('Warning at').fill('0.10')
  await page.getByLabel('End at').fill('0,05')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The warning comes after the end. Swap them.').waitFor()
  await page.getByLabel('Warning at').fill('0.03')
  await page.getByLabel('End at').fill('0.1')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('of €0.10 spent').waitFor()
  await page.getByRole('button', { name: 'Add a limit' }).click()
  await chooseKey(page)
  await page.getByLabel('At most').fill('100')
  await page.keyboard.press('Enter')
  await page.getByText('Requests a minute: 100').waitFor()
  assert.equal(await focusedName(page), 'Add a limit')

  const answers = await callUntilRefused(secret)
  assert.ok(answers.length > 1 && answers.length < 20, String(answers))
  assert.deepEqual(new Set(answers.slice(0, -1)), new Set([200]))

  await page.goto(`${world.server.url}/admin/spend`)
  const paid = String(answers.length - 1)
  await reloadUntil(page, page.getByRole('row', { name: new RegExp(`^Sum €0.\\d+ – ${paid} `) }))
  await page.getByLabel('Split by').selectOption('key')
  await page.getByRole('row', { name: new RegExp(`^${KEY_NAME} €0.\\d+ – ${paid} `) }).waitFor()
  await goTo(page, 'Budgets')
  await page.getByText(/Above the warning|Used up/).waitFor()
  await goTo(page, 'Requests')
  const refused = page.getByRole('row', { name: /Nightly report Budget used up/ })
  await reloadUntil(page, refused)
  await refused.getByRole('link').click()
  await page.getByText('No provider was called.').waitFor()
  await page.getByRole('link', { name: 'All requests' }).click()
  await page.getByLabel('Kind of failure').selectOption({ label: 'Not JSON' })
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('button', { name: 'Show all' }).click()
  await refused.waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

/** By keyboard alone, from an empty page: the focus is never lost. */
async function createKey(page: Page): Promise<string> {
  await page.getByText('No keys yet').waitFor()
  await page.getByRole('button', { name: 'Create a key' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Create a key' }).waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await focusedName(page), 'Create a key')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Name', exact: true }).focus()
  await page.keyboard.type(KEY_NAME)
  await page.keyboard.press('Enter')
  await page.getByText('This is shown once').waitFor()
  const secret = await page.locator('dialog code').first().innerText()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: `Revoke “${KEY_NAME}”` }).waitFor()
  await page.waitForFunction(() => document.activeElement !== document.body)
  return secret
}

async function chooseKey(page: Page): Promise<void> {
  await page.getByLabel('Whose calls count').selectOption('key')
  const key = page.getByRole('dialog').getByRole('combobox', { name: 'Key' })
  await key.selectOption({ index: 0 })
}

async function goTo(page: Page, name: string): Promise<void> {
  const list = page.getByRole('navigation', { name: 'Administration' })
  await list.getByRole('link', { name }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

/** What was called is written down soon after, not at once. */
async function reloadUntil(page: Page, wanted: Locator): Promise<void> {
  for (let round = 1; round < 20 && !(await wanted.isVisible()); round += 1) {
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('.skeleton').first().waitFor({ state: 'detached' })
  }
  await wanted.waitFor()
}

/** Resolves to the status of each call; the last is the refusal. */
async function callUntilRefused(secret: string): Promise<number[]> {
  const statuses: number[] = []
  while (statuses.length < 20 && statuses.at(-1) !== 402) {
    const answer = await call(secret, 'Hello, what is water?')
    statuses.push(answer.status)
  }
  return statuses
}

async function call(secret: string, content: string): Promise<Response> {
  const response = await fetch(`${world.server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'fake',
      max_tokens: 40,
      messages: [{ role: 'user', content }],
    }),
  })
  await response.arrayBuffer()
  return response
}

const PATHS = [
  '/models',
  '/models?view=table',
  '/models/fake',
  '/models/nothing-like-that',
  '/playground',
  '/admin/traffic?range=15m',
  '/admin/requests',
  '/admin/alerts',
  '/admin/keys',
  '/admin/budgets',
  '/admin/spend',
  '/admin/providers',
  '/admin/providers/new',
  '/admin/dependence',
  '/admin/drill',
  '/admin/people',
  '/admin/groups',
  '/admin/roles',
  '/admin/service-accounts',
  '/admin/organisation',
  '/admin/branding',
  '/accessibility',
  '/admin/policies',
  '/residency',
  '/admin/no-such-page',
]

for (const [locale, colorScheme, width] of [
  ['en-GB', 'light', 1280],
  ['de-DE', 'dark', 360],
] as const) {
  test(`axe finds nothing on any page but the assistant: ${locale}, ${colorScheme}, ${width} px`, async () => {
    const viewport = { width, height: 800 }
    const visit = await world.open({ locale, colorScheme, viewport, reducedMotion: 'reduce' })
    const { page } = visit
    for (const path of PATHS) {
      await show(visit, path)
      await assertAccessible(page, path)
    }
    // One request, as one comes to it.
    await show(visit, '/admin/requests')
    await page.locator('tbody a').first().click()
    await page.locator('main ol, main dl').first().waitFor()
    await assertAccessible(page, 'a request')
    for (const path of ['/admin/keys', '/admin/budgets', '/admin/alerts']) {
      await show(visit, path)
      await page
        .getByRole('button', { name: /^(Add|Create|.* (hinzufügen|anlegen)$)/ })
        .first()
        .click()
      await page.getByRole('dialog').waitFor()
      await assertAccessible(page, `the dialog of ${path}`)
      await page.keyboard.press('Escape')
    }
    assertNoProblems(visit)
    await visit.context.close()
  })
}

/** Within the page, as its links do: only the first one loads everything. */
async function show({ page }: Visit, path: string): Promise<void> {
  if (!page.url().includes('#')) {
    await page.goto(`${world.server.url}${path}#`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.evaluate(AXE)
  } else await page.evaluate(goWithin, path)
  await page.waitForFunction(() => document.title !== '')
  await page.locator('main h1').first().waitFor()
  await page.locator('.skeleton, .page-loading').first().waitFor({ state: 'detached' })
}

/** In the page: another page gives the window its own title. */
function goWithin(path: string): void {
  const isOther = new URL(path, location.href).pathname !== location.pathname
  if (isOther) document.title = ''
  history.pushState(null, '', `${path}#`)
}

/** In the page, and not before it was painted: its first colours are the right ones. */
const accentOf = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--color-sea'))

// The last one: all pages have another name from here on.
test('an organisation gets its name, a colour that can be read and an imprint, also before one signs in', async () => {
  const visit = await world.open({ path: '/admin/branding' })
  const { page } = visit
  await page.getByLabel('Name of the product').fill('Stadt Beispiel')
  await page.getByRole('checkbox', { name: /^Use a colour of our own/ }).check()
  const light = page.getByRole('textbox', {
    name: 'Colour in the light appearance',
    exact: true,
  })
  await light.fill('#e2a000')
  const save = page.getByRole('button', { name: 'Save' })
  await page.getByText('the contrast is 1.85 to 1, and 4.5 to 1 is needed').waitFor()
  assert.ok(await save.isDisabled())
  await page.getByRole('button', { name: /^Use #/ }).click()
  const chosen = await light.inputValue()
  const imprint = page.getByRole('textbox', { name: 'Imprint' })
  await imprint.fill('javascript:alert(1)')
  await page.getByText('Give a whole address that begins with https://.').waitFor()
  assert.ok(await save.isDisabled())
  await imprint.fill('https://stadt.example/imprint')
  await page.getByLabel('Notice where people sign in').fill('For staff only.')
  await page.evaluate(AXE)
  await assertAccessible(page, 'branding with all its fields')
  await save.click()
  await page.getByText('Saved.').first().waitFor()
  await page.waitForFunction(() => document.title === 'Branding – Stadt Beispiel')
  assert.equal(await accentOf(page), chosen)
  assertNoProblems(visit)
  await visit.context.close()

  const stranger = await world.open({ isSignedIn: false, colorScheme: 'dark' })
  await stranger.page.getByText('For staff only.').waitFor()
  assert.match(await stranger.page.title(), / – Stadt Beispiel$/)
  assert.equal(await accentOf(stranger.page), '#66c8df')
  const link = stranger.page.getByRole('link', { name: 'Imprint' })
  assert.equal(await link.getAttribute('href'), 'https://stadt.example/imprint')
  await stranger.page.evaluate(AXE)
  await assertAccessible(stranger.page, 'the way in')
  await stranger.page.getByRole('link', { name: 'Accessibility' }).click()
  await stranger.page.getByRole('heading', { name: 'Accessibility statement' }).waitFor()
  assert.equal(await stranger.page.getByRole('link', { name: 'Imprint' }).count(), 1)
  await stranger.page.evaluate(AXE)
  await assertAccessible(stranger.page, 'the statement, to strangers')
  // That nobody is signed in is what the server says.
  assertNoProblems(stranger, /status of 401/)
  await stranger.context.close()
})

async function assertAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await page.evaluate<AxeResults>(`axe.run({ resultTypes: ['violations'] })`)
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  assert.deepEqual(found, [], where)
  const wider = await page.evaluate(() => {
    const main = document.querySelector('main') ?? document.documentElement
    const { scrollWidth, clientWidth } = document.documentElement
    return Math.max(scrollWidth - clientWidth, main.scrollWidth - main.clientWidth)
  })
  assert.ok(wider <= 0, `${where} scrolls sideways`)
}

function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
}
