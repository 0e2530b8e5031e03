import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ImportEvent, ImportReport } from '#wire/exchange.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { writeZip } from '#server/lib/documents/zip.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { bytesOf, openTestExports, TEST_CLOCK } from '../exchange-testing.ts'
import { plantSharedFolder, readAll } from '../exchange-testing-store.ts'
import { createImportStore } from './import-store.ts'
import { createImports } from './imports.ts'
import { CHATGPT, CLAUDE, LE_CHAT, LIBRECHAT, OPEN_WEBUI } from './peer-files-testing.ts'
import { readFile } from './read-file.ts'

let database: Database
let folder: string
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'galerne-import-'))
  database = await openTestDatabase()
})
after(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Somebody who has nothing yet. */
const somebody = (): Principal => ({ ...LOCAL_OWNER, id: createId() })

async function* inOneGo({ path, name }: { path: string; name: string }) {
  for await (const item of readFile(path, name)) yield [item]
}

async function take(
  principal: Principal,
  content: string | Uint8Array,
  mode: 'check' | 'take' = 'take',
): Promise<ImportReport> {
  const events = await tryTake(principal, content, mode)
  const last = events.at(-1)
  assert.ok(last?.type === 'report', JSON.stringify(last))
  return last.report
}

async function tryTake(
  principal: Principal,
  content: string | Uint8Array,
  mode: 'check' | 'take' = 'take',
): Promise<ImportEvent[]> {
  const path = join(folder, createId())
  writeFileSync(path, content)
  const store = createImportStore(database)
  const imports = createImports({ store, read: inOneGo, clock: TEST_CLOCK, log: silentLog })
  const sent = { path, bytes: content.length }
  const leave = imports.enter(principal, { mode })
  const events = await Array.fromAsync(imports.run(principal, sent, { mode, name: 'notes.md' }))
  leave()
  return events
}

const countsOf = ({ counts }: ImportReport) =>
  Object.fromEntries(
    counts.map(({ unit, found, taken, already, dropped }) => [
      unit,
      [found, taken, already, dropped],
    ]),
  )
const dropsOf = ({ drops }: ImportReport) =>
  Object.fromEntries(drops.map(({ reason, count }) => [reason, count]))

test('of ChatGPT’s export every message is taken or told, with its branches, tools and thoughts', async () => {
  const person = somebody()
  const zip = writeZip([
    { name: 'user.json', content: '{"id":"user-1","email":"a@b.example"}' },
    { name: 'conversations.json', content: JSON.stringify(CHATGPT) },
    { name: 'chat.html', content: '<html></html>' },
  ])
  const checked = await take(person, zip, 'check')
  assert.deepEqual(await readAll(database, person), [])

  const report = await take(person, zip)
  // A check says what then happens, to the last count.
  assert.deepEqual(checked, { ...report, mode: 'check' })
  assert.deepEqual(countsOf(report), {
    conversation: [2, 1, 0, 1],
    message: [11, 4, 0, 7],
    attachment: [2, 0, 0, 2],
    part: [1, 0, 0, 1],
  })
  assert.deepEqual(dropsOf(report), {
    joined_to_answer: 3,
    instruction: 2,
    file_not_taken: 2,
    unknown_author: 1,
    blank: 1,
    unknown_part: 1,
    unreadable: 1,
  })
  assert.deepEqual(report.otherFiles, ['user.json', 'chat.html'])
  assert.equal(report.branches, 1)
  const [chat] = await readAll(database, person)
  assert.deepEqual(
    chat && { title: chat.title, from: chat.imported_from, isArchived: chat.archived_at !== null },
    {
      title: 'Staging',
      from: 'chatgpt',
      isArchived: true,
    },
  )
  const told = chat?.messages.map(({ role, text, model_id }) => [role, text, model_id])
  assert.deepEqual(told, [
    ['user', 'How do I roll back?\n\n[📎 plan.pdf] [📎 file-abc]', null],
    ['assistant', 'Run `helm rollback`.', 'o4-mini'],
    ['assistant', 'Or restore.', 'gpt-5'],
    ['user', 'Thanks', null],
  ])
  const [, answer, other] = chat?.messages ?? []
  assert.equal(answer?.parent_id, other?.parent_id)
  assert.equal(answer?.reasoning, 'Hm.')
  assert.deepEqual(answer?.parts, [
    {
      type: 'tool_call',
      callId: 'python',
      tool: 'python',
      status: 'complete',
      input: '````\nprint(1)\n````',
      output: '1',
    },
  ])
})

test('of Claude’s, Le Chat’s, LibreChat’s and Open WebUI’s exports the counts add up, and what they say is there', async () => {
  const expected: [string, unknown, object, string[]][] = [
    [
      'claude',
      CLAUDE,
      {
        conversation: [2, 1, 0, 1],
        message: [3, 3, 0, 0],
        attachment: [1, 0, 0, 1],
        part: [1, 0, 0, 1],
      },
      ['Sehr geehrte …', 'Kürzer.', 'Kurz also.', 'artifacts'],
    ],
    [
      'le-chat',
      LE_CHAT,
      {
        conversation: [1, 1, 0, 0],
        message: [2, 2, 0, 0],
        attachment: [1, 0, 0, 1],
        part: [0, 0, 0, 0],
      },
      ['Il pleut.', 'web_search', 'carte.png'],
    ],
    [
      'librechat',
      LIBRECHAT,
      {
        conversation: [1, 1, 0, 0],
        message: [3, 3, 0, 0],
        attachment: [1, 0, 0, 1],
        part: [0, 0, 0, 0],
      },
      ['Activate it.', 'Let me see.', 'found', 'Source it.'],
    ],
    [
      'open-webui',
      OPEN_WEBUI,
      {
        conversation: [1, 1, 0, 0],
        message: [3, 3, 0, 0],
        attachment: [0, 0, 0, 0],
        part: [0, 0, 0, 0],
      },
      ['"255"', '255!', 'Let me see', 'calc'],
    ],
  ]
  for (const [source, file, counts, words] of expected) {
    const person = somebody()
    const report = await take(person, JSON.stringify(file))
    assert.deepEqual(report.sources, [source])
    assert.deepEqual(countsOf(report), counts, source)
    const all = JSON.stringify(await readAll(database, person))
    for (const word of words) assert.ok(all.includes(word), `${source}: ${word}`)
  }
})

test('importing twice makes no doubles, and a later export of the same adds what is new', async () => {
  const person = somebody()
  await take(person, JSON.stringify(OPEN_WEBUI))
  const first = await readAll(database, person)
  const again = await take(person, JSON.stringify(OPEN_WEBUI))
  assert.deepEqual(countsOf(again).message, [3, 0, 3, 0])
  assert.deepEqual(await readAll(database, person), first)

  const later = structuredClone(OPEN_WEBUI)
  const more = {
    id: 'ra4',
    parentId: 'ra2',
    role: 'user',
    content: 'Sure?',
    timestamp: 1_700_000_020,
  }
  Object.assign(later[0]?.chat.history.messages ?? {}, { ra4: more })
  assert.deepEqual(countsOf(await take(person, JSON.stringify(later))).message, [4, 1, 3, 0])
  // Another person's own: ids are derived from whose they are.
  assert.deepEqual(countsOf(await take(somebody(), JSON.stringify(later))).message, [4, 4, 0, 0])
})

test('what nobody understands is a failure that says so, and never a success with nothing in it', async () => {
  for (const file of [
    '{"hello": 1}',
    '[]',
    '[{"foo": 1}]',
    '[1,2,3]',
    '{"conversations": []}',
    '',
  ]) {
    const last = (await tryTake(somebody(), file)).at(-1)
    assert.ok(last?.type === 'failed', file)
    assert.match(last.error.message, /No conversations were found/)
  }
})

test('files that are made to break programs break nothing', async () => {
  const circle = {
    title: 'Circle',
    id: 'x',
    create_time: -5,
    mapping: {
      a: {
        id: 'a',
        parent: 'b',
        message: { author: { role: 'user' }, content: { content_type: 'text', parts: ['A'] } },
      },
      b: {
        id: 'b',
        parent: 'a',
        message: { author: { role: 'user' }, content: { content_type: 'text', parts: ['B'] } },
      },
      c: {
        id: 'c',
        parent: null,
        message: {
          author: { role: 'user' },
          create_time: 9e12,
          content: { content_type: 'text', parts: ['nul\u0000 \ud800'] },
        },
      },
      d: { id: 'd', parent: 'd', message: { author: { role: 'constructor' }, content: null } },
    },
  }
  const text = `[${JSON.stringify(circle).replace('"mapping":{', '"mapping":{"__proto__":{"parent":"a","message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["P"]}}},')}]`
  const person = somebody()
  const report = await take(person, text)
  assert.deepEqual(countsOf(report).message, [5, 1, 0, 4])
  const [chat] = await readAll(database, person)
  assert.equal(chat?.messages[0]?.text, 'nul \ufffd')
  assert.ok(chat && chat.created_at.getTime() > 0)
  assert.equal('parent' in {}, false)

  const deep = `[${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)},${JSON.stringify(OPEN_WEBUI[0])}]`
  assert.deepEqual(countsOf(await take(somebody(), deep)).conversation, [2, 1, 0, 1])
  const cut = JSON.stringify([...OPEN_WEBUI, ...OPEN_WEBUI]).slice(0, -40)
  assert.deepEqual(countsOf(await take(somebody(), cut)).conversation, [2, 1, 0, 1])
})

test('an archive that unpacks without end is refused after a few megabytes', async () => {
  const bomb = writeZip([
    { name: 'conversations.json', content: Buffer.alloc(48 * 1024 * 1024, 0x20) },
  ])
  const last = (await tryTake(somebody(), bomb)).at(-1)
  assert.ok(last?.type === 'failed')
  assert.match(last.error.message, /unpacks to more/)
})

test('what was exported here comes back as it was, and is not doubled where it still is', async () => {
  const person = somebody()
  await take(person, JSON.stringify([...OPEN_WEBUI, ...CLAUDE]))
  const exports = openTestExports(database)
  const [chat] = await readAll(database, person)
  const request = { scope: 'conversation', conversationId: chat?.id ?? '', format: 'json' } as const
  const file = await bytesOf(await exports.open(person, request))
  const here = await take(person, file)
  assert.deepEqual(countsOf(here).conversation, [1, 0, 1, 0])

  const other = somebody()
  await take(other, file)
  const [copy] = await readAll(database, other)
  const plain = (of: typeof chat) =>
    of?.messages.map(({ id, parent_id: parent, conversation_id: conversation, ...rest }) => ({
      ...rest,
      isOwn: id !== '' && conversation === of.id,
      parent: of.messages.findIndex((message) => message.id === parent),
    }))
  assert.deepEqual(plain(copy), plain(chat))
  assert.equal(copy?.title, chat?.title)
  assert.deepEqual(copy?.updated_at, chat?.updated_at)
})

test('a text of Markdown is read by who speaks in it, also one of our own in any language', async () => {
  const person = somebody()
  const report = await take(
    person,
    '# Ein Plan\n\nAus Galerne exportiert.\n\n## Frage · 1. Mai\n\nWie?\n\n## Antwort · m · 1. Mai\n\nSo:\n\n```\n## Frage\n```\n\n— Von KI geschrieben (m).\n',
  )
  assert.deepEqual(countsOf(report).message, [2, 2, 0, 0])
  const [chat] = await readAll(database, person)
  assert.deepEqual(
    chat?.messages.map(({ text }) => text),
    ['Wie?', 'So:\n\n```\n## Frage\n```'],
  )
})

test('a file of our own with letters that no database keeps, or words without end, does not stop the others', async () => {
  const at = '2026-01-01T00:00:00.000Z'
  const answer = {
    id: createId(),
    parentId: null,
    role: 'assistant',
    text: 'a\u0000b',
    status: 'complete',
    runId: null,
    modelId: 'm\u0000',
    lang: 'e\u0000n',
    usage: null,
    error: { code: 'internal', message: 'x\u0000\uD800', isRetryable: false },
    parts: [{ type: 'used', what: 'memory', names: ['\u0000\uDC00'] }],
    createdAt: at,
    approval: null,
  }
  const head = { classification: 'internal', folder: null, isPinned: false, isArchived: false }
  const rest = { ...head, modelId: null, lang: 'e\u0000n', importedFrom: null }
  const made = { ...rest, createdAt: at, updatedAt: at }
  const chat = (title: string, text: string) => ({
    ...made,
    id: createId(),
    title,
    messages: [{ ...answer, id: createId(), text }],
  })
  const person = somebody()
  const conversations = [chat('odd', 'a\u0000b'), chat('long', 'x'.repeat(2_000_001))]
  const file = JSON.stringify({ conversations: [...conversations, chat('good', 'fine')] })
  const report = await take(person, file)
  assert.deepEqual(countsOf(report).conversation, [3, 2, 0, 1])
  const taken = await readAll(database, person)
  assert.deepEqual(taken.map(({ title }) => title).toSorted(), ['good', 'odd'])
})

test('a file lowers the class of nothing that is in it, and may raise it', async () => {
  const person = somebody()
  const at = '2026-01-01T00:00:00.000Z'
  const head = { modelId: null, lang: null, folder: null, isPinned: false, isArchived: false }
  const message = { parentId: null, role: 'user', text: 'Hello', status: 'complete', lang: null }
  const none = { runId: null, modelId: null, usage: null, error: null, approval: null }
  const conversations = ['public', 'secret'].map((classification) => ({
    ...head,
    id: createId(),
    title: `said to be ${classification}`,
    classification,
    importedFrom: null,
    createdAt: at,
    updatedAt: at,
    messages: [{ ...message, ...none, id: createId(), createdAt: at }],
  }))
  await take(person, JSON.stringify({ conversations }))
  const taken = await readAll(database, person)
  assert.deepEqual(Object.fromEntries(taken.map((one) => [one.title, one.classification])), {
    'said to be public': 'internal',
    'said to be secret': 'secret',
  })
})

test('what a file puts in a folder goes into none that others see, whatever its name is', async () => {
  const person = somebody()
  const shared = await plantSharedFolder(database, person, 'Team')
  const at = '2026-01-01T00:00:00.000Z'
  const message = { parentId: null, role: 'user', text: 'My salary?', status: 'complete' }
  const none = { runId: null, modelId: null, lang: null, usage: null, error: null, approval: null }
  const head = { title: 'Mine', modelId: null, classification: 'internal', lang: null }
  const place = { folder: 'Team', isPinned: false, isArchived: false, importedFrom: null }
  const messages = [{ ...message, ...none, id: createId(), createdAt: at }]
  const chat = { ...head, ...place, id: createId(), createdAt: at, updatedAt: at, messages }
  await take(person, JSON.stringify({ conversations: [chat] }))
  const [taken] = await readAll(database, person)
  assert.ok(taken && taken.folder_id !== null && taken.folder_id !== shared)
})
