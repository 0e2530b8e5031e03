import assert from 'node:assert/strict'
import { createServer as createTcpServer } from 'node:net'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { Secret } from '#server/lib/secret.ts'
import { readSse } from '#server/lib/sse.ts'
import { startFakeServer } from './fake-server.ts'
import { createKeyAuth } from './auth/auth.ts'
import { createHttpProvider } from './http-provider.ts'
import { DEFAULT_LIMITS, type TimeLimits } from './http-transport.ts'
import type { Provider, ProviderCall } from './provider.ts'
import { OPENAI_QUIRKS } from './quirks.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'

test('the body arrives byte for byte, with the key and nothing of ours', async () => {
  await using server = await startFakeServer()
  const provider = providerAt(server.baseUrl)
  const response = await provider.call(callFor('Dobrý den – 👩🏽‍🚀'))
  await textOf(response.body)

  const [received] = server.received
  assert.deepEqual(received?.body, callFor('Dobrý den – 👩🏽‍🚀').body)
  assert.equal(received?.path, '/v1/chat/completions')
  assert.equal(received?.headers.authorization, 'Bearer key-of-the-test')
  assert.equal(received?.headers['accept-encoding'], 'identity')
  await provider.close()
})

test('streams and whole answers say the same, however the bytes come', async () => {
  await using server = await startFakeServer()
  const provider = providerAt(server.baseUrl)
  for (const split of [1, 2, 3, 7, 4000]) {
    const prompt = `Kaj je voda? [[lang: sl]] [[fault: split=${split}]]`
    const whole = await provider.call(callFor(prompt, { isStream: false }))
    const { choices } = JSON.parse((await bytesOf(whole.body)).toString())
    const response = await provider.call(callFor(prompt))
    assert.equal(response.headers['content-type'], 'text/event-stream; charset=utf-8')
    assert.equal(await textOf(response.body), choices[0].message.content)
  }
  await provider.close()
})

test('statuses, bodies and Retry-After come through; other headers do not', async () => {
  await using server = await startFakeServer()
  const provider = providerAt(server.baseUrl)
  const response = await provider.call(
    callFor('[[fault: status=429 retry-after=7 retry-after-ms=6900]]'),
  )
  assert.equal(response.status, 429)
  assert.deepEqual(response.headers, {
    'content-type': 'application/json',
    'retry-after': '7',
    'retry-after-ms': '6900',
  })
  assert.match((await bytesOf(response.body)).toString(), /fake_fault/)
  await provider.close()
})

test('our key and the address are struck out of a refusal that quotes them', async () => {
  await using server = await startFakeServer({ apiKey: 'another' })
  const provider = providerAt(server.baseUrl)
  const response = await provider.call(callFor('Hi'))
  const body = (await bytesOf(response.body)).toString()
  assert.equal(response.status, 401)
  assert.match(body, /Incorrect API key provided: \*\*\*/)
  assert.doesNotMatch(body, /key-of-the-test|127\.0\.0\.1/)
  await provider.close()
})

test('a connection that breaks in the middle is an error, not an end', async () => {
  await using server = await startFakeServer()
  const provider = providerAt(server.baseUrl)
  const response = await provider.call(callFor('[[fault: reset=2]]'))
  await assert.rejects(bytesOf(response.body), hasCode('provider_unavailable'))
  await provider.close()
})

test('nobody there, nobody who answers, and somebody who speaks no HTTP are told apart', async () => {
  const nobody = providerAt('http://127.0.0.1:9/v1')
  await assert.rejects(nobody.call(callFor('Hi')), hasCode('provider_unavailable'))
  await nobody.close()

  const silent = createTcpServer(() => undefined)
  const slow = providerAt(`http://127.0.0.1:${await listenOnLoopback(silent)}/v1`, {
    firstByteMs: 50,
  })
  await assert.rejects(slow.call(callFor('Hi')), hasCode('provider_timeout'))
  await slow.close()
  silent.close()

  const noise = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.end('220 mail.example.eu ESMTP\r\n\r\n')
  })
  const wrong = providerAt(`http://127.0.0.1:${await listenOnLoopback(noise)}/v1`)
  await assert.rejects(wrong.call(callFor('Hi')), hasCode('provider_error'))
  await wrong.close()
  noise.close()
})

test('a stream that falls silent ends in a time-out', async () => {
  await using server = await startFakeServer()
  const provider = providerAt(server.baseUrl, { idleMs: 50 })
  const response = await provider.call(callFor('[[fault: stall=1]]'))
  await assert.rejects(bytesOf(response.body), hasCode('provider_timeout'))
  await provider.close()
})

test('a caller that leaves takes the request along: before the answer, and within it', async () => {
  await using server = await startFakeServer()
  const provider = providerAt(server.baseUrl)

  const early = new AbortController()
  const asked = provider.call(callFor('[[fault: slow=60000]]', { signal: early.signal }))
  await untilReceived(server.received, 1)
  early.abort()
  await assert.rejects(asked, hasCode('cancelled'))

  const late = new AbortController()
  const response = await provider.call(callFor('[[fault: stall=1]]', { signal: late.signal }))
  const reading = bytesOf(response.body)
  late.abort()
  await assert.rejects(reading, hasCode('cancelled'))

  const left = await provider.call(callFor('[[fault: stall=1]]'))
  for await (const chunk of left.body) if (chunk.length > 0) break

  const gone = AbortSignal.abort()
  await assert.rejects(provider.call(callFor('Hi', { signal: gone })), hasCode('cancelled'))
  await untilAborted(server.received)
  await provider.close()
})

test('a reader that does not keep up holds the sender back', async () => {
  await using server = await startFakeServer()
  const provider = providerAt(server.baseUrl)
  const response = await provider.call(callFor('[[fault: size=200000]]'))
  const chunks = response.body[Symbol.asyncIterator]()
  const first = await chunks.next()
  // Nothing is read for many turns of the loop; what waits here stays small.
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  const second = await chunks.next()
  assert.ok(!first.done && !second.done)
  assert.ok(second.value.length < 2 * 1024 * 1024, `${second.value.length} bytes were queued`)
  await chunks.return?.()
  await provider.close()
})

function providerAt(baseUrl: string, limits: Partial<TimeLimits> = {}): Provider {
  return createHttpProvider({
    id: 'ours',
    endpoint: {
      baseUrl,
      auth: createKeyAuth(new Secret('key-of-the-test')),
      apiVersion: null,
      headers: {},
    },
    quirks: OPENAI_QUIRKS,
    place: null,
    models: [],
    limits: { ...DEFAULT_LIMITS, ...limits },
  })
}

function callFor(prompt: string, changes: Partial<ProviderCall> = {}): ProviderCall {
  const isStream = changes.isStream ?? true
  const body = { model: 'fake', stream: isStream, messages: [{ role: 'user', content: prompt }] }
  return {
    operation: 'chat',
    dialect: 'openai-chat',
    model: 'fake',
    body: Buffer.from(JSON.stringify(body)),
    isStream,
    tenantId: 'tenant',
    requestId: 'request',
    signal: new AbortController().signal,
    ...changes,
  }
}

async function bytesOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(body))
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const data of readSse(body)) {
    if (data !== '[DONE]') text += JSON.parse(data).choices[0]?.delta.content ?? ''
  }
  return text
}

function hasCode(code: string) {
  return (error: unknown) => error instanceof AppError && error.code === code
}

async function untilReceived(received: unknown[], count: number): Promise<void> {
  while (received.length < count) await new Promise((resolve) => setImmediate(resolve))
}

async function untilAborted(received: { isAborted: boolean }[]): Promise<void> {
  while (!received.every(({ isAborted }) => isAborted)) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}
