import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { FOLDER_TOKENS } from '#wire/folder-files.ts'
import { LOCAL_OWNER, type Principal } from './access/principal.ts'
import { createAssistant } from './assistant/assistant.ts'
import type { ChatGateway } from './assistant/ask-model.ts'
import { createFollowUpsStore } from './assistant/follow-ups/follow-ups-store.ts'
import { createScriptedGateway, says } from './assistant/testing.ts'
import { createAttachments } from './attachments/attachments.ts'
import { createAttachmentsStore } from './attachments/attachments-store.ts'
import { createFilesStore } from './attachments/files-store.ts'
import { createFolderFilesStore } from './attachments/folder-files-store.ts'
import { createFolderFiles, type FolderFilesOptions } from './attachments/folder-files.ts'
import { createPiecesStore } from './attachments/pieces-store.ts'
import { createAttachmentsPort } from './attachments/port.ts'
import { readFile } from './attachments/reader/read-file.ts'
import { createReaderTurns } from './attachments/reading/reader-turns.ts'
import { createStoredFiles } from './attachments/stored-files.ts'
import { createUpload } from './attachments/upload.ts'
import { systemClock } from './lib/clock.ts'
import { openTestDatabase } from './lib/database-testing.ts'
import type { Database } from './lib/database.ts'
import { createId } from './lib/ids.ts'
import { silentLog } from './lib/log.ts'
import { createSecretBox } from './lib/secret-box.ts'
import { Secret } from './lib/secret.ts'

const owner: Principal = LOCAL_OWNER
const member: Principal = { ...owner, id: createId(), name: 'Maria', roles: ['member'] }
const stranger: Principal = { ...owner, id: createId(), name: 'Nobody', roles: ['member'] }
const missing = { code: 'not_found' }

let database: Database
before(async () => {
  database = await openTestDatabase()
  for (const { tenantId, id, name } of [member, stranger]) {
    await database.withTenant(tenantId, async (sql) => {
      await sql`
        insert into people (tenant_id, id, name, email, created_at)
        values (${tenantId}, ${id}, ${name}, ${`${id}@example.org`}, now())`
    })
  }
})
after(() => database.close())

function setup(options: Partial<FolderFilesOptions> = {}) {
  const gateway = createScriptedGateway(...Array.from({ length: 6 }, () => says('Noted.')))
  const calls: Parameters<ChatGateway['call']>[0][] = []
  const listening: ChatGateway = {
    ...gateway,
    call(call) {
      calls.push(call)
      return gateway.call(call)
    },
  }
  const store = createAttachmentsStore(database)
  const fileStore = createFilesStore(database)
  const pieces = createPiecesStore(database)
  const box = createSecretBox([new Secret('a key that nobody guesses: 7d21c9b4')])
  const files = createStoredFiles({ pieces, box })
  const take = createUpload({
    store,
    fileStore,
    pieces,
    files,
    readFile: (name, bytes) => readFile(name, Buffer.concat(bytes)),
    turns: createReaderTurns({ atOnce: 2, perPerson: 20, inAll: 30 }),
    scanners: [],
    maxFileBytes: 5_000_000,
    quotas: { person: 50_000_000, organisation: 50_000_000, waiting: 10 },
    unsentMs: 3_600_000,
    clock: systemClock,
    createId,
    log: silentLog,
  })
  const desk = createFolderFiles({
    store: createFolderFilesStore(database),
    files,
    mayStillShare: () => true,
    ...options,
  })
  const attachments = createAttachments({
    store,
    fileStore,
    files,
    limits: { maxFileBytes: 5_000_000, personBytes: 50_000_000 },
    findInFolder: (principal, id) => desk.findFile(principal, id),
  })
  const assistant = createAssistant({
    database,
    gateway: listening,
    clock: systemClock,
    log: silentLog,
    attachments: {
      ...createAttachmentsPort({ store, files, seeingModels: () => [] }),
      classOf: (who, folderId) => desk.classOf(who, folderId),
    },
    additions: [(request) => desk.addToPrompt(request)],
  })
  const upload = async (name: string, text: string, who = owner) => {
    const body = (async function* () {
      yield Buffer.from(text)
    })()
    return (await take(who, { name, body, signal: new AbortController().signal })).id
  }
  const makeFolder = async (...members: Principal[]) => {
    const { id } = await assistant.folders.create(owner, { name: 'Tender' })
    await assistant.folders.update(owner, id, {
      members: members.map((one) => ({ kind: 'person', id: one.id, access: 'write' })),
    })
    return id
  }
  const ask = async (who: Principal, folderId: string, text = 'What does it say?') => {
    const { id } = await assistant.conversations.create(who, { folderId })
    const { runId, messages } = await assistant.runs.start(who, {
      conversationId: id,
      request: { kind: 'message', parentId: null, text },
      idempotencyKey: null,
    })
    const { signal } = new AbortController()
    for await (const event of await assistant.runs.follow(who, runId, { after: 0, signal })) {
      void event
    }
    const answer = (await assistant.conversations.listMessages(who, id)).at(-1)
    return {
      id,
      answer,
      told: gateway.requests.at(-1)?.messages ?? [],
      call: calls.at(-1),
      messages,
    }
  }
  return { desk, attachments, assistant, upload, makeFolder, ask, take }
}

test('what lies in a folder is told in each of its conversations, as a stranger’s words, and the answer names it', async () => {
  const { desk, upload, makeFolder, ask, attachments } = setup()
  const folderId = await makeFolder(member)
  const attachmentId = await upload('rules.txt', 'The lake is closed in May.')
  const { files, toldTokens } = await desk.add(owner, folderId, { attachmentId })
  assert.deepEqual([files.length, files[0]?.expiresAt, files[0]?.toldTokens], [1, null, toldTokens])

  for (const who of [owner, member]) {
    const { answer, told, call, id } = await ask(who, folderId)
    assert.deepEqual(answer?.parts, [{ type: 'used', what: 'files', names: ['rules.txt'] }])
    const [system, question] = told
    // Where we speak ourselves, there is nothing of it.
    assert.ok(!system?.content.includes('lake'))
    assert.match(
      question?.content ?? '',
      /<file \w+ name="rules\.txt"[^]*closed in May[^]*What does it say\?$/,
    )
    assert.equal(call?.isTainted, true)
    assert.equal(await createFollowUpsStore(database).isTainted(owner.tenantId, id), true)
  }
  assert.equal((await desk.list(member, folderId)).files[0]?.conversations, 2)
  assert.match((await attachments.text(member, attachmentId)).text, /closed in May/)
  const left = await desk.remove(owner, { folderId, id: attachmentId })
  assert.deepEqual(left.files, [])
  const { answer, told } = await ask(member, folderId)
  assert.equal(answer?.parts, undefined)
  assert.ok(!JSON.stringify(told).includes('closed in May'))
})

test('who is no member sees, adds, removes, reads and is told nothing; members change nothing', async () => {
  const { desk, upload, makeFolder, attachments, assistant, ask } = setup()
  const folderId = await makeFolder(member)
  const attachmentId = await upload('plan.txt', 'Zeppelins over Ljubljana.')
  await desk.add(owner, folderId, { attachmentId })
  const at = { folderId, id: attachmentId }
  await assert.rejects(desk.list(stranger, folderId), missing)
  await assert.rejects(attachments.text(stranger, attachmentId), missing)
  const own = await upload('own.txt', 'Mine.', member)
  for (const who of [member, stranger]) {
    await assert.rejects(desk.add(who, folderId, { attachmentId: own }), missing)
    await assert.rejects(desk.remove(who, at), missing)
    await assert.rejects(desk.classify(who, at, { classification: 'secret' }), missing)
    await assert.rejects(attachments.select(who, attachmentId, [1]), missing)
    await assert.rejects(attachments.remove(who, attachmentId), missing)
  }
  // Not another's upload, and what is in a folder is no message's any more.
  await assert.rejects(desk.add(owner, folderId, { attachmentId: own }), {
    code: 'invalid_request',
  })
  const { id } = await assistant.conversations.create(owner, {})
  const request = {
    kind: 'message' as const,
    parentId: null,
    text: 'x',
    attachmentIds: [attachmentId],
  }
  await assert.rejects(
    assistant.runs.start(owner, { conversationId: id, request, idempotencyKey: null }),
    missing,
  )
  // Whoever left hears nothing more, also where their conversation still lies there.
  const earlier = await ask(member, folderId)
  assert.ok(JSON.stringify(earlier.told).includes('Zeppelins'))
  await assistant.folders.update(owner, folderId, { members: [] })
  const { runId } = await assistant.runs.start(member, {
    conversationId: earlier.id,
    request: { kind: 'regenerate', messageId: earlier.messages[0]?.id ?? '' },
    idempotencyKey: null,
  })
  const { signal } = new AbortController()
  for await (const event of await assistant.runs.follow(member, runId, { after: 0, signal })) {
    void event
  }
  const last = (await assistant.conversations.listMessages(member, earlier.id)).at(-1)
  assert.equal(last?.parts, undefined)
})

test('the class of a file raises the conversation before a word of it is told, and keeps it from members who may not read it', async () => {
  const { desk, upload, makeFolder, ask, assistant } = setup()
  const folderId = await makeFolder(member)
  const attachmentId = await upload('secret.txt', 'The vault opens at nine.')
  await desk.add(owner, folderId, { attachmentId, classification: 'restricted' })
  const own = await ask(owner, folderId)
  assert.equal(own.call?.classification, 'restricted')
  assert.equal((await assistant.conversations.get(owner, own.id)).classification, 'restricted')
  assert.ok(JSON.stringify(own.told).includes('vault'))
  const theirs = await ask(member, folderId)
  assert.equal(theirs.call?.classification, 'internal')
  assert.ok(!JSON.stringify(theirs.told).includes('vault'))
  assert.deepEqual((await desk.list(member, folderId)).files, [])
  // The attack: told to a conversation that is less careful, because nobody raised it.
  const conversation = await assistant.conversations.create(owner, { folderId })
  const asked = { principal: owner, conversation, model: { contextTokens: null } }
  assert.deepEqual((await desk.addToPrompt(asked)).additions, [])
  const weak = await desk.addToPrompt({
    ...asked,
    conversation: { ...conversation, classification: 'restricted' },
  })
  assert.match(weak.additions[0]?.text ?? '', /vault/)
})

test('a policy that lets its owner share nothing any more keeps the files from members', async () => {
  let may = true
  const { desk, upload, makeFolder } = setup({ mayStillShare: () => may })
  const folderId = await makeFolder(member)
  const attachmentId = await upload('a.txt', 'Anything.')
  await desk.add(owner, folderId, { attachmentId })
  assert.equal((await desk.list(member, folderId)).files.length, 1)
  may = false
  assert.equal((await desk.list(member, folderId)).files.length, 0)
  assert.equal((await desk.list(owner, folderId)).files.length, 1)
})

test('what does not fit is cut, and named to the model and to whoever reads the answer', async () => {
  const { desk, upload, makeFolder } = setup()
  const folderId = await makeFolder()
  const long = 'Wind and rain over the bay. '.repeat((FOLDER_TOKENS * 4) / 28)
  for (const [name, text] of [
    ['first.txt', 'A short one.'],
    ['long.txt', `${long}${long}`],
    ['last.txt', 'Another short one.'],
  ] as const) {
    await desk.add(owner, folderId, { attachmentId: await upload(name, text) })
  }
  const { files, toldTokens, mostTokens } = await desk.list(owner, folderId)
  assert.ok(toldTokens <= mostTokens)
  const [first, second, last] = files
  assert.equal(first?.toldTokens, first?.tokens)
  assert.ok((second?.toldTokens ?? 0) > 0 && (second?.toldTokens ?? 0) < (second?.tokens ?? 0))
  assert.equal(last?.toldTokens, 0)
  const conversation = { id: createId(), folderId, classification: 'internal' } as const
  const asked = { principal: owner, conversation, model: { contextTokens: null } }
  const { additions } = await desk.addToPrompt(asked)
  assert.deepEqual(additions[0]?.names, ['first.txt', 'long.txt'])
  assert.deepEqual(additions[0]?.leftOut, ['long.txt', 'last.txt'])
  assert.match(additions[0]?.text ?? '', /were left out because they do not fit/)
  assert.match(additions[0]?.text ?? '', /Too long to be given[^]*"long\.txt", "last\.txt"/)
  // A small model gets less.
  const small = await desk.addToPrompt({ ...asked, model: { contextTokens: 1_000 } })
  assert.deepEqual(small.additions[0]?.names, ['first.txt'])
})
