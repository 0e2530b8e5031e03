import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import {
  startTestDirectory,
  type TestDirectory,
} from '#server/access/sso/ldap/ldap-server-testing.ts'
import {
  CLIENT_SECRET,
  prepareTestIssuer,
  type TestIssuer,
} from '#server/access/sso/oidc/provider-testing.ts'
import { assertNoProblems, createWorld, type World } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Whoever is not in yet is told so, and the way leads over the issuer, which has no icon. */
const EXPECTED = /status of 40[14]|127\.0\.0\.1/

let world: World
let issuer: TestIssuer
let closeIssuer: () => Promise<void>
let directory: TestDirectory
before(async () => {
  const prepared = await prepareTestIssuer()
  closeIssuer = () => prepared.close()
  world = await createWorld(
    undefined,
    `signIn:
  oidc:
    - id: staff
      name: Staff account
      profile: keycloak
      issuer: ${prepared.url}
      isInternal: true
      clientId: galerne
      clientSecret: ${CLIENT_SECRET}
      trustedDomains: [example.eu]
      groups: { takesOthers: true }
      roles: { names: { admins: administrator } }
    - id: broken
      name: Old directory
      issuer: https://sso.example.invalid/realms/staff
      clientId: galerne
  saml:
    - id: partner
      name: Partner
      entityId: https://idp.example.eu/metadata
      signInUrl: https://idp.example.eu/sso
      certificates: [nonsense]
`,
  )
  directory = await startTestDirectory({
    entries: [
      {
        dn: 'uid=uwe,dc=example,dc=eu',
        password: 'only there',
        attributes: {
          objectClass: ['person'],
          uid: ['uwe'],
          cn: ['Uwe Öztürk'],
          mail: ['uwe@town.example'],
          entryUUID: ['id-uwe'],
        },
      },
    ],
  })
  const at = `${world.server.url}/sign-in/oidc/staff`
  issuer = prepared.open({
    redirectUris: [`${at}/callback`],
    postLogoutRedirectUris: [`${at}/signed-out`],
    accounts: [{ sub: 'zoe', name: 'Zoë Lefèvre', email: 'zoe@example.eu', email_verified: true }],
  })
})
after(async () => {
  await world.close()
  await closeIssuer()
  await directory.close()
})

test('somebody comes in by the button of their organisation, and leaves by the issuer again', async () => {
  const visit = await world.open({ isSignedIn: false, path: '/models' })
  const { page, context } = visit
  await page.getByRole('link', { name: 'Staff account' }).click()
  await page.getByRole('navigation').first().waitFor()
  const session = await page.evaluate(async () => (await fetch('/api/session')).text())
  assert.match(session, /Zoë Lefèvre/)

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  // At the issuer, which asks.
  await page.getByRole('button', { name: 'Yes' }).click()
  await page.getByRole('link', { name: 'Staff account' }).waitFor()
  const left = issuer.requests.find(({ pathname }) => pathname === '/session/end')
  assert.ok(left?.searchParams.get('id_token_hint'))
  assertNoProblems(visit, EXPECTED)
  await context.close()
})

test('an administrator sees what to enter at a provider, and what is wrong with one', async () => {
  const visit = await world.open({ path: '/admin/single-sign-on' })
  const { page, context } = visit
  await page.getByRole('heading', { name: 'Single sign-on', level: 1 }).waitFor()
  await page.getByText(`${world.server.url}/sign-in/oidc/staff/callback`).waitFor()
  await page.getByRole('button', { name: /Try it.*Staff account/ }).click()
  await page.getByText('It answers as it should.').waitFor()
  await page.getByRole('button', { name: /Try it.*Old directory/ }).click()
  await page.getByText('It is not reached').waitFor()
  await page.getByRole('button', { name: /Try it.*Partner/ }).click()
  await page.getByText('The certificate has ended, or is none.').waitFor()
  assert.deepEqual(await listViolations(page), [])

  await page.getByRole('button', { name: 'Make an account and a key for it' }).click()
  const secret = await page.getByRole('dialog').locator('code').innerText()
  const answer = await fetch(`${world.server.url}/scim/v2/Users`, {
    headers: { authorization: `Bearer ${secret}` },
  })
  assert.equal(answer.status, 200)
  assertNoProblems(visit, EXPECTED)
  await context.close()
})

test('an owner sets up a directory, looks somebody up, and they sign in by it', async () => {
  const visit = await world.open({ path: '/admin/single-sign-on/new' })
  const { page, context } = visit
  await page.getByLabel('How it speaks').selectOption('ldap')
  await page.getByLabel('Name', { exact: true }).fill('Town hall')
  await page.getByLabel('Address', { exact: true }).fill(directory.url)
  await page.getByLabel('It stands in our own network').check()
  await page.getByLabel(/StartTLS/).uncheck()
  await page.getByLabel('Where people are (DN)').fill('dc=example,dc=eu')
  await page.getByLabel('Domains of the people in it').fill('town.example')
  await page.getByLabel('People may sign in by it').check()
  assert.deepEqual(await listViolations(page), [])
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('“Town hall” is saved').waitFor()
  await page.getByRole('button', { name: /Try it.*Town hall/ }).click()
  await page.getByText('The directory answers').waitFor()
  const card = page.getByRole('listitem', { name: 'Town hall' })
  await card.getByLabel('Look somebody up').fill('*')
  await page.keyboard.press('Enter')
  await page.getByText('knows nobody of this name').waitFor()
  await card.getByLabel('Look somebody up').fill('uwe@town.example')
  await page.keyboard.press('Enter')
  await page.getByText('Uwe Öztürk').waitFor()
  assert.deepEqual(await listViolations(page), [])
  const guest = await world.open({ isSignedIn: false })
  await guest.page.getByLabel('E-mail address').fill('uwe@town.example')
  await guest.page.getByLabel('Password', { exact: true }).fill('only there')
  await guest.page.keyboard.press('Enter')
  await guest.page.locator('#message').waitFor()
  assertNoProblems(guest, EXPECTED)
  await guest.context.close()
  assertNoProblems(visit, EXPECTED)
  await context.close()
})

test('what an owner has entered stays while they sign in once more in another tab', async () => {
  const visit = await world.open({ path: '/admin/single-sign-on/new' })
  const { page, context } = visit
  await page.getByLabel('Name', { exact: true }).fill('Kreis')
  await page.getByLabel('Issuer').fill('https://sso.kreis.example')
  await page.getByLabel('Client ID').fill('galerne')
  await page.getByLabel('Client secret').fill('never shown again')
  // As for whoever came by a link an hour ago.
  let isFresh = false
  await page.route('**/api/own-sign-in', (route) => {
    if (isFresh) return route.continue()
    const error = { code: 'confirmation_required', message: 'Who?', isRetryable: false }
    return route.fulfill({ status: 403, json: { error } })
  })
  await page.route('**/api/account', async (route) => {
    const answer = await route.fetch()
    const account: unknown = await answer.json()
    return route.fulfill({ response: answer, json: Object.assign(Object(account), { isFresh }) })
  })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Sign in once more in another tab').waitFor()
  assert.deepEqual(await listViolations(page), [])
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('You have not signed in again yet').waitFor()
  isFresh = true
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('“Kreis” is saved').waitFor()
  const saved = await page.evaluate(async () => (await fetch('/api/sign-in-providers')).text())
  assert.match(saved, /"issuer":"https:\/\/sso.kreis.example"/)
  assert.match(saved, /"hasSecret":true/)
  assertNoProblems(visit, /status of 403/)
  await context.close()
})

async function listViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate((): Promise<AxeResults> =>
    Reflect.get(globalThis, 'axe').run(),
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
