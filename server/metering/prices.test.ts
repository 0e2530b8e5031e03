import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import type { Price } from '#server/providers/price.ts'
import { PRICE_LIST } from './price-list/price-list.ts'
import { priceRows, toMicros } from './price-list/rows.ts'
import { costOf, createPriceList, FREE } from './prices.ts'

const at = (day: string) => Date.parse(day)
const PAGE = {
  provider: 'p',
  currency: 'EUR',
  source: 'https://p.example',
  date: '2026-01-01',
} as const
const usageOf = (usage: Partial<TokenUsage>): TokenUsage => ({
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  isEstimated: false,
  ...usage,
})
const priceOf = (price: Partial<Price>): Price => ({ ...FREE, ...price })

test('each kind of token is billed once, at its own price', () => {
  const price = priceOf({
    inputMicros: 3_000_000,
    cachedInputMicros: 300_000,
    cacheWriteMicros: 3_750_000,
    audioInputMicros: 40_000_000,
    outputMicros: 15_000_000,
    reasoningMicros: 20_000_000,
  })
  const usage = usageOf({
    inputTokens: 1000,
    cachedInputTokens: 600,
    cacheWriteTokens: 100,
    audioInputTokens: 50,
    outputTokens: 400,
    reasoningTokens: 300,
  })
  assert.equal(
    costOf(usage, price),
    250 * 3 + 600 * 0.3 + 100 * 3.75 + 50 * 40 + 100 * 15 + 300 * 20,
  )
})

test('what is not billed apart costs what all else costs', () => {
  const price = priceOf({ inputMicros: 2_000_000, outputMicros: 6_000_000 })
  const usage = usageOf({
    inputTokens: 100,
    cachedInputTokens: 60,
    outputTokens: 50,
    reasoningTokens: 40,
  })
  assert.equal(costOf(usage, price), 100 * 2 + 50 * 6)
})

test('a cost is rounded half up, once, and exactly also where floating point is not', () => {
  const halfMicro = priceOf({ inputMicros: 500_000 })
  assert.equal(costOf(usageOf({ inputTokens: 1 }), halfMicro), 1)
  assert.equal(costOf(usageOf({ inputTokens: 3 }), priceOf({ inputMicros: 499_999 })), 1)
  assert.equal(costOf(usageOf({ inputTokens: 1 }), priceOf({ inputMicros: 499_999 })), 0)
  // 9 007 199 254 740 991 × 2: past what a double can count.
  const huge = usageOf({ inputTokens: 9_007_199_254, outputTokens: 9_007_199_254 })
  assert.equal(
    costOf(huge, priceOf({ inputMicros: 1_000_000, outputMicros: 1_000_001 })),
    18_014_407_515,
  )
  assert.equal(
    costOf(usageOf({ inputTokens: 9_007_199 }), priceOf({ inputMicros: 999_999_999 })),
    9_007_198_991,
  )
})

test('images, pages, speech, searches and hours of a machine cost too', () => {
  const units = {
    requestMicros: 7,
    imageMicros: 40_000,
    pageMicros: 2000,
    searchMicros: 2000,
    audioHourMicros: 360_000,
    charactersMillionMicros: 15_000_000,
  }
  const counted = { images: 2, pages: 3, searches: 1, audioMs: 90_500, characters: 1000 }
  assert.equal(
    costOf(usageOf({}), priceOf({ units }), { units: counted }),
    7 + 80_000 + 6000 + 2000 + 9050 + 15_000,
  )
  // 2 € an hour, for 1.8 s of it.
  const machine = priceOf({ units: { computeHourMicros: 2_000_000 } })
  assert.equal(costOf(usageOf({ inputTokens: 5 }), machine, { durationMs: 1800 }), 1000)
})

test('a long call costs what long calls cost, all of it', () => {
  const [price] = priceRows(PAGE, [
    ['m', 1, 4, { longContext: { above: 200, input: 2, output: 6 } }],
  ])
  assert.ok(price)
  assert.equal(costOf(usageOf({ inputTokens: 200, outputTokens: 10 }), price), 240)
  assert.equal(costOf(usageOf({ inputTokens: 201, outputTokens: 10 }), price), 462)
})

test('a call has the price of its moment, and none before the first is known', () => {
  const prices = createPriceList({
    shipped: [
      ...priceRows({ ...PAGE, date: '2026-06-01' }, [['m', 2, 2]]),
      ...priceRows(PAGE, [['m', 1, 1]]),
    ],
  })
  const find = (day: string) =>
    prices.find({ presetName: 'p', upstreamModel: 'm', override: null, atMs: at(day) })?.inputMicros
  assert.equal(find('2025-12-31'), undefined)
  assert.equal(find('2026-05-31T23:59:59Z'), 1_000_000)
  assert.equal(find('2026-06-01'), 2_000_000)
})

test('the deployment’s own price beats the configuration, that the shipped list; no price is not a price of 0', () => {
  const prices = createPriceList({
    shipped: priceRows(PAGE, [['m', 1, 1]]),
    overrides: priceRows({ ...PAGE, provider: 'mine' }, [['m', 5, 5]]),
  })
  const ask = { presetName: 'p', upstreamModel: 'm', override: null, atMs: at('2026-02-01') }
  assert.equal(prices.find(ask)?.inputMicros, 1_000_000)
  assert.equal(prices.find({ ...ask, providerId: 'mine' })?.inputMicros, 5_000_000)
  assert.equal(prices.find({ ...ask, override: priceOf({ inputMicros: 9 }) })?.inputMicros, 9)
  assert.equal(prices.find({ ...ask, upstreamModel: 'x' }), undefined)
  assert.equal(prices.find({ ...ask, presetName: null }), undefined)
  prices.override(priceRows(PAGE, [['m', 0, 0]]))
  assert.equal(prices.find(ask)?.inputMicros, 0)
})

test('every shipped row is whole: integers, a date, a page, and one row a model and day', () => {
  const seen = new Set<string>()
  for (const row of PRICE_LIST) {
    const name = `${row.provider}/${row.model}`
    const { inputMicros, outputMicros, cachedInputMicros, cacheWriteMicros } = row
    for (const micros of [
      inputMicros,
      outputMicros,
      cachedInputMicros ?? 0,
      cacheWriteMicros ?? 0,
    ]) {
      assert.ok(Number.isSafeInteger(micros) && micros >= 0 && micros < 1e9, name)
    }
    assert.ok(inputMicros > 0 || outputMicros > 0 || row.units, `${name} is free`)
    assert.ok((cachedInputMicros ?? 0) <= inputMicros, `${name}: cached input costs more`)
    assert.match(row.date, /^20\d\d-\d\d-\d\d$/, name)
    assert.match(row.source, /^https:\/\//, name)
    assert.ok(!seen.has(`${name}@${row.date}`), `${name} twice`)
    seen.add(`${name}@${row.date}`)
  }
  assert.equal(toMicros(0.07), 70_000)
})
