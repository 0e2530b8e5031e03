import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createId } from '#server/lib/ids.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from './principal.ts'
import { createSessionsStore } from './sessions-store.ts'
import { createSessions, DEFAULT_LIMITS, isCsrfTokenOf, type SessionLimits } from './sessions.ts'

const database = await openTestDatabase()
after(() => database.close())

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
const OWNER = { tenantId: LOCAL_TENANT_ID, personId: LOCAL_OWNER.id }

function setup(limits?: SessionLimits) {
  const clock = createManualClock()
  const store = createSessionsStore(database)
  const limitsOf = limits && (() => Promise.resolve(limits))
  const sessions = createSessions({ store, clock, ...(limitsOf && { limitsOf }) })
  return { clock, store, sessions, start: () => sessions.start(newSession(clock.now())) }
}

function newSession(atMs: number) {
  const assurance = { methods: ['pwd'], level: null, atMs }
  return { ...OWNER, assurance, userAgent: 'Firefox', address: '192.0.2.7' }
}

const read = (sql: string) =>
  database.withTenant(LOCAL_TENANT_ID, (transaction) => transaction.unsafe(sql))

test('a session is found by its token, and survives a restart', async () => {
  const { token, id } = await setup().start()
  const session = await setup().sessions.find(token)
  assert.equal(session?.id, id)
  assert.equal(session.personId, LOCAL_OWNER.id)
  assert.deepEqual(session.assurance.methods, ['pwd'])
})

test('a session that is used lives on; one that is not ends after thirty days', async () => {
  const { clock, sessions, start } = setup()
  const { token } = await start()
  for (let day = 0; day < 80; day += 10) {
    clock.advance(10 * DAY_MS)
    assert.ok(await sessions.find(token), `day ${day}`)
  }
  const { token: another } = await start()
  clock.advance(DEFAULT_LIMITS.idleMs)
  assert.equal(await sessions.find(another), undefined)
})

test('however much it is used, a session ends: then they sign in again', async () => {
  const { clock, sessions, start } = setup({ idleMs: HOUR_MS, longestMs: 10 * HOUR_MS })
  const { token } = await start()
  for (let minutes = 0; minutes < 590; minutes += 50) {
    assert.ok(await sessions.find(token), `minute ${minutes}`)
    clock.advance(50 * 60_000)
  }
  assert.equal(await sessions.find(token), undefined)
})

test('a session that was ended is gone, and both its ends are on record', async () => {
  const { sessions, start } = setup()
  const { token, id } = await start()
  await sessions.end(token)
  assert.equal(await sessions.find(token), undefined)
  const events = await read(
    `select event->>'action' as action from audit_outbox
     where event->'resource'->>'id' = '${id}' order by number`,
  )
  assert.deepEqual(
    events.map(({ action }) => String(action)),
    ['sign-in.succeed', 'session.end'],
  )
})

test('a person sees their sessions by device, ends one, and ends all others', async () => {
  const { sessions, start } = setup()
  const [here, there, elsewhere] = [await start(), await start(), await start()]
  const listed = await sessions.list(OWNER.tenantId, OWNER.personId)
  assert.ok([here, there, elsewhere].every(({ id }) => listed.some((one) => one.id === id)))
  assert.equal(listed[0]?.userAgent, 'Firefox')

  assert.ok(await sessions.revoke(OWNER.tenantId, OWNER.personId, there.id))
  assert.equal(await sessions.find(there.token), undefined)
  assert.ok(await sessions.find(elsewhere.token))

  await sessions.revokeAll(OWNER.tenantId, OWNER.personId, here.id)
  assert.equal(await sessions.find(elsewhere.token), undefined)
  assert.ok(await sessions.find(here.token))
})

test('nobody ends the session of another person by its id', async () => {
  const { sessions, start } = setup()
  const { token, id } = await start()
  assert.equal(await sessions.revoke(OWNER.tenantId, createId(), id), false)
  assert.equal(await sessions.revoke(createId(), OWNER.personId, id), false)
  assert.equal(await sessions.revoke(OWNER.tenantId, OWNER.personId, "' or true --"), false)
  assert.ok(await sessions.find(token))
})

test('when what it may do changes, the session has a new token and the old one is worth nothing', async () => {
  const { clock, sessions, start } = setup()
  const { token, id } = await start()
  const assurance = { methods: ['pwd', 'otp'], level: null, atMs: clock.now() }
  const renewed = await sessions.renew(token, assurance)
  assert.ok(renewed)
  assert.equal(await sessions.find(token), undefined)
  const session = await sessions.find(renewed.token)
  assert.equal(session?.id, id)
  assert.deepEqual(session.assurance, assurance)
  assert.equal(await sessions.renew(token, assurance), undefined)
})

test('a guess finds nothing, whatever it contains', async () => {
  const { sessions, start } = setup()
  const { token } = await start()
  const random = token.split('.')[1] ?? ''
  const guesses = ['', "' or 1=1 --", 'a'.repeat(43), '\0'.repeat(43), 'é'.repeat(43)]
  const elsewhere = [random, `${createId()}.${random}`, `${'-'.repeat(36)}.${random}`, `.${random}`]
  for (const guess of [...guesses, ...elsewhere]) {
    assert.equal(await sessions.find(guess), undefined, guess)
  }
})

test('the database never holds a token, and old sessions do not pile up', async () => {
  const { clock, sessions, start } = setup()
  const { token } = await start()
  const rows = await read('select sessions::text as text from sessions')
  const random = token.split('.')[1] ?? ''
  assert.ok(!rows.some(({ text }) => String(text).includes(random)))
  clock.advance(1000 * DAY_MS)
  const last = await sessions.start(newSession(clock.now()))
  const left = await read('select id from sessions')
  assert.deepEqual(
    left.map(({ id }) => String(id)),
    [last.id],
  )
})

test('the CSRF token belongs to one session and does not give it away', async () => {
  const { sessions, start } = setup()
  const [a, b] = [await start(), await start()]
  const [first, second] = [await sessions.find(a.token), await sessions.find(b.token)]
  assert.ok(first && second)
  assert.ok(isCsrfTokenOf(first, first.csrfToken))
  for (const wrong of [undefined, '', second.csrfToken, a.token, `${first.csrfToken} `]) {
    assert.ok(!isCsrfTokenOf(first, wrong))
  }
  assert.equal(await sessions.find(first.csrfToken), undefined)
})
