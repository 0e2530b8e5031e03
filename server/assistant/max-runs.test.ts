import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_OWNER as owner } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant } from './assistant.ts'
import { createScriptedGateway, createTap } from './testing.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

test('a person has so many answers at once and no more, whatever comes at the same time', async () => {
  const taps = [createTap(), createTap(), createTap()]
  const gateway = createScriptedGateway(...taps.map(({ script }) => script))
  const options = { database, gateway, clock: systemClock, log: silentLog }
  const assistant = createAssistant({ ...options, maxRunsOfOwner: 2 })
  const conversations = await Promise.all(
    [1, 2, 3].map(() => assistant.conversations.create(owner, {})),
  )
  const ask = ({ id }: { id: string }) =>
    assistant.runs.start(owner, {
      conversationId: id,
      request: { kind: 'message', parentId: null, text: 'Salve?' },
      idempotencyKey: null,
    })
  const started = await Promise.allSettled(conversations.map(ask))
  const refusals = started.flatMap((one): unknown[] =>
    one.status === 'rejected' ? [one.reason] : [],
  )
  assert.equal(refusals.length, 1)
  const [refusal] = refusals
  assert.ok(refusal instanceof AppError)
  assert.equal(refusal.code, 'too_many_runs')
  assert.match(refusal.message, /^2 of your answers/)
  const ids = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value.runId] : []))
  await assistant.runs.stop(owner, ids[0] ?? '')
  const again = await ask(conversations[2] ?? assert.fail())
  for (const runId of [ids[1] ?? '', again.runId]) await assistant.runs.stop(owner, runId)
})

test('whoever is suspended while an answer is written for them gets no more of it', async () => {
  const tap = createTap()
  let isPresent = true
  const assistant = createAssistant({
    database,
    gateway: createScriptedGateway(tap.script),
    clock: systemClock,
    log: silentLog,
    isPresent: () => isPresent,
  })
  await assistant.start()
  const { id: conversationId } = await assistant.conversations.create(owner, {})
  const { runId } = await assistant.runs.start(owner, {
    conversationId,
    request: { kind: 'message', parentId: null, text: 'Salve?' },
    idempotencyKey: null,
  })
  const from = { after: 0, signal: AbortSignal.timeout(5000) }
  const events = await assistant.runs.follow(owner, runId, from)
  isPresent = false
  const last = (await Array.fromAsync(events)).at(-1)
  assert.equal(last?.type, 'failed')
  assert.match(JSON.stringify(last), /forbidden/)
  await assistant.close()
})
