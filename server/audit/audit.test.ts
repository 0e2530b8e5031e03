import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { happen, openTestAudit, PERSON, TENANT } from './audit-testing.ts'

const database = await openTestDatabase()
const opened = openTestAudit(database)
const { audit, clock } = opened
after(async () => {
  await opened.close()
  await database.close()
})

test('what happened is in the trail, in its order and without a gap, and proved by a signed checkpoint', async () => {
  for (const action of ['key.create', 'key.update', 'key.revoke'])
    await happen(database, { action })
  const { entries } = await audit.search(TENANT, { action: 'key' })
  assert.deepEqual(
    entries.map(({ sequence, action }) => [sequence, action]),
    [
      [2, 'key.revoke'],
      [1, 'key.update'],
      [0, 'key.create'],
    ],
  )
  const found = await audit.find(TENANT, 1)
  assert.equal(found?.proof?.holds, true)
  assert.match(found.proof.checkpoint.note, /^galerne\.example\.eu\/audit\/\w{12}\n3\n/)
})

test('a person stands in the trail without name, id or address, and those who may read it see them', async () => {
  await happen(database, {
    action: 'budget.create',
    reason: 'because Zoë Łukasik asked',
    facts: { of: PERSON, to: 'zoe@example.eu' },
  })
  const { entries } = await audit.search(TENANT, { action: 'budget' })
  const found = await audit.find(TENANT, entries[0]?.sequence ?? -1)
  assert.ok(found)
  for (const secret of ['Zoë', 'Łukasik', PERSON, '192.0.2.7', 'zoe@']) {
    assert.ok(!found.record.includes(secret), secret)
  }
  assert.equal(found.entry.actor.name, 'Zoë Łukasik')
  assert.deepEqual(found.sealed, {
    address: '192.0.2.7',
    reason: 'because Zoë Łukasik asked',
    isReadable: true,
  })
  assert.equal(
    found.facts['of'],
    found.entry.actor.id,
    'whoever is named twice is seen to be the same',
  )
})

test('whoever is erased is nobody in the trail any more, and every proof holds as before', async () => {
  await happen(database, { action: 'alert.manage' })
  const [entry] = (await audit.search(TENANT, { action: 'alert' })).entries
  clock.advance(60_000)
  await audit.settle(TENANT)
  assert.equal(await audit.erasePerson(TENANT, PERSON), true)
  const found = await audit.find(TENANT, entry?.sequence ?? -1)
  assert.equal(found?.entry.actor.name, null)
  assert.deepEqual(found?.sealed, { address: null, reason: null, isReadable: false })
  assert.equal(found?.proof?.holds, true)
  await happen(database, { action: 'alert.manage' })
  const [later] = (await audit.search(TENANT, { action: 'alert' })).entries
  assert.notEqual(later?.actor.id, entry?.actor.id, 'who comes back is somebody else')
})

test('with the event that a person was erased the trail forgets who it was by itself', async () => {
  await happen(database, { action: 'alert.forget' })
  await happen(database, { action: 'person.erase', resource: { kind: 'person', id: PERSON } })
  const [entry] = (await audit.search(TENANT, { action: 'alert.forget' })).entries
  assert.equal(entry?.actor.name, null)
  const left = await database.withTenant(
    TENANT,
    (sql) => sql`select 1 from audit_actors where person_id = ${PERSON}`,
  )
  assert.equal(left.length, 0)
})

test('the application may add to the trail and read it, and do nothing else; nor may the owner of the tables', async () => {
  await happen(database)
  await audit.settle(TENANT)
  for (const table of ['audit_entries', 'audit_nodes', 'audit_checkpoints', 'audit_time_stamps']) {
    const rights = await database.sql`
      select has_table_privilege('galerne_app', ${table}, 'insert') as adds,
             has_table_privilege('galerne_app', ${table}, 'update, delete, truncate') as changes`
    assert.deepEqual({ ...rights[0] }, { adds: true, changes: false }, table)
  }
  const change = (text: string) => database.sql.begin(async (sql) => void (await sql.unsafe(text)))
  for (const text of [
    `update audit_entries set outcome = 'done' where sequence = 0`,
    'delete from audit_entries where sequence = 0',
    'truncate audit_entries',
    'delete from audit_checkpoints',
  ]) {
    await assert.rejects(change(text), /append-only/, text)
  }
})

test('reading the trail is an event itself, which tells by what was looked, and never for whom', async () => {
  await audit.search(TENANT, { who: 'Łukasik' })
  const { entries } = await audit.search(TENANT, { action: 'audit.read' })
  const found = await audit.find(TENANT, entries[0]?.sequence ?? -1)
  assert.deepEqual(found?.facts, { filters: ['who'] })
})

test('a whole trail is found to be right', async () => {
  await audit.startVerification(TENANT)
  let last = await audit.state(TENANT)
  while (last.verification?.endedAt === null) last = await audit.state(TENANT)
  assert.equal(last.verification?.finding, null)
  assert.ok((last.verification?.checked ?? 0) > 5)
})
