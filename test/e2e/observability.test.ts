import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

test('what was asked is seen in the traffic, found among the requests, and told attempt by attempt', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, how do you do? [[fault: status=503 times=1]]')
  await waitForEnd(page)
  await ask(page, 'And now? [[fault: status=503 times=9]]')
  await waitForEnd(page)

  await page.goto(`${world.server.url}/admin/traffic?range=15m`)
  await page.getByRole('region', { name: 'Requests by model' }).getByRole('slider').waitFor()
  const failures = page.getByRole('region', { name: 'Failures by kind' })
  await failures.getByRole('button', { name: /^As a table/ }).click()
  await failures.getByRole('columnheader', { name: 'Provider unreachable' }).waitFor()
  await failures.getByRole('link', { name: 'Show them' }).click()
  await page.waitForURL(/\/admin\/requests\?outcome=failed/)
  const rows = page.getByRole('row')
  await rows.nth(1).waitFor()
  assert.match((await rows.nth(1).textContent()) ?? '', /Provider unreachable/)

  await page.getByRole('button', { name: 'Clear' }).click()
  await page
    .getByRole('row', { name: /Complete.*2 attempts/ })
    .first()
    .waitFor()
  await page
    .getByRole('row', { name: /Complete.*2 attempts/ })
    .first()
    .getByRole('link')
    .click()
  await page.getByRole('heading', { name: 'Attempts' }).waitFor()
  assert.equal(await page.locator('main ol > li').count(), 2)
  await page.getByText('HTTP 503').waitFor()
  await page.getByText('It is not kept.').waitFor()
  assertNoProblems(visit, /503|status of 5/)
  await visit.context.close()
})

test('an alert is set up, tested and told', async (t) => {
  const heard: string[] = []
  const receiver = createServer((request, response) => {
    heard.push(String(request.headers['webhook-signature']))
    request.resume().on('end', () => response.writeHead(204).end())
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  t.after(() => receiver.close())
  const address = receiver.address()
  const port = typeof address === 'object' && address ? address.port : 0

  const visit = await world.open({ path: '/admin/alerts' })
  const { page } = visit
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await page.getByLabel('Name').fill('Harbour chat')
  await page.getByLabel('Web address').fill(`http://127.0.0.1:${port}/hook`)
  await page.getByLabel(/machine of our own/).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^whsec_/).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText('It arrived.').waitFor()
  assert.match(heard[0] ?? '', /^v1,/)

  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('What is watched').selectOption('error-rate')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Told: Harbour chat').waitFor()
  await page.getByText('All is well').waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})
