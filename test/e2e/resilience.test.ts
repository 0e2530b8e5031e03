import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { answersOf, ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

/** What the browser itself reports about a server that is not there. */
const UNREACHABLE =
  /ERR_CONNECTION_(REFUSED|RESET)|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|status of 503/

test('kill -9 of the server in the middle of an answer loses nothing that was shown', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, what is this? [[fault: delay=30 size=9000]]')
  const text = answersOf(page).first().locator('.md')
  await text.getByText(/\w{5}/).first().waitFor()
  await page.waitForFunction(() => (document.querySelector('.md')?.textContent?.length ?? 0) > 300)
  await world.server.kill()
  const shown = (await text.innerText()).trimEnd()

  await page.getByText(/The server cannot be reached\. Nothing is lost/).waitFor()
  await page.getByRole('textbox', { name: 'Your message' }).fill('Written while it was away')
  await page.getByText('Your message can be sent as soon as the server is back.').waitFor()

  await world.restart()
  await page.getByText('The answer was interrupted because the server stopped.').waitFor()
  await page.getByText(/The server cannot be reached/).waitFor({ state: 'detached' })
  assert.ok((await text.innerText()).startsWith(shown))

  // The draft outlives a reload too.
  await page.reload()
  await page.getByText('The answer was interrupted because the server stopped.').waitFor()
  assert.ok((await text.innerText()).startsWith(shown))
  const field = page.getByRole('textbox', { name: 'Your message' })
  assert.equal(await field.inputValue(), 'Written while it was away')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('The answer was interrupted').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Stop the answer' }).click()
  await waitForEnd(page)
  assertNoProblems(visit, UNREACHABLE)
  await visit.context.close()
})

test('a page that is opened while the server is away comes to life by itself', async () => {
  const visit = await world.open()
  const { page } = visit
  await page.getByRole('heading', { level: 1 }).waitFor()
  // The page itself comes from the browser's cache or a proxy; its server does not answer.
  await page.route('**/api/**', (route) => route.abort('connectionrefused'))
  await page.reload()
  await page.getByRole('heading', { name: 'The server does not answer' }).waitFor()
  await page.unroute('**/api/**')
  await page.getByRole('heading', { name: 'What shall we look into?' }).waitFor()
  assertNoProblems(visit, UNREACHABLE)
  await visit.context.close()
})

test('whoever has no session is told how to get one', async () => {
  const visit = await world.open({ isSignedIn: false })
  const { page } = visit
  await page.getByRole('heading', { name: 'Sign in from the terminal' }).waitFor()
  await page.getByText('npm run galerne sign-in-link').waitFor()
  assertNoProblems(visit, /status of 401/)
  await visit.context.close()
})

test('a sign-in link that was used already says so, and lets nobody in', async () => {
  const visit = await world.open({ isSignedIn: false, path: '/nothing-yet' })
  const { page } = visit
  const response = await page.goto(world.server.signInUrl)
  // The first use is its right one, since the server was started anew; the second is not.
  assert.equal(response?.ok(), true)
  await page.context().clearCookies()
  const again = await page.goto(world.server.signInUrl)
  assert.notEqual(again?.status(), 200)
  await page.goto(world.server.url)
  await page.getByRole('heading', { name: 'Sign in from the terminal' }).waitFor()
  await visit.context.close()
})

test('a session that ends keeps the page, says so, and goes on after signing in elsewhere', async () => {
  const visit = await world.open()
  const { page, context } = visit
  await ask(page, 'Hello, what is it?')
  await waitForEnd(page)
  const cookies = await context.cookies()
  await context.clearCookies()
  await page.getByRole('textbox', { name: 'Your message' }).fill('And then?')
  await page.getByRole('textbox', { name: 'Your message' }).press('Enter')
  await page.getByRole('link', { name: 'Sign in again in another window' }).waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'Your message' }).inputValue(), 'And then?')
  assert.equal(await answersOf(page).count(), 1)

  await context.addCookies(cookies)
  const second = await context.newPage()
  await second.goto(world.server.url)
  await page
    .getByRole('link', { name: 'Sign in again in another window' })
    .waitFor({ state: 'detached' })
  await ask(page, 'And then?')
  await waitForEnd(page)
  assert.equal(await answersOf(page).count(), 2)
  assertNoProblems(visit, /status of 401/)
  await context.close()
})

test('an address of no conversation says so and leads on', async () => {
  const visit = await world.open({ path: '/c/00000000-0000-7000-8000-00000000dead' })
  const { page } = visit
  await page.getByRole('heading', { name: 'This conversation does not exist' }).waitFor()
  await page.getByRole('link', { name: 'Start a new chat' }).click()
  await page.getByRole('heading', { name: 'What shall we look into?' }).waitFor()
  assertNoProblems(visit, /status of 404/)
  await visit.context.close()
})
