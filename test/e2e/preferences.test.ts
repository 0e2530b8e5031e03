import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, assertNoProblems, createWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

const groundOf = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)

test('a language that is not there gives English', async () => {
  const { page, context } = await world.open({ locale: 'is-IS' })
  await page.getByRole('heading', { name: 'What shall we look into?' }).waitFor()
  await context.close()
})

test('the interface speaks the language of the browser, and the one that is chosen from then on', async () => {
  const visit = await world.open({ locale: 'fr-BE' })
  const { page } = visit
  await page.getByRole('heading', { name: 'Que souhaitez-vous explorer' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr')

  await page.getByRole('button', { name: 'Réglages', exact: true }).click()
  await page.getByRole('combobox', { name: 'Langue' }).selectOption('de')
  await page.getByRole('dialog', { name: 'Einstellungen' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'de')
  await page.reload()
  await page.getByRole('heading', { name: 'Womit wollen wir uns befassen?' }).waitFor()

  // It is the person's: another browser of theirs, where nobody has chosen, follows.
  const other = await world.open({ locale: 'fr-BE' })
  await other.page.getByRole('heading', { name: 'Womit wollen wir uns befassen?' }).waitFor()
  await other.page.getByRole('button', { name: 'Einstellungen', exact: true }).click()
  await other.page.getByRole('combobox', { name: 'Sprache' }).selectOption('en')
  await other.page.getByRole('dialog', { name: 'Settings' }).waitFor()
  for (const each of [visit, other]) {
    assertNoProblems(each)
    await each.context.close()
  }
})

test('dark is as the system has it until one chooses, and the choice never flashes', async () => {
  const visit = await world.open({ colorScheme: 'light' })
  const { page } = visit
  await page.getByRole('heading', { level: 1 }).waitFor()
  const light = await groundOf(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await groundOf(page)
  assert.notEqual(light, dark)

  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByText('Light', { exact: true }).click()
  assert.equal(await groundOf(page), light)
  // The theme is there before any of the page's own code has run.
  await page.route('**/assets/index-*.js', (route) => route.abort())
  await page.reload({ waitUntil: 'domcontentloaded' })
  assert.equal(await groundOf(page), light)
  await visit.context.close()
})

test('on a phone the list is a drawer, Enter is a new line, and nothing is wider than the window', async () => {
  for (const width of [320, 360, 390]) {
    const visit = await world.open({
      viewport: { width, height: 700 },
      isMobile: true,
      hasTouch: true,
    })
    const { page } = visit
    await page.getByRole('heading', { level: 1 }).waitFor()
    const field = page.getByRole('textbox', { name: 'Your message' })
    await field.fill('One')
    await field.press('Enter')
    assert.equal(await field.inputValue(), 'One\n')

    await ask(page, `[[echo]] ${'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(4)}`)
    await page.getByRole('button', { name: 'Show the conversations' }).tap()
    const drawer = page.getByRole('dialog', { name: 'Conversations' })
    await drawer.getByRole('link', { name: 'New chat' }).tap()
    await drawer.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'What shall we look into?' }).waitFor()
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    assertNoProblems(visit)
    await visit.context.close()
  }
})

test('one who scrolls up is left alone, and can jump back to the end', async () => {
  const visit = await world.open({ viewport: { width: 900, height: 500 } })
  const { page } = visit
  await ask(page, 'Hello, what is it? [[fault: delay=12 size=60000]]')
  const log = page.getByRole('log')
  await page.waitForFunction(() => {
    const box = document.querySelector('[role="log"]')
    return box !== null && box.scrollHeight > box.clientHeight + 300
  })
  const isAtEnd = () =>
    log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60)
  assert.equal(await isAtEnd(), true)

  await log.hover()
  await page.mouse.wheel(0, -400)
  const jump = page.getByRole('button', { name: 'Jump to the latest' })
  await jump.waitFor()
  const top = await log.evaluate((box) => box.scrollTop)
  const height = await log.evaluate((box) => box.scrollHeight)
  await page.waitForFunction(
    (earlier) => (document.querySelector('[role="log"]')?.scrollHeight ?? 0) > earlier,
    height,
  )
  assert.equal(await log.evaluate((box) => box.scrollTop), top)
  await jump.click()
  assert.equal(await isAtEnd(), true)
  await page.getByRole('button', { name: 'Stop the answer' }).click()
  assertNoProblems(visit)
  await visit.context.close()
})
