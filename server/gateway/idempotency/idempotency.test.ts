import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import type { GatewayResponse } from '../attempt.ts'
import type { GatewayCall } from '../gateway.ts'
import { answers as answering, scripted, setupScripted } from '../routing/scripted-testing.ts'
import { createIdempotency } from './idempotency.ts'
import { startV1Server, TEST_KEY, TEST_PRINCIPAL } from '../v1/testing.ts'

const textOf = async ({ body }: GatewayResponse) =>
  Buffer.concat(await Array.fromAsync(body)).toString()

async function ask(url: string, key: string, body: object) {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TEST_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ model: 'fake', messages: [{ role: 'user', content: 'Hi' }], ...body }),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

for (const stream of [true, false]) {
  test(`fifty equal calls with one key are one call (stream: ${stream})`, async () => {
    const fake = createFakeProvider({ piecesPerSecond: 500 })
    let calls = 0
    const counting = {
      ...fake,
      call(call: Parameters<typeof fake.call>[0]) {
        calls += 1
        return fake.call(call)
      },
    }
    await using server = await startV1Server([counting])
    const asked = Array.from({ length: 50 }, () => ask(server.url, 'order-1', { stream }))
    const answers = await Promise.all(asked)
    assert.equal(calls, 1)
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.ok(answers.every(({ status }) => status === 200))
    assert.equal(server.records.length, 1)
    const later = await ask(server.url, 'order-1', { stream })
    assert.equal(later.text, answers[0]?.text)
    assert.equal(later.headers.get('idempotent-replayed'), 'true')
    assert.equal(calls, 1)
    const other = await ask(server.url, 'order-1', { stream, seed: 7 })
    assert.equal(other.status, 409)
    assert.match(other.text, /Use a new key for a new request/)
    await ask(server.url, 'order-2', { stream })
    assert.equal(calls, 2)
  })
}

test('a failure that may pass is no answer to keep; one that will not is', async () => {
  const idempotency = createIdempotency(createManualClock())
  const codes = ['provider_unavailable', 'invalid_request'] as const
  for (const code of codes) {
    let calls = 0
    const work = () => {
      calls += 1
      return Promise.reject(new AppError(code, 'no'))
    }
    const call = callOf(code)
    await assert.rejects(idempotency.run(call, work))
    await assert.rejects(idempotency.run(call, work))
    assert.equal(calls, code === 'invalid_request' ? 1 : 2)
  }
})

test('the provider is stopped when the last of them has left, not before', async () => {
  const idempotency = createIdempotency(createManualClock())
  let stopped: AbortSignal | undefined
  const work = (signal: AbortSignal): Promise<GatewayResponse> => {
    stopped = signal
    return Promise.resolve({ status: 200, headers: {}, body: endless(signal) })
  }
  const [one, other] = [new AbortController(), new AbortController()]
  const first = await idempotency.run({ ...callOf('k'), signal: one.signal }, work)
  const second = await idempotency.run({ ...callOf('k'), signal: other.signal }, work)
  const reading = [textOf(first), textOf(second)]
  one.abort()
  assert.equal(await reading[0], 'begun')
  assert.equal(stopped?.aborted, false)
  other.abort()
  assert.equal(await reading[1], 'begun')
  assert.equal(stopped?.aborted, true)
})

test('answers are kept for a day, and never beyond the memory set aside for them', async () => {
  const clock = createManualClock()
  const idempotency = createIdempotency(clock, { maxBytes: 10 })
  let calls = 0
  const work = (): Promise<GatewayResponse> => {
    calls += 1
    return Promise.resolve({ status: 200, headers: {}, body: once('12345678') })
  }
  const say = async (key: string) => textOf(await idempotency.run(callOf(key), work))
  await say('a')
  await say('a')
  assert.equal(calls, 1)
  clock.advance(24 * 3_600_000)
  await say('a')
  assert.equal(calls, 2)
  await say('b')
  // Together they are too much, so the oldest goes when the next comes.
  await say('c')
  await say('a')
  assert.equal(calls, 5)
})

function callOf(key: string) {
  const signal = new AbortController().signal
  return { owner: 'me', key, body: Buffer.from('{}'), operation: 'chat', dialect: 'd', signal }
}

async function* once(text: string) {
  yield Buffer.from(text)
}

async function* endless(signal: AbortSignal) {
  yield Buffer.from('begun')
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
}

test('an answer without end is passed on at the pace of who listens, and fills no memory', async () => {
  const idempotency = createIdempotency(createManualClock(), {
    maxBytes: 80_000,
    maxAnswerBytes: 10_000,
  })
  let made = 0
  let calls = 0
  const work = (): Promise<GatewayResponse> => {
    calls += 1
    made = 0
    const body = (async function* () {
      for (; made < 1000; made += 1) yield Buffer.alloc(1000, made % 256)
    })()
    return Promise.resolve({ status: 200, headers: {}, body })
  }
  const asked = { owner: 'o', key: 'k', body: Buffer.from('{}'), operation: 'chat', dialect: 'd' }
  const { signal } = new AbortController()
  const [slow, fast] = await Promise.all([
    idempotency.run({ ...asked, signal }, work),
    idempotency.run({ ...asked, signal }, work),
  ])
  const hearing = Array.fromAsync(fast.body)
  let heard = 0
  for await (const chunk of slow.body) {
    assert.equal(chunk[0], heard % 256)
    heard += 1
    assert.ok(made - heard < 40, `${made} made, ${heard} heard`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal(heard, 1000)
  assert.deepEqual(
    (await hearing).map(([first]) => first),
    Array.from({ length: 1000 }, (_, index) => index % 256),
  )
  assert.equal(calls, 1)
  // It could not be kept, so that it cannot be had again.
  await idempotency.run({ ...asked, signal }, work)
  assert.equal(calls, 2)
})

test('the same key and body in another dialect is another request', async () => {
  await using server = await startV1Server([createFakeProvider()])
  const body = { max_tokens: 9 }
  assert.equal((await ask(server.url, 'd-1', body)).status, 200)
  const response = await fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TEST_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': 'd-1',
    },
    body: JSON.stringify({ model: 'fake', messages: [{ role: 'user', content: 'Hi' }], ...body }),
  })
  assert.equal(response.status, 409)
})

test('nothing is remembered of restricted calls, nor where providers may keep nothing', async () => {
  const a = scripted('a', answering('there'), { tags: { retentionDays: 0 } })
  const { chat } = setupScripted([a])
  const callsFor = async (idempotencyKey: string, call: Partial<GatewayCall>) => {
    const before = a.received.length
    for (let time = 0; time < 2; time += 1) await chat({}, { idempotencyKey, ...call })
    return a.received.length - before
  }
  assert.equal(await callsFor('i', { classification: 'internal' }), 1)
  assert.equal(await callsFor('r', { classification: 'restricted' }), 2)
  assert.equal(await callsFor('u', { isUnkept: true }), 2)
  const grant = {
    owner: { kind: 'person', id: 'x' },
    group: null,
    scopes: null,
    models: null,
    tags: { maxRetentionDays: 0 },
  } as const
  assert.equal(await callsFor('z', { principal: { ...TEST_PRINCIPAL, grant } }), 2)
})
