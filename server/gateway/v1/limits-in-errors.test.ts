import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import type { Allowance } from '#server/metering/allowance.ts'
import { createAllowances } from '#server/metering/allowances.ts'
import { priceRows } from '#server/metering/price-list/rows.ts'
import { createPricing } from '#server/metering/pricing.ts'
import { createPriceList } from '#server/metering/prices.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { startV1Server, TEST_KEY } from './testing.ts'

const SHARED = {
  tenantId: LOCAL_TENANT_ID,
  subject: { kind: 'organisation', id: '' },
  soft: null,
  currency: 'EUR',
} as const
const TWO_A_MINUTE: Allowance = {
  ...SHARED,
  id: 'requests',
  metric: 'requests',
  period: 'minute',
  hard: 2,
}
const NOTHING_LEFT: Allowance = { ...SHARED, id: 'money', metric: 'money', period: 'day', hard: 0 }

const PAGE = {
  provider: 'fake',
  currency: 'EUR',
  source: 'https://prices.example',
  date: '2025-01-01',
} as const

function startLimited(...limits: Allowance[]) {
  const prices = createPriceList({ overrides: priceRows(PAGE, [['fake', 1, 1]]) })
  const rate = { usdPerEurMicros: null, date: null }
  const pricing = createPricing({ prices, currency: 'EUR', rate })
  const allowances = createAllowances({
    clock: systemClock,
    pricing,
    timeZone: 'UTC',
    isSole: true,
    whenStoreIsDown: 'refuse',
    whenPriceIsUnknown: 'refuse',
    refill: () => Promise.resolve(),
    isStoreDown: () => false,
  })
  allowances.replace(LOCAL_TENANT_ID, limits)
  return startV1Server([createFakeProvider()], { allowances })
}

function post(url: string, path: string, model: string): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TEST_KEY}` },
    body: JSON.stringify({ model, max_tokens: 5, messages: [{ role: 'user', content: 'Hei' }] }),
  })
}

test('an error says what is left of limits as answers do, whoever refused the call', async () => {
  await using server = await startLimited(TWO_A_MINUTE)
  const chat = (model: string) => post(server.url, '/v1/chat/completions', model)
  const failed = await chat('fake-error')
  assert.ok(failed.status >= 500)
  assert.equal(failed.headers.get('x-ratelimit-remaining-requests'), '1')
  await chat('fake')
  const refused = await chat('fake')
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('x-ratelimit-limit-requests'), '2')
  assert.equal(refused.headers.get('x-ratelimit-remaining-requests'), '0')
  const inAnthropics = await post(server.url, '/v1/messages', 'fake')
  assert.equal(inAnthropics.status, 429)
  assert.equal(inAnthropics.headers.get('anthropic-ratelimit-requests-remaining'), '0')
})

test('a refusal for want of money says which budget has ended', async () => {
  await using server = await startLimited(NOTHING_LEFT, TWO_A_MINUTE)
  const refused = await post(server.url, '/v1/chat/completions', 'fake')
  assert.equal(refused.status, 402)
  assert.match(
    refused.headers.get('x-galerne-budget') ?? '',
    /^organisation; spent=0\.00; end=0\.00; currency=EUR; period=day; reset=/,
  )
  assert.equal(refused.headers.get('x-ratelimit-remaining-requests'), '2')
})
