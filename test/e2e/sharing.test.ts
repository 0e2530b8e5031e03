import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { assertNoProblems, createWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your message' }).fill(text)
  await page.keyboard.press('Enter')
  await lastAnswer(page).getByRole('button', { name: 'Answer again' }).waitFor()
}

const lastAnswer = (page: Page) => page.getByRole('article').last()

async function choose(page: Page, message: Locator, item: string): Promise<void> {
  await message.hover()
  await message.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('models are compared blind, one answer is chosen, versions differ, and a fork says where it is from', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'What is a forest?')
  await choose(page, lastAnswer(page), 'Compare models…')
  const boxes = page.getByRole('group', { name: 'Models' }).getByRole('checkbox')
  await boxes.nth(0).check()
  await boxes.nth(2).check()
  await page.getByRole('checkbox', { name: /Hide which model/ }).check()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('heading', { name: 'Answer B' }).waitFor()
  // Whichever is written first: nobody has to wait for the slowest.
  await page
    .getByRole('button', { name: /^Choose answer/, disabled: false })
    .first()
    .click()
  await page.getByText('Thank you. The conversation goes on').waitFor()
  // Now they have names.
  assert.equal(await page.getByRole('heading', { name: 'Answer B' }).count(), 0)
  await page.getByRole('button', { name: 'Go on' }).click()
  await choose(page, lastAnswer(page), 'Compare versions…')
  await page.getByRole('dialog').getByRole('radio', { name: 'Side by side' }).check()
  await page.getByRole('region', { name: 'Second version' }).waitFor()
  await page.keyboard.press('Escape')
  await choose(page, lastAnswer(page), 'New conversation from here…')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByText('Begun as a copy:').getByRole('link').waitFor()
  assertNoProblems(visit)
})

test('a link is made, opens, lets a copy go on, is ended at once, and never stands in an address', async () => {
  const visit = await world.open()
  const { page } = visit
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await ask(page, 'What is a meadow?')
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Actions for/ })
    .click()
  await page.getByRole('menuitem', { name: 'Share…' }).click()
  await page.getByRole('button', { name: 'See what they will see' }).click()
  await page
    .getByRole('dialog', { name: 'What they will see' })
    .getByText('meadow')
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Back to sharing' }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByRole('textbox', { name: 'The new link' }).inputValue()
  const token = link.split('#')[1] ?? ''
  assert.equal(token.length, 80)
  await page.keyboard.press('Escape')

  await page.goto(link)
  await page.getByText('Shared by').waitFor()
  assert.match(page.url(), /\/shared\/[\da-f-]{36}$/)
  await page.getByRole('button', { name: 'Go on with a copy' }).click()
  await page.getByText('what somebody shared').waitFor()
  // What is behind the # stays in the browser: neither the server's log nor a referrer ever has it.
  assert.ok(requests.every((url) => !url.replace(/#.*$/, '').includes(token)))
  assertNoProblems(visit)

  const stranger = await world.open({ isSignedIn: false, path: `/s#${token}` })
  await stranger.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.goto(`${world.server.url}/shared`)
  await page.getByRole('button', { name: /^End it for/ }).click()
  await page.getByText('You share nothing').waitFor()
  await page.goto(link)
  await page.getByText('This is not there').waitFor()
})
