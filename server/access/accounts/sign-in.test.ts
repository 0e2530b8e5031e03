import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { EMAIL, PASSWORD, startWithAccount, type TestBrowser } from '#server/account-testing.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '../principal.ts'
import { createTestAuthenticator } from './authenticator-testing.ts'
import { stepAt, totpCode } from './totp.ts'

const database = await openTestDatabase()
after(() => database.close())

const MINUTE_MS = 60_000
const RIGHT = { email: EMAIL, password: PASSWORD }

async function start(t: TestContext) {
  await reset()
  const started = await startWithAccount({ database })
  t.after(() => started.server.close())
  const codeNow = (secret: unknown) => totpCode(String(secret), stepAt(started.server.clock.now()))
  return { ...started, codeNow }
}

/** As after the first start. */
async function reset() {
  await database.sql`delete from audit_outbox`.catch(() => undefined)
  await database.withTenant(
    LOCAL_TENANT_ID,
    async (sql) => {
      for (const table of [
        'passwords',
        'passkeys',
        'authenticators',
        'recovery_codes',
        'attempts',
      ]) {
        await sql.unsafe(`delete from identity.${table}`)
      }
      await sql`delete from identity.sign_in_rules`
    },
    'galerne_identity',
  )
}

const eventsOf = (action: string) =>
  database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql<{ event: { outcome: string; facts: Record<string, unknown> } }[]>`
      select event from audit_outbox where event->>'action' = ${action} order by number`,
  )

async function addApp(owner: TestBrowser, codeNow: (secret: unknown) => string) {
  const { json } = await owner.post('/api/account/authenticator/options')
  const added = await owner.post('/api/account/authenticator', { code: codeNow(json.secret) })
  assert.equal(added.status, 200, JSON.stringify(added.json))
  return { secret: json.secret, codes: Array.from(Object(added.json.codes), String) }
}

test('the first owner makes an account of the link, and signs in with it', async (t) => {
  const { browse } = await start(t)
  const browser = browse()
  const reply = await browser.post('/api/sign-in/password', {
    email: ` ${EMAIL.toUpperCase()} `,
    password: PASSWORD,
  })
  assert.deepEqual([reply.status, reply.json], [200, { step: 'done' }])
  assert.ok(await browser.isIn())
  const { json } = await browser.get('/api/account')
  assert.deepEqual(Object(json.person).email, EMAIL)
  const signedIn = (await eventsOf('sign-in.succeed')).at(-1)?.event
  assert.equal(signedIn?.facts.methods, 'pwd')
})

test('cookies of a sign-in are out of reach of scripts and of other sites', async (t) => {
  const { browse } = await start(t)
  const { headers } = await browse().post('/api/sign-in/password', RIGHT)
  const lines = headers['set-cookie'] ?? []
  assert.ok(lines.length >= 2)
  for (const line of lines) assert.match(line, /; Path=\/; .*HttpOnly; SameSite=Strict/)
})

test('a wrong password and an unknown address get one and the same answer', async (t) => {
  const { browse } = await start(t)
  const known = await browse().post('/api/sign-in/password', { ...RIGHT, password: 'x' })
  const unknown = await browse().post('/api/sign-in/password', {
    email: 'nobody@amt.example',
    password: PASSWORD,
  })
  assert.deepEqual([known.status, known.json.error], [401, known.json.error])
  const withoutId = (json: Record<string, unknown>) => ({
    ...Object(json.error),
    requestId: undefined,
  })
  assert.deepEqual(withoutId(known.json), withoutId(unknown.json))
  assert.equal((await eventsOf('sign-in.fail')).length, 2)
})

test('with an authenticator app a password is half the way; a code is good once', async (t) => {
  const { server, owner, browse, codeNow } = await start(t)
  const { secret } = await addApp(owner, codeNow)
  const browser = browse()
  const half = await browser.post('/api/sign-in/password', RIGHT)
  assert.deepEqual(half.json, {
    step: 'second-factor',
    methods: ['authenticator', 'recovery-code'],
  })
  assert.equal(await browser.isIn(), false)

  const give = (code: string) =>
    browser.post('/api/sign-in/second-factor', { method: 'authenticator', code })
  // The one that added the app was used by that.
  assert.equal((await give(codeNow(secret))).status, 401)
  assert.equal((await give('000000')).status, 401)
  server.clock.advance(MINUTE_MS)
  const done = await give(codeNow(secret))
  assert.deepEqual(done.json, { step: 'done' })
  assert.ok(await browser.isIn())
})

test('a recovery code gets in who has lost the telephone, once, and however it is typed', async (t) => {
  const { owner, browse, codeNow } = await start(t)
  const { codes } = await addApp(owner, codeNow)
  assert.equal(codes.length, 10)
  const typed = codes[3]?.toLowerCase().replaceAll('-', ' ') ?? ''
  const use = async () => {
    const browser = browse()
    await browser.post('/api/sign-in/password', RIGHT)
    const wish = { method: 'recovery-code', code: typed }
    return (await browser.post('/api/sign-in/second-factor', wish)).status
  }
  assert.deepEqual([await use(), await use()], [200, 401])
  assert.equal((await owner.get('/api/account')).json.recoveryCodesLeft, 9)
  const stored = await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) =>
      sql<{ text: string }[]>`select recovery_codes::text as text from identity.recovery_codes`,
    'galerne_identity',
  )
  const bare = codes.map((code) => code.replaceAll('-', ''))
  assert.ok(!stored.some(({ text }) => bare.some((code) => text.includes(code))))
})

test('a passkey signs in without an address, and counts for two factors', async (t) => {
  const { server, browse, codeNow } = await start(t)
  const host = `localhost:${server.port}`
  const owner = browse(host)
  await owner.post('/api/sign-in/password', RIGHT)
  const authenticator = createTestAuthenticator(`http://${host}`)
  const options = await owner.post('/api/account/passkeys/options')
  const response = authenticator.create(options.json)
  const added = await owner.post('/api/account/passkeys', { name: 'Laptop', response })
  assert.equal(added.status, 204, JSON.stringify(added.json))
  await addApp(owner, codeNow)

  const browser = browse(host)
  const request = await browser.post('/api/sign-in/passkey/options')
  const used = { response: authenticator.use(request.json) }
  const done = await browser.post('/api/sign-in/passkey', used)
  assert.deepEqual([done.status, done.json], [200, { step: 'done' }])
  assert.ok(await browser.isIn())
  assert.match(String((await eventsOf('sign-in.succeed')).at(-1)?.event.facts.methods), /\bmfa\b/)
})

test('the page offers what somebody has, where it can work', async (t) => {
  const { server, browse } = await start(t)
  const host = `localhost:${server.port}`
  const offered = async (where?: string) => {
    const { json } = await browse(where).get('/api/sign-in/methods')
    return [json.password, json.passkey, json.link]
  }
  assert.deepEqual(await offered(host), [true, false, true])
  const owner = browse(host)
  await owner.post('/api/sign-in/password', RIGHT)
  const { json } = await owner.post('/api/account/passkeys/options')
  const response = createTestAuthenticator(`http://${host}`).create(json)
  await owner.post('/api/account/passkeys', { name: 'Laptop', response })
  assert.deepEqual(await offered(host), [true, true, true])
  assert.deepEqual(await offered(), [true, false, true])
  assert.equal((await browse().post('/api/sign-in/passkey/options')).status, 404)
})

test('who must have a second factor and has none adds one before they are in', async (t) => {
  const { server, owner, browse, codeNow } = await start(t)
  const demanded = await owner.send('PATCH', '/api/sign-in-rules', { secondFactorRoles: ['owner'] })
  assert.equal(demanded.status, 200, JSON.stringify(demanded.json))
  const browser = browse()
  const half = await browser.post('/api/sign-in/password', RIGHT)
  // Not at a bare address, where there are none.
  assert.deepEqual(half.json, { step: 'enrol', passkey: false })
  assert.equal((await browser.post('/api/sign-in/enrol/passkey/options')).status, 404)
  assert.equal(await browser.isIn(), false)
  const { json } = await browser.post('/api/sign-in/enrol')
  assert.match(String(json.uri), /^otpauth:\/\/totp\/Galerne/)
  assert.equal((await browser.post('/api/sign-in/enrol/confirm', { code: '000000' })).status, 401)
  const code = codeNow(json.secret)
  const done = await browser.post('/api/sign-in/enrol/confirm', { code })
  assert.equal(done.json.step, 'done')
  assert.equal(Array.from(Object(done.json.recoveryCodes)).length, 10)
  assert.ok(await browser.isIn())

  const next = browse()
  assert.equal((await next.post('/api/sign-in/password', RIGHT)).json.step, 'second-factor')
  server.clock.advance(MINUTE_MS)
  const wish = { method: 'authenticator', code: codeNow(json.secret) }
  assert.equal((await next.post('/api/sign-in/second-factor', wish)).json.step, 'done')
})

test('that may be a passkey, made on the same page; of two who know the password, one gets in', async (t) => {
  const { server, owner, browse, codeNow } = await start(t)
  await owner.send('PATCH', '/api/sign-in-rules', { secondFactorRoles: ['owner'] })
  const host = `localhost:${server.port}`
  const authenticator = createTestAuthenticator(`http://${host}`)
  const browser = browse(host)
  assert.equal((await browser.post('/api/sign-in/enrol/passkey/options')).status, 401)
  const half = await browser.post('/api/sign-in/password', RIGHT)
  assert.deepEqual(half.json, { step: 'enrol', passkey: true })
  // Somebody else who knows the password has come as far.
  const thief = browse(host)
  await thief.post('/api/sign-in/password', RIGHT)
  const { json: stolen } = await thief.post('/api/sign-in/enrol/passkey/options')
  const { json: app } = await thief.post('/api/sign-in/enrol')
  const { json: options } = await browser.post('/api/sign-in/enrol/passkey/options')
  const give = (response: object) =>
    browser.post('/api/sign-in/enrol/passkey', { name: 'Key', response })
  const wrongs = [{ origin: 'https://evil.example' }, { isUnverified: true }, { challenge: 'AAAA' }]
  for (const wrong of wrongs) {
    assert.equal((await give(authenticator.create(options, wrong))).status, 400)
  }
  assert.equal(await browser.isIn(), false)
  const done = await give(authenticator.create(options))
  assert.equal(done.json.step, 'done', JSON.stringify(done.json))
  assert.equal(Array.from(Object(done.json.recoveryCodes)).length, 10)
  assert.ok(await browser.isIn())
  assert.match(String((await eventsOf('sign-in.succeed')).at(-1)?.event.facts.methods), /\bmfa\b/)

  const response = createTestAuthenticator(`http://${host}`).create(stolen)
  const late = await thief.post('/api/sign-in/enrol/passkey', { name: 'Mine', response })
  assert.equal(late.status, 401)
  const code = codeNow(app.secret)
  assert.equal((await thief.post('/api/sign-in/enrol/confirm', { code })).status, 401)
  assert.equal(await thief.isIn(), false)

  const next = browse(host)
  const again = await next.post('/api/sign-in/password', RIGHT)
  assert.deepEqual(again.json, { step: 'second-factor', methods: ['passkey', 'recovery-code'] })
  const asked = await next.post('/api/sign-in/second-factor/passkey/options')
  const used = { response: authenticator.use(asked.json) }
  assert.equal((await next.post('/api/sign-in/second-factor/passkey', used)).json.step, 'done')
})

test('where passwords are not allowed, a right one is told so and lets nobody in', async (t) => {
  const { server, owner, browse } = await start(t)
  const withPassword = { allowsPasswords: false }
  assert.equal((await owner.send('PATCH', '/api/sign-in-rules', withPassword)).status, 409)
  const host = `localhost:${server.port}`
  const there = browse(host)
  await there.post('/api/sign-in/password', RIGHT)
  const options = await there.post('/api/account/passkeys/options')
  const response = createTestAuthenticator(`http://${host}`).create(options.json)
  await there.post('/api/account/passkeys', { name: 'Laptop', response })
  assert.equal((await there.send('PATCH', '/api/sign-in-rules', withPassword)).status, 200)
  const browser = browse()
  assert.equal((await browser.post('/api/sign-in/password', RIGHT)).status, 403)
  assert.equal(await browser.isIn(), false)
  const wrong = { ...RIGHT, password: 'x' }
  assert.equal((await browser.post('/api/sign-in/password', wrong)).status, 401)
})

test('sessions last as long as the organisation says', async (t) => {
  const { server, owner, browse } = await start(t)
  await owner.send('PATCH', '/api/sign-in-rules', { idleMinutes: 60, longestMinutes: 120 })
  const browser = browse()
  await browser.post('/api/sign-in/password', RIGHT)
  for (const expected of [true, true, false]) {
    server.clock.advance(45 * MINUTE_MS)
    assert.equal(await browser.isIn(), expected)
  }
})

test('a suspended person is as good as unknown, and their sessions are worth nothing', async (t) => {
  const { server, owner, browse } = await start(t)
  const setStatus = async (status: string) => {
    await database.withTenant(
      LOCAL_TENANT_ID,
      (sql) => sql`update people set status = ${status} where id = ${LOCAL_OWNER.id}`,
    )
    await server.access.directory.load(LOCAL_TENANT_ID)
  }
  await setStatus('suspended')
  t.after(() => setStatus('active'))
  assert.equal(await owner.isIn(), false)
  assert.equal((await browse().post('/api/sign-in/password', RIGHT)).status, 401)
  await setStatus('active')
})

test('one address in two organisations: each password leads to its own', async (t) => {
  const { server, browse } = await start(t)
  const { access } = server
  const { organisations, directory } = access
  const { organisation, ownerId } = await organisations.create('Nachbarstadt')
  await directory.load(organisation.id)
  const there = browse()
  await there.openLink(access.createSignInUrl({ tenantId: organisation.id, personId: ownerId }))
  const password = 'acht alte Apfelbäume am Bach'
  await there.post('/api/account/email', { email: EMAIL })
  assert.equal((await there.post('/api/account/password', { password })).status, 204)

  const homeOf = async (given: string) => {
    const browser = browse()
    await browser.post('/api/sign-in/password', { email: EMAIL, password: given })
    return (await browser.get('/api/account')).json.organisation
  }
  assert.equal(await homeOf(password), 'Nachbarstadt')
  assert.equal(await homeOf(PASSWORD), 'My organisation')
  // Neither sees the other's credentials, whatever it asks for.
  const rows = await database.withTenant(
    organisation.id,
    (sql) => sql<{ tenant_id: string }[]>`select tenant_id from identity.passwords`,
    'galerne_identity',
  )
  assert.deepEqual(new Set(rows.map((row) => row.tenant_id)), new Set([organisation.id]))
})

test('the sign-in link of the terminal goes on working, and is no page without its token', async (t) => {
  const { server, browse } = await start(t)
  const browser = browse()
  await browser.openLink(server.access.createSignInUrl())
  assert.ok(await browser.isIn())
  const bare = await browse().get('/sign-in')
  assert.deepEqual([bare.status, bare.headers.location], [303, '/'])
})
