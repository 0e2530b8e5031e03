import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAccounts, type UsageRecord } from '#server/metering/accounts.ts'
import { readSse } from '#server/lib/sse.ts'
import { startFakeServer, type FakeServerOptions } from '#server/providers/fake-server.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { NO_AUTH } from '#server/providers/auth/auth.ts'
import type { Provider } from '#server/providers/provider.ts'
import { LENIENT_QUIRKS, MISTRAL_QUIRKS, type Quirks } from '#server/providers/quirks.ts'
import type { GatewayResponse } from './attempt.ts'
import { createGateway } from './gateway.ts'
import { TEST_PRINCIPAL } from './v1/testing.ts'

const server = await startFakeServer()
const overHttp = httpProvider('fake-http', server.baseUrl)
after(async () => {
  await overHttp.close()
  await server.close()
})

/** Every behaviour is the same whether the provider lives in this process or behind a socket. */
const TRANSPORTS: [string, () => Provider][] = [
  ['in process', () => createFakeProvider()],
  ['over HTTP', () => overHttp],
]

for (const [transport, provider] of TRANSPORTS) {
  test(`${transport}: an answer is passed on and accounted for`, async () => {
    const { chat, records } = setup([provider()])
    const response = await chat('Ahoj, co je voda?', { stream: false })
    assert.equal(response.status, 200)
    assert.equal(response.headers['x-galerne-model'], 'fake')
    const body = JSON.parse((await bytesOf(response)).toString())
    assert.match(body.choices[0].message.content, /[ěřž]/)
    const [record] = records
    assert.equal(record?.outcome, 'complete')
    assert.equal(record?.usage.outputTokens, body.usage.completion_tokens)
    assert.equal(record?.usage.isEstimated, false)
    assert.equal(record?.attempts.length, 1)
  })

  test(`${transport}: a stream brings the text, no usage unless asked, and ends with [DONE]`, async () => {
    const { chat, records } = setup([provider()])
    const events = await eventsOf(await chat('Γεια, τι είναι το νερό;'))
    assert.equal(events.at(-1), '[DONE]')
    assert.match(textOf(events), /[α-ω]/)
    assert.ok(!events.some((data) => data.includes('"usage":{')))
    assert.equal(records[0]?.outcome, 'complete')
    assert.equal(records[0]?.usage.isEstimated, false)
    assert.ok((records[0]?.usage.outputTokens ?? 0) > 5)

    const asked = await chat('Γεια', { stream_options: { include_usage: true } })
    assert.match((await eventsOf(asked)).at(-2) ?? '', /"choices":\[\],"usage":\{/)
  })

  test(`${transport}: characters cut across chunks, comments and CRLF do no harm`, async () => {
    const { chat } = setup([provider()])
    const expected = textOf(await eventsOf(await chat('Hej [[lang: sv]] [[echo]] Å')))
    for (const fault of ['split=1', 'split=3', 'sse=crlf', 'sse=comments', 'sse=crlf split=2']) {
      const events = await eventsOf(await chat(`Hej [[lang: sv]] [[echo]] Å [[fault: ${fault}]]`))
      assert.equal(textOf(events), expected, fault)
      assert.equal(events.at(-1), '[DONE]')
    }
  })

  test(`${transport}: a stream that is cut off ends in an error event, never in [DONE]`, async () => {
    for (const fault of [
      'cut=3',
      'cut=3 split=5',
      'reset=3',
      'error=3',
      'malformed=3',
      'finish=never done=never usage=none',
    ]) {
      const { chat, records } = setup([provider()])
      const events = await eventsOf(await chat(`Hello there [[fault: ${fault}]]`))
      const { error } = JSON.parse(events.at(-1) ?? '')
      assert.equal(typeof error.message, 'string', fault)
      assert.ok(!events.includes('[DONE]'), fault)
      assert.notEqual(textOf(events), '', fault)
      assert.equal(records.length, 1)
      assert.equal(records[0]?.outcome, 'failed')
      // What was sent was paid for; nobody said how much.
      assert.equal(records[0]?.usage.isEstimated, true)
      assert.ok((records[0]?.usage.outputTokens ?? 0) > 0)
      assert.doesNotMatch(error.message, /127\.0\.0\.1|localhost| at /)
    }
  })

  test(`${transport}: what fails before the first content is tried once more`, async () => {
    for (const fault of [
      'status=500',
      'status=503',
      'cut=0',
      'reset=0',
      'error=0',
      'malformed=0',
      'body=html',
    ]) {
      const { chat, records } = setup([provider()])
      const directive = `${fault} times=1 delay=0`
      const events = await eventsOf(await chat(`Hi ${transport} [[fault: ${directive}]]`))
      assert.equal(events.at(-1), '[DONE]', fault)
      const [record] = records
      assert.deepEqual(
        record?.attempts.map(({ outcome }) => outcome),
        ['failed', 'complete'],
        fault,
      )
      assert.equal(records.length, 1)
    }
  })

  test(`${transport}: what keeps failing is told after the second try`, async () => {
    for (const [fault, isStream] of [
      ['status=500', true],
      ['cut=0', true],
      ['body=empty', false],
      ['body=cut', false],
      ['body=error', false],
    ] as const) {
      const { chat, records } = setup([provider()])
      const asked = chat(`[[fault: ${fault}]]`, { stream: isStream })
      await assert.rejects(asked, hasCode('provider_error'), fault)
      assert.equal(records[0]?.attempts.length, 2)
      assert.equal(records[0]?.usage.inputTokens, 0)
    }
  })

  test(`${transport}: who asks to wait longer than a moment is not asked again; the caller is told`, async () => {
    const { chat, records } = setup([provider()])
    await assert.rejects(chat('[[fault: status=503 retry-after=2]]'), (error) => {
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'provider_unavailable')
      assert.equal(error.retryAfterMs, 2000)
      return true
    })
    assert.equal(records[0]?.attempts.length, 1)
    const another = setup([provider()])
    await assert.rejects(another.chat('[[fault: status=429]]'), hasCode('rate_limited'))
    assert.equal(another.records[0]?.attempts.length, 1)
  })

  test(`${transport}: a refusal is the caller’s to read, and is never repeated`, async () => {
    const { chat, records } = setup([provider()])
    await assert.rejects(
      chat('[[fault: status=400 code=context_length_exceeded]]'),
      hasCode('context_length_exceeded'),
    )
    await assert.rejects(chat('[[fault: status=422]]'), /číslo 7/)
    assert.deepEqual(
      records.map(({ attempts }) => attempts.length),
      [1, 1],
    )
  })

  test(`${transport}: a forgotten [DONE] is forgiven, a second one is not passed on`, async () => {
    const { chat, records } = setup([provider()])
    const forgotten = await eventsOf(await chat('Hi [[fault: done=never]]'))
    assert.equal(forgotten.at(-1), '[DONE]')
    const twice = await eventsOf(await chat('Hi [[fault: done=twice]]'))
    assert.equal(twice.filter((data) => data === '[DONE]').length, 1)
    assert.deepEqual(
      records.map(({ outcome }) => outcome),
      ['complete', 'complete'],
    )
  })

  test(`${transport}: usage that makes no sense is estimated, and marked`, async () => {
    const { chat, records } = setup([provider()])
    for (const usage of ['wrong', 'none', 'huge']) {
      await eventsOf(await chat(`Hi there, you [[fault: usage=${usage}]]`))
      await bytesOf(await chat(`Hi there, you [[fault: usage=${usage}]]`, { stream: false }))
    }
    assert.equal(records.length, 6)
    for (const { usage } of records) {
      assert.equal(usage.isEstimated, true)
      assert.ok(usage.inputTokens > 0 && usage.outputTokens > 0)
      assert.ok(Number.isSafeInteger(usage.inputTokens + usage.outputTokens))
    }
  })

  test(`${transport}: a caller that leaves ends the call at once, and is charged for what came`, async () => {
    const { chat, records } = setup([provider()])
    const leaving = new AbortController()
    const response = await chat('Hello you [[fault: stall=3]]', {}, leaving.signal)
    const reading = eventsOf(response)
    leaving.abort()
    await reading
    const [record] = records
    assert.equal(record?.outcome, 'cancelled')
    assert.equal(record?.usage.isEstimated, true)

    const early = new AbortController()
    const asked = chat('[[fault: slow=60000]]', {}, early.signal)
    setImmediate(() => early.abort())
    await assert.rejects(asked, hasCode('cancelled'))
    assert.equal(records[1]?.outcome, 'cancelled')
    assert.equal(records[1]?.attempts.length, 1)
  })

  test(`${transport}: who stops reading in the middle is accounted for once`, async () => {
    const { chat, records } = setup([provider()])
    for await (const chunk of (await chat('Hi [[fault: stall=2]]')).body) {
      assert.ok(chunk.length > 0)
      break
    }
    assert.deepEqual(
      records.map(({ outcome }) => outcome),
      ['cancelled'],
    )
  })

  test(`${transport}: embeddings come through, and are accounted for`, async () => {
    const { gateway, records } = setup([provider()])
    const body = Buffer.from('{"model":"fake-embedding","input":["voda","вода"]}')
    const response = await gateway.call({ ...caller(), operation: 'embeddings', body })
    const { data, usage } = JSON.parse((await bytesOf(response)).toString())
    assert.equal(data.length, 2)
    assert.equal(records[0]?.usage.inputTokens, usage.prompt_tokens)
    assert.equal(records[0]?.usage.outputTokens, 0)
  })
}

test('a second deployment takes over before the first content, and only its tokens are charged', async () => {
  const broken = renamed(httpProvider('broken', 'http://127.0.0.1:9/v1'), 'broken')
  const { chat, records } = setup([broken, createFakeProvider()])
  const response = await chat('Hi')
  assert.equal(response.headers['x-galerne-provider'], 'fake')
  assert.equal((await eventsOf(response)).at(-1), '[DONE]')
  const [record] = records
  assert.deepEqual(
    record?.attempts.map(({ providerId, outcome, usage }) => [
      providerId,
      outcome,
      usage.inputTokens > 0,
    ]),
    [
      ['broken', 'failed', false],
      ['fake', 'complete', true],
    ],
  )
  await broken.close()
})

test('a provider that refuses our key is passed over, and blamed by its name alone', async () => {
  await using strict = await startFakeServer({ apiKey: 'the right one' })
  const refused = httpProvider('strict', strict.baseUrl)
  const alone = setup([refused])
  await assert.rejects(alone.chat('Hi'), (error) => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'provider_error')
    assert.equal(error.isRetryable, false)
    assert.match(error.message, /providers\.strict\.apiKey/)
    return true
  })
  assert.equal(alone.records[0]?.attempts.length, 1)
  const { chat } = setup([refused, createFakeProvider()])
  assert.equal((await chat('Hi')).headers['x-galerne-provider'], 'fake')
  await refused.close()
})

test('after the first content nothing is started anew, whoever else could answer', async () => {
  const { chat, records } = setup([overHttp, createFakeProvider()])
  const events = await eventsOf(await chat('Hello [[fault: reset=2]]'))
  assert.match(events.at(-1) ?? '', /"code":"provider_unavailable"/)
  assert.equal(records[0]?.attempts.length, 1)
})

test('a provider with Mistral’s habits is sent what it takes, and the rest is named', async () => {
  const options: FakeServerOptions = { refusedFields: MISTRAL_QUIRKS.drop.concat('seed') }
  await using mistral = await startFakeServer(options)
  const provider = httpProvider('mistral', mistral.baseUrl, MISTRAL_QUIRKS)
  const { chat } = setup([provider])
  const response = await chat('Bonjour', { user: 'u', seed: 5, logprobs: true })
  assert.equal(response.headers['x-galerne-dropped'], 'user, logprobs')
  assert.equal((await eventsOf(response)).at(-1), '[DONE]')
  const sent = JSON.parse(mistral.received[0]?.body.toString() ?? '')
  assert.equal(sent.random_seed, 5)
  assert.ok(!('stream_options' in sent))
  await provider.close()
})

test('an unknown model, a forbidden one and one of the wrong kind are told apart', async () => {
  const { chat, gateway } = setup([createFakeProvider()])
  await assert.rejects(
    chat('Hi', { model: 'gpt-9' }),
    /no model “gpt-9” here\. You may use: fake, /,
  )
  await assert.rejects(chat('Hi', { model: 'fake-embedding' }), hasCode('not_supported'))
  const stranger = { ...TEST_PRINCIPAL, tenantId: 'elsewhere' }
  assert.ok(gateway.listModels(stranger).length > 0)
  await assert.rejects(
    chat('Hi', { model: 'a\u0000\u202e\n\ud800b' }),
    (error) => error instanceof AppError && !/\p{C}/u.test(error.message),
  )
})

test('a model that cannot be had now is told with its reason', async () => {
  const fake = createFakeProvider()
  const stateOf = () => ({ state: 'unavailable' as const, reason: 'it is not downloaded yet' })
  const { chat } = setup([{ ...fake, stateOf }])
  await assert.rejects(chat('Hi'), /cannot be called now: it is not downloaded yet/)
})

test('a ledger that a bug breaks does not make an answer of it', async () => {
  const fake = createFakeProvider()
  const call = () => Promise.reject(new TypeError('a bug'))
  const { chat, records } = setup([{ ...fake, call }])
  await assert.rejects(chat('Hi'), TypeError)
  assert.equal(records[0]?.errorCode, 'internal')
})

function setup(providers: Provider[]) {
  const records: UsageRecord[] = []
  const clock = createManualClock()
  const gateway = createGateway({
    providers: () => providers,
    accounts: createAccounts({ clock, recordUsage: (record) => records.push(record) }),
    clock,
    log: silentLog,
    pause: () => Promise.resolve(),
  })
  const chat = (prompt: string, fields: object = {}, signal?: AbortSignal) => {
    const messages = [{ role: 'user', content: prompt }]
    const body = Buffer.from(JSON.stringify({ model: 'fake', stream: true, messages, ...fields }))
    return gateway.call({ ...caller(signal), operation: 'chat', body })
  }
  return { gateway, records, chat }
}

function caller(signal = new AbortController().signal) {
  const dialect = 'openai-chat' as const
  return { dialect, principal: TEST_PRINCIPAL, signal, requestId: 'request' }
}

function httpProvider(id: string, baseUrl: string, quirks: Quirks = LENIENT_QUIRKS): Provider {
  const endpoint = {
    baseUrl,
    auth: NO_AUTH,
    apiVersion: null,
    headers: {},
  }
  const models = createFakeProvider().listModels()
  return createHttpProvider({ id, endpoint, quirks, place: null, models, limits: DEFAULT_LIMITS })
}

function renamed(provider: Provider, id: string): Provider {
  return { ...provider, id }
}

async function bytesOf({ body }: GatewayResponse): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(body))
}

function eventsOf({ body }: GatewayResponse): Promise<string[]> {
  return Array.fromAsync(readSse(body))
}

function textOf(events: string[]): string {
  return events
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data).choices?.[0]?.delta?.content ?? '')
    .join('')
}

function hasCode(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, code)
    return true
  }
}
