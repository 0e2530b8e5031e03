import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { createActorsStore } from './actors-store.ts'
import { TENANT, testSecretKeys } from './audit-testing.ts'
import { createKeysStore } from './keys-store.ts'
import { createSequencer } from './sequencer.ts'
import { commitTo } from './trail/trail-record.ts'
import { createTrailStore } from './trail-store.ts'

test('a key of commitments that was never committed is used for nothing', async (t) => {
  const database = await openTestDatabase()
  t.after(() => database.close())
  const box = createSecretBox(testSecretKeys)
  const open = () =>
    createSequencer({
      store: createTrailStore(database),
      keys: createKeysStore(database, box),
      actors: createActorsStore(database, box),
      clock: createManualClock(),
      origin: () => 'galerne.example.eu/audit/1',
      checkpoints: { everyMs: 60_000, everyEntries: 10_000 },
    })
  const committed = async (sequencer: ReturnType<typeof open>) => {
    const { commit } = await database.withTenant(TENANT, (sql) => sequencer.commitment(sql, TENANT))
    return commitTo(commit, 'the same text')
  }
  const first = open()
  await assert.rejects(
    database.withTenant(TENANT, async (sql) => {
      await first.commitment(sql, TENANT)
      throw new Error('the batch is not to be')
    }),
    /the batch is not to be/,
  )
  const said = await committed(first)
  assert.equal(await committed(first), said)
  assert.equal(await committed(open()), said, 'as another process has it')

  // As an import does, into an organisation that nobody has used.
  await database.withTenant(TENANT, (sql) => sql`delete from audit_keys`)
  const next = open()
  assert.equal(await committed(next), await committed(first), 'nobody keeps one that is gone')
  assert.notEqual(await committed(first), said)
})
