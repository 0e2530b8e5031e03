import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestBrowser, EMAIL, PASSWORD, startWithAccount } from '#server/account-testing.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID as tenantId } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createJoinStore, JOINED } from './join-store.ts'

let database: Database
let started: Awaited<ReturnType<typeof startWithAccount>>
before(async () => {
  database = await openTestDatabase()
  started = await startWithAccount({ database })
})
after(async () => {
  await started.server.close()
  await database.close()
})

const within = <T>(work: (sql: TransactionSql) => Promise<T>) => database.withTenant(tenantId, work)
const administration = () => started.server.access.routes.administration
const principalOf = (id: string) =>
  started.server.access.directory.findPerson(tenantId, id) ?? assert.fail('not in the directory')

/** Somebody with a password, and a browser in which they are signed in. */
async function makePerson(name: string) {
  const email = `${name.toLowerCase()}@amt.example`
  const { people } = administration()
  const { id } = await people.create(principalOf(LOCAL_OWNER.id), {
    name,
    email,
    roles: ['member'],
  })
  const ticket = await started.owner.post(`/api/people/${id}/tickets`, { kind: 'invitation' })
  const [, token = ''] = String(ticket.json.url).split('#')
  const browser = started.browse()
  await browser.post('/api/sign-in/ticket/password', { token, password: PASSWORD })
  assert.ok(await browser.isIn())
  return { id, email, browser }
}

const signIn = (browser: ReturnType<typeof createTestBrowser>, email: string) =>
  browser.post('/api/sign-in/password', { email, password: PASSWORD })

async function giveThings(ownerId: string) {
  const conversation = createId()
  const key = await started.server.access.keys.create(principalOf(LOCAL_OWNER.id), {
    name: 'CI',
    owner: { kind: 'person', id: ownerId },
  })
  const { groups } = administration()
  const group = await groups.create(principalOf(LOCAL_OWNER.id), {
    name: `Choir ${createId()}`,
    description: '',
  })
  await within(async (sql) => {
    await sql`
      insert into conversations (tenant_id, id, owner_id, title, created_at, updated_at)
      values (${tenantId}, ${conversation}, ${ownerId}, 'Wohngeld', now(), now())`
    await sql`
      insert into messages (tenant_id, id, conversation_id, depth, role, text, status, created_at)
      values (${tenantId}, ${conversation}, ${conversation}, 1, 'assistant', 'Hei', 'complete', now())`
    await sql`
      insert into answer_ratings (tenant_id, message_id, person_id, conversation_id, verdict, reasons,
        comment, better, is_shared, updated_at)
      values (${tenantId}, ${conversation}, ${ownerId}, ${conversation}, 'good', '[]', '', '', false, now())`
    await sql`
      insert into group_members (tenant_id, group_id, person_id) values (${tenantId}, ${group.id}, ${ownerId})`
    await sql`insert into identities (tenant_id, issuer, subject, person_id)
      values (${tenantId}, 'https://sso.example.eu', ${ownerId}, ${ownerId})`
  })
  return { conversation, secret: key.secret, groupId: group.id }
}

test('who proves both accounts sees what moves, and has all of it in the one that stays', async () => {
  const old = await makePerson('Ada')
  const { conversation, secret, groupId } = await giveThings(old.id)
  const kept = await makePerson('Ada.Lovelace')
  const { browser } = old
  assert.equal((await browser.post('/api/account/join/begin')).status, 204)
  assert.deepEqual((await browser.get('/api/account/join')).json, { offer: null })
  await signIn(browser, kept.email)
  assert.deepEqual((await browser.get('/api/account/join')).json.offer, {
    name: 'Ada',
    email: old.email,
    counts: { conversations: 1, files: 0, keys: 1, groups: 1 },
  })
  const joined = await browser.post('/api/account/join')
  assert.equal(joined.status, 204, JSON.stringify(joined.json))

  const [row] = await within(
    (sql) => sql<Record<string, string>[]>`
      select (select owner_id from conversations where id = ${conversation}) as conversation,
        (select person_id from answer_ratings where conversation_id = ${conversation}) as rating,
        (select person_id from group_members where group_id = ${groupId}) as member,
        (select person_id from identities where subject = ${old.id}) as identity`,
  )
  for (const [what, owner] of Object.entries({ ...row })) assert.equal(owner, kept.id, what)
  const holder = started.server.access.keys.find(secret)?.grant?.holder
  assert.equal(holder?.id, kept.id)
  assert.equal((await signIn(started.browse(), old.email)).status, 401)
  assert.equal((await signIn(started.browse(), kept.email)).status, 200)
  const [event] = await within(
    (sql) => sql<{ event: { facts: object; resource: object } }[]>`
      select event from audit_outbox where event->>'action' = 'person.join'`,
  )
  assert.deepEqual(event?.event.facts, { from: old.id })
  // Nothing is left to be done twice.
  assert.equal((await browser.post('/api/account/join')).status, 400)
})

test('nobody joins what they have not proved: not from another browser, nor after the first sign-in was ended', async () => {
  const victim = await makePerson('Bea')
  const thief = await makePerson('Mallory')
  await victim.browser.post('/api/account/join/begin')
  // The attack is real: with the victim's cookie a join is offered.
  const name = [...victim.browser.cookies.keys()].find((one) => one.endsWith('-join')) ?? ''
  thief.browser.cookies.set(name, victim.browser.cookies.get(name) ?? '')
  assert.equal(Object((await thief.browser.get('/api/account/join')).json.offer).name, 'Bea')
  thief.browser.cookies.delete(name)
  assert.equal((await thief.browser.post('/api/account/join')).status, 400)
  // An administrator may end their sessions, and nothing more: with these the join is over.
  assert.equal(
    (await started.owner.send('DELETE', `/api/people/${victim.id}/sessions`)).status,
    200,
  )
  await signIn(victim.browser, thief.email)
  assert.deepEqual((await victim.browser.get('/api/account/join')).json, { offer: null })
  assert.equal((await victim.browser.post('/api/account/join')).status, 400)
  assert.equal((await signIn(started.browse(), victim.email)).status, 200)
})

test('rights that need a second factor do not move to an account that has shown none', async () => {
  const weak = await makePerson('Cleo')
  const owner = started.browse()
  await signIn(owner, EMAIL)
  await owner.post('/api/account/join/begin')
  await owner.send('PATCH', '/api/sign-in-rules', { secondFactorRoles: ['owner'] })
  await signIn(owner, weak.email)
  const refused = await owner.post('/api/account/join')
  assert.equal(refused.status, 409)
  assert.match(JSON.stringify(refused.json), /second factor/)
})

test('what is under a legal hold stays whose it is', async () => {
  const held = await makePerson('Dora')
  const other = await makePerson('Dora.Maar')
  await within(
    (
      sql,
    ) => sql`insert into holds (tenant_id, id, subject_kind, subject_id, reason, placed_by, placed_by_name, placed_at)
      values (${tenantId}, ${createId()}, 'person', ${held.id}, 'case 4', ${LOCAL_OWNER.id}, 'Owner', now())`,
  )
  await held.browser.post('/api/account/join/begin')
  await signIn(held.browser, other.email)
  assert.equal((await held.browser.post('/api/account/join')).status, 409)
})

test('who has asked to be erased is not joined: all of both would go with that', async () => {
  const [fromId, toId, request] = [createId(), createId(), createId()]
  const store = createJoinStore(database)
  await within(
    (sql) => sql`
      insert into people (tenant_id, id, name)
      values (${tenantId}, ${fromId}, 'Eva'), (${tenantId}, ${toId}, 'Eva')`,
  )
  for (const personId of [fromId, toId]) {
    await within(
      (sql) => sql`
        insert into rights_requests (tenant_id, id, person_id, person_name, kind, note, status, asked_at, due_at)
        values (${tenantId}, ${request}, ${personId}, 'Eva', 'erase', '', 'approved', now(), now())`,
    )
    await assert.rejects(store.join({ tenantId, fromId, toId }), /asked to be erased/)
    await within((sql) => sql`delete from rights_requests where id = ${request}`)
  }
  await store.join({ tenantId, fromId, toId })
  await assert.rejects(store.join({ tenantId, fromId, toId }), /gone/)
})

/** Columns that name people and are no belongings: what stays with its author, or goes with the account. */
const STAYS = [
  'audit_actors.person_id',
  'holds.subject_id',
  'holds.placed_by',
  'policy_versions.author_id',
  'register_versions.author_id',
  'rights_requests.decided_by',
  'scim_people.person_id',
  'sessions.person_id',
]

test('every table that names people is thought of', async () => {
  const names =
    'owner_id person_id author_id recipient_id reviewer_id signed_by decided_by requested_by placed_by member_id holder_id principal_id subject_id'.split(
      ' ',
    )
  const rows = await database.sql<{ name: string }[]>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and column_name in ${database.sql(names)} order by 1`
  const known = new Set([...JOINED.map(({ table, column }) => `${table}.${column}`), ...STAYS])
  assert.deepEqual(
    rows.map(({ name }) => name).filter((name) => !known.has(name)),
    [],
  )
})
