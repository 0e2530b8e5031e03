import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Classification } from '#wire/classification.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import type { ChatGateway } from './ask-model.ts'
import { createAssistant, type AssistantOptions } from './assistant.ts'
import { createScriptedGateway, createTap } from './testing.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

const member: Principal = { ...LOCAL_OWNER, roles: ['member'] }

function setup(parts: Partial<AssistantOptions> = {}) {
  const taps = [createTap(), createTap()]
  const scripted = createScriptedGateway(...taps.map(({ script }) => script))
  const classes: Classification[] = []
  const gateway: ChatGateway = {
    ...scripted,
    call(call) {
      classes.push(call.classification)
      return scripted.call(call)
    },
  }
  const assistant = createAssistant({
    ...parts,
    database,
    gateway,
    clock: systemClock,
    log: silentLog,
  })
  const ask = (conversationId: string, attachmentIds: string[] = []) =>
    assistant.runs.start(member, {
      conversationId,
      request: { kind: 'message', parentId: null, text: 'Salve?', attachmentIds },
      idempotencyKey: null,
    })
  return { assistant, ask, classes }
}

test('anybody may raise the class of a conversation, and lowering it is a right', async () => {
  const { conversations } = setup().assistant
  const { id, classification } = await conversations.create(member, {})
  assert.equal(classification, 'internal')
  const raised = await conversations.update(member, id, { classification: 'secret' })
  assert.equal(raised.classification, 'secret')
  await assert.rejects(conversations.update(member, id, { classification: 'internal' }), {
    code: 'forbidden',
  })
  await assert.rejects(conversations.create(member, { classification: 'public' }), {
    code: 'forbidden',
  })
  const lowered = await conversations.update(LOCAL_OWNER, id, { classification: 'public' })
  assert.equal(lowered.classification, 'public')
})

test('a conversation that is made stricter stops its answer, and the next one is asked as what it is now', async () => {
  const { assistant, ask, classes } = setup()
  const { id } = await assistant.conversations.create(member, {})
  await ask(id)
  await assistant.conversations.update(member, id, { classification: 'restricted' })
  const messages = await assistant.conversations.listMessages(member, id)
  assert.equal(messages.find(({ role }) => role === 'assistant')?.status, 'stopped')
  const { runId } = await ask(id)
  await assistant.runs.stop(member, runId)
  assert.deepEqual(classes, ['internal', 'restricted'])
})

test('what is made stricter while its answer is being planned is asked as what it is by then', async () => {
  const { assistant, ask, classes } = setup({
    attachments: {
      async take(_principal, { conversationId: id }) {
        await assistant.conversations.update(member, id, { classification: 'secret' })
        return []
      },
      contentOf: () => Promise.resolve([]),
    },
  })
  const { id } = await assistant.conversations.create(member, {})
  const { runId } = await ask(id, [createId()])
  await assistant.runs.stop(member, runId)
  assert.deepEqual(classes, ['secret'])
})

test('each change of a class is on record, without the words', async () => {
  const { conversations } = setup().assistant
  const { id } = await conversations.create(member, {})
  await conversations.update(member, id, { classification: 'secret' })
  const events = await database.withTenant(
    member.tenantId,
    (sql) => sql`
    select event from audit_outbox where event -> 'resource' ->> 'id' = ${id}
      and event ->> 'action' = 'conversation.classify'`,
  )
  assert.equal(events.length, 1)
  assert.deepEqual(events[0]?.['event'].facts, { classification: 'secret' })
})
