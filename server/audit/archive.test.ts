import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { noteEvents } from '#server/lib/database-outbox.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { archiveBefore } from './archive.ts'
import { createArchiveStore } from './archive-store.ts'
import { openTestAudit, TENANT, testSecretKeys } from './audit-testing.ts'
import { verifyBundle } from './bundle/verify-bundle.ts'
import { createKeysStore } from './keys-store.ts'
import { createReadStore } from './read-store.ts'
import { createSinksStore } from './sinks/sinks-store.ts'

const database = await openTestDatabase()
const opened = openTestAudit(database)
const { audit, clock, dataFolder } = opened
after(async () => {
  await opened.close()
  await database.close()
})

const options = {
  read: createReadStore(database),
  archive: createArchiveStore(database),
  keys: createKeysStore(database, createSecretBox(testSecretKeys)),
  folder: join(dataFolder, 'archive'),
  sinkIds: [],
}

async function happenTimes(count: number): Promise<void> {
  const event = { action: 'a.b', resource: { kind: 'test', id: null }, outcome: 'done' } as const
  const events = Array.from({ length: count }, () => event)
  await database.withTenant(TENANT, (sql) => noteEvents(sql, TENANT, events))
  await audit.settle(TENANT)
  clock.advance(60_000)
  await audit.settle(TENANT)
}

async function assertRight(): Promise<void> {
  await audit.startVerification(TENANT)
  let { verification } = await audit.state(TENANT)
  while (verification?.endedAt === null) ({ verification } = await audit.state(TENANT))
  assert.equal(verification?.finding, null)
}

test('a whole prefix goes into the archive, twice, and both what is there and what is left are right', async () => {
  for (const round of [1, 2]) {
    await happenTimes(700)
    const gone = await archiveBefore(options, TENANT, new Date(Date.now() + 60_000))
    assert.ok(gone > 500, `${gone} in round ${round}`)
    const [name = ''] = readdirSync(options.folder)
    const report = await verifyBundle({ folder: join(options.folder, name) })
    assert.equal(report.finding, null)
    const { archivedSize } = await audit.state(TENANT)
    assert.equal(report.size, archivedSize)
    assert.equal(archivedSize % 256, 0)
    await assertRight()
    const last = await audit.find(TENANT, archivedSize)
    assert.equal(last?.proof?.holds, true, 'what is left is proved as before')
    assert.equal(await audit.find(TENANT, archivedSize - 1), undefined)
  }
})

test('what has not arrived at a sink stays, so that it still can', async () => {
  await happenTimes(700)
  const before = new Date(Date.now() + 60_000)
  const sinks = createSinksStore(database)
  const withSink = { ...options, sinkIds: ['webhook'] }
  assert.equal(await archiveBefore(withSink, TENANT, before), 0, 'nothing has arrived')
  const { archivedSize } = await audit.state(TENANT)
  await sinks.take(TENANT, 'webhook', { holder: 'test', holdMs: 1000 })
  await sinks.advance(TENANT, 'webhook', { entries: archivedSize + 300, checkpoints: 0 })
  assert.equal(await archiveBefore(withSink, TENANT, before), 256)
})

test('what is not signed yet, or not old enough, stays', async () => {
  const before = (await audit.state(TENANT)).size
  assert.equal(await archiveBefore(options, TENANT, new Date(0)), 0)
  const until = before + 100_000
  await assert.rejects(
    database.withTenant(
      TENANT,
      (sql) => sql`select audit_archive(${until - (until % 256)}::bigint)`,
    ),
    /violates check constraint/,
  )
})
