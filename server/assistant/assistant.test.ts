import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RunEvent, StartRun } from '#wire/runs.ts'
import { LOCAL_OWNER as owner, type Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAssistant, type Assistant } from './assistant.ts'
import {
  createScriptedGateway,
  createTap,
  ending,
  readText,
  says,
  sse,
  type Script,
} from './testing.ts'

let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

async function setup(...scripts: Script[]) {
  const gateway = createScriptedGateway(...scripts)
  const assistant = createAssistant({ database, gateway, clock: systemClock, log: silentLog })
  const conversation = await assistant.conversations.create(owner, {})
  const start = (request: StartRun, idempotencyKey: string | null = null) =>
    assistant.runs.start(owner, { conversationId: conversation.id, request, idempotencyKey })
  const say = (text: string, parentId: string | null = null) =>
    start({ kind: 'message', parentId, text })
  return {
    assistant,
    gateway,
    conversationId: conversation.id,
    start,
    say,
    messages: () => assistant.conversations.listMessages(owner, conversation.id),
    watch: (runId: string, last = 0) => watch(assistant, runId, last),
  }
}

async function watch(assistant: Assistant, runId: string, last = 0): Promise<RunEvent[]> {
  const signal = new AbortController().signal
  return Array.fromAsync(await assistant.runs.follow(owner, runId, { after: last, signal }))
}
const failsWith = (code: string) => (error: unknown) =>
  error instanceof AppError && error.code === code

test('a question is answered, titled, and told in which language to answer', async () => {
  const {
    say,
    watch: see,
    messages,
    gateway,
    assistant,
    conversationId,
  } = await setup(says('Za', 'pomocą ', 'szablonu.'))
  const { runId } = await say('Jak napisać CV? Dziękuję.')
  const events = await see(runId)
  assert.deepEqual(
    events.map(({ type, sequence }) => `${sequence} ${type}`),
    ['1 started', '2 text', '3 text', '4 finished'],
  )
  const [question, answer] = await messages()
  assert.equal(answer?.text, 'Zapomocą szablonu.')
  assert.equal(answer?.status, 'complete')
  assert.equal(answer?.parentId, question?.id)
  assert.deepEqual([question?.lang, answer?.lang], ['pl', 'pl'])
  assert.deepEqual(answer?.usage, { inputTokens: 7, outputTokens: 3, isEstimated: false })
  assert.match(gateway.requests[0]?.messages[0]?.content ?? '', /^Odpowiadaj po polsku\./)
  assert.equal((await assistant.conversations.get(owner, conversationId)).title, 'Jak napisać CV?')
})

test('an answer that has ended is told again event by event, from anywhere in it', async () => {
  const tap = createTap()
  const { say, watch: see, assistant } = await setup(tap.script)
  const { runId } = await say('Hello?')
  const live = see(runId)
  const steps = await assistant.runs.follow(owner, runId, {
    after: 1,
    signal: new AbortController().signal,
  })
  for (const word of ['è', '👩‍👩‍👧', 'ß']) {
    tap.say(word)
    await steps.next()
  }
  tap.finish()
  const events = await live
  assert.equal(readText(events), 'è👩‍👩‍👧ß')
  for (let last = 0; last <= events.length; last += 1) {
    assert.deepEqual(await see(runId, last), events.slice(last))
  }
})

test('stop keeps what was there, and the answer can be gone on with', async () => {
  const tap = createTap()
  const {
    say,
    start,
    watch: see,
    messages,
    assistant,
    gateway,
  } = await setup(tap.script, says(' und Ende.'))
  const { runId, messages: added } = await say('Wie geht das?')
  tap.say('Anfang')
  const watching = see(runId)
  const iterator = await assistant.runs.follow(owner, runId, {
    after: 1,
    signal: new AbortController().signal,
  })
  await iterator.next()
  await assistant.runs.stop(owner, runId)
  assert.equal((await watching).at(-1)?.type, 'stopped')
  assert.ok(gateway.requests[0]?.signal.aborted)
  assert.equal((await messages()).at(-1)?.status, 'stopped')
  await assistant.runs.stop(owner, runId)

  const messageId = added[1]?.id ?? ''
  const more = await start({ kind: 'continue', messageId })
  await see(more.runId)
  const answer = (await messages()).at(-1)
  assert.equal(answer?.text, 'Anfang und Ende.')
  assert.deepEqual(gateway.requests[1]?.messages.at(-1), { role: 'assistant', content: 'Anfang' })
  assert.equal(readText(await see(runId)), 'Anfang')
  assert.equal(readText(await see(more.runId)), ' und Ende.')
})

test('regenerating and editing add siblings; the other branch is not shown to the model', async () => {
  const {
    say,
    start,
    watch: see,
    messages,
    gateway,
  } = await setup(says('one'), says('two'), says('three'), says('four'))
  const first = await say('What is a galerne?')
  await see(first.runId)
  const [question, answer] = first.messages
  const again = await start({ kind: 'regenerate', messageId: question?.id ?? '' })
  await see(again.runId)
  const edited = await say('What is a breeze?')
  await see(edited.runId)
  const deeper = await say('And a storm?', answer?.id ?? '')
  await see(deeper.runId)
  const all = await messages()
  assert.equal(all.filter(({ parentId }) => parentId === null).length, 2)
  assert.equal(all.filter(({ parentId }) => parentId === question?.id).length, 2)
  assert.deepEqual(
    gateway.requests
      .at(-1)
      ?.messages.slice(1)
      .map(({ content }) => content),
    ['What is a galerne?', 'one', 'And a storm?'],
  )
})

test('the same request sent twice, even at once, is one answer', async () => {
  const { start, watch: see, messages, gateway } = await setup(says('a'), says('b'))
  const request = { kind: 'message', parentId: null, text: 'Hej?' } as const
  const [one, two] = await Promise.all([start(request, 'key-1'), start(request, 'key-1')])
  assert.equal(one.runId, two.runId)
  await see(one.runId)
  const three = await start(request, 'key-1')
  assert.equal(three.runId, one.runId)
  assert.equal(three.messages[1]?.text, 'a')
  assert.equal((await messages()).length, 2)
  assert.equal(gateway.requests.length, 1)
  await assert.rejects(start({ ...request, text: 'Hej!' }, 'key-1'), failsWith('conflict'))
})

test('a refusal before and a failure within an answer are its last event, with what was there', async () => {
  const {
    say,
    watch: see,
    messages,
  } = await setup(
    () => new AppError('busy', 'Too many questions at once.', { retryAfterMs: 900 }),
    async function* () {
      yield* takeFirst(says('half')({ model: '', messages: [], signal: AbortSignal.any([]) }))
      throw new AppError('provider_unavailable', 'The engine broke.')
    },
  )
  const refused = await say('Ciao?')
  const [only] = await see(refused.runId)
  assert.ok(only?.type === 'failed')
  assert.deepEqual([only.error.code, only.error.retryAfterMs], ['busy', 900])
  const broken = await say('Ciao di nuovo?')
  const events = await see(broken.runId)
  assert.deepEqual(
    events.map(({ type }) => type),
    ['started', 'text', 'failed'],
  )
  const answer = (await messages()).at(-1)
  assert.deepEqual([answer?.status, answer?.text], ['failed', 'half'])
  assert.equal(answer?.error?.code, 'provider_unavailable')
})

test('what the database refuses is never shown, and the run says that it failed', async () => {
  await database.sql`
    create function refuse_poison() returns trigger language plpgsql as
    $$ begin if new.sequence = 3 then raise 'refused'; end if; return new; end $$`
  await database.sql`
    create trigger refuse_poison before insert on run_events
    for each row execute function refuse_poison()`
  const tap = createTap()
  const { say, watch: see, messages, assistant, gateway } = await setup(tap.script)
  const { runId } = await say('Jak se máš?')
  const steps = await assistant.runs.follow(owner, runId, {
    after: 1,
    signal: new AbortController().signal,
  })
  tap.say('dobře')
  await steps.next()
  tap.say('poison')
  const events = await see(runId)
  await database.sql`drop function refuse_poison cascade`
  assert.deepEqual(
    events.map(({ type }) => type),
    ['started', 'text', 'failed'],
  )
  const answer = (await messages()).at(-1)
  assert.deepEqual([answer?.status, answer?.text], ['failed', 'dobře'])
  assert.ok(gateway.requests[0]?.signal.aborted)
})

test('a conversation too long for the model loses its oldest turns, and says so', async () => {
  const tooLong = () => new AppError('context_length_exceeded', '1,200 tokens, 1,000 fit.')
  const {
    say,
    watch: see,
    messages,
    gateway,
  } = await setup(says('a'), tooLong, says('b'), tooLong, tooLong, tooLong)
  const first = await say(`Explain this: ${'long '.repeat(300)}`)
  await see(first.runId)
  const second = await say('And now?', first.messages[1]?.id)
  const [started] = await see(second.runId)
  assert.ok(started?.type === 'started')
  assert.equal(started.omittedMessages, 2)
  // Still said after a reload, and only of the answer that it is true of.
  assert.deepEqual(
    (await messages()).map(({ omittedMessages }) => omittedMessages),
    [undefined, undefined, undefined, 2],
  )
  assert.equal(gateway.requests.length, 3)
  const third = await say('And then?', second.messages[1]?.id)
  const last = (await see(third.runId)).at(-1)
  assert.ok(last?.type === 'failed')
  assert.equal(last.error.code, 'context_length_exceeded')
})

test('what the model thought stays with its answer, also where it was stopped and gone on with', async () => {
  const thought = (text: string) => sse({ choices: [{ delta: { reasoning_content: text } }] })
  const tap = createTap()
  const {
    say,
    start,
    watch: see,
    messages,
    assistant,
  } = await setup(tap.script, async function* () {
    yield thought('Now the rest.')
    yield* takeFirst(
      says(' and the end.')({ model: '', messages: [], signal: AbortSignal.any([]) }),
    )
    yield* ending()
  })
  const { runId, messages: added } = await say('Why is the sky blue?')
  const steps = await assistant.runs.follow(owner, runId, {
    after: 1,
    signal: new AbortController().signal,
  })
  tap.send(thought('Light'))
  await steps.next()
  tap.send(thought(' scatters. 🌈'))
  await steps.next()
  tap.say('Because')
  await steps.next()
  await assistant.runs.stop(owner, runId)
  const stopped = (await messages()).at(-1)
  assert.equal(stopped?.reasoning?.text, 'Light scatters. 🌈')
  assert.ok(Number.isInteger(stopped.reasoning.elapsedMs))

  const more = await start({ kind: 'continue', messageId: added[1]?.id ?? '' })
  assert.equal(more.messages[0]?.reasoning?.text, 'Light scatters. 🌈')
  const live = await see(more.runId)
  const whole = (await messages()).at(-1)
  assert.equal(whole?.text, 'Because and the end.')
  assert.equal(whole.reasoning?.text, 'Light scatters. 🌈\n\nNow the rest.')
  assert.deepEqual(await see(more.runId), live)
  const thoughts = (events: RunEvent[]) =>
    events.map((event) => (event.type === 'reasoning' ? event.text : '')).join('')
  assert.equal(thoughts(live), 'Now the rest.')
  assert.equal(thoughts(await see(runId)), 'Light scatters. 🌈')
})

test('a run that its conversation was deleted under ends, and nobody finds either', async () => {
  const tap = createTap()
  const { say, assistant, conversationId, gateway } = await setup(tap.script)
  const { runId } = await say('Sveiki?')
  tap.say('x')
  await assistant.conversations.remove(owner, conversationId)
  assert.ok(gateway.requests.every(({ signal }) => signal.aborted))
  await assert.rejects(watch(assistant, runId), failsWith('not_found'))
  await assert.rejects(
    assistant.conversations.listMessages(owner, conversationId),
    failsWith('not_found'),
  )
})

test('closing interrupts what is being written; the next process ends what a dead one left', async () => {
  const tap = createTap()
  const dead = createTap()
  const { say, messages, assistant } = await setup(tap.script, dead.script)
  await say('Hallo daar?')
  tap.say('tot hier')
  await assistant.close()
  assert.deepEqual((await messages()).at(-1)?.status, 'interrupted')

  const left = await setup(dead.script)
  const { runId } = await left.say('Ben je er nog?')
  dead.say('half een')
  const iterator = await left.assistant.runs.follow(owner, runId, {
    after: 1,
    signal: new AbortController().signal,
  })
  await iterator.next()
  const next = await setup()
  await next.assistant.start()
  const answer = (await left.messages()).at(-1)
  assert.deepEqual([answer?.status, answer?.text], ['interrupted', 'half een'])
  assert.equal((await next.watch(runId)).at(-1)?.type, 'interrupted')
  await next.assistant.close()
  dead.finish()
})

test('nobody sees or touches what belongs to others', async () => {
  const { say, watch: see, assistant, conversationId } = await setup(says('secret'))
  const { runId } = await say('Ist das geheim?')
  await see(runId)
  const stranger: Principal = { ...owner, id: '00000000-0000-7000-8000-0000000000ff' }
  const elsewhere: Principal = { ...owner, tenantId: '00000000-0000-7000-8000-0000000000fe' }
  const key: Principal = { ...owner, kind: 'key' }
  const signal = new AbortController().signal
  const attempts = (who: Principal) => [
    assistant.conversations.get(who, conversationId),
    assistant.conversations.listMessages(who, conversationId),
    assistant.conversations.update(who, conversationId, { title: 'mine' }),
    assistant.conversations.remove(who, conversationId),
    assistant.runs.stop(who, runId),
    assistant.runs.follow(who, runId, { after: 0, signal }),
  ]
  for (const who of [stranger, elsewhere]) {
    for (const attempt of attempts(who)) await assert.rejects(attempt, failsWith('not_found'))
    const page = await assistant.conversations.list(who, { limit: 10, cursor: null })
    assert.deepEqual(page.conversations, [])
  }
  for (const attempt of attempts(key)) await assert.rejects(attempt, failsWith('forbidden'))
})

test('what makes no sense is refused and stores nothing', async () => {
  const { start, say, messages } = await setup(says('a'))
  const id = '00000000-0000-7000-8000-00000000dead'
  await assert.rejects(say(' \n '), failsWith('invalid_request'))
  await assert.rejects(say('x', id), failsWith('not_found'))
  await assert.rejects(start({ kind: 'regenerate', messageId: id }), failsWith('not_found'))
  await assert.rejects(start({ kind: 'continue', messageId: id }), failsWith('not_found'))
  await assert.rejects(
    start({ kind: 'message', parentId: null, text: 'x', modelId: 'nope' }),
    failsWith('model_not_found'),
  )
  assert.deepEqual(await messages(), [])
})

test('pages of conversations hold each once, the latest used first', async () => {
  const { assistant } = await setup()
  const someone: Principal = { ...owner, id: '00000000-0000-7000-8000-0000000000aa' }
  const made = []
  for (const title of ['a', 'b', 'c', 'd', 'e']) {
    made.unshift((await assistant.conversations.create(someone, { title })).id)
  }
  const found: string[] = []
  let cursor: string | null = null
  do {
    const page = await assistant.conversations.list(someone, { limit: 2, cursor })
    found.push(...page.conversations.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  assert.deepEqual(found, made)
  const forged = Buffer.from("x' or 1=1").toString('base64url')
  await assert.rejects(
    assistant.conversations.list(someone, { limit: 2, cursor: forged }),
    failsWith('invalid_request'),
  )
})

async function* takeFirst<T>(source: AsyncIterable<T> | AppError): AsyncGenerator<T> {
  if (source instanceof AppError) throw source
  for await (const one of source) {
    yield one
    return
  }
}
