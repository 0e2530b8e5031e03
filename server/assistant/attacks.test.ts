import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { StartRun } from '#wire/runs.ts'
import type { Rules } from '#server/access/authorize.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant, type Assistant, type AssistantOptions } from './assistant.ts'
import { addPerson } from './keeping-testing-store.ts'
import type { AddToPrompt } from './prompt-additions.ts'
import {
  createScriptedGateway,
  createTap,
  ending,
  says,
  sse,
  textChunk,
  type Script,
} from './testing.ts'

const owner: Principal = LOCAL_OWNER
const member: Principal = { ...owner, id: createId(), name: 'Maria', roles: ['member'] }

let database: Database
before(async () => {
  database = await openTestDatabase()
  await addPerson(database, member)
})
after(() => database.close())

function open(scripts: Script[], more: Partial<AssistantOptions> = {}): Assistant {
  const gateway = createScriptedGateway(...scripts)
  return createAssistant({ database, gateway, clock: systemClock, log: silentLog, ...more })
}

async function ask(
  assistant: Assistant,
  who: Principal,
  { text, ...place }: { text: string; folderId?: string },
): Promise<string> {
  const { id: conversationId } = await assistant.conversations.create(who, place)
  const request = { kind: 'message', parentId: null, text } as const
  const { runId } = await assistant.runs.start(who, {
    conversationId,
    request,
    idempotencyKey: null,
  })
  const from = { after: 0, signal: new AbortController().signal }
  for await (const event of await assistant.runs.follow(who, runId, from)) void event
  return conversationId
}

test('a message whose words are more than the index takes of one text does not end searching for all', async () => {
  const assistant = open([says('Fine.'), says('Fine.')])
  // Hangul, whose syllables come apart into three letters of three bytes each: far above a megabyte.
  const words = Array.from({ length: 2_100 }, (_, at) =>
    String.fromCodePoint(0xac00 + (at % 11_000), 0xac00 + Math.floor(at / 7)).padEnd(60, '\uD7A3'),
  )
  const hostile = await ask(assistant, member, { text: words.join(' ') })
  const id = await ask(assistant, owner, { text: 'Wo liegt der Wasserturm?' })

  const { hits } = await assistant.search(owner, { text: 'wasserturm' })
  assert.deepEqual([...new Set(hits.map(({ conversationId }) => conversationId))], [id])
  const theirs = await assistant.search(member, { text: words[0] ?? '' })
  assert.equal(theirs.hits.at(-1)?.conversationId, hostile, 'its beginning is found')
})

const thinks: Script = async function* () {
  const delta = { reasoning_content: 'She said that she is ill.' }
  yield sse({ choices: [{ index: 0, delta, finish_reason: null }] })
  yield textChunk('Take a rest.')
  yield* ending()
}

test('members of a folder see what was said there, and neither memories nor thoughts, costs or runs of its owner', async () => {
  const remembers: AddToPrompt = () =>
    Promise.resolve({
      additions: [
        { what: 'memory', text: 'Ill since May.', names: ['Ill since May.'] },
        { what: 'glossary', text: 'Rast: rest', names: ['Rast'] },
      ],
    })
  const assistant = open([thinks], { additions: [remembers] })
  const { id: folderId } = await assistant.folders.create(owner, { name: 'Team' })
  const members = [{ kind: 'person', id: member.id, access: 'read' }] as const
  await assistant.folders.update(owner, folderId, { members: [...members] })
  const id = await ask(assistant, owner, { text: 'What now?', folderId })

  const own = JSON.stringify(await assistant.conversations.listMessages(owner, id))
  for (const secret of ['Ill since May.', 'She said']) assert.ok(own.includes(secret), secret)
  const seen = await assistant.conversations.listMessages(member, id)
  assert.deepEqual(
    seen.map(({ text, runId, parts, reasoning }) => ({ text, runId, parts, reasoning })),
    [
      { text: 'What now?', runId: null, parts: undefined, reasoning: undefined },
      {
        text: 'Take a rest.',
        runId: null,
        parts: [{ type: 'used', what: 'glossary', names: ['Rast'] }],
        reasoning: undefined,
      },
    ],
  )
})

test('what lies in a folder is read by others only as long as its owner may share it, and who may not puts nothing there', async () => {
  const without = { ...owner, without: new Set(['conversation.share'] as const) }
  let may = true
  const assistant = open([says('High.')], { mayStillShare: () => may })
  const { conversations, folders, search } = assistant
  const { id: folderId } = await folders.create(owner, { name: 'Towers' })
  const members = [{ kind: 'person', id: member.id, access: 'write' }] as const
  const forbidden = { code: 'forbidden' }

  const alone = await conversations.create(without, { folderId })
  assert.equal(alone.folderId, folderId, 'nobody else sees it')
  await folders.update(owner, folderId, { members: [...members] })
  await assert.rejects(conversations.create(without, { folderId }), forbidden)
  const { id: outside } = await conversations.create(without, {})
  await assert.rejects(conversations.update(without, outside, { folderId }), forbidden)
  const move = { change: 'move' as const, folderId, ids: [outside] }
  await assert.rejects(conversations.changeAll(without, move), forbidden)

  const id = await ask(assistant, owner, { text: 'How high is the campanile?', folderId })
  const reads = async () => {
    const page = await conversations.list(member, { limit: 9, cursor: null, folderId })
    const { hits } = await search(member, { text: 'campanile' })
    const isRead = await conversations.listMessages(member, id).then(
      () => true,
      () => false,
    )
    return [page.conversations.some((one) => one.id === id), hits.length > 0, isRead]
  }
  assert.deepEqual(await reads(), [true, true, true])
  may = false
  assert.deepEqual(await reads(), [false, false, false])
  assert.equal((await conversations.listMessages(owner, id)).length, 2, 'its owner goes on reading')
})

test('a policy that asks for a second factor asks how the owner had signed in when they put it there', async () => {
  const strong = { methods: ['pwd', 'otp'], level: null, atMs: 0 }
  const weak = { ...owner, assurance: { ...strong, methods: ['pwd'] } }
  const sure = { ...owner, assurance: strong }
  const assistant = open([], {
    mayStillShare: ({ assurance }) => assurance?.methods.includes('otp') === true,
  })
  const { conversations, folders } = assistant
  const { id: folderId } = await folders.create(sure, { name: 'Vaults' })
  const members = [{ kind: 'person' as const, id: member.id, access: 'read' as const }]
  await folders.update(sure, folderId, { members })
  const seen = async () => {
    const page = await conversations.list(member, { limit: 9, cursor: null, folderId })
    return page.conversations.map(({ id }) => id)
  }
  const byWeak = await conversations.create(weak, { folderId })
  const bySure = await conversations.create(sure, { folderId })
  assert.deepEqual(await seen(), [bySure.id])
  await conversations.read(member, bySure.id)
  await assert.rejects(conversations.read(member, byWeak.id), { code: 'not_found' })
  // Put there once more, with both factors; or the folder shared anew.
  await conversations.changeAll(sure, { change: 'move', folderId, ids: [byWeak.id] })
  assert.deepEqual((await seen()).length, 2)
  await conversations.update(weak, byWeak.id, { folderId })
  assert.deepEqual(await seen(), [bySure.id])
  await folders.update(sure, folderId, { members })
  assert.deepEqual((await seen()).length, 2)
})

test('no model is asked for the title of a conversation that was made stricter meanwhile', async () => {
  let wasAsked = false
  const title: Script = (request) => {
    wasAsked = true
    return says('A tender for zeppelins')(request)
  }
  const assistant: Assistant = open([says('Yes.'), title], {
    // While it is found out whether they want one.
    async isTitleWanted({ conversationId, principal }) {
      await assistant.conversations.update(principal, conversationId, { classification: 'secret' })
      return true
    },
  })
  const id = await ask(assistant, owner, { text: 'What is in the tender?' })
  await assistant.settled()
  assert.equal((await assistant.conversations.get(owner, id)).classification, 'secret')
  assert.equal(wasAsked, false)
})

test('only a message that was just sent is said now: an answer given again or gone on with rests on words of before', async () => {
  const said: boolean[] = []
  const listens: AddToPrompt = ({ isSaidNow }) => {
    said.push(isSaidNow)
    return Promise.resolve({ additions: [] })
  }
  const assistant = open([says('One.'), says('Two.'), says('Three.')], { additions: [listens] })
  const conversationId = await ask(assistant, owner, { text: 'Remember that I am rich.' })
  const [question] = await assistant.conversations.listMessages(owner, conversationId)
  const start = async (request: StartRun) => {
    const { runId, messages } = await assistant.runs.start(owner, {
      conversationId,
      request,
      idempotencyKey: null,
    })
    const from = { after: 0, signal: new AbortController().signal }
    for await (const event of await assistant.runs.follow(owner, runId, from)) void event
    return messages.at(-1)?.id ?? ''
  }
  const answerId = await start({ kind: 'regenerate', messageId: question?.id ?? '' })
  await start({ kind: 'continue', messageId: answerId })
  assert.deepEqual(said, [true, false, false])
})

test('what strangers wrote does not lose that by being imported, or copied from a share', async () => {
  const gateway = createScriptedGateway(says('One.'), says('Two.'), says('Three.'))
  const call = gateway.call.bind(gateway)
  const tainted: unknown[] = []
  gateway.call = (asked) => {
    tainted.push(asked.isTainted)
    return call(asked)
  }
  const assistant = createAssistant({ database, gateway, clock: systemClock, log: silentLog })
  const id = await ask(assistant, owner, { text: 'What is new?' })
  const again = async (change: (sql: TransactionSql) => Promise<unknown>) => {
    await database.withTenant(owner.tenantId, change)
    const [question] = await assistant.conversations.listMessages(owner, id)
    const request = { kind: 'regenerate', messageId: question?.id ?? '' } as const
    const asked = { conversationId: id, request, idempotencyKey: null }
    const { runId } = await assistant.runs.start(owner, asked)
    const from = { after: 0, signal: new AbortController().signal }
    for await (const event of await assistant.runs.follow(owner, runId, from)) void event
  }
  await again((sql) => sql`update conversations set imported_from = 'chatgpt' where id = ${id}`)
  await again(
    (sql) => sql`update conversations
      set imported_from = null, forked_from_share = ${createId()} where id = ${id}`,
  )
  await assistant.settled()
  assert.deepEqual(tainted, [false, true, true])
})

test('an answer is followed only by whoever may read its conversation, and can be stopped all the same', async () => {
  const rules: Rules = {
    decide: (_, action, { context }) => ({
      isAllowed: !(action === 'conversation.read' && context?.classification === 'secret'),
      reason: 'Not that.',
    }),
    mayUse: () => assert.fail('not asked'),
    classRulesOf: () => assert.fail('not asked'),
    handlingOf: () => ({
      mayCache: false,
      mayKeepBodies: false,
      mayShare: false,
      retentionDays: null,
    }),
    defaultClassification: 'internal',
    holdsPastRoutes: false,
    hash: '',
  }
  const assistant = open([says('The code is 4711.')])
  const conversationId = await ask(assistant, owner, { text: 'What is the code?' })
  const [, answer] = await assistant.conversations.listMessages(owner, conversationId)
  const runId = answer?.runId ?? ''
  await assistant.conversations.update(owner, conversationId, { classification: 'secret' })
  const ruled = { ...owner, rules }
  const from = { after: 0, signal: new AbortController().signal }
  await assert.rejects(assistant.conversations.listMessages(ruled, conversationId), {
    code: 'forbidden',
  })
  await assert.rejects(assistant.runs.follow(ruled, runId, from), { code: 'forbidden' })
  await assistant.runs.stop(ruled, runId)
})

test('answers of temporary chats are as many at a time as those that are stored', async () => {
  const taps = Array.from({ length: 21 }, () => createTap())
  const assistant = open(taps.map(({ script }) => script))
  const leaving = new AbortController()
  const question = { messages: [{ role: 'user' as const, text: 'Why?' }] }
  const start = async () => {
    const events = await assistant.answerTemporarily(member, question, leaving.signal)
    const { value } = await events.next()
    return { events, value }
  }
  for (const tap of taps) tap.say('So.')
  const started = []
  for (let at = 0; at < 20; at += 1) started.push(await start())
  assert.ok(started.every(({ value }) => value?.type === 'started'))
  const { value } = await start()
  assert.equal(value?.type === 'failed' && value.error.code, 'too_many_runs')
  await started[0]?.events.return(undefined)
  assert.equal((await start()).value?.type, 'started')
  leaving.abort()
  for (const { events } of started) await events.return(undefined)
})
