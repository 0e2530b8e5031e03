import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

/** The runner's own list, which holds nothing of anybody's. */
const OF_NOBODY = 'galerne_migrations'

async function listTables(): Promise<{ name: string; forced: boolean; mine: boolean }[]> {
  const rows = await database.sql<{ name: string; forced: boolean; mine: boolean }[]>`
    select relname as name, relrowsecurity and relforcerowsecurity as forced,
           pg_has_role('galerne_app', relowner, 'usage') as mine
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')`
  return rows.filter(({ name }) => name !== OF_NOBODY)
}

test('every table forces row-level security on its owner, who is not the application', async () => {
  const tables = await listTables()
  assert.ok(tables.length > 0)
  for (const { name, forced, mine } of tables) {
    assert.ok(forced, `${name}: enable and force row level security`)
    assert.ok(!mine, `${name} belongs to galerne_app, which could switch that off`)
  }
})

test('every table lets the application read and write rows of the tenant at work, and no others', async () => {
  const policies = await database.sql<{ name: string; reads: string; writes: string | null }[]>`
    select tablename as name, qual as reads, with_check as writes from pg_policies
    where schemaname = 'public' and roles && array['galerne_app', 'public']::name[]`
  for (const { name } of await listTables()) {
    const own = policies.filter((policy) => policy.name === name)
    assert.ok(own.length > 0, `${name} has no policy`)
    for (const { reads, writes } of own) {
      for (const rule of [reads, writes ?? reads]) {
        assert.match(rule, /tenant_id = .*galerne\.tenant_id/, `${name}: ${rule}`)
      }
    }
  }
})

test('the application has no right that would pass over those rules', async () => {
  const [role] = await database.sql`
    select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = 'galerne_app'`
  assert.deepEqual({ ...role }, { rolsuper: false, rolbypassrls: false, rolcreaterole: false })
})

test('the list of migrations is out of the reach of the application', async () => {
  const [right] = await database.sql`
    select has_table_privilege('galerne_app', ${OF_NOBODY}, 'select, insert, update, delete') as has`
  assert.equal(right?.has, false)
})
