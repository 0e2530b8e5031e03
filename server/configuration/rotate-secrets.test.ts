import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { loadSecretKeys, SECRETS_KEY_FILE } from '#server/lib/secret-keys.ts'
import { createSecretRotation } from './rotate-secrets.ts'

test('secrets go under a new key while they are read and written, and the old key opens nothing any more', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'galerne-rotation-'))
  const database = await openTestDatabase()
  t.after(async () => {
    await database.close()
    await rm(folder, { recursive: true, force: true })
  })
  const keys = loadSecretKeys(folder, [])
  const box = createSecretBox(keys)
  const before = await readFile(join(folder, SECRETS_KEY_FILE), 'utf8')
  const [tenantId, personId] = [LOCAL_TENANT_ID, LOCAL_OWNER.id]
  const insert = (sealed: string) =>
    database.withTenant(
      tenantId,
      (sql) => sql`
        insert into identity.authenticators (tenant_id, person_id, sealed, last_step, created_at)
        values (${tenantId}, ${personId}, ${sealed}, 0, now())
        on conflict (tenant_id, person_id) do update set sealed = excluded.sealed`,
      'galerne_identity',
    )
  const read = async (): Promise<string> => {
    const rows = await database.withTenant(
      tenantId,
      (sql) => sql<{ sealed: string }[]>`select sealed from identity.authenticators`,
      'galerne_identity',
    )
    return rows[0]?.sealed ?? ''
  }
  await insert(box.seal('sk-one', 'a'))
  const rotate = createSecretRotation({
    database,
    dataFolder: folder,
    configured: [],
    tenantIds: () => [tenantId],
    log: silentLog,
    // Another process, which has not seen the new key yet, writes with the old one.
    pause: async () => {
      const old = createSecretBox(keys.slice(1))
      assert.equal(box.open(await read(), 'a'), 'sk-one')
      await insert(old.seal('sk-two', 'a'))
    },
  })
  assert.deepEqual(await rotate(), { rewrapped: 2, oldKeys: 0 })
  const after = await readFile(join(folder, SECRETS_KEY_FILE), 'utf8')
  assert.equal(after.trim().split('\n').length, 1)
  assert.notEqual(after, before)
  assert.equal(createSecretBox(keys).open(await read(), 'a'), 'sk-two')
})
