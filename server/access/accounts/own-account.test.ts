import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { EMAIL, PASSWORD, startWithAccount } from '#server/account-testing.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createId } from '#server/lib/ids.ts'
import type { MailServer } from '#server/lib/mail.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '../principal.ts'
import { createTestAuthenticator } from './authenticator-testing.ts'
import { createPasswords } from './passwords.ts'
import { stepAt, totpCode } from './totp.ts'

const database = await openTestDatabase()
after(() => database.close())

const MINUTE_MS = 60_000
const CHEAP = { memoryCost: 1024, timeCost: 1, parallelism: 1 }

async function start(t: TestContext, mailServer?: MailServer) {
  await database.withTenant(
    LOCAL_TENANT_ID,
    async (sql) => {
      const tables = ['passwords', 'passkeys', 'authenticators', 'recovery_codes', 'tickets']
      for (const table of [...tables, 'attempts', 'sign_in_rules']) {
        await sql.unsafe(`delete from identity.${table}`)
      }
    },
    'galerne_identity',
  )
  // As from the link, whose owner has no address yet.
  await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql`
      update people set email = ${mailServer ? EMAIL : null}, name = 'Owner', locale = null
      where id = ${LOCAL_OWNER.id}`,
  )
  const passwords = createPasswords(CHEAP)
  const started = await startWithAccount({
    database,
    passwords,
    ...(mailServer && { mailServer }),
  })
  t.after(() => started.server.close())
  await started.server.access.routes.accounts.tickets.settled()
  return started
}

async function listenForMail(t: TestContext) {
  const mails: string[] = []
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData(stream, _session, callback) {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => {
        mails.push(text.replaceAll('=\r\n', '').replaceAll('=3D', '='))
        callback()
      })
    },
  })
  const port = await new Promise<number>((resolve) => {
    const listening = smtp.listen(0, '127.0.0.1', () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  t.after(() => new Promise<void>((resolve) => smtp.close(() => resolve())))
  const server: MailServer = {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: null,
    password: null,
    from: 'Galerne <galerne@amt.example>',
  }
  return { mails, server }
}

const tokenIn = (mail: string) => /\/welcome#(\S+)/.exec(mail)?.[1] ?? ''

test('the account says who one is, how one signs in, and where one is signed in', async (t) => {
  const { owner, browse } = await start(t)
  const there = browse()
  await there.post('/api/sign-in/password', { email: EMAIL, password: PASSWORD })
  const { json } = await owner.get('/api/account')
  assert.deepEqual(json.person, {
    id: LOCAL_OWNER.id,
    name: 'Owner',
    email: EMAIL,
    locale: null,
    source: 'local',
  })
  const sessions = Array.from(Object(json.sessions), Object)
  assert.equal(sessions.filter(({ isCurrent }) => isCurrent).length, 1)
  assert.ok(sessions.length >= 2)
  assert.ok(!JSON.stringify(json).includes('argon2'))

  const other = sessions.find(({ isCurrent }) => !isCurrent)
  assert.equal((await owner.send('DELETE', `/api/account/sessions/${other?.id}`)).status, 204)
  await owner.post('/api/account/sessions/end-others')
  assert.deepEqual([await owner.isIn(), await there.isIn()], [true, false])
  await owner.send('DELETE', '/api/account/sessions')
  assert.equal(await owner.isIn(), false)
})

test('name and language are changed by oneself, and hold at the next request', async (t) => {
  const { owner } = await start(t)
  const change = { name: 'Anna Müller', locale: 'de' }
  assert.equal((await owner.send('PATCH', '/api/account', change)).status, 204)
  const { json } = await owner.get('/api/session')
  assert.equal(Object(json.principal).name, 'Anna Müller')
  for (const wrong of [{ name: '' }, { locale: '../../etc' }, { roles: ['owner'] }]) {
    assert.equal((await owner.send('PATCH', '/api/account', wrong)).status, 400)
  }
})

test('who signed in a while ago says once more who they are, and then goes on under a new token', async (t) => {
  const { server, owner } = await start(t)
  const cookie = () => [...owner.cookies.values()][0]
  server.clock.advance(11 * MINUTE_MS)
  const wish = { password: 'sieben grüne Zebras' }
  assert.equal((await owner.post('/api/account/password', wish)).status, 403)
  assert.equal((await owner.post('/api/account/confirm/password', { password: 'x' })).status, 400)
  const before = cookie()
  const confirmed = await owner.post('/api/account/confirm/password', { password: PASSWORD })
  assert.deepEqual(confirmed.json, { step: 'done' })
  assert.notEqual(cookie(), before)
  assert.equal((await owner.post('/api/account/password', wish)).status, 204)
})

test('where there is an app, the password alone confirms nothing', async (t) => {
  const { server, owner } = await start(t)
  const { json } = await owner.post('/api/account/authenticator/options')
  const codeNow = () => totpCode(String(json.secret), stepAt(server.clock.now()))
  await owner.post('/api/account/authenticator', { code: codeNow() })
  server.clock.advance(11 * MINUTE_MS)
  const confirm = (code?: string) =>
    owner.post('/api/account/confirm/password', { password: PASSWORD, ...(code && { code }) })
  assert.deepEqual((await confirm()).json, { step: 'second-factor' })
  assert.equal((await owner.send('DELETE', '/api/account/authenticator')).status, 403)
  assert.equal((await confirm('000000')).status, 400)
  assert.deepEqual((await confirm(codeNow())).json, { step: 'done' })
  assert.equal((await owner.send('DELETE', '/api/account/authenticator')).status, 204)
})

test('nobody removes their only way in', async (t) => {
  const { server, browse } = await start(t)
  const host = `localhost:${server.port}`
  const owner = browse(host)
  await owner.post('/api/sign-in/password', { email: EMAIL, password: PASSWORD })
  assert.equal((await owner.send('DELETE', '/api/account/password')).status, 409)
  const authenticator = createTestAuthenticator(`http://${host}`)
  const { json } = await owner.post('/api/account/passkeys/options')
  const response = authenticator.create(json)
  await owner.post('/api/account/passkeys', { name: 'Laptop', response })
  assert.equal((await owner.send('DELETE', '/api/account/password')).status, 204)
  const path = `/api/account/passkeys/${authenticator.id}`
  assert.equal((await owner.send('DELETE', path)).status, 409)
  assert.equal((await owner.send('PATCH', path, { name: 'Büro' })).status, 204)
  const passkeys = Array.from(Object((await owner.get('/api/account')).json.passkeys), Object)
  assert.deepEqual(
    passkeys.map(({ name }) => String(name)),
    ['Büro'],
  )
})

test('whom another service vouches for has no password or passkey here', async (t) => {
  const { owner } = await start(t)
  await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql`update people set source = 'scim' where id = ${LOCAL_OWNER.id}`,
  )
  t.after(() =>
    database.withTenant(
      LOCAL_TENANT_ID,
      (sql) => sql`update people set source = 'local' where id = ${LOCAL_OWNER.id}`,
    ),
  )
  const password = 'sieben grüne Zebras'
  assert.equal((await owner.post('/api/account/password', { password })).status, 403)
  assert.equal((await owner.send('PATCH', '/api/account', { name: 'X' })).status, 403)
  assert.equal((await owner.send('PATCH', '/api/account', { locale: 'fr' })).status, 204)
})

test('a forgotten password: a link goes to the address, works once and for an hour, and ends all sessions', async (t) => {
  const mail = await listenForMail(t)
  const { server, owner, browse } = await start(t, mail.server)
  const { accounts } = server.access.routes
  const ask = async (email: string) => {
    const { status, json } = await browse().post('/api/sign-in/reset', { email })
    await accounts.tickets.settled()
    return { status, json }
  }
  mail.mails.length = 0
  const [known, unknown] = [await ask(EMAIL), await ask('nobody@amt.example')]
  assert.deepEqual(known, unknown)
  assert.equal(known.status, 202)
  assert.equal(mail.mails.length, 1)
  const token = tokenIn(mail.mails[0] ?? '')

  const described = await browse().post('/api/sign-in/ticket', { token })
  assert.equal(described.json.kind, 'reset')
  const password = 'neun weiße Möwen am Meer'
  const browser = browse()
  const done = await browser.post('/api/sign-in/ticket/password', { token, password })
  assert.deepEqual([done.status, done.json], [200, { step: 'done' }])
  assert.deepEqual([await browser.isIn(), await owner.isIn()], [true, false])
  assert.equal((await browse().post('/api/sign-in/ticket', { token })).status, 404)

  await ask(EMAIL)
  await accounts.tickets.settled()
  const late = tokenIn(mail.mails.at(-1) ?? '')
  server.clock.advance(61 * MINUTE_MS)
  assert.equal((await browse().post('/api/sign-in/ticket', { token: late })).status, 404)
})

test('nobody’s mailbox is filled by asking again and again', async (t) => {
  const mail = await listenForMail(t)
  const { server, browse } = await start(t, mail.server)
  mail.mails.length = 0
  for (let at = 0; at < 10; at++) await browse().post('/api/sign-in/reset', { email: EMAIL })
  await server.access.routes.accounts.tickets.settled()
  assert.ok(mail.mails.length >= 3 && mail.mails.length <= 4, `${mail.mails.length} mails`)
})

test('a new address counts once the link that was sent to it is followed; the old one is told', async (t) => {
  const mail = await listenForMail(t)
  const { server, owner, browse } = await start(t, mail.server)
  const { tickets } = server.access.routes.accounts
  mail.mails.length = 0
  const asked = await owner.post('/api/account/email', { email: 'anna.neu@amt.example' })
  assert.deepEqual(asked.json, { outcome: 'sent' })
  const emailNow = async () => Object((await owner.get('/api/account')).json.person).email
  assert.equal(await emailNow(), EMAIL)
  await tickets.settled()
  const token = tokenIn(mail.mails[0] ?? '')
  assert.match(mail.mails[0] ?? '', /To: anna\.neu@amt\.example/)
  assert.equal((await browse().post('/api/sign-in/ticket/address', { token })).status, 204)
  await tickets.settled()
  assert.equal(await emailNow(), 'anna.neu@amt.example')
  assert.match(mail.mails.at(-1) ?? '', new RegExp(`To: ${EMAIL}`))
})

test('whoever has an address is told when their ways in change', async (t) => {
  const mail = await listenForMail(t)
  const { server, owner } = await start(t, mail.server)
  mail.mails.length = 0
  const { json } = await owner.post('/api/account/authenticator/options')
  const code = totpCode(String(json.secret), stepAt(server.clock.now()))
  await owner.post('/api/account/authenticator', { code })
  await server.access.routes.accounts.tickets.settled()
  assert.match(mail.mails.join(''), /Subject: How you sign in to Galerne was changed/)
})

test('somebody new is invited in their language, and chooses a passkey', async (t) => {
  const mail = await listenForMail(t)
  const { server, browse } = await start(t, mail.server)
  const host = `localhost:${server.port}`
  const owner = browse(host)
  await owner.openLink(server.access.createSignInUrl().replace('127.0.0.1', 'localhost'))
  const id = createId()
  await database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    await sql`
      insert into people (tenant_id, id, name, email, locale)
      values (${LOCAL_TENANT_ID}, ${id}, 'Bea', 'bea@amt.example', 'fr')`
    await sql`
      insert into role_grants (tenant_id, holder_kind, holder_id, role)
      values (${LOCAL_TENANT_ID}, 'person', ${id}, 'member')`
  })
  await server.access.directory.load(LOCAL_TENANT_ID)
  mail.mails.length = 0
  const ticket = await owner.post(`/api/people/${id}/tickets`, { kind: 'invitation' })
  assert.deepEqual([ticket.status, ticket.json.isSent], [201, true])
  await server.access.routes.accounts.tickets.settled()
  assert.match(mail.mails[0] ?? '', /Subject: .*Votre.*invitation/s)

  const token = tokenIn(mail.mails[0] ?? '')
  const bea = browse(host)
  const options = await bea.post('/api/sign-in/ticket/passkey/options', { token })
  const response = createTestAuthenticator(`http://${host}`).create(options.json)
  const wish = { token, name: 'Téléphone', response }
  const done = await bea.post('/api/sign-in/ticket/passkey', wish)
  assert.deepEqual([done.status, done.json], [200, { step: 'done' }])
  const { json } = await bea.get('/api/session')
  assert.equal(Object(json.principal).name, 'Bea')

  // Now an administrator helps her out of a lost telephone: she is signed out, and her passkey is gone.
  assert.equal((await owner.send('DELETE', `/api/people/${id}/second-factors`)).status, 204)
  assert.equal(await bea.isIn(), false)
  const again = await browse(host).post('/api/sign-in/passkey/options')
  assert.equal(again.status, 200)
})
