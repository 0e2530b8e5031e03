import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

/** The runner's own list, which holds nothing of anybody's. */
const OF_NOBODY = 'galerne_migrations'
/** Who tries to sign in is nobody yet: keyed hashes and times, which tell nothing of whom. */
const OF_STRANGERS = new Set(['identity.attempts', 'identity.spent'])

interface Table {
  name: string
  forced: boolean
  mine: boolean
}

async function listTables(): Promise<Table[]> {
  const rows = await database.sql<Table[]>`
    select case nspname when 'public' then relname else nspname || '.' || relname end as name,
           relrowsecurity and relforcerowsecurity as forced,
           pg_has_role('galerne_app', relowner, 'usage')
             or pg_has_role('galerne_identity', relowner, 'usage') as mine
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname !~ '^(pg_|information_schema)' and relkind in ('r', 'p', 'v', 'm')`
  return rows.filter(({ name }) => name !== OF_NOBODY && !OF_STRANGERS.has(name))
}

/** Which role works with a table: what people sign in with is the identity's alone. */
const roleOf = (name: string) => (name.startsWith('identity.') ? 'galerne_identity' : 'galerne_app')

test('every table forces row-level security on its owner, who is not the application', async () => {
  const tables = await listTables()
  assert.ok(tables.length > 0)
  for (const { name, forced, mine } of tables) {
    assert.ok(forced, `${name}: enable and force row level security`)
    assert.ok(!mine, `${name} belongs to galerne_app, which could switch that off`)
  }
})

test('every table lets the application read and write rows of the tenant at work, and no others', async () => {
  const policies = await database.sql<
    { name: string; roles: string[]; reads: string; writes: string | null }[]
  >`
    select case schemaname when 'public' then tablename else schemaname || '.' || tablename end as name,
           roles::text[] as roles, qual as reads, with_check as writes from pg_policies`
  for (const { name } of await listTables()) {
    const own = policies.filter(
      (policy) =>
        policy.name === name &&
        policy.roles.some((role) => /^public$/.test(role) || role === roleOf(name)),
    )
    assert.ok(own.length > 0, `${name} has no policy`)
    for (const { reads, writes } of own) {
      for (const rule of [reads, writes ?? reads]) {
        assert.match(rule, /tenant_id = .*galerne\.tenant_id/, `${name}: ${rule}`)
      }
    }
  }
})

test('a row of another organisation is read and changed by its id where one policy is off, and not where it is on', async () => {
  const id = createId()
  await database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    await sql`
      insert into people (tenant_id, id, name, email, status)
      values (${LOCAL_TENANT_ID}, ${id}, 'Ana', ${`${id}@example.eu`}, 'active')`
  })
  const asAnother = () =>
    database.withTenant(createId(), async (sql) => {
      const read = await sql`select id from people where id = ${id}`
      const changed = await sql`update people set name = 'Bo' where id = ${id} returning id`
      return [read.length, changed.length]
    })
  assert.deepEqual(await asAnother(), [0, 0])
  await database.sql`alter table people disable row level security`
  try {
    assert.deepEqual(await asAnother(), [1, 1])
  } finally {
    await database.sql`alter table people enable row level security`
  }
  assert.deepEqual(await asAnother(), [0, 0])
})

test('the application has no right that would pass over those rules', async () => {
  const [role] = await database.sql`
    select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = 'galerne_app'`
  assert.deepEqual({ ...role }, { rolsuper: false, rolbypassrls: false, rolcreaterole: false })
})

test('the application cannot see what people sign in with, and whoever can sees nothing of what they do', async () => {
  const rows = await database.sql<{ name: string; role: string; sees: boolean }[]>`
    select nspname || '.' || relname as name, rolname as role,
           has_schema_privilege(rolname, nspname, 'usage')
             and has_table_privilege(rolname, pg_class.oid, 'select, insert, update, delete') as sees
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    cross join pg_roles where rolname in ('galerne_app', 'galerne_identity')
    and nspname in ('public', 'identity') and relkind in ('r', 'p', 'v', 'm')`
  const seenBy = (role: string) =>
    rows.filter((row) => row.role === role && row.sees).map(({ name }) => name)
  assert.deepEqual(
    seenBy('galerne_app').filter((name) => name.startsWith('identity.')),
    [],
  )
  const seen = seenBy('galerne_identity').filter((name) => name.startsWith('public.'))
  assert.deepEqual(seen.toSorted(), ['public.audit_outbox', 'public.people'])
  assert.ok(seenBy('galerne_identity').includes('identity.passwords'))
})

test('the list of migrations is out of the reach of the application', async () => {
  const [right] = await database.sql`
    select has_table_privilege('galerne_app', ${OF_NOBODY}, 'select, insert, update, delete') as has`
  assert.equal(right?.has, false)
})
