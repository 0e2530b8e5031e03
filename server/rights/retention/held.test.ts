import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { listPossessions } from '../possessions-testing-store.ts'
import { fillPossessions } from '../test-possessions-store.ts'
import { fillTestOrganisation, type Filled } from '../test-organisation-store.ts'
import { createHoldsStore } from './holds-store.ts'

let database: Database
let filled: Filled
before(async () => {
  database = await openTestDatabase()
  filled = await fillTestOrganisation(database, { tenantId: createId(), messages: 2 })
  await fillPossessions(database, filled)
})
after(() => database.close())

/** What may go under a hold, and why that destroys no evidence. */
const MAY_GO = new Map(
  Object.entries({
    'who gets in must be decided all the same, and the audit trail keeps what was decided': [
      'sessions sso_sessions identities scim_people group_members role_grants keys key_secrets',
      'identity.passwords identity.passkeys identity.authenticators identity.recovery_codes',
      'identity.tickets folder_members',
    ],
    'it is drawn from what stays': ['search_entries search_queue run_events runs_in_flight'],
    'it is a setting': ['preferences library_favourites folder_file_uses'],
    'it was never said: what waits is a message once it is sent': ['queued_messages'],
    'it lies with the provider, and the row only names it': ['provider_resources'],
    'it says that a fact was looked at; the texts themselves stay': ['plain_text_decisions'],
    'it is about money or asks for something, and names nobody once they are gone': [
      'usage_requests rights_requests register_versions policy_versions',
    ],
    'nothing of it is ever deleted while it is open': ['answer_approvals holds audit_actors'],
  }).flatMap(([why, lists]) =>
    lists.flatMap((list) => list.split(' ').map((table): [string, string] => [table, why])),
  ),
)

async function listGuarded(kind: 'held' | 'unchanged'): Promise<string[]> {
  const rows = await database.sql<{ name: string }[]>`
    select tgrelid::regclass::text as name from pg_trigger where tgname like ${`%\\_${kind}`}`
  return rows.map(({ name }) => name).toSorted()
}

/** In a transaction that leaves nothing behind. */
async function trying(work: (sql: TransactionSql) => Promise<unknown>): Promise<void> {
  const undone = new Error('undone')
  const tried = database.withTenant(filled.tenantId, async (sql) => {
    await work(sql)
    throw undone
  })
  await assert.rejects(tried, (error) => {
    if (error !== undone) throw error
    return true
  })
}

const HELD = { code: 'conflict', message: /legal hold/ }

const hold = (subjectKind: 'person' | 'conversation', subjectId: string) =>
  createHoldsStore(database).place(
    filled.tenantId,
    { subjectKind, subjectId, reason: 'A case', until: null },
    { id: filled.ownerId, name: 'Ada', at: new Date() },
  )

const lift = (id: string) =>
  createHoldsStore(database).lift(filled.tenantId, id, { name: 'Ada', at: new Date() })

test('each table with something of a person keeps what is held, or says why it need not', async () => {
  const guarded = new Set(await listGuarded('held'))
  const forgotten = (await listPossessions(database)).filter(
    (table) => !guarded.has(table) && !MAY_GO.has(table),
  )
  assert.deepEqual(forgotten, [], 'give it a trigger, as migration 0056 has them')
  const both = [...MAY_GO.keys()].filter((table) => guarded.has(table))
  assert.deepEqual(both, [])
})

test('nothing of a person under a hold is deleted, in no table; and everything could be without it', async () => {
  const tables = (await listGuarded('held')).filter((table) => table !== 'people')
  // As it would be without the hold: each has a row, and each row goes.
  for (const table of tables) {
    await trying(async (sql) => {
      const { count } = await sql`delete from ${sql(table)}`
      assert.ok(count > 0, `fill ${table} in test-possessions-store.ts`)
    })
  }
  const { id } = await hold('person', filled.personId)
  for (const table of [...tables, 'people']) {
    await assert.rejects(
      trying((sql) => sql`delete from ${sql(table)}`),
      HELD,
      table,
    )
  }
  await lift(id)
})

test('what a held person wrote is not written over either', async () => {
  const columns = await database.sql<{ table: string; column: string; type: string }[]>`
    select c.table_name as table, c.column_name as column, c.data_type as type
    from information_schema.triggered_update_columns t
    join information_schema.columns c on c.table_schema = t.event_object_schema
      and c.table_name = t.event_object_table and c.column_name = t.event_object_column
    where trigger_name like '%\\_unchanged' and c.table_name <> 'memory_proposals'`
  assert.ok(columns.length > 10)
  const overwrite = (sql: TransactionSql, { table, column, type }: (typeof columns)[number]) => {
    const other = type === 'jsonb' ? sql`'{"other": 1}'::jsonb` : sql`'other'`
    // A class that is checked has but two words.
    const value = column === 'verdict' ? sql`'good'` : other
    return sql`update ${sql(table)} set ${sql(column)} = ${value}`
  }
  for (const one of columns) {
    await trying(async (sql) => assert.ok((await overwrite(sql, one)).count > 0, one.table))
  }
  const { id } = await hold('person', filled.personId)
  for (const one of columns) {
    await assert.rejects(
      trying((sql) => overwrite(sql, one)),
      HELD,
      `${one.table}.${one.column}`,
    )
  }
  // Whoever is asked whether something may be remembered answers; the words stay.
  await trying(async (sql) => {
    const rows = await sql`
      update memory_proposals set answer = 'refused', text = '' returning text`
    assert.deepEqual(
      rows.map((row) => row['text']),
      ['Mag Kaffee'],
    )
  })
  await lift(id)
})

test('a hold on one conversation keeps all that belongs to it, and nothing else', async () => {
  const { id } = await hold('conversation', filled.conversationId)
  const tables =
    'messages runs message_translations follow_ups conversation_shares conversation_snapshots ' +
    'answer_ratings answer_choices attachments attachment_files attachment_pieces ' +
    'request_log request_bodies'
  for (const table of tables.split(' ')) {
    await assert.rejects(
      trying((sql) => sql`delete from ${sql(table)}`),
      HELD,
      table,
    )
  }
  await trying((sql) => sql`delete from memories`)
  await trying((sql) => sql`delete from plain_texts`)
  await lift(id)
})
