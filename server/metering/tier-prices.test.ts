import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import type { PriceRow } from './prices.ts'
import { costOf, FREE } from './prices.ts'
import { PRICE_LIST } from './price-list/price-list.ts'
import { priceAt, priceToHold } from './price-at.ts'

const USAGE: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  isEstimated: false,
}
const MILLION = 1_000_000

function rowOf(provider: string, model: string): PriceRow {
  const row = PRICE_LIST.find((one) => one.provider === provider && one.model === model)
  assert.ok(row)
  return row
}

function dollars(row: PriceRow, usage: Partial<TokenUsage>, tier?: string) {
  const price = priceAt(row, tier)
  const { searches } = usage
  const units = searches === undefined ? {} : { units: { searches } }
  return price && costOf({ ...USAGE, ...usage }, price, units) / MILLION
}

test('a cache that is kept for an hour is written at its own price, of Anthropic twice the input', () => {
  const sonnet = rowOf('anthropic', 'claude-sonnet-4-6')
  const cacheWriteTokens = MILLION
  const written = { inputTokens: MILLION, cacheWriteTokens }
  assert.equal(dollars(sonnet, written), 3.75)
  assert.equal(dollars(sonnet, { ...written, cacheWriteHourTokens: MILLION }), 6)
  assert.equal(dollars(sonnet, { ...written, cacheWriteHourTokens: 400_000 }), 0.4 * 6 + 0.6 * 3.75)
})

test('service tiers have their own prices, and a dearer one that nobody has published is not known', () => {
  const used = { inputTokens: MILLION, cachedInputTokens: 200_000, outputTokens: MILLION }
  const large = rowOf('openai', 'gpt-5.2')
  assert.equal(dollars(large, used), 0.8 * 1.75 + 0.2 * 0.175 + 14)
  for (const tier of ['default', 'auto', 'scale', undefined]) {
    assert.equal(dollars(large, used, tier), dollars(large, used))
  }
  // More than 272,000 tokens in are no matter for this model.
  assert.equal(dollars(large, used, 'priority'), 0.8 * 3.5 + 0.2 * 0.35 + 28)
  for (const tier of ['flex', 'batch']) {
    assert.equal(dollars(large, used, tier), (0.8 * 1.75 + 0.2 * 0.175 + 14) / 2)
  }
  assert.equal(dollars(rowOf('openai', 'gpt-5-nano'), used, 'priority'), null)
  assert.equal(priceAt(FREE, 'priority'), FREE)
})

test('what is held for a tier is never less than what may be asked', () => {
  const row = rowOf('openai', 'gpt-5')
  assert.equal(priceToHold(row, 'flex'), row)
  assert.equal(priceToHold(row, 'priority')?.outputMicros, 20_000_000)
  assert.equal(priceToHold(row, 'batch')?.outputMicros, 5_000_000)
})

test('a batch of long calls pays what long calls cost, a batch of many short ones does not', () => {
  const row = rowOf('openai', 'gpt-5.4')
  const sum = { inputTokens: MILLION }
  assert.equal(dollars(row, { ...sum, longestInputTokens: 1000 }, 'batch'), 1.25)
  assert.equal(dollars(row, { ...sum, longestInputTokens: 300_000 }, 'batch'), 2.5)
})

test('searches of the web are paid beside tokens, and pages of a batch cost what batches cost', () => {
  assert.equal(dollars(rowOf('anthropic', 'claude-opus-4-8'), { searches: 7 }), 0.07)
  assert.equal(dollars(rowOf('openai', 'gpt-5'), { searches: 3 }, 'priority'), 0.03)
  const ocr = priceAt(rowOf('mistral', 'mistral-ocr-latest'), 'batch')
  assert.ok(ocr)
  assert.equal(costOf(USAGE, ocr, { units: { pages: 1000 } }) / MILLION, 2)
})
