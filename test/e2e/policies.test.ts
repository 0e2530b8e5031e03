import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { answersOf, ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

/** A cloud under foreign law, which is never called here. */
const SETTINGS = `
model: { default: abroad }
providers:
  cloud:
    protocol: openai-chat
    baseUrl: https://cloud.example.eu/v1
    apiKey: a-key-of-nobody-1234567890
    models: [{ upstreamName: abroad, name: Abroad }]
    tags: { dataZone: US, jurisdiction: US, operator: Somebody, trainsOnData: false }
`

let world: World
before(async () => {
  world = await createWorld(['--no-model', '--fake-provider'], SETTINGS)
})
after(() => world.close())

test('a conversation that is made secret goes to own hardware only, and everybody sees where it went', async () => {
  const visit = await world.open()
  const { page } = visit
  await page.getByRole('button', { name: /^Classification: Internal/ }).click()
  await page.getByRole('radio', { name: 'Secret' }).check()
  await page.getByText(/models may be used for this class/).waitFor()
  await page.getByRole('button', { name: 'Use this class' }).click()
  // Who chose nothing gets what they may use; what they may not is said, with the reason.
  await page.getByRole('button', { name: /^Model: Fake/ }).click()
  const abroad = page.getByRole('dialog').getByRole('button', { name: 'Abroad' })
  assert.equal(await abroad.getAttribute('aria-disabled'), 'true')
  const why = page.getByText(
    'Secret: This model does not run on your own hardware. Ask your administrators.',
  )
  await why.waitFor()
  assert.equal(await why.locator('xpath=ancestor-or-self::*[@lang][1]').getAttribute('lang'), 'en')
  await page.keyboard.press('Escape')
  await ask(page, 'Hello, what is this?')
  await waitForEnd(page)
  assert.equal(await answersOf(page).count(), 1)

  await page.getByRole('button', { name: /^Classification: Secret/ }).click()
  await page.getByRole('link', { name: 'Where my words go' }).click()
  await page.getByRole('heading', { name: 'Where they may go' }).waitFor()
  const map = page.getByRole('listitem').filter({ hasText: 'Elsewhere' })
  await map.getByText('Your words do not go here').waitFor()
  await page.getByRole('row', { name: /Own hardware.*fake/ }).waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('a change of policies is tried on what was called, decides when it is published, and can be taken back', async () => {
  const visit = await world.open({ path: '/admin/policies' })
  const { page } = visit
  const internal = page.getByRole('group', { name: 'Internal' })
  await internal.getByRole('combobox', { name: 'May go to' }).selectOption('own-hardware')
  await page.getByRole('textbox', { name: /^Expert rules/ }).fill('forbid (principal, action,')
  await page.getByText(/Line 1, column/).waitFor()
  await page.getByText('This cannot go live yet').waitFor()
  await page.getByRole('textbox', { name: /^Expert rules/ }).fill('')
  await page.getByRole('button', { name: 'Try it on last week’s calls' }).click()
  await page.getByText(/Each of them would be decided as it is now|nothing to try it on/).waitFor()
  await page.getByRole('textbox', { name: /^Why/ }).fill('Only our own machines')
  await page.getByRole('button', { name: 'Publish' }).click()
  const first = page.getByRole('listitem').filter({ hasText: 'Only our own machines' })
  await first.getByText('decides now').waitFor()

  await internal.getByRole('combobox', { name: 'May go to' }).selectOption('anywhere')
  await page.getByRole('textbox', { name: /^Why/ }).fill('Too strict')
  await page.getByRole('button', { name: 'Publish' }).click()
  await first.getByRole('button', { name: 'Bring back' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Bring back' }).click()
  await page.getByText('brought back version 1').waitFor()
  assert.equal(
    await internal.getByRole('combobox', { name: 'May go to' }).inputValue(),
    'own-hardware',
  )
  assertNoProblems(visit)
  await visit.context.close()
})
