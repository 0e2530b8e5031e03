import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { LOCAL_OWNER } from './principal.ts'
import { createSessionsStore } from './sessions-store.ts'
import { createSessions, isCsrfTokenOf, SESSION_MS } from './sessions.ts'

const database = await openTestDatabase()
after(() => database.close())

const DAY_MS = 24 * 60 * 60 * 1000

function setup() {
  const clock = createManualClock()
  const store = createSessionsStore(database)
  return { clock, store, sessions: createSessions({ store, clock, principal: LOCAL_OWNER }) }
}

test('a session is found by its token, and survives a restart', async () => {
  const { token } = await setup().sessions.start()
  const session = await setup().sessions.find(token)
  assert.deepEqual(session?.principal, LOCAL_OWNER)
})

test('a session that is used lives on; one that is not ends after thirty days', async () => {
  const { clock, sessions } = setup()
  const { token } = await sessions.start()
  for (let day = 0; day < 100; day += 10) {
    clock.advance(10 * DAY_MS)
    assert.ok(await sessions.find(token), `day ${day}`)
  }
  clock.advance(SESSION_MS)
  assert.equal(await sessions.find(token), undefined)
})

test('a session that was ended is gone', async () => {
  const { sessions } = setup()
  const { token } = await sessions.start()
  await sessions.end(token)
  assert.equal(await sessions.find(token), undefined)
})

test('a guess finds nothing, whatever it contains', async () => {
  const { sessions } = setup()
  for (const token of ['', "' or 1=1 --", 'a'.repeat(43), '\0'.repeat(43), 'é'.repeat(43)]) {
    assert.equal(await sessions.find(token), undefined)
  }
})

test('the database never holds a token, and old sessions do not pile up', async () => {
  const { clock, sessions } = setup()
  const { token } = await sessions.start()
  const read = () =>
    database.withTenant(
      LOCAL_OWNER.tenantId,
      (sql) => sql`select sessions::text as text from sessions`,
    )
  assert.ok(!(await read()).some(({ text }) => text.includes(token)))
  clock.advance(10 * SESSION_MS)
  await sessions.start()
  assert.equal((await read()).length, 1)
})

test('the CSRF token belongs to one session and does not give it away', async () => {
  const { sessions } = setup()
  const [a, b] = [await sessions.start(), await sessions.start()]
  const [first, second] = [await sessions.find(a.token), await sessions.find(b.token)]
  assert.ok(first && second)
  assert.ok(isCsrfTokenOf(first, first.csrfToken))
  for (const wrong of [undefined, '', second.csrfToken, a.token, `${first.csrfToken} `]) {
    assert.ok(!isCsrfTokenOf(first, wrong))
  }
  assert.equal(await sessions.find(first.csrfToken), undefined)
})
