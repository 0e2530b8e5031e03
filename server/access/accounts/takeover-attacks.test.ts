import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test, type TestContext } from 'node:test'
import { EMAIL, PASSWORD, startWithAccount } from '#server/account-testing.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '../principal.ts'
import type { Accounts } from './accounts.ts'
import { createPasswords } from './passwords.ts'
import { createTicketsStore } from './tickets-store.ts'
import { stepAt, totpCode } from './totp.ts'

const database = await openTestDatabase()
after(() => database.close())

const MINUTE_MS = 60_000
const CHEAP = { memoryCost: 1024, timeCost: 1, parallelism: 1 }
const RIGHT = { email: EMAIL, password: PASSWORD }
/** Nothing listens there: where a link was sent is enough. */
const MAIL_SERVER = {
  host: '127.0.0.1',
  port: 9,
  security: 'none' as const,
  user: null,
  password: null,
  from: 'Galerne <galerne@amt.example>',
}

interface Weaker {
  weaken?: (accounts: Accounts) => void
  sendsMail?: boolean
}

async function start(t: TestContext, { weaken, sendsMail = false }: Weaker = {}) {
  await database.withTenant(
    LOCAL_TENANT_ID,
    async (sql) => {
      const tables = ['passwords', 'authenticators', 'recovery_codes', 'tickets', 'attempts']
      for (const table of [...tables, 'sign_in_rules']) {
        await sql.unsafe(`delete from identity.${table}`)
      }
    },
    'galerne_identity',
  )
  await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql`update people set email = ${EMAIL} where id = ${LOCAL_OWNER.id}`,
  )
  const started = await startWithAccount({
    database,
    passwords: createPasswords(CHEAP),
    ...(sendsMail && { mailServer: MAIL_SERVER }),
    weaken: ({ access }) => weaken?.(access.accounts),
  })
  t.after(() => started.server.close())
  const codeNow = (secret: unknown) => totpCode(String(secret), stepAt(started.server.clock.now()))
  return { ...started, codeNow }
}

test('a thief of session and password tries codes, and between them the password alone', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const { server, owner, codeNow } = await start(t, { ...(weaken && { weaken }) })
    const { json } = await owner.post('/api/account/authenticator/options')
    await owner.post('/api/account/authenticator', { code: codeNow(json.secret) })
    server.clock.advance(5 * MINUTE_MS)
    let tried = 0
    for (let at = 0; at < 12; at++) {
      const code = String(100_000 + at)
      const guess = await owner.post('/api/account/confirm/password', { password: PASSWORD, code })
      if (guess.status === 400) tried += 1
      await owner.post('/api/account/confirm/password', { password: PASSWORD })
    }
    return tried
  }
  const isWeak = await attack(({ attempts }) => {
    const real = { ...attempts }
    attempts.beginFactor = async (person) => {
      const { succeed } = await real.beginFactor(person)
      // As if the right password were all that is asked.
      return { succeed, giveBack: succeed }
    }
  })
  assert.equal(isWeak, 12)
  assert.ok((await attack()) <= 6)
})

test('who knows the password puts an app of their own over the one that was added meanwhile', async (t) => {
  const attack = async (weaken?: (accounts: Accounts) => void) => {
    const { server, owner, browse, codeNow } = await start(t, { ...(weaken && { weaken }) })
    await owner.send('PATCH', '/api/sign-in-rules', { secondFactorRoles: ['owner'] })
    const [thief, person] = [browse(), browse()]
    for (const browser of [thief, person]) await browser.post('/api/sign-in/password', RIGHT)
    const [own, theirs] = [
      await thief.post('/api/sign-in/enrol'),
      await person.post('/api/sign-in/enrol'),
    ]
    const code = codeNow(theirs.json.secret)
    assert.equal((await person.post('/api/sign-in/enrol/confirm', { code })).status, 200)
    server.clock.advance(MINUTE_MS)
    await thief.post('/api/sign-in/enrol/confirm', { code: codeNow(own.json.secret) })
    return thief.isIn()
  }
  const isWeak = await attack(({ identity }) => {
    identity.addFirstAuthenticator = (...given) => identity.setAuthenticator(...given)
  })
  assert.equal(isWeak, true)
  assert.equal(await attack(), false)
})

test('whoever got an invitation by mistake accepts it after the address was put right', async (t) => {
  const attack = async (sendsMail: boolean) => {
    const { owner, browse } = await start(t, { sendsMail })
    const wish = {
      name: 'Bea',
      email: `typo${sendsMail}@stranger.example`,
      roles: ['administrator'],
    }
    const { id } = (await owner.post('/api/people', wish)).json
    const { json } = await owner.post(`/api/people/${String(id)}/tickets`, { kind: 'invitation' })
    const email = `right${sendsMail}@amt.example`
    assert.equal((await owner.send('PATCH', `/api/people/${String(id)}`, { email })).status, 200)
    const token = new URL(String(json.url)).hash.slice(1)
    const stranger = browse()
    await stranger.post('/api/sign-in/ticket/password', { token, password: PASSWORD })
    return stranger.isIn()
  }
  // A link that is bound to no address, as one that is handed over in person.
  assert.equal(await attack(false), true)
  assert.equal(await attack(true), false)
})

test('a thief asks for a new address, and takes it when the password has been changed', async (t) => {
  const attack = async (change: 'password' | 'sessions', weaken?: (accounts: Accounts) => void) => {
    const { owner, browse, server } = await start(t, { ...(weaken && { weaken }) })
    const token = await createAddressLink(server.clock.now())
    const sent =
      change === 'password'
        ? await owner.post('/api/account/password', { password: 'noch ein ganz neuer Satz' })
        : await owner.post('/api/account/sessions/end-others')
    assert.ok(sent.status < 300)
    return (await browse().post('/api/sign-in/ticket/address', { token })).status
  }
  const forgetNothing = ({ tickets }: Accounts) => (tickets.drop = () => Promise.resolve())
  assert.equal(await attack('password', forgetNothing), 204)
  assert.equal(await attack('password'), 404)
  assert.equal(await attack('sessions'), 404)
})

test('whoever finds the screen of an administrator has links for new passwords sent elsewhere', async (t) => {
  const { server, owner } = await start(t)
  const bea = { name: 'Bea', email: 'bea.left@amt.example', roles: ['member'] }
  const { id } = (await owner.post('/api/people', bea)).json
  const attack = (change: object) => owner.send('PATCH', `/api/people/${String(id)}`, change)
  // Where the sign-in is as new as it ever is, nothing is asked: that is the weaker one.
  assert.equal((await attack({ email: 'thief@stranger.example' })).status, 200)
  server.clock.advance(30 * MINUTE_MS)
  const refused = await attack({ email: 'thief.again@stranger.example' })
  assert.equal(Object(refused.json.error).code, 'confirmation_required')
  assert.equal((await attack({ name: 'Beate', email: 'Thief@stranger.example' })).status, 200)
})

/** As it stands in the mail that the thief gets. */
async function createAddressLink(nowMs: number): Promise<string> {
  const token = `${LOCAL_TENANT_ID}.${'t'.repeat(43)}`
  const ticket = {
    tenantId: LOCAL_TENANT_ID,
    personId: LOCAL_OWNER.id,
    kind: 'address' as const,
    email: 'thief@stranger.example',
    hash: createHash('sha256').update(token).digest('hex'),
    expiresAt: new Date(nowMs + 60 * MINUTE_MS),
  }
  await createTicketsStore(database).insert(ticket, new Date(nowMs))
  return token
}

test('whoever finds the screen of an owner makes more owners', async (t) => {
  const { server, owner } = await start(t)
  const bea = { name: 'Bea', email: 'bea.owner@amt.example', roles: ['member'] }
  const { id } = (await owner.post('/api/people', bea)).json
  const ways = (at: number) => [
    owner.post(`/api/people/${String(id)}/roles`, { role: 'owner' }),
    owner.post('/api/people', { name: 'Thief', email: `thief${at}@amt.example`, roles: ['owner'] }),
    owner.post('/api/service-accounts', { name: `thief ${at}`, roles: ['administrator'] }),
    owner.post('/api/people/import', {
      csv: `email,name,roles\nthief.table${at}@amt.example,Thief,owner`,
      isDryRun: false,
    }),
  ]
  // Where the sign-in is as new as it ever is, nothing is asked: that is the weaker one.
  for (const way of ways(1)) assert.ok((await way).status < 300)
  server.clock.advance(30 * MINUTE_MS)
  for (const way of ways(2)) {
    assert.equal(Object((await way).json.error).code, 'confirmation_required')
  }
})
