import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ImportReport } from '#wire/exchange.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createZipWriter } from '#server/lib/documents/zip.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { PERSON, TEST_CLOCK } from './exchange-testing.ts'
import {
  moveToBin,
  plantBeside,
  plantConversation,
  plantFile,
  readAll,
  readBeside,
} from './exchange-testing-store.ts'
import { createBesideStore } from './export/beside-store.ts'
import { createExportStore } from './export/export-store.ts'
import { createOwnCopy } from './export/own-copy.ts'
import { createImportStore } from './import/import-store.ts'
import { createImports } from './import/imports.ts'
import { readFile } from './import/read-file.ts'
import type { FileKeeper } from './import/take-files.ts'

let database: Database
let folder: string
let path: string
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'galerne-own-copy-'))
  database = await openTestDatabase()
  const { id, messageIds } = await plantConversation(database, {
    texts: ['Lies das.', 'Gut gelesen.'],
    classification: 'secret',
  })
  const [messageId = '', answerId = ''] = messageIds
  await plantFile(database, { conversationId: id, messageId, name: 'Bescheid [1].txt' })
  await plantBeside(database, { conversationId: id, answerId })
  const gone = await plantConversation(database, { title: 'Im Papierkorb', texts: ['a', 'b'] })
  await moveToBin(database, gone.id)
  path = join(folder, 'my-data.zip')
  writeFileSync(path, await packOwnCopy())
})
after(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const BYTES = Buffer.from([0x4d, 0x5a, 0, 0xff, 0x0a])

async function packOwnCopy(): Promise<Buffer> {
  const copy = createOwnCopy({
    store: createExportStore(database),
    beside: createBesideStore(database),
    readFile: async function* () {
      yield BYTES
    },
  })
  const zip = createZipWriter()
  const pieces: Uint8Array[] = []
  const owner = { tenantId: PERSON.tenantId, ownerId: PERSON.id }
  for await (const entry of copy(owner, new Date())) pieces.push(zip.add(entry))
  return Buffer.concat([...pieces, zip.end()])
}

function createKeeper() {
  const kept: { name: string; classification: string; bytes: Buffer; id: string }[] = []
  const claimed: string[] = []
  const keeper: FileKeeper = {
    async keep(_, { name, classification, body }) {
      const id = createId()
      kept.push({ name, classification, bytes: Buffer.concat(await Array.fromAsync(body)), id })
      return { type: 'attachment', attachmentId: id, name, mediaType: 'text/plain', sizeBytes: 5 }
    },
    claim: (_, ids) => Promise.resolve(void claimed.push(...ids)),
  }
  return { keeper, kept, claimed }
}

async function take(who: Principal, keeper: FileKeeper, mode: 'check' | 'take' = 'take') {
  const imports = createImports({
    store: createImportStore(database),
    read: async function* read(file) {
      for await (const item of readFile(file.path, file.name)) yield [item]
    },
    clock: TEST_CLOCK,
    log: silentLog,
    keeper,
  })
  const events = await Array.fromAsync(
    imports.run(who, { path, bytes: 1 }, { mode, name: 'x.zip' }),
  )
  const last = events.at(-1)
  assert.ok(last?.type === 'report', JSON.stringify(last))
  return last.report
}

const attachmentsOf = ({ counts }: ImportReport) => {
  const count = counts.find(({ unit }) => unit === 'attachment')
  return [count?.found, count?.taken, count?.already, count?.dropped]
}

test('what somebody took along comes back: words, files byte for byte, translations, suggestions, what waits', async () => {
  const somebody = { ...LOCAL_OWNER, id: createId() }
  const { keeper, kept, claimed } = createKeeper()
  const checked = await take(somebody, keeper, 'check')
  assert.equal(kept.length, 0, 'a check keeps nothing')
  const report = await take(somebody, keeper)
  assert.deepEqual(checked, { ...report, mode: 'check' })
  assert.deepEqual(attachmentsOf(report), [1, 1, 0, 0])

  const [file] = kept
  assert.deepEqual(file && [file.name, file.classification, file.bytes], [
    'Bescheid [1].txt',
    'secret',
    BYTES,
  ])
  assert.deepEqual(claimed, [file?.id])
  const all = await readAll(database, somebody)
  assert.deepEqual(all.map(({ title }) => title).toSorted(), ['Ein Plan', 'Im Papierkorb'])
  const plan = all.find(({ title }) => title === 'Ein Plan')
  const parts: unknown = plan?.messages[0]?.parts
  assert.deepEqual(parts, [
    {
      type: 'attachment',
      attachmentId: file?.id,
      name: 'Bescheid [1].txt',
      mediaType: 'text/plain',
      sizeBytes: 5,
    },
  ])
  const answer = plan?.messages[1]?.id
  const beside = await readBeside(database, plan?.id ?? '')
  assert.deepEqual(beside, {
    translations: [[answer, 'fr', 'Bien lu.']],
    followUps: [[answer, ['Und dann?']]],
    queued: [[answer, 'Danach']],
  })

  const again = await take(somebody, keeper)
  assert.deepEqual(attachmentsOf(again), [1, 0, 1, 0])
  assert.equal(kept.length, 1, 'a second time nothing is kept twice')
})

test('a file that may not come in leaves its name, and is told', async () => {
  const somebody = { ...LOCAL_OWNER, id: createId() }
  const refused = () => Promise.reject(new AppError('invalid_request', 'The scanner says no.'))
  const report = await take(somebody, { ...createKeeper().keeper, keep: refused })
  assert.deepEqual(attachmentsOf(report), [1, 0, 0, 1])
  const plan = (await readAll(database, somebody)).find(({ title }) => title === 'Ein Plan')
  assert.deepEqual(plan?.messages[0]?.parts, [])
  assert.equal(plan?.messages[0]?.text, 'Lies das.\n\n[📎 Bescheid [1].txt]')
})
