import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Folder } from '#wire/folders.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant, type Assistant } from './assistant.ts'
import { createBulkStore } from './bulk-store.ts'
import { addPerson, countAll, hold } from './keeping-testing-store.ts'
import { createPurge, KEPT_DAYS } from './purge-deleted.ts'
import { createScriptedGateway, says, type Script } from './testing.ts'
import { readTitle } from './titles/read-title.ts'

const owner: Principal = LOCAL_OWNER
const member: Principal = { ...owner, id: createId(), name: 'Maria', roles: ['member'] }
const stranger: Principal = { ...owner, id: createId(), name: 'Nobody', roles: ['member'] }

let database: Database
before(async () => {
  database = await openTestDatabase()
  await addPerson(database, member)
  await addPerson(database, stranger)
})
after(() => database.close())

function setup(...scripts: Script[]) {
  const gateway = createScriptedGateway(...scripts)
  const parts = { database, gateway, clock: systemClock, log: silentLog }
  return { gateway, parts, assistant: createAssistant(parts) }
}

async function ask(
  assistant: Assistant,
  who: Principal,
  { text, folderId }: { text: string; folderId?: string },
) {
  const { id } = await assistant.conversations.create(who, { ...(folderId && { folderId }) })
  const request = { kind: 'message', parentId: null, text } as const
  const { runId } = await assistant.runs.start(who, {
    conversationId: id,
    request,
    idempotencyKey: null,
  })
  const signal = new AbortController().signal
  for await (const event of await assistant.runs.follow(who, runId, { after: 0, signal }))
    void event
  return id
}

const found = async (assistant: Assistant, who: Principal, text: string) =>
  (await assistant.search(who, { text })).hits.map(({ conversationId }) => conversationId)
const missing = { code: 'not_found' }

test('what was said is found at once, by its owner alone, and not once it is deleted; restored, it is found again', async () => {
  const { assistant } = setup(says('Die Kündigungsfrist beträgt drei Monate.'))
  const id = await ask(assistant, owner, { text: 'Wie kündige ich Wasserverträge?' })

  assert.ok((await found(assistant, owner, 'kundigungsfristen')).includes(id))
  const { hits } = await assistant.search(owner, { text: 'wasservertr' })
  assert.deepEqual(
    hits.map(({ message, title }) => message?.snippet.text ?? title.text),
    ['Wie kündige ich Wasserverträge?', 'Wie kündige ich Wasserverträge?'],
  )
  assert.deepEqual(await found(assistant, stranger, 'wasservertrag'), [])
  const elsewhere = { ...owner, tenantId: createId() }
  assert.deepEqual(await found(assistant, elsewhere, 'wasservertrag'), [])

  await assistant.conversations.remove(owner, id)
  assert.deepEqual(await found(assistant, owner, 'wasservertrag'), [])
  assert.equal(await countAll(database, 'search_entries', id), 0, 'not even its words are left')
  await assistant.conversations.changeAll(owner, { change: 'restore', ids: [id] })
  assert.ok((await found(assistant, owner, 'wasservertrag')).includes(id))
})

test('deleted conversations wait for 30 days, can be listed and brought back by their owner alone, and then go, unless held', async () => {
  const { assistant, parts } = setup(says('a'), says('b'))
  const id = await ask(assistant, owner, { text: 'Begone, first one' })
  const heldId = await ask(assistant, owner, { text: 'Begone, second one' })
  const ids = [id, heldId]
  assert.deepEqual(
    await assistant.conversations.changeAll(stranger, { change: 'delete', ids }),
    [],
    'nobody deletes what belongs to others',
  )
  await assistant.conversations.changeAll(owner, { change: 'delete', ids })
  const listed = await assistant.conversations.list(owner, {
    limit: 50,
    cursor: null,
    shown: 'deleted',
  })
  assert.ok(ids.every((one) => listed.conversations.some((each) => each.id === one)))
  await assert.rejects(assistant.conversations.get(owner, id), missing)
  await assert.rejects(assistant.conversations.update(owner, id, { title: 'x' }), missing)
  assert.deepEqual(
    await assistant.conversations.changeAll(stranger, { change: 'restore', ids }),
    [],
  )

  await hold(database, heldId)
  const purgeAt = (ms: number) =>
    createPurge({
      ...parts,
      store: createBulkStore(database),
      clock: { ...systemClock, now: () => ms },
      tenantIds: () => [owner.tenantId],
    }).look()
  const day = 86_400_000
  assert.equal(await purgeAt(Date.now() + (KEPT_DAYS - 1) * day), 0)
  assert.equal(await purgeAt(Date.now() + (KEPT_DAYS + 1) * day), 1, 'what is held stays')
  assert.equal(await countAll(database, 'messages', id), 0)
  assert.equal(await countAll(database, 'messages', heldId), 2)
  await assert.rejects(
    assistant.conversations.changeAll(owner, { change: 'purge', ids: [heldId] }),
    { code: 'conflict' },
  )
})

test('a member of a folder reads what lies in it and changes nothing; whoever is none sees nothing of it', async () => {
  const { assistant, gateway } = setup(says('Yes.'), says('No.'), says('Secret.'))
  const { folders, conversations } = assistant
  const folder: Folder = await folders.create(owner, {
    name: 'Zamówienia',
    instructions: 'Be brief.',
  })
  const id = await ask(assistant, owner, {
    text: 'Procurement of 40 zeppelins',
    folderId: folder.id,
  })
  const system = gateway.requests[0]?.messages[0]
  assert.match(system?.content ?? '', /^Be brief\./, 'its answers are told so')

  for (const who of [member, stranger]) {
    await assert.rejects(folders.get(who, folder.id), missing)
    await assert.rejects(conversations.read(who, id), missing)
    await assert.rejects(conversations.listMessages(who, id), missing)
    assert.deepEqual(await found(assistant, who, 'zeppelins'), [])
  }
  const share = (access: 'read' | 'write') =>
    folders.update(owner, folder.id, { members: [{ kind: 'person', id: member.id, access }] })
  await share('read')

  assert.equal((await folders.get(member, folder.id)).access, 'read')
  const seen = await conversations.read(member, id)
  assert.equal(typeof seen.ownerName, 'string')
  assert.equal((await conversations.listMessages(member, id)).length, 2)
  assert.ok((await found(assistant, member, 'zeppelin')).includes(id))
  await assert.rejects(conversations.get(member, id), missing)
  await assert.rejects(conversations.update(member, id, { title: 'mine' }), missing)
  await assert.rejects(conversations.remove(member, id), missing)
  assert.deepEqual(await conversations.changeAll(member, { change: 'delete', ids: [id] }), [])
  await assert.rejects(folders.update(member, folder.id, { name: 'mine' }), missing)
  await assert.rejects(folders.remove(member, folder.id), missing)
  const request = { kind: 'message', parentId: null, text: 'x' } as const
  const start = { conversationId: id, request, idempotencyKey: null }
  await assert.rejects(assistant.runs.start(member, start), missing)
  await assert.rejects(conversations.create(member, { folderId: folder.id }), { code: 'forbidden' })
  await share('write')
  const theirs = await ask(assistant, member, { text: 'My own zeppelin', folderId: folder.id })
  assert.ok((await found(assistant, owner, 'zeppelin')).includes(theirs), 'its owner sees it too')

  const secret = await ask(assistant, owner, { text: 'The secret zeppelin', folderId: folder.id })
  await conversations.update(owner, secret, { classification: 'secret' })
  await assert.rejects(conversations.read(member, secret), missing)
  assert.ok(!(await found(assistant, member, 'zeppelin')).includes(secret))

  await assert.rejects(conversations.read(stranger, id), missing)
  await assert.rejects(conversations.create(stranger, { folderId: folder.id }), missing)
  await folders.update(owner, folder.id, { members: [] })
  await assert.rejects(conversations.read(member, id), missing)
  assert.deepEqual(
    (await found(assistant, member, 'zeppelin')).filter((one) => one === id),
    [],
  )
  await folders.remove(owner, folder.id)
  assert.equal((await conversations.get(owner, id)).folderId, null, 'what lay in it stays')
})

test('pinned conversations come first on every page, archived ones on none', async () => {
  const { assistant } = setup()
  const who = { ...owner, id: createId() }
  const make = async (title: string) => (await assistant.conversations.create(who, { title })).id
  const ids = [await make('a'), await make('b'), await make('c'), await make('d')]
  await assistant.conversations.changeAll(who, { change: 'pin', ids: [ids[0] ?? ''] })
  await assistant.conversations.changeAll(who, { change: 'archive', ids: [ids[1] ?? ''] })
  const titles: string[] = []
  let cursor: string | null = null
  do {
    const page = await assistant.conversations.list(who, { limit: 1, cursor })
    titles.push(...page.conversations.map(({ title }) => title))
    cursor = page.nextCursor
  } while (cursor !== null)
  assert.deepEqual(titles, ['a', 'd', 'c'])
  const archived = await assistant.conversations.list(who, { limit: 9, cursor, shown: 'archived' })
  assert.deepEqual(
    archived.conversations.map(({ title }) => title),
    ['b'],
  )
})

test('a model writes the title once, and only a title in the right language is taken', async () => {
  const titleOf = async (said: string, text = 'Wie kündige ich einen Mietvertrag rechtzeitig?') => {
    const gateway = createScriptedGateway(says('Mit Frist von drei Monaten.'), says(said))
    const assistant = createAssistant({
      database,
      gateway,
      clock: systemClock,
      log: silentLog,
      isTitleWanted: () => Promise.resolve(true),
    })
    const id = await ask(assistant, owner, { text })
    await assistant.settled()
    return (await assistant.conversations.get(owner, id)).title
  }
  assert.equal(await titleOf('„Kündigung des Mietvertrags.“'), 'Kündigung des Mietvertrags')
  const own = 'Wie kündige ich einen Mietvertrag rechtzeitig?'
  for (const bad of [
    'Hier ist ein Titel:\n\nKündigung',
    'How to terminate a rental contract in time',
    `Ein ${'sehr '.repeat(20)}langer Titel`,
    '![x](https://evil.example/?q=1)',
    '',
  ]) {
    assert.equal(await titleOf(bad), own, bad)
  }
})

test('a title is in the language of the answer, and asked for once more where it is not', async () => {
  const { parts, gateway } = setup(
    says('Trois mois.'),
    says('Kündigung eines Mietvertrags'),
    says('Résiliation d’un bail'),
  )
  const assistant = createAssistant({ ...parts, isTitleWanted: () => Promise.resolve(true) })
  const { id } = await assistant.conversations.create(owner, { lang: 'fr' })
  const { runId } = await assistant.runs.start(owner, {
    conversationId: id,
    request: { kind: 'message', parentId: null, text: 'Wie kündige ich einen Mietvertrag?' },
    idempotencyKey: null,
  })
  const signal = new AbortController().signal
  for await (const event of await assistant.runs.follow(owner, runId, { after: 0, signal }))
    void event
  await assistant.settled()
  assert.equal((await assistant.conversations.get(owner, id)).title, 'Résiliation d’un bail')
  assert.equal(gateway.requests.length, 3)
})

test('what a model writes as a title is one plain line, or none', () => {
  assert.equal(readTitle('**Žádost o dotaci**'), 'Žádost o dotaci')
  assert.equal(readTitle('<think>hm</think> « Le budget »'), 'Le budget')
  assert.equal(readTitle('a\u202Eb title'), 'a b title')
  for (const none of ['', '…', 'a\nb', '<b>x y</b>', 'one [link](x)', '42']) {
    assert.equal(readTitle(none), null, none)
  }
})
