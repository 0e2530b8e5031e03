import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertNoProblems, createWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld(
    ['--no-model', '--fake-provider'],
    'audit:\n  checkpointSeconds: 1\n  verifyEveryHours: 0\n',
  )
})
after(() => world.close())

test('what happened is found, proved by a signed checkpoint, and checked as a whole', async () => {
  const visit = await world.open({ path: '/admin/audit' })
  const { page } = visit
  await page.getByRole('heading', { name: 'Audit trail' }).waitFor()
  await page.getByRole('textbox', { name: /^What/ }).fill('sign-in.succeed')
  await page.getByRole('button', { name: 'Search' }).click()
  await page
    .getByRole('cell', { name: /^Signed in/ })
    .first()
    .waitFor()
  assert.equal(await page.getByRole('cell', { name: /audit\.read/ }).count(), 0)
  await page.getByRole('row').nth(1).getByRole('link').click()
  await page.getByText(/This entry is part of the signed checkpoint of/).waitFor()
  assert.ok(!(await page.locator('pre').last().innerText()).includes('Owner'))

  await page.getByRole('link', { name: 'All entries' }).click()
  await page.getByRole('button', { name: 'Check it now' }).click()
  await page.getByText('All is right').waitFor()
  // Reading it is an entry itself.
  await page
    .getByRole('cell', { name: /audit\.read/ })
    .first()
    .waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})
