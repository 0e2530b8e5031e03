import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RunEvent } from '#wire/runs.ts'
import { LOCAL_OWNER as owner } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { startTestServer, type TestServer } from '#server/lib/database-server-testing.ts'
import { openDatabase } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant } from './assistant.ts'
import { createScriptedGateway, createTap, readText } from './testing.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server.stop())

/** Two processes on one Postgres, as far as they can be told apart there: connections and locks of their own. */
async function setup() {
  const url = await server.createDatabase()
  const tap = createTap()
  const replica = async () => {
    const database = await openDatabase({ url, folder: '', log: silentLog })
    const gateway = createScriptedGateway(tap.script)
    const assistant = createAssistant({ database, gateway, clock: systemClock, log: silentLog })
    await assistant.start()
    return { database, assistant }
  }
  const [one, two] = [await replica(), await replica()]
  const { id } = await one.assistant.conversations.create(owner, {})
  const { runId } = await one.assistant.runs.start(owner, {
    conversationId: id,
    request: { kind: 'message', parentId: null, text: 'Czy to działa?' },
    idempotencyKey: null,
  })
  const events: RunEvent[] = []
  const seen = async () => {
    const { signal } = new AbortController()
    const found = await two.assistant.runs.follow(owner, runId, { after: 0, signal })
    for await (const event of found) events.push(event)
  }
  const messages = () => two.assistant.conversations.listMessages(owner, id)
  return { one, two, tap, runId, events, seen, messages }
}

test('an answer is read and stopped at another replica than the one that writes it', async () => {
  const { one, two, tap, runId, events, seen, messages } = await setup()
  const reading = seen()
  tap.say('Tak, ')
  while (events.length < 2) await new Promise(setImmediate)
  tap.say('działa.')
  while (readText(events) !== 'Tak, działa.') await new Promise(setImmediate)
  await two.assistant.runs.stop(owner, runId)
  await reading
  assert.equal(events.at(-1)?.type, 'stopped')
  assert.equal((await messages()).at(-1)?.text, 'Tak, działa.')
  for (const { assistant, database } of [one, two]) {
    await assistant.close()
    await database.close()
  }
})

test('the answer of a replica that died is ended by another one, with what it had', async () => {
  const { one, two, tap, events, seen, messages } = await setup()
  const reading = seen()
  tap.say('Połowa')
  while (events.length < 2) await new Promise(setImmediate)
  // Its connections go, and its locks with them, as when its process is killed.
  await one.database.close()
  await reading
  assert.equal(events.at(-1)?.type, 'interrupted')
  assert.deepEqual((await messages()).at(-1)?.text, 'Połowa')
  await two.assistant.close()
  await two.database.close()
})
