import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Classification } from '#wire/classification.ts'
import { compilePolicies } from '#server/access/policy/compile.ts'
import { DEFAULT_DOCUMENT } from '#server/access/policy/default-document.ts'
import { createRules } from '#server/access/policy/rules.ts'
import type { Principal } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAccounts, type UsageRecord } from '#server/metering/accounts.ts'
import { createPriceList } from '#server/metering/prices.ts'
import { createPricing } from '#server/metering/pricing.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import type { Provider } from '#server/providers/provider.ts'
import type { GatewayResponse } from '../attempt.ts'
import { createGateway, type GatewayCall } from '../gateway.ts'
import { TEST_PRINCIPAL } from '../v1/testing.ts'
import { createAnswerMemory } from './answer-memory.ts'
import { keyOfRequest } from './request-key.ts'
import { createResponseCache, type ResponseCacheOptions } from './response-cache.ts'

function setup(options: Partial<ResponseCacheOptions> & { anyTemperature?: boolean } = {}) {
  const clock = createManualClock()
  const records: UsageRecord[] = []
  let calls = 0
  const fake = createFakeProvider()
  const counting: Provider = {
    ...fake,
    call(call) {
      calls += 1
      return fake.call(call)
    },
  }
  const { anyTemperature = false } = options
  const models = { fake: { ttlSeconds: 60, maxBytes: 100_000, anyTemperature } }
  const gateway = createGateway({
    providers: () => [counting],
    accounts: createAccounts({
      clock,
      recordUsage: (record) => records.push(record),
      pricing: createPricing({
        prices: createPriceList(),
        currency: 'EUR',
        rate: { usdPerEurMicros: null, date: null },
      }),
    }),
    clock,
    log: silentLog,
    cache: createResponseCache({
      models: () => models,
      clock,
      ...options,
    }),
  })
  let asked = 0
  const ask = (body: object, more: Partial<GatewayCall> = {}) =>
    gateway.call({
      operation: 'chat',
      dialect: 'openai-chat',
      principal: TEST_PRINCIPAL,
      signal: new AbortController().signal,
      requestId: `r${(asked += 1)}`,
      ...more,
      body: Buffer.from(
        JSON.stringify({ model: 'fake', temperature: 0, messages: HELLO, ...body }),
      ),
    })
  return { clock, records, ask, calls: () => calls }
}

const HELLO = [{ role: 'user', content: 'Hello' }]

async function textOf({ body }: GatewayResponse): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString()
}

test('the same request is answered from memory until its time is over, at no cost, and recorded', async () => {
  const { ask, calls, clock, records } = setup()
  const first = await ask({})
  assert.equal(first.headers['x-galerne-cache'], 'miss')
  const answer = await textOf(first)
  const second = await ask({ user: 'somebody else' })
  assert.equal(second.headers['x-galerne-cache'], 'hit')
  assert.equal(second.headers['x-galerne-provider'], first.headers['x-galerne-provider'])
  assert.equal(await textOf(second), answer)
  assert.equal(calls(), 1)
  const { cache, outcome, chargeMicros, attempts } = records[1] ?? assert.fail()
  assert.deepEqual([cache, outcome, chargeMicros, attempts.length], ['hit', 'complete', 0, 0])
  clock.advance(60_000)
  assert.equal((await ask({})).headers['x-galerne-cache'], 'miss')
})

test('a stream is given again as a stream, and only once it was whole', async () => {
  const { ask, calls } = setup()
  const left = await ask({ stream: true })
  for await (const chunk of left.body) if (chunk.length > 0) break
  const whole = await ask({ stream: true })
  assert.equal(whole.headers['x-galerne-cache'], 'miss')
  const text = await textOf(whole)
  const again = await ask({ stream: true })
  assert.equal(again.headers['x-galerne-cache'], 'hit')
  assert.match(again.headers['content-type'] ?? '', /^text\/event-stream/)
  assert.equal(again.whole, undefined)
  assert.equal(await textOf(again), text)
  assert.match(text, /\[DONE\]\n\n$/)
  assert.equal(calls(), 2)
  assert.equal(
    (await ask({})).headers['x-galerne-cache'],
    'miss',
    'what is no stream is another answer',
  )
})

test('a failed answer is not kept', async () => {
  const { ask, calls } = setup()
  const cutOff = {
    messages: [{ role: 'user', content: '[[fault: cut=2]]' }],
    stream: true,
  }
  for (let n = 1; n <= 2; n += 1) {
    const seen = calls()
    await ask(cutOff).then(textOf, () => undefined)
    assert.ok(calls() > seen)
  }
})

test('where chance has a say nothing is kept, unless that was asked for', async () => {
  const { ask, calls } = setup()
  for (const temperature of [undefined, 0.1, 1, null]) {
    const { headers } = await ask({ temperature })
    assert.equal(headers['x-galerne-cache'], undefined)
    await ask({ temperature })
  }
  assert.equal(calls(), 8)
  const any = setup({ anyTemperature: true })
  await textOf(await any.ask({ temperature: 1 }))
  assert.equal((await any.ask({ temperature: 1 })).headers['x-galerne-cache'], 'hit')
})

test('the caller may want a new answer, or that none is kept', async () => {
  const { ask } = setup()
  const stateOf = async (cacheControl?: string) => {
    const response = await ask({}, cacheControl === undefined ? {} : { cacheControl })
    await textOf(response)
    return response.headers['x-galerne-cache']
  }
  assert.equal(await stateOf('no-store'), undefined)
  assert.equal(await stateOf(), 'miss')
  assert.equal(await stateOf('No-Cache'), 'miss')
  assert.equal(await stateOf('max-age=0, no-store'), undefined)
  assert.equal(await stateOf(), 'hit')
})

test('tenants share nothing, and what must not be kept is not', async () => {
  const { ask } = setup()
  const stateOf = async (principal: Principal) => {
    const response = await ask({}, { principal })
    await textOf(response)
    return response.headers['x-galerne-cache']
  }
  const other = { ...TEST_PRINCIPAL, tenantId: '00000000-0000-7000-8000-0000000000f1' }
  const key: Principal = { ...TEST_PRINCIPAL, kind: 'key', id: 'k' }
  const grant = {
    owner: { kind: 'person', id: 'x' },
    group: null,
    scopes: null,
    models: null,
  } as const
  assert.equal(await stateOf(TEST_PRINCIPAL), 'miss')
  assert.equal(await stateOf(other), 'miss')
  assert.equal(await stateOf(key), 'hit', 'of one tenant')
  const demanding = { ...key, grant: { ...grant, tags: { maxRetentionDays: 0 } } }
  assert.equal(await stateOf(demanding), undefined)
})

test('what is restricted, or secret, is never answered from memory and never kept there', async () => {
  const { ask, calls } = setup()
  const stateOf = async (classification: Classification) =>
    (await ask({}, { classification })).headers['x-galerne-cache']
  assert.equal(await stateOf('internal'), 'miss')
  assert.equal(await stateOf('public'), 'hit')
  for (const classification of ['restricted', 'secret'] as const) {
    assert.equal(await stateOf(classification), undefined)
  }
  assert.equal(calls(), 3)
})

test('an answer in memory is nobody’s who may not use the deployment that gave it', async () => {
  const { ask, calls } = setup()
  assert.equal((await ask({})).headers['x-galerne-cache'], 'miss')
  const document = {
    ...DEFAULT_DOCUMENT,
    expert: 'forbid (principal, action == Action::"deployment.use", resource);',
  }
  const rules = createRules(compilePolicies(document), createManualClock())
  await assert.rejects(ask({}, { principal: { ...TEST_PRINCIPAL, rules } }), { code: 'forbidden' })
  assert.equal(calls(), 1)
})

test('the order of members is nothing, all else is something', () => {
  const keyOf = (body: string, more: object = {}) =>
    keyOfRequest({
      tenantId: 't',
      dialect: 'd',
      operation: 'chat',
      deployments: ['a', 'b'],
      demands: [],
      body: Buffer.from(body),
      ...more,
    })
  const first = keyOf('{"a":1,"b":{"x":[1,2],"y":"é"}}')
  assert.equal(keyOf('{ "b":{"y":"\\u00e9","x":[1,2.0]}, "a":1.0, "user":"me" }'), first)
  assert.equal(keyOf('{"a":1,"b":{"x":[1,2],"y":"é"}}', { deployments: ['b', 'a'] }), first)
  const others = [
    keyOf('{"a":1,"b":{"x":[2,1],"y":"é"}}'),
    keyOf('{"a":"1","b":{"x":[1,2],"y":"é"}}'),
    keyOf('{"a":1,"b":{"x":[1,2],"y":"é"},"c":null}'),
    keyOf('{"a":1,"b":{"x":[1,2],"y":"é"}}', { tenantId: 'u' }),
    keyOf('{"a":1,"b":{"x":[1,2],"y":"é"}}', { deployments: ['a'] }),
    keyOf('{"a":1,"b":{"x":[1,2],"y":"é"}}', { demands: [{ jurisdictions: ['EU'] }] }),
  ]
  assert.equal(new Set([first, ...others]).size, 7)
  assert.equal(keyOf('no JSON'), undefined)
})

test('memory is bounded: the one that was not asked for the longest goes', () => {
  const memory = createAnswerMemory({ ttlMs: 1000, maxBytes: 10_000, clock: createManualClock() })
  const answer = { headers: {}, body: Buffer.alloc(1500), isStream: false }
  for (const key of ['a', 'b', 'c', 'd']) memory.keep(key, answer)
  memory.find('a')
  memory.keep('e', answer)
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'e'].filter((key) => memory.find(key)),
    ['a', 'c', 'd', 'e'],
  )
  assert.ok(memory.bytes <= 10_000)
  memory.keep('huge', { ...answer, body: Buffer.alloc(5000) })
  assert.equal(memory.find('huge'), undefined)
})
