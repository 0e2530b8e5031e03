import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { answersOf, ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

test('an answer is labelled, approved, copied with its label, and confirmed to a citizen', async () => {
  const visit = await world.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  const { page } = visit
  await ask(page, 'Write to Ms Example that her permit is granted, please')
  await waitForEnd(page)
  const answer = answersOf(page).last()
  // The label is part of the heading, which is the name of the answer.
  const name = (await answer.getByRole('heading', { level: 2 }).first().textContent()) ?? ''
  assert.match(name, /Written by AI$/)

  await answer.getByRole('button', { name: 'Ask for approval' }).click()
  await page.getByLabel('Note for whoever approves').fill('goes out on Monday')
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await answer.getByText('Waits for approval.').waitFor()
  await answer.getByRole('button', { name: 'Decide' }).click()
  await page.getByText('goes out on Monday').waitFor()
  await page.getByRole('button', { name: /^Approve/ }).click()
  await answer.getByText(/^Approved by Owner on /).waitFor()

  await answer.getByRole('button', { name: 'Copy' }).click()
  await answer.getByRole('button', { name: 'Copied' }).waitFor()
  const copy = await page.evaluate(() => navigator.clipboard.readText())
  assert.match(copy, /— Written by AI \(fake\)\. Approved by Owner on .*\. Check this text: http/)
  await axe(page, 'the answer')
  assertNoProblems(visit)
  await visit.context.close()

  const citizen = await world.open({ path: '/check', isSignedIn: false, locale: 'de-DE' })
  await citizen.page.getByLabel('Text', { exact: true }).fill(copy)
  await citizen.page.getByRole('button', { name: 'Prüfen' }).click()
  await citizen.page.getByText('Ja. Genau diesen Text hat eine KI geschrieben.').waitFor()
  await citizen.page.getByText(/Ein Mensch hat ihn am .* freigegeben\./).waitFor()
  const told = await citizen.page.getByRole('region').first().textContent()
  assert.doesNotMatch(told ?? '', /Owner|Monday/)
  await axe(citizen.page, 'the page for checking')
  const changed = copy.replace(/\d+ °C/, '90 °C')
  await citizen.page.getByLabel('Text', { exact: true }).fill(changed)
  await citizen.page.getByRole('button', { name: 'Prüfen' }).click()
  await citizen.page.getByText(/Zu diesem Text ist nichts bekannt/).waitFor()
  assertNoProblems(citizen)
  await citizen.context.close()
})

test('a use case is described, found to be high risk, and decided about; documents follow', async () => {
  const visit = await world.open({ path: '/admin/use-cases' })
  const { page } = visit
  await page.getByRole('button', { name: 'Add a use case' }).click()
  await page.getByLabel('Name').fill('Triage of benefits')
  assert.equal(await page.getByLabel('Purpose').inputValue(), 'triage-of-benefits')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Triage of benefits' }).waitFor()

  await page.getByText('Answer the risk questions', { exact: true }).click()
  const group = page.getByRole('radiogroup', { name: /who gets public benefits/ })
  await group.getByLabel('Yes').check()
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByText('Calls with this purpose are refused now.').waitFor()
  await page
    .getByRole('rowheader', { name: /who gets public benefits/ })
    .first()
    .waitFor()
  await axe(page, 'the use case')

  await page.getByLabel('Reason').fill('assessed with the works council')
  await page.getByRole('button', { name: 'Approve this use' }).click()
  await page.getByText(/Approved: last decided by Owner/).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'DOCX' }).click()
  assert.match((await download).suggestedFilename(), /^galerne-risk-.*-en\.docx$/)

  await page.goto(`${world.server.url}/admin/registers/article-30`)
  await page.getByText('About the organisation').click()
  await page.getByLabel('Controller', { exact: true }).fill('City of Here')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^Version 1, by Owner/).waitFor()
  await page.getByRole('definition').filter({ hasText: 'City of Here' }).waitFor()
  await axe(page, 'a register')
  assertNoProblems(visit)
  await visit.context.close()
})

test('whoever does the course is on record, on a phone and in German as well', async () => {
  const phone = { viewport: { width: 390, height: 844 }, locale: 'de-DE' }
  const visit = await world.open({ path: '/course', ...phone })
  const { page } = visit
  await page.getByRole('heading', { level: 1, name: 'Kurs' }).waitFor()
  for (const answer of [
    'Ich schlage im Gesetz nach, bevor ich ihn verwende.',
    'Wer das Schreiben versendet oder freigibt.',
    'Nur, was die Aufgabe braucht, ohne Namen, wo es auf sie nicht ankommt.',
    'Ja, sie hat keine Vorurteile.',
    'Sie bleibt: Wer liest, soll es wissen.',
  ]) {
    await page.getByLabel(answer).check()
  }
  await page.getByRole('button', { name: 'Meine Antworten prüfen' }).click()
  await page.getByText(/Noch ist nicht alles richtig/).waitFor()
  await page.getByLabel(/^Nur, wenn diese Anwendung/).check()
  await page.getByRole('button', { name: 'Meine Antworten prüfen' }).click()
  await page.getByText(/^gemacht am/).waitFor()
  await page.getByText('1 von 1').waitFor()
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(width <= 390, `the page is ${width} wide`)
  await axe(page, 'the course')
  assertNoProblems(visit)
  await visit.context.close()
})

async function axe(page: Page, where: string): Promise<void> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
  assert.deepEqual(found, [], where)
}
