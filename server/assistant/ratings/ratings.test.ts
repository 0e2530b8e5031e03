import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AnswerOrigin } from '#wire/conversations.ts'
import { RateAnswer, type RatingLine } from '#wire/ratings.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant } from '../assistant.ts'
import type { ChatGateway } from '../ask-model.ts'
import { createScriptedGateway, says, type Script } from '../testing.ts'
import { createRatingsStore } from './ratings-store.ts'
import { createRatings } from './ratings.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

const colleague = (): Principal => ({ ...LOCAL_OWNER, id: createId(), roles: ['member'] })

function setup(gateway: ChatGateway) {
  const assistant = createAssistant({ database, gateway, clock: systemClock, log: silentLog })
  const ratings = createRatings({ store: createRatingsStore(database), clock: systemClock })
  return { assistant, ratings }
}

async function ask(
  { assistant }: ReturnType<typeof setup>,
  member: Principal,
): Promise<{ conversationId: string; messageId: string }> {
  const { id } = await assistant.conversations.create(member, {})
  const { runId, messages } = await assistant.runs.start(member, {
    conversationId: id,
    request: { kind: 'message', parentId: null, text: 'Kas Maa on ümmargune?' },
    idempotencyKey: null,
  })
  const signal = AbortSignal.timeout(5_000)
  await Array.fromAsync(await assistant.runs.follow(member, runId, { after: 0, signal }))
  return { conversationId: id, messageId: messages.at(-1)?.id ?? '' }
}

const linesOf = async (parts: ReturnType<typeof setup>): Promise<RatingLine[]> =>
  Array.fromAsync(parts.ratings.lines(LOCAL_OWNER))

test('a rating can be changed and withdrawn at any time', async () => {
  const parts = setup(createScriptedGateway(says('Jah.')))
  const member = colleague()
  const { conversationId, messageId } = await ask(parts, member)
  const good = RateAnswer.parse({ verdict: 'good' })
  await parts.ratings.rate(member, messageId, good)
  const bad = RateAnswer.parse({ verdict: 'bad', reasons: ['wrong', 'wrong'], comment: ' \u0000 ' })
  await parts.ratings.rate(member, messageId, bad)
  const [rating, ...others] = await parts.ratings.list(member, conversationId)
  assert.deepEqual(others, [])
  assert.deepEqual(
    [rating?.verdict, rating?.reasons, rating?.comment],
    ['bad', ['wrong'], '\uFFFD'],
  )
  await parts.ratings.withdraw(member, messageId)
  await parts.ratings.withdraw(member, messageId)
  assert.deepEqual(await parts.ratings.list(member, conversationId), [])
})

test('what people wrote is read by others only where they let it be read; all are counted', async () => {
  const parts = setup(createScriptedGateway(says('Jah.'), says('Ei.')))
  const member = colleague()
  const silent = await ask(parts, member)
  const open = await ask(parts, member)
  const words = {
    verdict: 'bad',
    reasons: ['wrong'],
    comment: 'Vale!',
    better: 'Peaaegu.',
  } as const
  await parts.ratings.rate(member, silent.messageId, RateAnswer.parse(words))
  await parts.ratings.rate(member, open.messageId, RateAnswer.parse({ ...words, isShared: true }))
  const lines = await linesOf(parts)
  assert.deepEqual(
    lines.map((line) => line.words).toSorted((one) => (one ? -1 : 1)),
    [
      { question: 'Kas Maa on ümmargune?', answer: 'Ei.', comment: 'Vale!', better: 'Peaaegu.' },
      null,
    ],
  )
  assert.doesNotMatch(JSON.stringify(lines), new RegExp(member.id))
  const [model] = await parts.ratings.summary(LOCAL_OWNER)
  assert.deepEqual(model, {
    modelId: 'test-model',
    good: 0,
    bad: 2,
    reasons: { wrong: 2 },
    shared: 1,
  })
  assert.throws(() => void RateAnswer.parse({ verdict: 'bad', reasons: ['ugly'] }))
})

test('nobody rates somebody else’s answer, a question, or one that does not exist', async () => {
  const parts = setup(createScriptedGateway(says('Jah.')))
  const member = colleague()
  const { conversationId, messageId } = await ask(parts, member)
  const rating = RateAnswer.parse({ verdict: 'good' })
  const [question] = await parts.assistant.conversations.listMessages(member, conversationId)
  for (const [who, id] of [
    [colleague(), messageId],
    [member, question?.id ?? ''],
    [member, createId()],
    [member, 'nonsense'],
  ] as const) {
    await assert.rejects(parts.ratings.rate(who, id, rating), { code: 'not_found' })
  }
  await assert.rejects(parts.ratings.summary(member), { code: 'forbidden' })
  await assert.rejects(Array.fromAsync(parts.ratings.lines(member)), { code: 'forbidden' })
})

const ORIGIN: AnswerOrigin = {
  provider: 'mistral',
  deployment: 'mistral-small-2506',
  place: 'EU (France)',
  costMicros: 12,
  currency: 'EUR',
  firstTokenMs: 120,
  elapsedMs: 900,
  energy: { milliwattHours: 40, method: 'ecologits-1' },
  requestId: 'request',
}

function withOrigin(...scripts: Script[]): ChatGateway {
  return { ...createScriptedGateway(...scripts), takeOrigin: () => ORIGIN }
}

test('an answer keeps where it came from, and one that failed what is known of it', async () => {
  const failing: Script = () => new AppError('provider_error', 'Broken.')
  const parts = setup(withOrigin(says('Jah.'), failing))
  const member = colleague()
  for (const status of ['complete', 'failed']) {
    const { conversationId } = await ask(parts, member)
    const messages = await parts.assistant.conversations.listMessages(member, conversationId)
    assert.equal(messages.at(-1)?.status, status)
    assert.deepEqual(messages.at(-1)?.origin, ORIGIN)
  }
})
