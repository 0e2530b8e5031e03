import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHistogram, note, quantileOf, TIME_BOUNDS_MS } from './histogram.ts'

test('each value falls under the first bound that is not below it', () => {
  const histogram = createHistogram([1, 10, 100])
  for (const value of [0, 1, 1.1, 10, 99, 100, 101, 1e9]) note(histogram, value)
  assert.deepEqual([...histogram.counts], [2, 2, 2, 2])
  assert.equal(histogram.count, 8)
})

test('a percentile is never more than an eighth beside the truth', () => {
  const histogram = createHistogram(TIME_BOUNDS_MS)
  const values = Array.from({ length: 5000 }, (_, at) => 2 * 1.0021 ** at)
  for (const value of values) note(histogram, value)
  for (const q of [0.5, 0.95, 0.99]) {
    const truth = values[Math.ceil(q * values.length) - 1] ?? 0
    const read = quantileOf(histogram.counts, TIME_BOUNDS_MS, q) ?? 0
    assert.ok(Math.abs(read - truth) / truth < 0.125, `${q}: ${read} for ${truth}`)
  }
})

test('of nothing there is no percentile, and beyond the last bound it is the last bound', () => {
  assert.equal(quantileOf([0, 0], [1], 0.5), null)
  assert.ok((quantileOf([0, 5], [100], 0.5) ?? 0) >= 100)
})
