import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ExportRequest } from '#wire/exchange.ts'
import { takesFilesAlong } from '#wire/files-along.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { readZip } from '#server/lib/documents/documents-testing.ts'
import { bytesOf, openTestExports, PERSON } from '../exchange-testing.ts'
import { plantConversation, plantFile } from '../exchange-testing-store.ts'
import { readFile } from '../import/read-file.ts'
import type { Exports } from './exports.ts'
import { placeFiles } from './file-names.ts'

let database: Database
let exports: Exports
const gone = new Set<string>()
before(async () => {
  database = await openTestDatabase()
  exports = openTestExports(database, async function* (_, fileId) {
    if (gone.has(fileId)) return
    yield Buffer.from('## You\n')
    yield Buffer.from(fileId)
  })
})
after(() => database.close())

async function setup() {
  const { id, messageIds } = await plantConversation(database, { texts: ['Lies das.', 'Gut.'] })
  const [messageId = ''] = messageIds
  const names = ['notes [1].md', 'notes [1].md', 'gone.pdf']
  const files: string[] = []
  for (const name of names) {
    files.push(await plantFile(database, { conversationId: id, messageId, name }))
  }
  gone.add(files[2] ?? '')
  const get = async (request: ExportRequest) => {
    const file = await exports.open(PERSON, request)
    const bytes = await bytesOf(file)
    return { file, bytes, zip: readZip(bytes) }
  }
  return { id, files, get }
}

test('files that went along with questions are in the archive, and the text leads to them', async () => {
  const { id, files, get } = await setup()
  for (const format of ['md', 'html', 'json'] as const) {
    const asked = { scope: 'conversation', conversationId: id, format, lang: 'de' } as const
    const { file, zip } = await get(asked)
    assert.deepEqual([file.name, file.type], ['Ein Plan.zip', 'application/zip'])
    const names = [...zip.keys()]
    const [text = '', first = '', second = '', ...rest] = names
    assert.match(text, new RegExp(String.raw`^2\d{3}-\d\d-\d\d Ein Plan\.${format}$`))
    const folder = `files/${text.slice(0, -format.length - 1)}`
    assert.deepEqual([first, second], [`${folder}/notes [1].md`, `${folder}/notes [1] (2).md`])
    // What was deleted meanwhile is not there, and there is no list of one.
    assert.deepEqual(rest, [])
    assert.equal(zip.get(first), `## You\n${files[0]}`)
    const words = zip.get(text) ?? ''
    const lead = encodeURI(second)
    assert.ok(words.includes(lead), `${format}: ${lead}`)
  }
})

test('taken in again, such an archive is one conversation, whatever its files look like', async (t) => {
  const { id, get } = await setup()
  const { bytes } = await get({ scope: 'conversation', conversationId: id, format: 'json' })
  const folder = mkdtempSync(join(tmpdir(), 'galerne-files-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'archive')
  writeFileSync(path, bytes)
  const items = await Array.fromAsync(readFile(path, 'archive.zip'))
  assert.deepEqual(
    items.map(({ type }) => type),
    ['reading', 'other-file', 'other-file'],
  )
})

test('of all conversations files lie in the folder of each, other formats name them, and one without stays one file', async () => {
  const { id, get } = await setup()
  const { zip } = await get({ scope: 'conversations', conversationIds: [id], format: 'docx' })
  assert.equal([...zip.keys()].filter((name) => name.startsWith('files/')).length, 2)
  assert.ok(zip.has('index.md'))
  const plain = await plantConversation(database, { texts: ['a', 'b'] })
  const alone = { scope: 'conversation', conversationId: plain.id, format: 'md' } as const
  assert.equal((await exports.open(PERSON, alone)).type, 'text/markdown; charset=utf-8')
})

test('what the page says of files is what comes', async () => {
  const { id, get } = await setup()
  for (const format of ['docx', 'odt', 'pdf', 'html', 'md', 'json'] as const) {
    const wish = { scope: 'conversation', conversationId: id, format } as const
    const file = await exports.open(PERSON, wish)
    await file.close()
    assert.equal(file.type === 'application/zip', takesFilesAlong('conversation', format), format)
  }
  const { zip } = await get({ scope: 'all', format: 'pdf' })
  assert.equal(
    [...zip.keys()].some((name) => name.startsWith('files/')),
    takesFilesAlong('all', 'pdf'),
  )
})

test('no name of a file leads out of its folder, or over another one', () => {
  const names = ['../../etc/passwd', '..', 'a\\b.txt', 'A.TXT', 'a.txt', '\u202Etxt.exe', '']
  const files = names.map((name, at) => ({ id: String(at), name }))
  const places = [...placeFiles(files, 'talk').values()]
  for (const place of places) assert.match(place, /^files\/talk\/[^/\\]+$/)
  assert.equal(new Set(places.map((place) => place.toLowerCase())).size, names.length)
  assert.ok(places.every((place) => !place.split('/').includes('..') && !place.includes('\u202E')))
})
