import assert from 'node:assert/strict'
import { test } from 'node:test'
import { estimateEnergy, ofDataCentre, ofThisMachine } from './estimate-energy.ts'

test('an answer of this machine is time × cores × watts', () => {
  // Two cores of 10 W for a minute and a half: 0.5 Wh.
  assert.deepEqual(ofThisMachine(90_000, 2), { milliwattHours: 500, method: 'processor-time-1' })
})

test('an answer of a data centre follows EcoLogits’ formula', () => {
  // By hand, 400 tokens of 24 billion parameters on one GPU: 400 × (8.91e-5 × 24 + 1.43e-3) = 1.427 Wh; the server
  // 400 × (8.02e-4 × 24 + 2.23e-2) = 16.6 s, bound by the 10 s that it took, × 125 W = 0.347 Wh; × 1.2 = 2.13 Wh.
  const size = { totalBillions: 24, activeBillions: 24 }
  const energy = ofDataCentre(size, { outputTokens: 400, durationMs: 10_000 })
  assert.deepEqual(energy, { milliwattHours: 2_100, method: 'ecologits-1' })
})

test('a mixture of experts needs many GPUs, and little of each', () => {
  const facts = { outputTokens: 100, durationMs: 5_000 }
  const small = ofDataCentre({ totalBillions: 37, activeBillions: 37 }, facts)
  const large = ofDataCentre({ totalBillions: 671, activeBillions: 37 }, facts)
  assert.ok(large.milliwattHours > 5 * small.milliwattHours)
})

test('where the maker does not say how large a model is, nothing is made up', () => {
  const facts = { isEmbedded: false, outputTokens: 100, durationMs: 1_000 }
  assert.equal(estimateEnergy({ ...facts, upstreamModel: 'gpt-5' }), undefined)
  assert.equal(estimateEnergy({ ...facts, upstreamModel: '__proto__' }), undefined)
  assert.equal(
    estimateEnergy({ ...facts, upstreamModel: 'openai/gpt-oss-120b' })?.method,
    'ecologits-1',
  )
})
