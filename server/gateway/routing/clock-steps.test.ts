import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import type { Allowance } from '#server/metering/allowance.ts'
import { createAllowances } from '#server/metering/allowances.ts'
import { createLeases } from '#server/metering/leases.ts'
import { requestOf } from '#server/metering/metering-testing.ts'
import { createPriceList } from '#server/metering/prices.ts'
import { createPricing } from '#server/metering/pricing.ts'
import { createTurns } from '#server/metering/turns.ts'
import { silentLog } from '#server/lib/log.ts'
import { createAnswerMemory } from '../response-cache/answer-memory.ts'
import { answers, fails, scripted, setupScripted, type Behaviour } from './scripted-testing.ts'

/** Row 32 of the reliability table: people and time servers set the time of day. */
const HOUR_MS = 3_600_000
const ROUTE = { r: { to: ['a/m', 'b/m'] } }

/** So often one thing, and then well. */
function firstly(behaviour: Behaviour, times = 1): Behaviour {
  let asked = 0
  return (call, number) => {
    asked += 1
    return asked <= times ? behaviour(call, number) : answers('well')(call, number)
  }
}

for (const stepMs of [-HOUR_MS, HOUR_MS]) {
  const how = stepMs < 0 ? 'back' : 'forwards'

  test(`set ${how} by an hour, a breaker opens for as long as it said`, async () => {
    const a = scripted('a', firstly(fails(500), 5))
    const { chat, clock, routing } = setupScripted([a, scripted('b')], { routes: ROUTE })
    for (let call = 0; call < 5; call += 1) await chat({ model: 'r' })
    clock.set(stepMs)
    const asked = a.received.length
    assert.equal((await chat({ model: 'r' })).provider, 'b')
    assert.equal(a.received.length, asked, 'it is left alone')
    const [health] = routing.health(LOCAL_TENANT_ID)
    const openMs = (health?.untilMs ?? NaN) - clock.now()
    assert.ok(openMs > 0 && openMs <= 60_000, `shown as open for ${openMs} ms`)
    clock.advance(openMs)
    await chat({ model: 'r' })
    assert.equal(a.received.length, asked + 1, 'it is asked again')
  })

  test(`set ${how} by an hour, a second that a provider asked for is a second`, async () => {
    const a = scripted('a', firstly(fails(429, { 'retry-after': '1' })))
    const { chat, clock } = setupScripted([a, scripted('b')], { routes: ROUTE })
    await chat({ model: 'r' })
    clock.set(stepMs)
    assert.equal((await chat({ model: 'r' })).provider, 'b')
    clock.advance(1000)
    assert.equal((await chat({ model: 'r' })).provider, 'a')
  })

  test(`set ${how} by an hour, a refused key is left alone for its ten minutes`, async () => {
    const a = scripted('a', firstly(fails(401)))
    const { chat, clock } = setupScripted([a, scripted('b')], { routes: ROUTE })
    await chat({ model: 'r' })
    clock.set(stepMs)
    clock.advance(9 * 60_000)
    assert.equal((await chat({ model: 'r' })).provider, 'b')
    clock.advance(61_000)
    assert.equal((await chat({ model: 'r' })).provider, 'a')
  })

  test(`set ${how} by an hour in the middle of a call, it took as long as it took`, async () => {
    const clock = createManualClock()
    const slow = scripted('a', async (call, number) => {
      clock.advance(40)
      clock.set(stepMs)
      return answers('there')(call, number)
    })
    const { chat, records } = setupScripted([slow], { clock })
    const beganMs = clock.now()
    await chat({ model: 'm' })
    const [record] = records
    assert.deepEqual(
      [record?.durationMs, record?.attempts[0]?.durationMs, record?.attempts[0]?.firstContentMs],
      [40, 40, 40],
    )
    assert.equal(record?.startedAtMs, beganMs, 'its date is the time of day')
  })

  test(`set ${how} by an hour, a lease lasts as long as the authority counts`, async () => {
    const { hold, clock, asked } = leasedFrom()
    assert.throws(hold, { code: 'busy' })
    await Promise.resolve()
    await new Promise((resolve) => setImmediate(resolve))
    hold()
    clock.set(stepMs)
    hold()
    assert.equal(asked(), 1, 'it still holds')
    clock.advance(30_000)
    assert.throws(hold, { code: 'busy' }, 'it is over, for us as for the others')
  })

  test(`set ${how} by an hour, an answer is kept for its time`, () => {
    const clock = createManualClock()
    const memory = createAnswerMemory({ ttlMs: 60_000, maxBytes: 10_000, clock })
    memory.keep('k', { headers: {}, body: Buffer.from('a'), isStream: false })
    clock.set(stepMs)
    assert.ok(memory.find('k'))
    clock.advance(60_000)
    assert.equal(memory.find('k'), undefined)
  })
}

test('without a clock that only passes, an hour back would keep a breaker open for an hour', async () => {
  const clock = createManualClock()
  const a = scripted('a', firstly(fails(429, { 'retry-after': '1' })))
  const { chat } = setupScripted([a, scripted('b')], {
    routes: ROUTE,
    clock: { ...clock, passed: () => clock.now() },
  })
  await chat({ model: 'r' })
  clock.set(-HOUR_MS)
  clock.advance(1000)
  assert.equal((await chat({ model: 'r' })).provider, 'b')
})

const ALLOWANCE: Allowance = {
  id: 'a',
  tenantId: LOCAL_TENANT_ID,
  subject: { kind: 'organisation', id: '' },
  metric: 'requests',
  currency: 'EUR',
  period: 'always',
  soft: null,
  hard: 100,
}

/** A process that shares a limit with others; the authority lends what is asked for, and more. */
function leasedFrom() {
  const clock = createManualClock()
  let asked = 0
  const leases = createLeases({
    store: {
      async ask(_tenantId, asks) {
        asked += 1
        return asks.map(({ missing }) => ({ headroom: missing + 10, spent: 0 }))
      },
      stand: async () => undefined,
      readSpent: async () => [],
      giveBack: async () => undefined,
      tidy: async () => undefined,
    },
    holder: 'p',
    clock,
    log: silentLog,
    turns: createTurns(),
    accounts: () => allowances.accounts(),
  })
  const allowances = createAllowances({
    clock,
    pricing: createPricing({
      prices: createPriceList({ shipped: [] }),
      currency: 'EUR',
      rate: { usdPerEurMicros: null, date: null },
    }),
    timeZone: 'UTC',
    isSole: false,
    whenStoreIsDown: 'refuse',
    whenPriceIsUnknown: 'allow',
    refill: (slots) => leases.refill(slots),
    isStoreDown: () => false,
  })
  allowances.replace(LOCAL_TENANT_ID, [ALLOWANCE])
  return {
    clock,
    asked: () => asked,
    hold: () => void allowances.hold(requestOf(), clock.now()),
  }
}
