import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ChooseAnswer } from '#wire/answer-choices.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { createAssistant } from '#server/assistant/assistant.ts'
import type { ChatGateway } from '#server/assistant/ask-model.ts'
import { createMessagesStore } from '#server/assistant/messages-store.ts'
import { createScriptedGateway, createTap } from '#server/assistant/testing.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createChoicesStore } from './choices-store.ts'
import { createChoices } from './choices.ts'
import { createCopiesStore } from './copies-store.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

const member: Principal = { ...LOCAL_OWNER, roles: ['member'] }

function setup(maxRunsOfOwner = 4) {
  const taps = Array.from({ length: 4 }, createTap)
  const gateway: ChatGateway = createScriptedGateway(...taps.map(({ script }) => script))
  const assistant = createAssistant({
    database,
    gateway,
    clock: systemClock,
    log: silentLog,
    maxRunsOfOwner,
  })
  const source = createMessagesStore(database)
  const choices = createChoices({
    store: createChoicesStore(database),
    copies: createCopiesStore(database),
    source,
    clock: systemClock,
    createId,
  })
  return { assistant, choices, source, taps }
}

/** A question that several models answer at once: the first is still writing when the others begin. */
async function askSeveral({ assistant }: ReturnType<typeof setup>, count: number) {
  const { id } = await assistant.conversations.create(member, {})
  const start = (request: Parameters<typeof assistant.runs.start>[1]['request']) =>
    assistant.runs.start(member, { conversationId: id, request, idempotencyKey: null })
  const first = await start({
    kind: 'message',
    parentId: null,
    text: 'Mikä on paras?',
    modelId: 'test-model',
  })
  const [question, answer] = first.messages
  assert.ok(question && answer)
  const runs = [first]
  while (runs.length < count) {
    runs.push(await start({ kind: 'regenerate', messageId: question.id, modelId: 'test-model' }))
  }
  return {
    id,
    question,
    runs,
    start,
    answerIds: runs.map(({ messages }) => messages.at(-1)?.id ?? ''),
  }
}

test('several runs answer one question at once, each stopped and counted for itself', async () => {
  const parts = setup(3)
  const { id, question, runs, start, answerIds } = await askSeveral(parts, 3)
  // The limit of a person holds for what is compared, too.
  await assert.rejects(start({ kind: 'regenerate', messageId: question.id }), {
    code: 'too_many_runs',
  })
  const [, second] = runs
  assert.ok(second)
  parts.taps[1]?.say('Toinen')
  await parts.assistant.runs.stop(member, second.runId)
  for (const [at, tap] of parts.taps.entries()) {
    if (at !== 1) tap.say(`Vastaus ${at}`)
    tap.finish()
  }
  const signal = AbortSignal.timeout(10_000)
  for (const { runId } of runs) {
    await Array.fromAsync(await parts.assistant.runs.follow(member, runId, { after: 0, signal }))
  }
  const messages = await parts.assistant.conversations.listMessages(member, id)
  const answers = messages.filter(({ parentId }) => parentId === question.id)
  assert.deepEqual(
    answers.map((answer) => [answer.id, answer.status]),
    answerIds.map((answerId, at) => [answerId, at === 1 ? 'stopped' : 'complete']),
  )
  assert.ok(answers.every(({ usage, status }) => status === 'stopped' || usage !== null))
  await parts.assistant.close()
})

test('a choice is kept with what was shown; choosing again replaces it; words go along by wish alone', async () => {
  const parts = setup()
  const { choices, assistant, source } = parts
  const { id, question, answerIds } = await askSeveral(parts, 2)
  const [a = '', b = ''] = answerIds
  const wish = (given: object) =>
    ChooseAnswer.parse({
      questionId: question.id,
      shownIds: [b, a],
      chosenId: b,
      isBlind: true,
      ...given,
    })
  await choices.choose(member, id, wish({}))
  await choices.choose(member, id, wish({ chosenId: null }))
  const { choices: kept } = await choices.list(member, id)
  assert.equal(kept.length, 1)
  assert.equal(kept[0]?.chosenId, null)
  assert.deepEqual(
    kept[0].shown.map(({ messageId }) => messageId),
    [b, a],
  )
  const silent = (await Array.fromAsync(choices.lines(LOCAL_OWNER))).find(
    (line) => line.questionId === question.id,
  )
  assert.equal(silent?.question, null)
  assert.ok(silent.shown.every(({ text }) => text === null))
  await choices.choose(member, id, wish({ mayUseText: true }))
  const told = (await Array.fromAsync(choices.lines(LOCAL_OWNER))).find(
    (line) => line.questionId === question.id,
  )
  assert.equal(told?.question, 'Mikä on paras?')
  // A stricter class takes the words back.
  await database.withTenant(
    member.tenantId,
    (sql) => sql`update conversations set classification = 'restricted' where id = ${id}`,
  )
  const strict = (await Array.fromAsync(choices.lines(LOCAL_OWNER))).find(
    (line) => line.questionId === question.id,
  )
  assert.equal(strict?.question, null)
  assert.ok(await source.list(member.tenantId, id))
  await assistant.close()
})

test('only answers to that question, in a conversation of one’s own, can be chosen between', async () => {
  const parts = setup()
  const { choices, assistant } = parts
  const one = await askSeveral(parts, 2)
  const two = await askSeveral(parts, 2)
  const [a = '', b = ''] = one.answerIds
  const base = { questionId: one.question.id, shownIds: [a, b], chosenId: a, isBlind: false }
  const refused = { code: 'invalid_request' }
  for (const wrong of [
    { shownIds: [a, two.answerIds[0] ?? ''] },
    { shownIds: [a, a] },
    { questionId: two.question.id },
    { chosenId: two.answerIds[0] ?? '' },
  ]) {
    const wish = ChooseAnswer.parse({ ...base, ...wrong })
    await assert.rejects(choices.choose(member, one.id, wish), refused, JSON.stringify(wrong))
  }
  const another: Principal = { ...member, id: createId() }
  await assert.rejects(choices.choose(another, one.id, ChooseAnswer.parse(base)), {
    code: 'not_found',
  })
  await assert.rejects(choices.list(another, one.id), { code: 'not_found' })
  await assert.rejects(Array.fromAsync(choices.lines(member)), { code: 'forbidden' })
  await assistant.close()
})
