import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RunEvent, StartRun } from '#wire/runs.ts'
import { LOCAL_OWNER as owner } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant } from '../assistant.ts'
import { createScriptedGateway, says, type Script } from '../testing.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

const ENGLISH =
  'The mayor has looked at the request and proposes to discuss it at the next meeting of the council.'
const DUTCH =
  'De burgemeester heeft het verzoek bekeken en stelt voor om het in de volgende vergadering te bespreken.'

async function setup(...scripts: Script[]) {
  const gateway = createScriptedGateway(...scripts)
  const assistant = createAssistant({ database, gateway, clock: systemClock, log: silentLog })
  const { id } = await assistant.conversations.create(owner, {})
  const follow = async (runId: string): Promise<RunEvent[]> => {
    const { signal } = new AbortController()
    return Array.fromAsync(await assistant.runs.follow(owner, runId, { after: 0, signal }))
  }
  return {
    assistant,
    gateway,
    follow,
    pin: (lang: string) => assistant.conversations.update(owner, id, { lang }),
    messages: () => assistant.conversations.listMessages(owner, id),
    ask: async (request: Partial<Extract<StartRun, { kind: 'message' }>> & { text: string }) => {
      const { runId } = await assistant.runs.start(owner, {
        conversationId: id,
        request: { kind: 'message', parentId: null, ...request },
        idempotencyKey: null,
      })
      return follow(runId)
    },
    toldIn: () => {
      const content = gateway.requests.at(-1)?.messages[0]?.content ?? ''
      return /^\S+ \S+/.exec(content)?.[0]
    },
  }
}

test('an explicit choice goes before what is pinned, that before the words, those before the interface', async () => {
  const { ask, pin, toldIn } = await setup(...Array.from({ length: 5 }, () => says('42')))
  await ask({ text: '2 + 2 = ?', interfaceLang: 'pl-PL' })
  assert.equal(toldIn(), 'Odpowiadaj po')
  await ask({ text: 'Wie geht es dir heute?', interfaceLang: 'pl' })
  assert.equal(toldIn(), 'Antworte auf')
  await pin('fr')
  await ask({ text: 'Wie geht es dir heute?', interfaceLang: 'pl' })
  assert.equal(toldIn(), 'Réponds en')
  await ask({ text: 'Wie geht es dir heute?', replyLang: 'fi' })
  assert.equal(toldIn(), 'Vastaa suomeksi.')
  const letter = `${ENGLISH} `.repeat(6)
  await pin('nl')
  await ask({ text: `Fasse das zusammen:\n\n${letter}`, replyLang: 'de' })
  assert.equal(toldIn(), 'Antworte auf')
})

test('who pastes a letter and asks about it is answered in the language of the question', async () => {
  const { ask, toldIn } = await setup(says('Ja.'))
  await ask({ text: `Fasse das zusammen:\n\n${`${ENGLISH} `.repeat(6)}` })
  assert.equal(toldIn(), 'Antworte auf')
})

test('an answer in another language stays as it was read, and comes once more beside it, asked for more strongly', async () => {
  const { ask, follow, messages, gateway } = await setup(says(ENGLISH), says(DUTCH))
  const events = await ask({ text: 'Wat stelt de burgemeester voor?' })
  assert.deepEqual(
    events.map(({ type }) => type),
    ['started', 'text', 'part', 'finished'],
  )
  const part = events.find((event) => event.type === 'part')?.part
  assert.ok(part?.type === 'language' && part.nextMessageId !== undefined)
  assert.deepEqual([part.wanted, part.found, part.verdict], ['nl', 'en', 'wrong'])
  const next = (await messages()).find(({ id }) => id === part.nextMessageId)
  await follow(next?.runId ?? '')
  const [, first, second] = await messages()
  assert.deepEqual([first?.text, first?.lang, first?.status], [ENGLISH, 'en', 'complete'])
  assert.deepEqual([second?.text, second?.lang, second?.parts], [DUTCH, 'nl', undefined])
  assert.equal(second?.parentId, first?.parentId)
  assert.match(gateway.requests[1]?.messages[0]?.content ?? '', /^Antwoord uitsluitend/)
  assert.match(gateway.requests[1]?.messages.at(-1)?.content ?? '', /uitsluitend in het Nederlands/)
})

test('it is tried again once, then only told', async () => {
  const { ask, follow, messages, gateway } = await setup(says(ENGLISH), says(ENGLISH))
  await ask({ text: 'Wat stelt de burgemeester voor?' })
  const second = (await messages()).at(-1)
  const events = await follow(second?.runId ?? '')
  const part = events.find((event) => event.type === 'part')?.part
  assert.ok(part?.type === 'language')
  assert.deepEqual([part.verdict, part.nextMessageId], ['wrong', undefined])
  assert.equal(gateway.requests.length, 2)
  assert.equal((await messages()).length, 3)
})

test('a translation that was asked for is not tried again', async () => {
  const { ask, gateway } = await setup(says(ENGLISH))
  const events = await ask({ text: 'Vertaal dit naar het Engels: de burgemeester stelt voor…' })
  assert.equal(events.at(-1)?.type, 'finished')
  assert.equal(gateway.requests.length, 1)
})

test('where only a part is wrong, or nobody may start another answer, it is told and left', async () => {
  const { ask, gateway } = await setup(says(`${DUTCH}\n\n${ENGLISH}`))
  const events = await ask({ text: 'Wat stelt de burgemeester voor?' })
  const part = events.find((event) => event.type === 'part')?.part
  assert.ok(part?.type === 'language')
  assert.equal(part.verdict, 'partly')
  assert.equal(part.passages?.length, 1)
  assert.equal(gateway.requests.length, 1)
})

test('a chat that is stored nowhere is held to it too: answered once more, then told', async () => {
  const chat = async (...scripts: Script[]) => {
    const { assistant } = await setup(...scripts)
    const messages = [{ role: 'user' as const, text: 'Wat stelt de burgemeester voor?' }]
    const { signal } = new AbortController()
    return Array.fromAsync(await assistant.answerTemporarily(owner, { messages }, signal))
  }
  const mended = await chat(says(ENGLISH), says(DUTCH))
  assert.deepEqual(
    mended.map(({ type }) => type),
    ['started', 'text', 'again', 'started', 'text', 'finished'],
  )
  const end = mended.at(-1)
  assert.ok(end?.type === 'finished')
  assert.deepEqual([end.lang, end.language], ['nl', undefined])
  const left = (await chat(says(ENGLISH), says(ENGLISH))).at(-1)
  assert.ok(left?.type === 'finished')
  assert.deepEqual([left.lang, left.language?.wanted, left.language?.found], ['en', 'nl', 'en'])
})
