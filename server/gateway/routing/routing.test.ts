import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import type { Price } from '#server/providers/price.ts'
import type { Provider } from '#server/providers/provider.ts'
import { TEST_PRINCIPAL } from '../v1/testing.ts'
import { RoutesSettings } from './route-settings.ts'
import { answers, breaksOff, fails, hangs, scripted, setupScripted } from './scripted-testing.ts'
import type { Deployment } from './target.ts'

const codeOf = (code: string) => (error: unknown) => {
  assert.ok(error instanceof AppError, String(error))
  assert.equal(error.code, code, error.message)
  return true
}
const attemptsOf = (records: { attempts: { providerId: string; outcome: string }[] }[]) =>
  records.map(({ attempts }) => attempts.map((one) => `${one.providerId} ${one.outcome}`))

const ROUTE = { r: { to: ['a/m', 'b/m'] } }

test('a name of a route is called at its deployments, and is listed like a model', async () => {
  const { chat, gateway, records } = setupScripted([scripted('a', fails(500)), scripted('b')], {
    routes: ROUTE,
  })
  assert.equal((await chat({ model: 'r' })).provider, 'b')
  const names = gateway.listModels(TEST_PRINCIPAL).map(({ model }) => model.id)
  assert.deepEqual(names, ['m', 'r'])
  assert.deepEqual(records[0]?.decision, {
    route: 'r',
    strategy: 'order',
    passedOver: [{ deployment: 'a/m', reason: 'provider_error' }],
    queuedMs: 0,
    isHedged: false,
  })
  // One deployment by its full name.
  assert.equal((await chat({ model: 'b/m' })).provider, 'b')
})

test('a refused key is quarantined: the provider is not asked again, whoever calls', async () => {
  const a = scripted('a', fails(401), { models: ['m', 'n'] })
  const { chat, gateway } = setupScripted([a, scripted('b', answers('ok'), { models: ['m', 'n'] })])
  for (const model of ['m', 'm', 'n', 'm']) assert.equal((await chat({ model })).provider, 'b')
  assert.equal(a.received.length, 1)
  const states = gateway.health().filter(({ providerId }) => providerId === 'a')
  assert.deepEqual(
    states.map(({ state }) => state),
    ['quarantined', 'quarantined'],
  )
})

test('a lone provider that refuses our key is named, and not asked in a loop', async () => {
  const a = scripted('a', fails(403))
  const { chat } = setupScripted([a])
  for (let n = 0; n < 5; n += 1) {
    await assert.rejects(chat(), (error) => {
      assert.match(String(error), /providers\.a\.apiKey/)
      return codeOf('provider_error')(error)
    })
  }
  assert.equal(a.received.length, 1)
})

test('Retry-After is honoured in its three spellings, and capped', async () => {
  const inTwoSeconds = (nowMs: number) => new Date(nowMs + 2000).toUTCString()
  const cases = [
    [() => ({ 'retry-after': '2' }), 2000],
    [(nowMs: number) => ({ 'retry-after': inTwoSeconds(nowMs) }), 2000],
    [() => ({ 'retry-after-ms': '1500' }), 1500],
    [() => ({ 'retry-after': '1000000000' }), 300_000],
  ] as const
  for (const [headersAt, waitMs] of cases) {
    const nowMs = Date.UTC(2026, 0, 1)
    const a = scripted('a', (call, number) =>
      (number === 1 ? fails(429, headersAt(nowMs)) : answers('a'))(call, number),
    )
    const { chat, clock } = setupScripted([a, scripted('b')])
    assert.equal((await chat()).provider, 'b')
    clock.advance(waitMs - 1)
    assert.equal((await chat()).provider, 'b')
    clock.advance(1)
    assert.equal((await chat()).provider, 'a')
  }
})

test('where all want a rest, a call waits for a while, then is told when to come back', async () => {
  const limited = (id: string, seconds: string) =>
    scripted(id, (call, number) =>
      (number === 1 ? fails(429, { 'retry-after': seconds }) : answers(id))(call, number),
    )
  const soon = setupScripted([limited('a', '30'), limited('b', '3')])
  await assert.rejects(soon.chat(), codeOf('rate_limited'))
  assert.equal((await soon.chat()).provider, 'b')
  assert.ok((soon.records[1]?.decision?.queuedMs ?? 0) >= 3000)

  const late = setupScripted([limited('a', '30'), limited('b', '40')])
  await assert.rejects(late.chat(), (error) => {
    assert.ok(error instanceof AppError && error.code === 'rate_limited')
    return true
  })
  await assert.rejects(late.chat(), (error) => {
    assert.ok(error instanceof AppError && error.code === 'busy')
    assert.equal(error.retryAfterMs, 30_000)
    return true
  })
})

test('only so many calls wait; the others are told at once', async () => {
  let go = () => {}
  const gate = new Promise<void>((resolve) => (go = resolve))
  const a = scripted('a', (call, number) =>
    (number === 1 ? fails(429, { 'retry-after': '2' }) : answers('a'))(call, number),
  )
  const { chat, clock } = setupScripted([a], {
    routes: { r: { to: ['a/m'], retries: { waitMs: 0 } } },
    pause: async (ms) => {
      await gate
      clock.advance(ms)
    },
  })
  await assert.rejects(chat({ model: 'r' }), codeOf('rate_limited'))
  const waiting = Array.from({ length: 300 }, () => chat({ model: 'r' }).catch(String))
  const turnedAway = await Promise.all(waiting.slice(256))
  assert.ok(turnedAway.every((one) => JSON.stringify(one).includes('takes calls now')))
  go()
  const served = await Promise.all(waiting.slice(0, 256))
  assert.ok(served.every((one) => typeof one === 'object'))
})

test('in a storm of failures hardly more is called than callers asked for', async () => {
  const providers = [scripted('a', fails(500)), scripted('b', fails(503))]
  const { chat, clock } = setupScripted(providers)
  for (let n = 0; n < 500; n += 1) {
    await chat().catch(() => undefined)
    clock.advance(20)
  }
  const calls = providers.reduce((sum, { received }) => sum + received.length, 0)
  assert.ok(calls <= 500 * 1.2, String(calls))
  // And both are still looked after: a breaker lets calls through now and then.
  assert.ok(calls > 10, String(calls))
})

test('a healthy second takes over however many calls the first fails', async () => {
  const { chat } = setupScripted([scripted('a', fails(500)), scripted('b')])
  for (let n = 0; n < 100; n += 1) assert.equal((await chat()).provider, 'b')
})

test('a breaker lets no more than three calls find out whether all is well', async () => {
  let isDown = true
  const a = scripted('a', (call, number) => (isDown ? fails(500) : hangs())(call, number))
  const { chat, clock, gateway } = setupScripted([a, scripted('b')])
  for (let n = 0; n < 5; n += 1) await chat()
  assert.equal(gateway.health()[0]?.state, 'open')
  isDown = false
  clock.advance(5000)
  assert.equal(gateway.health()[0]?.state, 'half-open')
  const before = a.received.length
  const leaving = new AbortController()
  const probes = Array.from({ length: 10 }, () =>
    chat({}, { signal: leaving.signal }).catch(() => undefined),
  )
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(a.received.length - before, 3)
  leaving.abort()
  await Promise.all(probes)
})

test('a refusal of what was asked is never looked for elsewhere; too long a text is, where configured', async () => {
  const tooLong = fails(400, {}, 'context_length_exceeded')
  const filtered = fails(400, {}, 'content_policy_violation')
  for (const behaviour of [tooLong, filtered]) {
    const b = scripted('b')
    const { chat } = setupScripted([scripted('a', behaviour), b])
    await assert.rejects(chat())
    assert.equal(b.received.length, 0)
  }
  const routes = { r: { to: ['a/m'], fallbacks: { contextLength: ['long'] } } }
  const long = scripted('b', answers('long'), { models: ['long'] })
  const { chat } = setupScripted([scripted('a', tooLong), long], { routes })
  assert.equal((await chat({ model: 'r' })).provider, 'b')
  const again = setupScripted([scripted('a', filtered), long], { routes })
  await assert.rejects(again.chat({ model: 'r' }), codeOf('invalid_request'))
})

test('a call that needs tools goes to a model that has them, where the route names one', async () => {
  const routes = { r: { to: ['a/m'], fallbacks: { capability: ['handy'] } } }
  const a = scripted('a', fails(500), { tools: false })
  const handy = scripted('b', answers('ok'), { models: ['handy'] })
  const { chat } = setupScripted([a, handy], { routes })
  assert.equal((await chat({ model: 'r', tools: [] })).provider, 'b')
  await assert.rejects(chat({ model: 'r' }), codeOf('provider_error'))
})

test('what a deployment must be is asked before the first call and before every other', async () => {
  const [a, b] = [scripted('a', fails(500)), scripted('b')]
  const asked: string[] = []
  const { chat, records } = setupScripted([a, b], {
    policy: (_principal, { provider }, { isFallback }) => {
      asked.push(`${provider.id} ${isFallback}`)
      return { isAllowed: !(isFallback && provider.id === 'b'), reason: 'not as a fallback' }
    },
  })
  await assert.rejects(chat(), codeOf('provider_error'))
  assert.equal(b.received.length, 0)
  assert.deepEqual(asked, ['a false', 'b false', 'b true'])
  assert.equal(records[0]?.decision?.passedOver.at(-1)?.reason, 'not as a fallback')
})

test('routes and keys demand tags; what is not declared is not called, and the reason is told', async () => {
  const eu = scripted('eu', fails(500), { tags: { jurisdiction: 'FR', trainsOnData: false } })
  const us = scripted('us', answers('us'), { tags: { jurisdiction: 'US', trainsOnData: false } })
  const dark = scripted('dark')
  const providers = [dark, us, eu]
  const routes = {
    r: { to: ['dark/m', 'us/m', 'eu/m'], require: { jurisdictions: ['EU'], noTraining: true } },
  }
  const { chat } = setupScripted(providers, { routes })
  await assert.rejects(chat({ model: 'r' }), codeOf('provider_error'))
  const grant = {
    owner: { kind: 'service' as const, id: 's' },
    group: null,
    scopes: null,
    models: null,
    tags: { operators: ['Nobody'] },
  }
  const principal = { ...TEST_PRINCIPAL, grant }
  await assert.rejects(chat({}, { principal }), (error) => {
    assert.match(String(error), /us\/m: Its operator is not declared, and Nobody is demanded/)
    return codeOf('forbidden')(error)
  })
  assert.equal(dark.received.length + us.received.length, 0)
  assert.ok(eu.received.length > 0)
})

test('a policy that breaks has said no', async () => {
  const a = scripted('a')
  const policy = () => {
    throw new Error('a bug')
  }
  const { chat } = setupScripted([a], { policy })
  await assert.rejects(chat(), codeOf('forbidden'))
  assert.equal(a.received.length, 0)
})

test('a request narrows its route in OpenRouter’s words, which no provider sees', async () => {
  const price = (euros: number): Price => ({
    currency: 'EUR',
    cachedInputMicros: null,
    cacheWriteMicros: null,
    reasoningMicros: null,
    audioInputMicros: null,
    source: 'test',
    date: '2026-01-01',
    inputMicros: euros * 1e6,
    outputMicros: euros * 1e6,
  })
  const a = scripted('a', answers('a'), { price: price(5), tags: { trainsOnData: true } })
  const b = scripted('b', answers('b'), { price: price(2), tags: { trainsOnData: false } })
  const c = scripted('c', answers('c'), { tags: { retentionDays: 0 } })
  const { chat } = setupScripted([a, b, c])
  const cases: [object, string][] = [
    [{ only: ['b', 'c'] }, 'b'],
    [{ ignore: ['a', 'b'] }, 'c'],
    [{ order: ['c', 'b'] }, 'c'],
    [{ order: ['unknown', 'b/m'] }, 'b'],
    [{ sort: 'price' }, 'b'],
    [{ sort: { by: 'price', partition: 'model' } }, 'b'],
    [{ max_price: { prompt: 3, request: 0.5, image: '0.01' } }, 'b'],
    [{ max_price: { prompt: 3, completion: '3' } }, 'b'],
    [{ data_collection: 'deny' }, 'b'],
    [{ zdr: true }, 'c'],
    [{ preferred_max_latency: 5, allow_fallbacks: true }, 'b'],
    [{}, 'a'],
    [{ quantizations: ['fp8', 'unknown'] }, 'a'],
  ]
  for (const [provider, expected] of cases) {
    assert.equal((await chat({ provider })).provider, expected, JSON.stringify(provider))
  }
  for (const { received } of [a, b, c]) {
    for (const { body } of received) assert.doesNotMatch(body.toString(), /"provider"|"models"/)
  }
  await assert.rejects(chat({ provider: { only: ['nobody'] } }), /leaves no deployment/)
  await assert.rejects(
    chat({ provider: { onyl: ['a'] } }),
    /“provider.onyl” is not known here\. Did you mean only\?/,
  )
  await assert.rejects(chat({ provider: { quantizations: ['fp8'] } }), /leaves no deployment/)
  await assert.rejects(chat({ provider: { quantizations: ['fp3'] } }), codeOf('invalid_request'))
  await assert.rejects(chat({ provider: 'a' }), codeOf('invalid_request'))
  await assert.rejects(chat({ models: 'm' }), codeOf('invalid_request'))
})

test('further models of a request are tried where the first cannot answer', async () => {
  const other = scripted('b', answers('b'), { models: ['n'] })
  const { chat } = setupScripted([scripted('a', fails(503)), other])
  assert.equal((await chat({ models: ['n'] })).provider, 'b')
  await assert.rejects(chat({ models: ['no-such'] }), codeOf('model_not_found'))
  await assert.rejects(
    chat({ models: ['n'], provider: { only: ['a'] } }),
    codeOf('provider_unavailable'),
  )
})

test('an answer that is wanted whole is had elsewhere when it breaks off, and the half is not charged', async () => {
  const routes = { r: { to: ['a/m', 'b/m'], delivery: 'whole' } }
  const { chat, records } = setupScripted([scripted('a', breaksOff('Hal')), scripted('b')], {
    routes,
  })
  const { text, provider } = await chat({ model: 'r', stream: true })
  assert.equal(provider, 'b')
  assert.doesNotMatch(text, /Hal"/)
  assert.match(text, /Hello/)
  assert.deepEqual(attemptsOf(records), [['a failed', 'b complete']])
  assert.deepEqual(records[0]?.usage.outputTokens, 4)
  const alone = setupScripted([scripted('a', breaksOff('Hal'))], {
    routes: { r: { to: ['a/m'], delivery: 'whole' } },
  })
  await assert.rejects(alone.chat({ model: 'r', stream: true }), codeOf('provider_error'))
  assert.equal(alone.records[0]?.outcome, 'failed')
})

test('a second is asked where the first takes its time; the loser is stopped and its cost is waste', async () => {
  const a = scripted('a', hangs())
  const { chat, records } = setupScripted([a, scripted('b')], {
    routes: { r: { to: ['a/m', 'b/m'], hedge: { afterMs: 50, share: 0.5 } } },
  })
  for (const stream of [true, false]) {
    assert.equal((await chat({ model: 'r', stream })).provider, 'b')
  }
  assert.ok(a.received.every(({ signal }) => signal.aborted))
  for (const record of records) {
    assert.equal(record.outcome, 'complete')
    assert.equal(record.usage.outputTokens, 4)
    assert.deepEqual(
      record.attempts.map(({ outcome, isWaste }) => [outcome, isWaste]),
      [
        ['cancelled', true],
        ['complete', false],
      ],
    )
    assert.equal(record.decision?.isHedged, true)
  }
})

test('hedging ends where its budget does', async () => {
  const never = new AbortController()
  const a = scripted('a', hangs())
  const b = scripted('b')
  const { chat } = setupScripted([a, b], {
    routes: { r: { to: ['a/m', 'b/m'], hedge: { afterMs: 50, share: 0.01 } } },
    pause: () => Promise.resolve(),
  })
  for (let n = 0; n < 3; n += 1) assert.equal((await chat({ model: 'r' })).provider, 'b')
  const stuck = chat({ model: 'r' }, { signal: never.signal })
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(b.received.length, 3)
  never.abort()
  await assert.rejects(stuck)
})

test('a deployment that is slow to begin is passed over when its time is up', async () => {
  const slow = scripted('a', hangs())
  const { chat, records } = setupScripted([slow, scripted('b')], {
    routes: { r: { to: ['a/m', 'b/m'], limits: { firstContentMs: 20 } } },
  })
  assert.equal((await chat({ model: 'r', stream: true })).provider, 'b')
  assert.equal(records[0]?.attempts[0]?.errorCode, 'provider_timeout')
  assert.equal(slow.received[0]?.signal.aborted, true)
})

test('an answer that stops in the middle ends with an error when its time is up', async () => {
  const stalls = scripted('a', async (call, number) => {
    const { body, ...rest } = await breaksOff('Hal')(call, number)
    async function* stalling() {
      yield* body
      await hangs()(call, number)
    }
    return { ...rest, body: stalling() }
  })
  const { chat, records } = setupScripted([stalls, scripted('b')], {
    routes: { r: { to: ['a/m', 'b/m'], limits: { idleMs: 20 } } },
  })
  const { text } = await chat({ model: 'r', stream: true })
  assert.match(text, /"code":"provider_timeout"/)
  assert.doesNotMatch(text, /\[DONE\]/)
  assert.equal(records[0]?.outcome, 'failed')
})

test('what a drill takes away is not called until it ends, by itself if need be', async () => {
  const { chat, routing, clock, gateway } = setupScripted([scripted('a'), scripted('b')])
  const { tenantId } = TEST_PRINCIPAL
  const isLost = ({ provider }: Deployment) => provider.id === 'a'
  routing.lose(tenantId, { isLost, untilMs: clock.now() + 60_000 })
  assert.equal((await chat()).provider, 'b')
  assert.deepEqual(
    gateway.health(tenantId).map(({ state }) => state),
    ['open', 'closed'],
  )
  clock.advance(60_000)
  assert.equal((await chat()).provider, 'a')
  routing.lose(tenantId, { isLost: () => true, untilMs: clock.now() + 60_000 })
  await assert.rejects(chat(), codeOf('provider_unavailable'))
  routing.giveBack(tenantId)
  assert.equal((await chat()).provider, 'a')
})

test('a thousand reloads under load drop nothing, and what is known of deployments stays', async () => {
  const list: Provider[] = [scripted('a', fails(500)), scripted('b'), scripted('c')]
  const { chat, routing, gateway } = setupScripted(list, { routes: ROUTE })
  const asked: Promise<unknown>[] = []
  for (let n = 0; n < 1000; n += 1) {
    const to = n % 2 === 0 ? ['a/m', 'b/m'] : ['b/m', 'c/m', 'a/m']
    routing.swapRoutes(RoutesSettings.parse({ r: { to } }))
    if (n === 500) list.pop()
    asked.push(chat({ model: 'r' }))
    if (n % 10 === 0) await Promise.all(asked)
  }
  const answered = await Promise.all(asked)
  assert.equal(answered.length, 1000)
  assert.equal(gateway.health()[0]?.state, 'open')
  assert.ok(routing.generation() >= 1000)
})
