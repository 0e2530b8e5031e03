import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startTestServer } from '#server/lib/database-server-testing.ts'
import { openDatabase } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '../principal.ts'
import { openTestDirectory } from './directory-testing.ts'

// On a server, whose owner of tables sees no row of them: there a migration can fail that the embedded database lets pass.
const server = await startTestServer()
const url = await server.createDatabase()
const folder = mkdtempSync(join(tmpdir(), 'galerne-named-'))
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

/** As it was while groups and services were names: with the migrations of then alone. */
async function fillAsBefore(): Promise<void> {
  const migrations = join(folder, 'migrations')
  const all = join(import.meta.dirname, '..', '..', 'migrations')
  for (const name of readdirSync(all)) {
    if (/^00(?:0\d|1[0-3])-/.test(name)) cpSync(join(all, name), join(migrations, name))
  }
  const database = await openDatabase({ url, folder, log: silentLog, migrations })
  await database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    const keys: [string, string, string, string | null][] = [
      ['a', 'service', 'payroll', 'Finance'],
      ['b', 'group', 'Finance', null],
      ['c', 'person', 'anna', null],
    ]
    for (const [digit, kind, owner, group] of keys) {
      await sql`
        insert into keys (tenant_id, id, name, owner_kind, owner_id, group_id, created_at)
        values (${LOCAL_TENANT_ID}, ${`00000000-0000-7000-8000-00000000000${digit}`}, ${digit},
          ${kind}, ${owner}, ${group}, now())`
    }
    await sql`
      insert into budgets (tenant_id, id, subject_kind, subject_id, period, currency, created_at)
      values (${LOCAL_TENANT_ID}, gen_random_uuid(), 'group', 'Finance', 'month', 'EUR', now())`
    await sql`
      insert into sessions (tenant_id, hash, created_at, expires_at)
      values (${LOCAL_TENANT_ID}, 'h', now(), now() + interval '1 day')`
  })
  await database.close()
}

test('groups and services that were names are groups and service accounts, and their keys still work', async () => {
  await fillAsBefore()
  const database = await openDatabase({ url, folder, log: silentLog })
  try {
    const { keys, groups, programs } = await openTestDirectory(database)
    const [finance, ...others] = await groups.list(LOCAL_OWNER)
    const [payroll] = await programs.list(LOCAL_OWNER)
    assert.deepEqual([finance?.name, others, payroll?.name], ['Finance', [], 'payroll'])
    assert.deepEqual(payroll?.roles, ['member'])
    const [a, b, c] = keys.list(LOCAL_OWNER)
    assert.deepEqual(a?.owner, { kind: 'service', id: payroll.id })
    assert.deepEqual([a?.group, a?.groupName], [finance?.id, 'Finance'])
    assert.deepEqual(b?.owner, { kind: 'group', id: finance?.id })
    assert.deepEqual(c?.owner, { kind: 'person', id: LOCAL_OWNER.id })
    assert.ok(a.isOwnerActive && b.isOwnerActive && c.isOwnerActive)
    const [budget] = await database.withTenant(
      LOCAL_TENANT_ID,
      (sql) => sql`select subject_id from budgets`,
    )
    assert.equal(budget?.subject_id, finance?.id)
    const [session] = await database.withTenant(
      LOCAL_TENANT_ID,
      (sql) => sql`select person_id from sessions`,
    )
    assert.equal(session?.person_id, LOCAL_OWNER.id)
  } finally {
    await database.close()
  }
})
