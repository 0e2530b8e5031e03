import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant, type AssistantOptions } from '../assistant.ts'
import { createScriptedGateway, createTap, says, type Script } from '../testing.ts'
import { readQuestions } from './read-questions.ts'

const owner: Principal = LOCAL_OWNER
const ANSWER = 'Die Kündigungsfrist beträgt drei Monate zum Ende eines Quartals.'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

function open(scripts: Script[], options: Partial<AssistantOptions> = {}) {
  const gateway = createScriptedGateway(...scripts)
  const assistant = createAssistant({
    database,
    gateway,
    clock: systemClock,
    log: silentLog,
    areFollowUpsWanted: () => Promise.resolve(true),
    ...options,
  })
  const ask = async (text: string, id?: string, parentId: string | null = null) => {
    const conversationId = id ?? (await assistant.conversations.create(owner, {})).id
    const { runId, messages } = await assistant.runs.start(owner, {
      conversationId,
      request: { kind: 'message', parentId, text },
      idempotencyKey: null,
    })
    const { signal } = new AbortController()
    for await (const event of await assistant.runs.follow(owner, runId, { after: 0, signal })) {
      void event
    }
    return { conversationId, answerId: messages.at(-1)?.id ?? '' }
  }
  return { gateway, assistant, ask }
}

const json = (...questions: string[]) => says(JSON.stringify({ questions }))

test('after an answer stand up to three questions in its language, also after a reload and for nobody else', async () => {
  const { assistant, ask, gateway } = open([
    says(ANSWER),
    json(
      'Wie kündige ich schriftlich?',
      'What is the notice period for tenants in this country?',
      '1. Gilt das auch für Mieter?',
      'Siehe https://evil.example/x',
      'Wer muss unterschreiben?',
      'Und was kostet das?',
    ),
  ])
  const { answerId } = await ask('Wie kündige ich Wasserverträge?')
  await assistant.settled()
  const around = await assistant.around(owner, answerId)
  assert.deepEqual(around, {
    isPending: false,
    lang: 'de',
    questions: ['Wie kündige ich schriftlich?', 'Gilt das auch für Mieter?'],
    proposal: null,
  })
  assert.match(gateway.requests[1]?.messages[0]?.content ?? '', /in German/)
  const member: Principal = { ...owner, id: createId(), roles: ['member'] }
  for (const [who, id] of [
    [member, answerId],
    [owner, createId()],
    [owner, 'x'],
  ] as const) {
    assert.deepEqual((await assistant.around(who, id)).questions, [])
  }
})

test('an answer never waits for them, nor does the next question', async () => {
  const slow = createTap()
  const { assistant, ask, gateway } = open([says(ANSWER), slow.script, says(ANSWER), json()])
  const { conversationId, answerId } = await ask('Wie kündige ich Wasserverträge?')
  // It has been answered; what stands below is still being written.
  while (gateway.requests.length < 2) await new Promise(setImmediate)
  assert.equal((await assistant.around(owner, answerId)).isPending, true)
  await ask('Und Strom?', conversationId, answerId)
  assert.equal(gateway.requests[1]?.signal.aborted, true)
  await assistant.settled()
  assert.deepEqual((await assistant.around(owner, answerId)).isPending, false)
})

test('none are asked for where nobody wants them, or the conversation became stricter', async () => {
  const unwanted = open([says(ANSWER)], { areFollowUpsWanted: () => Promise.resolve(false) })
  const first = await unwanted.ask('Wie kündige ich Wasserverträge?')
  await unwanted.assistant.settled()
  assert.equal(unwanted.gateway.requests.length, 1)
  assert.deepEqual((await unwanted.assistant.around(owner, first.answerId)).questions, [])

  const stricter = open([says(ANSWER), json('Wer unterschreibt?')], {
    async areFollowUpsWanted({ conversationId }) {
      await stricter.assistant.conversations.update(owner, conversationId, {
        classification: 'secret',
      })
      return true
    },
  })
  await stricter.ask('Wie kündige ich Wasserverträge?')
  await stricter.assistant.settled()
  assert.equal(stricter.gateway.requests.length, 1)
})

test('what a model makes of it is words alone, or nothing', async () => {
  const { assistant, ask } = open([says(ANSWER), says('Sure! Here are some questions for you.')])
  const { answerId } = await ask('Wie kündige ich Wasserverträge?')
  await assistant.settled()
  assert.deepEqual((await assistant.around(owner, answerId)).questions, [])
  assert.deepEqual(
    readQuestions(
      [
        'Open [this](x)',
        'a'.repeat(101),
        'First\nSecond',
        'Mail it to eve@evil.example',
        '… ?',
        'WIE KÜNDIGE ICH?',
        'Hid\u202Eden\u{E0041} order?',
        'Wie weiter?',
        'wie weiter',
      ],
      'Wie kündige ich?',
    ),
    ['Hid den order?', 'Wie weiter?'],
  )
})
