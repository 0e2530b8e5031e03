import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant, type Assistant } from './assistant.ts'
import { addPerson } from './keeping-testing-store.ts'
import { createScriptedGateway, says, type Script } from './testing.ts'

const owner: Principal = LOCAL_OWNER
const member: Principal = { ...owner, id: createId(), name: 'Maria', roles: ['member'] }

let database: Database
before(async () => {
  database = await openTestDatabase()
  await addPerson(database, member)
})
after(() => database.close())

function open(...scripts: Script[]): Assistant {
  const gateway = createScriptedGateway(...scripts)
  return createAssistant({ database, gateway, clock: systemClock, log: silentLog })
}

async function ask(assistant: Assistant, who: Principal, text: string): Promise<string> {
  const { id: conversationId } = await assistant.conversations.create(who, {})
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
  const assistant = open(says('Fine.'), says('Fine.'))
  // Hangul, whose syllables come apart into three letters of three bytes each: far above a megabyte.
  const words = Array.from({ length: 3_000 }, (_, at) =>
    String.fromCodePoint(0xac00 + (at % 11_000), 0xac00 + Math.floor(at / 7)).padEnd(60, '\uD7A3'),
  )
  const hostile = await ask(assistant, member, words.join(' '))
  const id = await ask(assistant, owner, 'Wo liegt der Wasserturm?')

  const { hits } = await assistant.search(owner, { text: 'wasserturm' })
  assert.deepEqual([...new Set(hits.map(({ conversationId }) => conversationId))], [id])
  const theirs = await assistant.search(member, { text: words[0] ?? '' })
  assert.equal(theirs.hits.at(-1)?.conversationId, hostile, 'its beginning is found')
})
