import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import type { Accounts, Reservation } from './accounts.ts'
import type { Row } from './price-list/rows.ts'
import { deploymentOf, keyPrincipal, openTestMetering, requestOf } from './metering-testing.ts'
import { reserveLeased } from './reserve-leased.ts'

const database = await openTestDatabase()
after(() => database.close())
afterEach(empty)

function empty(): Promise<void> {
  return database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    for (const table of TABLES) await sql`delete from ${sql(table)}`
  })
}

const TABLES = [
  'budgets',
  'limits',
  'allowance_periods',
  'allowance_leases',
  'price_overrides',
  'usage_attempts',
  'usage_requests',
]
const EURO = 1_000_000
const ORGANISATION = { kind: 'organisation', id: '' } as const
/** 100 tokens out at 1000 € a million: ten cents a call. */
const TEN_CENTS: [string, number, number][] = [['m', 0, 1000]]

function budgetOf(hardMicros: number | null, more: object = {}) {
  return {
    subject: ORGANISATION,
    period: 'month' as const,
    currency: 'EUR' as const,
    softMicros: null,
    hardMicros,
    ...more,
  }
}

/** Ends a call that has written so many tokens. */
function finish(reservation: Reservation, outputTokens = 100): void {
  const attempt = reservation.startAttempt({ providerId: 'test', upstreamModel: 'm' })
  attempt.noteFirstContent()
  const none = { inputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0, isEstimated: false }
  attempt.end({ outcome: 'complete', usage: { ...none, outputTokens } })
  reservation.settle('complete')
}

async function callAll(accounts: Accounts[], count: number) {
  const asked = Array.from({ length: count }, async (_, n) => {
    const one = accounts[n % accounts.length]
    if (!one) throw new Error('There are accounts.')
    return reserveLeased(one, requestOf())
  })
  const results = await Promise.allSettled(asked)
  return {
    admitted: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    codes: new Set(
      results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : [])),
    ),
  }
}

test('of 200 calls of ten cents at the same time, a budget of one euro admits ten', async () => {
  const metering = await openTestMetering(database, { rows: TEN_CENTS })
  await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO))
  const { admitted, codes } = await callAll([metering.accounts], 200)
  assert.equal(admitted.length, 10)
  assert.deepEqual([...codes], ['rate_limited'], 'nothing is spent yet: the rest is held')
  for (const one of admitted) finish(one)
  assert.throws(() => metering.accounts.reserve(requestOf()), { code: 'budget_exceeded' })
  const { budgets } = await metering.budgets.list(LOCAL_TENANT_ID)
  assert.deepEqual(
    budgets.map(({ spentMicros, state }) => ({ spentMicros, state })),
    [{ spentMicros: EURO, state: 'ended' }],
  )
  await metering.close()
})

test('processes that each think they are alone admit ten each', async () => {
  const first = await openTestMetering(database, { rows: TEN_CENTS })
  await first.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO))
  const second = await openTestMetering(database, { rows: TEN_CENTS })
  const { admitted } = await callAll([first.accounts, second.accounts], 200)
  assert.equal(admitted.length, 20, 'what the next test is about is real')
  for (const one of admitted) finish(one)
  await Promise.all([first.close(), second.close()])
  await empty()
})

test('and it admits ten where two or five processes share it, whoever is asked', async () => {
  for (const count of [2, 5]) {
    const first = await openTestMetering(database, { rows: TEN_CENTS, isSole: false })
    await first.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO))
    const others = await Promise.all(
      Array.from({ length: count - 1 }, () =>
        openTestMetering(database, { rows: TEN_CENTS, isSole: false }),
      ),
    )
    const all = [first, ...others]
    const { admitted } = await callAll(
      all.map(({ accounts }) => accounts),
      200,
    )
    assert.equal(admitted.length, 10, `${count} processes`)
    for (const one of admitted) finish(one)
    await Promise.all(all.map((one) => one.ledger.flush()))
    const { budgets } = await first.budgets.list(LOCAL_TENANT_ID)
    assert.equal(budgets[0]?.spentMicros, EURO)
    await Promise.all(all.map((one) => one.close()))
    await empty()
  }
})

test('what a call has held and not used is there for others, in another process as well', async () => {
  const one = await openTestMetering(database, { rows: TEN_CENTS, isSole: false })
  const two = await openTestMetering(database, { rows: TEN_CENTS, isSole: false })
  await one.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO / 10))
  await two.budgets.listPrices(LOCAL_TENANT_ID)
  const reservation = await reserveLeased(one.accounts, requestOf())
  finish(reservation, 10)
  await one.close()
  const fresh = await openTestMetering(database, { rows: TEN_CENTS, isSole: false })
  await assert.rejects(async () => reserveLeased(fresh.accounts, requestOf()), {
    code: 'budget_exceeded',
  })
  const small = await reserveLeased(fresh.accounts, requestOf({ maxTokens: 90 }))
  finish(small, 90)
  await fresh.close()
  await two.close()
})

test('a new month begins anew, and a call settles into the month that it was reserved in', async () => {
  const clock = createManualClock(Date.parse('2026-01-31T22:59:59Z'))
  const metering = await openTestMetering(database, { rows: TEN_CENTS, clock })
  await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO / 10))
  const late = metering.accounts.reserve(requestOf())
  assert.throws(() => metering.accounts.reserve(requestOf()), { code: 'rate_limited' })
  clock.advance(1000)
  const early = metering.accounts.reserve(requestOf())
  finish(late)
  finish(early)
  await metering.ledger.flush()
  const rows = await database.withTenant(
    LOCAL_TENANT_ID,
    (sql) => sql`select starts_at, spent::int as spent from allowance_periods order by starts_at`,
  )
  assert.deepEqual(
    rows.map(({ starts_at, spent }) => [starts_at.toISOString(), spent]),
    [
      ['2025-12-31T23:00:00.000Z', EURO / 10],
      ['2026-01-31T23:00:00.000Z', EURO / 10],
    ],
  )
  await metering.close()
})

test('what was spent is known after a restart, and by a budget that is made later', async () => {
  const first = await openTestMetering(database, { rows: TEN_CENTS })
  for (let n = 0; n < 3; n += 1) finish(first.accounts.reserve(requestOf()))
  const before = await first.spend.spentOf(LOCAL_TENANT_ID, ORGANISATION, 0)
  const made = await first.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO * 1000))
  assert.ok(made.spentMicros >= 3 * 100_000)
  finish(first.accounts.reserve(requestOf()))
  await first.close()
  const again = await openTestMetering(database, { rows: TEN_CENTS })
  const { budgets } = await again.budgets.list(LOCAL_TENANT_ID)
  assert.equal(budgets[0]?.spentMicros, made.spentMicros + 100_000)
  assert.ok(before.length <= 1)
  await again.close()
})

test('a warning is told in the answer and once as an event, an end as well', async () => {
  const metering = await openTestMetering(database, { rows: TEN_CENTS })
  const { id } = await metering.budgets.create(
    LOCAL_TENANT_ID,
    budgetOf(null, { subject: { kind: 'model', id: 'warned' }, softMicros: EURO / 5 }),
  )
  const call = () => metering.accounts.reserve(requestOf({ model: 'warned' }))
  finish(call())
  assert.equal(call().headers?.()['x-galerne-budget-warning'], undefined)
  finish(call())
  assert.match(
    call().headers?.()['x-galerne-budget-warning'] ?? '',
    /^model; spent=0\.20; warning=0\.20; currency=EUR; period=month; reset=2026-01-31T23:00:00/,
  )
  finish(call())
  assert.deepEqual(
    metering.events.map(({ kind, spentMicros }) => [kind, spentMicros]),
    [['soft', EURO / 5]],
  )
  await metering.budgets.update(LOCAL_TENANT_ID, id, { softMicros: null, hardMicros: EURO / 10 })
  assert.throws(call, { code: 'budget_exceeded' })
  assert.throws(call, {
    code: 'budget_exceeded',
    headers: {
      'x-galerne-budget':
        'model; spent=0.30; end=0.10; currency=EUR; period=month; reset=2026-01-31T23:00:00.000Z',
    },
  })
  assert.deepEqual(
    metering.events.map(({ kind }) => kind),
    ['soft', 'hard'],
  )
  await metering.close()
})

test('keys, people, groups and services have budgets of their own', async () => {
  const metering = await openTestMetering(database, { rows: TEN_CENTS })
  const key = keyPrincipal({ group: 'Finance', owner: { kind: 'service', id: 'payroll' } })
  const other = keyPrincipal({ owner: { kind: 'group', id: 'Finance' } })
  const subjects = [
    { kind: 'key', id: key.id },
    { kind: 'group', id: 'Finance' },
    { kind: 'service', id: 'payroll' },
    { kind: 'person', id: LOCAL_OWNER.id },
  ] as const
  for (const subject of subjects) {
    await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO * 1000, { subject }))
  }
  finish(metering.accounts.reserve(requestOf({ principal: key })))
  finish(metering.accounts.reserve(requestOf({ principal: other })))
  finish(metering.accounts.reserve(requestOf()))
  const charged = metering.records.map(({ charges = [] }) => charges.length)
  assert.deepEqual(charged, [3, 1, 1])
  await metering.close()
})

test('limits of requests, tokens and calls at once end with the minute, or with a call', async () => {
  const clock = createManualClock(Date.parse('2026-01-01T00:00:30Z'))
  const metering = await openTestMetering(database, { clock })
  const limit = (metric: 'requests' | 'tokens' | 'concurrency', amount: number) =>
    metering.budgets.createLimit(LOCAL_TENANT_ID, { subject: ORGANISATION, metric, amount })
  const one = await limit('requests', 3)
  for (let n = 0; n < 3; n += 1) metering.accounts.reserve(requestOf()).settle('failed')
  assert.throws(() => metering.accounts.reserve(requestOf()), {
    code: 'rate_limited',
    retryAfterMs: 50_000,
    headers: {
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '30s',
    },
  })
  clock.advance(30_000)
  // Two bursts that meet at the border of a minute are one: what was used a moment ago counts on.
  assert.throws(() => metering.accounts.reserve(requestOf()), { retryAfterMs: 20_000 })
  clock.advance(20_000)
  const slid = metering.accounts.reserve(requestOf())
  assert.equal(slid.headers?.()['x-ratelimit-remaining-requests'], '0')
  assert.throws(() => metering.accounts.reserve(requestOf()), { code: 'rate_limited' })
  clock.advance(100_000)
  const headers = metering.accounts.reserve(requestOf()).headers?.() ?? {}
  assert.deepEqual(headers, {
    'x-ratelimit-limit-requests': '3',
    'x-ratelimit-remaining-requests': '2',
    'x-ratelimit-reset-requests': '60s',
  })
  const inAnthropics = metering.accounts.reserve(requestOf({ dialect: 'anthropic-messages' }))
  assert.equal(inAnthropics.headers?.()['anthropic-ratelimit-requests-remaining'], '1')
  await metering.budgets.remove(LOCAL_TENANT_ID, 'limits', one.id)

  const two = await limit('tokens', 150)
  const call = metering.accounts.reserve(requestOf())
  assert.throws(() => metering.accounts.reserve(requestOf()), /150 tokens a minute/)
  finish(call, 20)
  finish(metering.accounts.reserve(requestOf()), 100)
  await metering.budgets.remove(LOCAL_TENANT_ID, 'limits', two.id)

  await limit('concurrency', 2)
  const running = [metering.accounts.reserve(requestOf()), metering.accounts.reserve(requestOf())]
  assert.throws(() => metering.accounts.reserve(requestOf()), { code: 'rate_limited' })
  running[0]?.settle('failed')
  metering.accounts.reserve(requestOf()).settle('failed')
  await metering.close()
})

test('100 calls a minute are 100 also where four processes answer them', async () => {
  const all = await Promise.all(
    Array.from({ length: 4 }, () => openTestMetering(database, { isSole: false })),
  )
  const [first] = all
  assert.ok(first)
  const wish = { subject: ORGANISATION, metric: 'requests', amount: 100 } as const
  await first.budgets.createLimit(LOCAL_TENANT_ID, wish)
  // The others learn of it as they would from a notification.
  for (const one of all) await one.budgets.setPrice(LOCAL_TENANT_ID, PRICE)
  const { admitted } = await callAll(
    all.map(({ accounts }) => accounts),
    400,
  )
  assert.equal(admitted.length, 100)
  for (const one of admitted) one.settle('failed')
  await Promise.all(all.map((one) => one.close()))
})

const PRICE = {
  provider: 'test',
  model: 'other',
  validFrom: '2025-01-01',
  currency: 'EUR',
  source: 'a contract',
  prices: {
    inputMicros: 1,
    outputMicros: 1,
    cachedInputMicros: null,
    cacheWriteMicros: null,
    reasoningMicros: null,
    audioInputMicros: null,
    audioOutputMicros: null,
  },
} as const

test('while the database is away calls are refused, or allowed where that was chosen', async () => {
  for (const whenDatabaseIsAway of ['refuse', 'allow'] as const) {
    let isAway = false
    const flaky: Database = {
      ...database,
      withTenant: (tenantId, work) =>
        isAway ? Promise.reject(new Error('away')) : database.withTenant(tenantId, work),
    }
    const options = { rows: TEN_CENTS, isSole: false, money: { whenDatabaseIsAway } }
    const metering = await openTestMetering(flaky, options)
    const { id } = await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO))
    isAway = true
    const asked = async () => reserveLeased(metering.accounts, requestOf())
    if (whenDatabaseIsAway === 'allow') (await asked()).settle('failed')
    else await assert.rejects(asked, { code: 'not_ready' })
    isAway = false
    await metering.budgets.remove(LOCAL_TENANT_ID, 'budgets', id)
    await metering.close()
  }
})

test('what is owed already is counted by a budget that has ended, and refused by none', async () => {
  const metering = await openTestMetering(database, { rows: TEN_CENTS })
  const subject = { kind: 'model', id: 'owed' } as const
  await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO / 10, { subject }))
  finish(metering.accounts.reserve(requestOf({ model: 'owed' })))
  assert.throws(() => metering.accounts.reserve(requestOf({ model: 'owed' })), {
    code: 'budget_exceeded',
  })
  finish(metering.accounts.reserve(requestOf({ model: 'owed', isOwed: true })))
  const { budgets } = await metering.budgets.list(LOCAL_TENANT_ID)
  assert.equal(budgets.find((one) => one.subject.id === 'owed')?.spentMicros, EURO / 5)
  await metering.close()
})

test('ten pictures, the best of a hundred texts, and what agents write take their share before they are asked for', async () => {
  const rows: Row[] = [
    ['picture', 0, 0, { units: { imageMicros: EURO / 10 } }],
    ['m', 0, 1000],
  ]
  const metering = await openTestMetering(database, { rows })
  await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO / 2))
  const reserve = (more: object) =>
    metering.accounts.reserve(requestOf({ maxTokens: 100, ...more }))
  const pictures = { operation: 'images' as const, deployments: [deploymentOf('picture')] }
  reserve({ ...pictures, choices: 5 }).settle('failed')
  for (const dear of [
    { ...pictures, choices: 6 },
    { operation: 'completions' as const, choices: 6 },
    { operation: 'conversations' as const, maxTokens: 600 },
    { operation: 'agent-completions' as const, maxTokens: 600 },
  ]) {
    assert.throws(() => reserve(dear), { code: 'budget_exceeded' }, JSON.stringify(dear))
  }
  await metering.close()
})

test('what asks no model for anything costs nothing, and no budget stands in its way', async () => {
  const metering = await openTestMetering(database, { rows: TEN_CENTS })
  await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO / 10))
  finish(metering.accounts.reserve(requestOf()))
  const free = { operation: 'files' as const, model: 'files', deployments: [], isFree: true }
  const reservation = metering.accounts.reserve(requestOf(free))
  reservation.startAttempt({ providerId: 'test', upstreamModel: 'files' }).end({
    outcome: 'complete',
  })
  reservation.settle('complete')
  assert.equal(metering.records.at(-1)?.chargeMicros, 0)
  await metering.close()
})

test('a call whose price is not known is refused where a budget has an end, and told as unpriced elsewhere', async () => {
  const metering = await openTestMetering(database, { rows: TEN_CENTS })
  const unknown = () => requestOf({ deployments: [deploymentOf('m'), deploymentOf('unheard-of')] })
  finish(metering.accounts.reserve(requestOf({ deployments: [deploymentOf('x')] })))
  assert.equal(metering.records[0]?.chargeMicros, null)
  await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO * 1000))
  assert.throws(() => metering.accounts.reserve(unknown()), {
    code: 'budget_exceeded',
    message: /price of this model is not known/,
  })
  await metering.close()
})

test('prices in dollars are counted in euros at the configured rate', async () => {
  const money = { usdPerEur: 1.25, rateDate: '2026-01-01' }
  const metering = await openTestMetering(database, { money, priceRows: [] })
  await metering.budgets.setPrice(LOCAL_TENANT_ID, {
    ...PRICE,
    model: 'm',
    currency: 'USD',
    prices: { ...PRICE.prices, outputMicros: 1_000_000_000 },
  })
  await metering.budgets.create(LOCAL_TENANT_ID, budgetOf(EURO * 1000))
  finish(metering.accounts.reserve(requestOf()))
  const [record] = metering.records
  assert.deepEqual(
    [record?.chargeMicros, record?.currency, record?.bookedMicros, record?.bookedCurrency],
    [100_000, 'USD', 80_000, 'EUR'],
  )
  assert.equal(record?.charges?.[0]?.units, 80_000)
  await metering.close()
})
