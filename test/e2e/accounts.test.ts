import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { stepAt, totpCode } from '#server/access/accounts/totp.ts'
import { assertNoProblems, createWorld, type PageOptions, type World } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const EMAIL = 'anna@amt.example'
const PASSWORD = 'vier blaue Elefanten tanzen'
/** Whoever is not in yet is told so by the server, and a wrong password is a refusal. */
const EXPECTED = /status of 40[0134]/

let world: World
let secret = ''
before(async () => {
  world = await createWorld()
})
after(() => world.close())

const stranger = (options: PageOptions = {}) => world.open({ isSignedIn: false, ...options })

test('whoever starts Galerne for the first time is shown the link of the terminal, and no form', async () => {
  const visit = await stranger()
  const { page, context } = visit
  await page.getByRole('heading', { name: 'Sign in from the terminal' }).waitFor()
  await page.getByText('npm run galerne sign-in-link').waitFor()
  assert.equal(await page.getByRole('textbox').count(), 0)
  assertNoProblems(visit, EXPECTED)
  await context.close()
})

test('whoever must have a second factor makes a passkey of it before they are in', async () => {
  const owner = await world.open()
  const link = await owner.page.evaluate(invite)
  await owner.context.close()
  const { page, context } = await stranger({ viewport: { width: 320, height: 640 } })
  await addAuthenticator(page, context)
  await page.goto(link.replace('127.0.0.1', 'localhost'))
  await page.getByLabel('New password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Add a second factor' }).waitFor()
  await page.getByRole('button', { name: 'Use a code of the authenticator app' }).click()
  await page.getByRole('img', { name: 'Picture of the secret' }).waitFor()
  await check(page, 'an app as second factor')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await check(page, 'a passkey as second factor')
  await page.getByRole('button', { name: 'Sign in with a passkey from now on' }).click()
  await page.getByRole('heading', { name: 'Keep these codes' }).waitFor()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.locator('#message').waitFor()
  await context.close()
})

/** In the page of an owner: a colleague, who needs a second factor, and the link that invites them. */
async function invite(): Promise<string> {
  const session: unknown = await (await fetch('/api/session')).json()
  const send = async (method: string, path: string, body: object): Promise<unknown> => {
    const headers = {
      'content-type': 'application/json',
      'x-galerne-csrf': String(Object(session).csrfToken),
    }
    const answer = await fetch(path, { method, headers, body: JSON.stringify(body) })
    return answer.json()
  }
  await send('PATCH', '/api/sign-in-rules', { secondFactorRoles: ['guest'] })
  const wish = { name: 'Bo', email: 'bo@amt.example', roles: ['guest'] }
  const person = await send('POST', '/api/people', wish)
  const ticket = await send('POST', `/api/people/${Object(person).id}/tickets`, {
    kind: 'invitation',
  })
  return String(Object(ticket).url)
}

/** A telephone with a finger on it. */
async function addAuthenticator(page: Page, context: BrowserContext) {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { devtools, authenticatorId }
}

test('the first owner makes an account of the link, with a second factor', async () => {
  const visit = await world.open({ path: '/account' })
  const { page, context } = visit
  await page.getByText('You signed in by a link of the terminal').waitFor()
  await page.getByRole('button', { name: 'Enter an address' }).click()
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(EMAIL)
  await page.keyboard.press('Enter')
  await page.getByText(EMAIL, { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Set a password' }).click()
  await page.getByLabel('New password').fill('passwort1234')
  await page.keyboard.press('Enter')
  await page.getByText('too easy to guess').waitFor()
  await page.getByLabel('New password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByText('Last changed on').waitFor()

  await page.getByRole('button', { name: 'Add an authenticator app' }).click()
  await page.getByRole('img', { name: 'Picture of the secret' }).waitFor()
  await page.getByText('I cannot scan it').click()
  secret = await page.locator('dialog [translate="no"] span').first().innerText()
  await page.getByLabel('The six digits that it shows').fill(freshCode())
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog', { name: 'Keep these codes' }).waitFor()
  assert.equal(await page.getByRole('alertdialog').getByRole('listitem').count(), 10)
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  const file = readFileSync(await (await downloading).path(), 'utf8')
  assert.equal(file.match(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){2}$/gm)?.length, 10)
  assert.deepEqual(await listViolations(page), [])
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 of them have not been used yet.').waitFor()
  assertNoProblems(visit, EXPECTED)
  await context.close()
  recoveryCode = /[A-Z2-9]{4}(-[A-Z2-9]{4}){2}/.exec(file)?.[0] ?? ''
})

let recoveryCode = ''

test('they sign in on another device by the keyboard alone, and stay in after a reload', async () => {
  const visit = await stranger()
  const { page, context } = visit
  await page.getByRole('textbox', { name: 'E-mail address' }).focus()
  await page.keyboard.type(EMAIL)
  await page.keyboard.press('Tab')
  await page.keyboard.type('not this one at all')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('The address or the password is wrong.').waitFor()
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(recoveryCode.toLowerCase())
  await page.keyboard.press('Enter')
  await page.locator('#message').waitFor()
  await page.reload()
  await page.locator('#message').waitFor()

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assertNoProblems(visit, EXPECTED)
  await context.close()
})

test('a passkey is added, and signs in without anything being typed', async () => {
  const url = world.server.url.replace('127.0.0.1', 'localhost')
  const { page, context } = await stranger()
  const { devtools, authenticatorId } = await addAuthenticator(page, context)
  await page.goto(url)
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  const codes = page.getByLabel('Code', { exact: true })
  await codes.fill(freshCode())
  await page.keyboard.press('Enter')
  await page.locator('#message').waitFor()
  await page.goto(`${url}/account`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('not used yet').waitFor()
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
  assert.deepEqual(
    credentials.map(({ rpId }) => rpId),
    ['localhost'],
  )

  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  // The virtual authenticator answers at once, be it to the list of the browser or to the button.
  await page
    .getByRole('button', { name: 'Sign in with a passkey' })
    .click()
    .catch(() => undefined)
  await page.locator('#message').waitFor()
  await page.goto(`${url}/account`)
  await page
    .getByText(/^With a passkey/)
    .first()
    .waitFor()
  await context.close()
})

test('axe finds nothing where one signs in, nor on one’s own account', async () => {
  const options: PageOptions[] = [
    { locale: 'de-DE', viewport: { width: 320, height: 640 } },
    { locale: 'fr-FR', colorScheme: 'dark' },
  ]
  for (const option of options) {
    const { page, context } = await stranger(option)
    await page.locator('input[name="password"]').waitFor()
    await check(page, 'signing in')
    await page.locator('input[name="email"]').fill(EMAIL)
    await page.locator('input[name="password"]').fill(PASSWORD)
    await page.locator('form button[type="submit"]').click()
    await page.locator('input[name="code"]').waitFor()
    await check(page, 'the second step')
    await page.goto(`${world.server.url}/welcome#00000000-0000-7000-8000-000000000001.nothing-here`)
    await page.getByRole('alert').waitFor()
    await check(page, 'a link that is gone')
    await context.close()
  }
  for (const option of options) {
    const visit = await signedInByLink(option)
    await visit.page.goto(`${world.server.url}/account`)
    await visit.page.locator('h2').first().waitFor()
    await check(visit.page, 'the account')
    await visit.page.goto(`${world.server.url}/admin/sign-in-rules`)
    await visit.page.locator('input[name="allowsPasswords"]').waitFor()
    await check(visit.page, 'the rules of sign-ins')
    await visit.context.close()
  }
})

let links: Page | undefined

/** Another link, as `galerne sign-in-link` gets it. */
async function signedInByLink(options: PageOptions) {
  const { page, context } = await world.open({ isSignedIn: false, ...options })
  if (!links) {
    const first = await stranger()
    links = first.page
    await links.locator('input[name="email"]').fill(EMAIL)
    await links.locator('input[name="password"]').fill(PASSWORD)
    await links.keyboard.press('Enter')
    await links.locator('input[name="code"]').fill(freshCode())
    await links.keyboard.press('Enter')
    await links.locator('#message').waitFor()
  }
  const url = await links.evaluate(async () => {
    const session: unknown = await (await fetch('/api/session')).json()
    const headers = { 'x-galerne-csrf': String(Object(session).csrfToken) }
    const answer: unknown = await (
      await fetch('/api/sign-in-links', { method: 'POST', headers })
    ).json()
    return String(Object(answer).url)
  })
  await page.goto(url)
  await page.locator('#message').waitFor()
  return { page, context }
}

let lastStep = 0

/** One that was not used yet: each is good once, and for half a minute before and after its time. */
function freshCode(): string {
  const step = stepAt(Date.now())
  lastStep = Math.max(step - 1, lastStep + 1)
  assert.ok(lastStep <= step + 1, 'there is a code that was not used yet')
  return totpCode(secret.replaceAll(' ', ''), lastStep)
}

async function check(page: Page, where: string): Promise<void> {
  assert.deepEqual(await listViolations(page), [], where)
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  assert.ok(overflow <= 0, `${where} scrolls sideways`)
}

async function listViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}
