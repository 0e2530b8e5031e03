import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { startTestServer, type TestServer } from '#server/lib/database-server-testing.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { openDatabase, type Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { erasePerson } from '../people/erase-store.ts'
import { fillTestOrganisation, HERE, type Filled } from '../test-organisation-store.ts'
import { exportOrganisation } from './export.ts'
import { importOrganisation } from './import.ts'

/** As managed services give it: the owner of the tables is no superuser, so that row-level security is forced on it too. */
let server: TestServer
let onServer: Database
let embedded: Database
let filled: Filled
before(async () => {
  server = await startTestServer()
  const url = await server.createDatabase()
  onServer = await openDatabase({ url, folder: '', log: silentLog })
  embedded = await openTestDatabase()
  filled = await fillTestOrganisation(embedded, { tenantId: LOCAL_TENANT_ID, messages: 20 })
  // The target has begun a trail, as every Galerne does when it starts.
  await onServer.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql`
      insert into audit_trails (tenant_id, origin) values (${LOCAL_TENANT_ID}, ${`of ${createId()}`})`,
  )
})
after(async () => {
  await Promise.all([onServer.close(), embedded.close()])
  await server.stop()
})

async function exported(database: Database) {
  const pieces: Buffer[] = []
  const done = await exportOrganisation({
    database,
    clock: createManualClock(),
    secretKeys: [HERE],
    tenantId: LOCAL_TENANT_ID,
    passphrase: null,
    write: async (bytes) => void pieces.push(bytes),
  })
  return { ...done, pieces }
}

test('an organisation moves from the embedded database to a server with the same hashes', async () => {
  const { sha256, pieces } = await exported(embedded)
  async function* archive() {
    yield* pieces
  }
  const options = { database: onServer, secretKeys: [HERE], passphrase: null, archive: archive() }
  assert.equal((await importOrganisation(options)).manifestSha256, sha256)
  assert.equal((await exported(onServer)).sha256, sha256)
})

test('on a server a person is erased as well, by the rights of the application alone', async () => {
  const erased = await erasePerson(onServer, LOCAL_TENANT_ID, {
    personId: filled.personId,
    pseudonym: createId(),
    certify: () => Promise.resolve(),
  })
  assert.equal(erased.counts.find(({ kind }) => kind === 'messages')?.count, 20)
  const left = await onServer.withTenant(LOCAL_TENANT_ID, (sql) => sql`select id from people`)
  assert.ok(!left.some((row) => row['id'] === filled.personId))
})
