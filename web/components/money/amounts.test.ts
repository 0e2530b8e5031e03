import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toAmount, toMicros, toWords } from './amounts.ts'

test('an amount is understood with a point or a comma, and what is none is told apart from nothing', () => {
  assert.equal(toMicros('12.50'), 12_500_000)
  assert.equal(toMicros(' 0,000001 '), 1)
  assert.equal(toMicros(''), null)
  for (const text of ['-1', '1e3', '1.234,50', 'ten', '0.0000001', '1 000']) {
    assert.equal(toMicros(text), undefined, text)
  }
  for (const micros of [0, 1, 1_230_000, 999_999_999_000_000]) {
    assert.equal(toMicros(toAmount(micros)), micros)
  }
})

test('words may stand on one line or on many', () => {
  assert.deepEqual(toWords('mistral-*, gpt-4o\n  x ;y'), ['mistral-*', 'gpt-4o', 'x', 'y'])
  assert.equal(toWords(' \n'), null)
})
