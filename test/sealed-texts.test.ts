import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { createMessagesStore } from '#server/assistant/messages-store.ts'
import { createConversationsStore } from '#server/assistant/conversations-store.ts'
import { createSearchStore } from '#server/assistant/search/search-store.ts'
import { wordsOf } from '#server/assistant/search/words.ts'
import { createKeySchema } from '#server/lib/person-keys-store.ts'
import { destroyAgain, sealedSince, sealOldTexts } from '#server/lib/database-sealing.ts'
import { startTestServer } from '#server/lib/database-server-testing.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { openDatabase, type Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createKeyFolder } from '#server/lib/person-keys-folder.ts'
import { createTestKeys } from '#server/lib/person-keys-testing.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import { keyIdOf, SEALED_MARK } from '#server/lib/text-cipher.ts'
import { erasePerson } from '#server/rights/people/erase-store.ts'
import { fillWords, type Planted } from '#server/rights/test-organisation-store.ts'

const CANARIES = Array.from(
  { length: 24 },
  (_, at) => `canary${String(at).padStart(2, '0')}x${createId().slice(-12)}`,
)
const signal = new AbortController().signal

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'galerne-sealed-'))
})
const opened: Database[] = []
after(async () => {
  for (const database of opened) await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const foundIn = (bytes: Buffer | string) => CANARIES.filter((canary) => bytes.includes(canary))

/** In every file of a folder, the write-ahead log included, as they lie on the disk. */
function onDisk(at: string): string[] {
  const paths = readdirSync(at, { recursive: true, encoding: 'utf8' }).map((name) => join(at, name))
  const files = paths.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path))
  return CANARIES.filter((canary) => files.some((file) => file.includes(canary)))
}

async function rowsOf(database: Database, tenantId: string): Promise<string> {
  return database.withTenant(tenantId, async (sql) => {
    const texts: string[] = []
    for (const { name } of Object.values(SEALED)) {
      const rows = await sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${sql(name)} t`
      texts.push(...rows.map(({ row }) => row))
    }
    return texts.join('\n')
  })
}

/** What a person reads, by the stores that serve it. */
async function readAll(database: Database, { tenantId, personId }: Planted): Promise<string> {
  const owner = { tenantId, ownerId: personId }
  const store = createConversationsStore(database)
  const found = await store.list(owner, { shown: 'active', limit: 50, after: null })
  const messages = createMessagesStore(database)
  const all = await Promise.all(found.map(({ id }) => messages.list(tenantId, id)))
  return JSON.stringify([found, all])
}

const erase = (database: Database, { tenantId, personId }: Planted) =>
  erasePerson(database, tenantId, {
    personId,
    pseudonym: createId(),
    certify: () => Promise.resolve(),
  })

async function openEmbedded(at: string, isSealed: boolean): Promise<Database> {
  const database = await openDatabase({
    url: null,
    folder: join(at, 'db'),
    log: silentLog,
    isSynced: false,
    ...(isSealed && { personKeys: createTestKeys(createKeyFolder(join(at, 'person-keys'))) }),
  })
  opened.push(database)
  return database
}

test('a copy of the data folder from before an erasure says nothing with the keys that are left, and all of it where texts lie open', async () => {
  const weak = join(folder, 'weak')
  await fillTestFolder(join(weak, 'db'))
  const lying = await openEmbedded(weak, false)
  await fillWords(lying, CANARIES)
  await lying.close()
  assert.deepEqual(onDisk(weak), CANARIES)

  const here = join(folder, 'here')
  await fillTestFolder(join(here, 'db'))
  const first = await openEmbedded(here, true)
  const planted = await fillWords(first, CANARIES)
  const search = createSearchStore(first)
  await search.requeueLost()
  assert.ok((await search.fillSome(planted.tenantId, 50, wordsOf)) > 0)
  await sealOldTexts(first, { ...planted, log: silentLog, signal })
  assert.ok(foundIn(await readAll(first, planted)).length > 3)
  await first.close()
  const copy = join(folder, 'copy')
  cpSync(join(here, 'db'), join(copy, 'db'), { recursive: true })

  const then = await openEmbedded(here, true)
  await erase(then, planted)
  await then.close()
  // With all keys that are left.
  cpSync(join(here, 'person-keys'), join(copy, 'person-keys'), { recursive: true })
  const restored = await openEmbedded(copy, true)
  const read = await readAll(restored, planted)
  assert.deepEqual(foundIn((await rowsOf(restored, planted.tenantId)) + read), [])
  assert.match(read, /"title":""/)
  assert.deepEqual(onDisk(copy), [])
  assert.equal(await destroyAgain(restored, keysOf(restored), planted.tenantId), 1)
})

function keysOf({ personKeys }: Database) {
  assert.ok(personKeys)
  return personKeys
}

test('a dump of a server from before an erasure says nothing with the keys that are left, but for one that took the keys along', async () => {
  const server = await startTestServer()
  try {
    const url = await server.createDatabase()
    const shelf = createKeySchema(url)
    const personKeys = createTestKeys(shelf)
    const database = await openDatabase({ url, folder: '', log: silentLog, personKeys })
    opened.push(database)
    const planted = await fillWords(database, CANARIES)
    const { tenantId } = planted
    assert.equal(await database.withTenant(tenantId, sealedSince), null)
    const open = await dump(url, NOTHING_OPEN)
    assert.deepEqual(foundIn(open), CANARIES, 'as it was before texts were sealed')

    await sealOldTexts(database, { tenantId, log: silentLog, signal })
    await sayMore(database, planted)
    const search = createSearchStore(database)
    await search.requeueLost()
    assert.ok((await search.fillSome(tenantId, 100, wordsOf)) > 0)
    assert.ok((await database.withTenant(tenantId, sealedSince)) instanceof Date)
    assert.deepEqual(foundIn(await readAll(database, planted)).slice(0, 3), CANARIES.slice(0, 3))
    const careless = await dump(url, ['--exclude-schema=galerne_keys'])
    assert.notDeepEqual(foundIn(careless), [], 'with the index of words')
    const whole = await dump(url, ['--no-unlogged-table-data'])
    const apart = await dump(url, NOTHING_OPEN)
    const keyIds = [...apart.matchAll(/galerne-text\.1\.[\w./+=]+/g)].map(([text]) => keyIdOf(text))
    assert.ok(keyIds.length > CANARIES.length)

    await erase(database, planted)
    assert.deepEqual(foundIn(apart), [])
    assert.ok(
      keyIds.every((id) => !apart.includes(`${id}\tv2.`)),
      'no key is in it',
    )
    assert.ok(
      keyIds.every((id) => whole.includes(`${id}\tv2.`)),
      'nor in one of everything?',
    )
    for (const id of new Set(keyIds)) assert.equal(await shelf.get(tenantId, id), 'destroyed')
  } finally {
    for (const database of opened) await database.close()
    await server.stop()
  }
})

/** As the guide says. */
const NOTHING_OPEN = ['--exclude-schema=galerne_keys', '--no-unlogged-table-data']

async function dump(url: string, options: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    '/usr/lib/postgresql/15/bin/pg_dump',
    // Who makes back-ups sees the rows of all organisations.
    [...options, '--data-only', url.replace('//galerne@', '//postgres@')],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  return stdout
}

/** By the stores, as a person does now: nothing of it lies open at any time. */
async function sayMore(database: Database, { tenantId, personId }: Planted): Promise<void> {
  const store = createConversationsStore(database)
  const id = createId()
  const at = new Date().toISOString()
  const [title = '', renamed = ''] = CANARIES
  const rest = { modelId: null, folderId: null, presetId: null, lang: null, createdAt: at }
  const marks = { isPinned: false, isArchived: false, isUnread: false, isRunning: false }
  const owner = { tenantId, ownerId: personId }
  await store.insert(owner, {
    id,
    title,
    classification: 'internal',
    updatedAt: at,
    ...rest,
    ...marks,
  })
  await store.update(owner, id, { title: renamed })
  assert.equal((await store.find(owner, id))?.title, renamed)
  const rows = await rowsOf(database, tenantId)
  assert.deepEqual(foundIn(rows), [])
  assert.ok(rows.includes(SEALED_MARK))
}
