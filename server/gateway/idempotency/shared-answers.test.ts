import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { Secret } from '#server/lib/secret.ts'
import type { GatewayResponse } from '../attempt.ts'
import { createAnswersStore } from './answers-store.ts'
import { createIdempotency, type IdempotentCall } from './idempotency.ts'
import { createSharedAnswers } from './shared-answers.ts'

const database = await openTestDatabase()
after(() => database.close())
const box = createSecretBox([new Secret('k'.repeat(32))])
const tenantId = createId()

function openProcess(processId: string) {
  const store = createAnswersStore(database, processId)
  const shared = createSharedAnswers({ store, box, log: silentLog, lookMs: 5 })
  return createIdempotency(systemClock, {}, shared)
}

const callOf = (key: string, words = 'hello'): IdempotentCall => ({
  owner: `${tenantId} key k1`,
  key,
  body: Buffer.from(words),
  operation: 'chat',
  dialect: 'openai-chat',
  signal: new AbortController().signal,
})
let calls = 0
const working =
  (gate: Promise<unknown> = Promise.resolve()) =>
  async () => {
    calls += 1
    await gate
    const body = (async function* () {
      yield Buffer.from('its ')
      yield Buffer.from(`words ${calls}`)
    })()
    return { status: 200, headers: { 'content-type': 'text/plain' }, body } as GatewayResponse
  }
const textOf = async ({ body }: GatewayResponse) =>
  Buffer.concat(await Array.fromAsync(body)).toString()

test('whichever process a request comes to again, its answer is that of one call', async () => {
  const [one, two] = [openProcess('1'), openProcess('2')]
  const gate = Promise.withResolvers<void>()
  const asked = [one, two, one, two].map(async (process) =>
    textOf(await process.run(callOf('a'), working(gate.promise))),
  )
  setImmediate(gate.resolve)
  const texts = await Promise.all(asked)
  assert.deepEqual(new Set(texts), new Set(['its words 1']))
  assert.equal(calls, 1)
  const afterRestart = await openProcess('3').run(callOf('a'), working())
  assert.equal(afterRestart.headers['idempotent-replayed'], 'true')
  assert.equal(await textOf(afterRestart), 'its words 1')
  assert.equal(calls, 1)
  const [row] = await database.sql<{ all: string }[]>`
    select string_agg(row_to_json(a)::text, '') as all from idempotent_answers a`
  assert.doesNotMatch(row?.all ?? '', /words|text\/plain/)
})

test('the same key with another request is refused by every process, and the right one is still answered', async () => {
  await textOf(await openProcess('1').run(callOf('b'), working()))
  const other = openProcess('2')
  const isConflict = (error: unknown) => error instanceof AppError && error.code === 'conflict'
  await assert.rejects(() => other.run(callOf('b', 'another'), working()), isConflict)
  assert.match(await textOf(await other.run(callOf('b'), working())), /its words/)
})

test('a call that failed is made again by whoever comes, and so is one whose process has died', async () => {
  const failing = () => Promise.reject(new AppError('provider_unavailable', 'gone'))
  await assert.rejects(() => openProcess('1').run(callOf('c'), failing))
  const before = calls
  await textOf(await openProcess('2').run(callOf('c'), working()))
  assert.equal(calls, before + 1)

  const begun = Promise.withResolvers<void>()
  const endless = () => new Promise<GatewayResponse>(() => begun.resolve())
  void openProcess('3').run(callOf('d'), endless)
  await begun.promise
  await database.withTenant(
    tenantId,
    (sql) => sql`update idempotent_answers set held_until = now()`,
  )
  assert.match(await textOf(await openProcess('4').run(callOf('d'), working())), /its words/)
})

test('what may not be kept is one call for all who ask at once, and nothing of it stays', async () => {
  const unkept = (gate: Promise<unknown>) => async () => ({
    ...(await working(gate)()),
    isUnkept: true,
  })
  const [one, two] = [openProcess('1'), openProcess('2')]
  const gate = Promise.withResolvers<void>()
  const before = calls
  const asked = [one, one].map(async (process) =>
    textOf(await process.run(callOf('e'), unkept(gate.promise))),
  )
  setImmediate(gate.resolve)
  assert.equal(new Set(await Promise.all(asked)).size, 1)
  assert.equal(calls, before + 1)
  const [row] = await database.sql<{ count: string }[]>`
    select count(*) as count from idempotent_answers
    where name = ${nameOf('e')}`
  assert.equal(Number(row?.count), 0)
  for (const process of [one, two]) {
    await textOf(await process.run(callOf('e'), unkept(Promise.resolve())))
  }
  assert.equal(calls, before + 3, 'each is a call of its own')
})

function nameOf(key: string): Buffer {
  return createHash('sha256')
    .update(`${callOf(key).owner} ${key}`)
    .digest()
}
