import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_OWNER as owner, type Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant } from '../assistant.ts'
import { createConversationsStore } from '../conversations-store.ts'
import { createMessagesStore } from '../messages-store.ts'
import { createScriptedGateway, createTap, says, type Script } from '../testing.ts'
import { createQueueStore, keyOf } from './queue-store.ts'
import { createQueue, type Queue } from './queue.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

/** A conversation in which the first answer is being written, and what waits for it. */
async function setup(...scripts: Script[]) {
  const first = createTap()
  const gateway = createScriptedGateway(first.script, ...scripts)
  let queue: Queue | undefined
  const sent: Promise<void>[] = []
  const clock = systemClock
  const assistant = createAssistant({
    database,
    gateway,
    clock,
    log: silentLog,
    onWhole(tenantId, messageId, { conversationId, principal }) {
      const answer = { messageId, conversationId, ownerId: principal.id }
      sent.push(queue?.afterAnswer(tenantId, answer) ?? Promise.resolve())
    },
  })
  queue = createQueue({
    store: createQueueStore(database),
    conversations: createConversationsStore(database),
    messages: createMessagesStore(database),
    runs: assistant.runs,
    findPerson: (_, id) => (id === owner.id ? owner : undefined),
    clock,
    log: silentLog,
  })
  const { id: conversationId } = await assistant.conversations.create(owner, {})
  const started = await assistant.runs.start(owner, {
    conversationId,
    request: { kind: 'message', parentId: null, text: 'First?' },
    idempotencyKey: null,
  })
  const parentId = started.messages.at(-1)?.id ?? ''
  const add = (text: string, idempotencyKey: string | null = null) =>
    queue.add(owner, conversationId, { parentId, text, idempotencyKey })
  return {
    assistant,
    queue,
    first,
    conversationId,
    parentId,
    runId: started.runId,
    add,
    texts: async () => (await queue.list(owner, conversationId)).queue.map(({ text }) => text),
    /** All that has been asked, once nothing is being written any more. */
    asked: async () => {
      for (let seen = 0; seen < sent.length; seen += 1) await sent[seen]
      const messages = await assistant.conversations.listMessages(owner, conversationId)
      return messages.filter(({ role }) => role === 'user').map(({ text }) => text)
    },
    follow: async (runId: string) => {
      const signal = new AbortController().signal
      const events = await assistant.runs.follow(owner, runId, { after: 0, signal })
      return Array.fromAsync(events)
    },
    runOf: async (text: string) => {
      const messages = await assistant.conversations.listMessages(owner, conversationId)
      const question = messages.find((message) => message.text === text)
      return messages.find(({ parentId: of }) => of === question?.id)?.runId ?? ''
    },
    sent,
  }
}

const failsWith = (code: string) => (error: unknown) =>
  error instanceof AppError && error.code === code

test('what waits is sent in its order as each answer ends, with no browser there', async () => {
  const { add, first, runId, follow, sent, asked, runOf, texts } = await setup(
    says('Second.'),
    says('Third.'),
  )
  await add('Second?')
  await add('Third?')
  assert.deepEqual(await asked(), ['First?'])
  first.say('Yes.')
  first.finish()
  await follow(runId)
  for (const [at, text] of ['Second?', 'Third?'].entries()) {
    await sent[at]
    await follow(await runOf(text))
  }
  assert.deepEqual(await asked(), ['First?', 'Second?', 'Third?'])
  assert.deepEqual(await texts(), [])
})

test('after an answer that was stopped nothing is sent, until its owner says so', async () => {
  const { assistant, queue, add, runId, asked, texts, conversationId, follow } = await setup(
    says('Second.'),
  )
  await add('Second?')
  await assistant.runs.stop(owner, runId)
  assert.deepEqual(await asked(), ['First?'])
  assert.deepEqual(await texts(), ['Second?'])
  const started = await queue.sendNext(owner, conversationId)
  await follow(started?.runId ?? '')
  assert.deepEqual(await asked(), ['First?', 'Second?'])
  assert.equal(await queue.sendNext(owner, conversationId), null)
})

test('two who send the next one at the same time send it once', async () => {
  const { assistant, queue, add, runId, asked, conversationId, follow } = await setup(
    says('Second.'),
    says('Twice?'),
  )
  await add('Second?')
  await assistant.runs.stop(owner, runId)
  const runs = await Promise.all([1, 2, 3].map(() => queue.sendNext(owner, conversationId)))
  const ids = new Set(runs.flatMap((run) => (run ? [run.runId] : [])))
  assert.equal(ids.size, 1)
  for (const id of ids) await follow(id)
  assert.deepEqual(await asked(), ['First?', 'Second?'])
})

test('what waits can be changed, put in another order and taken back; put in twice it waits once', async () => {
  const { assistant, queue, add, texts, conversationId, runId } = await setup()
  await add('a', 'key-1')
  await add('a', 'key-1')
  await add('b')
  const { queue: waiting } = await add('c')
  assert.deepEqual(await texts(), ['a', 'b', 'c'])
  const [a, b, c] = waiting.map(({ id }) => ({ conversationId, id }))
  assert.ok(a && b && c)
  await queue.change(owner, c, { beforeId: a.id })
  assert.deepEqual(await texts(), ['c', 'a', 'b'])
  await queue.change(owner, c, { beforeId: null, text: 'C' })
  assert.deepEqual(await texts(), ['a', 'b', 'C'])
  await queue.remove(owner, b)
  assert.deepEqual(await texts(), ['a', 'C'])
  await assert.rejects(queue.change(owner, b, { text: 'B' }), failsWith('not_found'))
  await assert.rejects(queue.change(owner, a, { text: '  ' }), failsWith('invalid_request'))
  await assistant.runs.stop(owner, runId)
})

test('nobody else sees, adds to, changes or sends what waits', async () => {
  const { assistant, queue, add, texts, conversationId, parentId, runId } = await setup()
  const { queue: waiting } = await add('mine')
  const place = { conversationId, id: waiting[0]?.id ?? '' }
  const other: Principal = { ...owner, id: createId() }
  const wish = { parentId, text: 'theirs', idempotencyKey: null }
  for (const attempt of [
    () => queue.list(other, conversationId),
    () => queue.add(other, conversationId, wish),
    () => queue.change(other, place, { text: 'theirs' }),
    () => queue.remove(other, place),
    () => queue.sendNext(other, conversationId),
  ]) {
    await assert.rejects(attempt, failsWith('not_found'))
  }
  assert.deepEqual(await texts(), ['mine'])
  await assistant.runs.stop(owner, runId)
})

test('a queue has an end, and waits for answers of its own conversation only', async () => {
  const { assistant, queue, add, conversationId, runId } = await setup()
  const wish = { parentId: createId(), text: 'x', idempotencyKey: null }
  await assert.rejects(queue.add(owner, conversationId, wish), failsWith('invalid_request'))
  for (let at = 0; at < 20; at += 1) await add(`message ${at}`)
  await assert.rejects(add('one more'), failsWith('conflict'))
  await assistant.runs.stop(owner, runId)
})

test('what a process that died had sent already is not changed any more, and leaves the queue when it is sent again', async () => {
  const { assistant, queue, add, runId, conversationId, parentId, texts, follow } = await setup(
    says('Second.'),
  )
  const [item] = (await add('Second?')).queue
  const id = item?.id ?? ''
  await assistant.runs.stop(owner, runId)
  const request = { kind: 'message', parentId, text: 'Second?' } as const
  const idempotencyKey = keyOf(id)
  const died = await assistant.runs.start(owner, { conversationId, request, idempotencyKey })
  await follow(died.runId)
  const change = queue.change(owner, { conversationId, id }, { text: 'Another?' })
  await assert.rejects(change, failsWith('not_found'))
  assert.equal((await queue.sendNext(owner, conversationId))?.runId, died.runId)
  assert.deepEqual(await texts(), [])
})
