import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planBatch, type Runnable } from './batch-plan.ts'

const limits = { batchTokens: 512, promptTokensPerSecond: 1000, hasQueue: false }

function runnable(sequenceId: number, options: Partial<Runnable> = {}): Runnable {
  return { sequenceId, pendingTokens: 1, isAnswering: true, startedAtMs: sequenceId, ...options }
}

function plan(runnables: Runnable[], others: Partial<typeof limits> = {}) {
  const shares = planBatch(runnables, { ...limits, ...others })
  return Object.fromEntries(shares.map((one) => [one.runnable.sequenceId, one.tokens]))
}

const reading = (id: number, pendingTokens: number) =>
  runnable(id, { isAnswering: false, pendingTokens })

test('every answer gets its token, and a prompt only what keeps the next token near', () => {
  assert.deepEqual(plan([runnable(0), runnable(1), reading(2, 5000)]), { 0: 1, 1: 1, 2: 100 })
})

test('a prompt that is alone is read in larger pieces', () => {
  assert.deepEqual(plan([reading(0, 5000)]), { 0: 500 })
  assert.deepEqual(plan([reading(0, 5000)], { hasQueue: true }), { 0: 100 })
})

test('a long prompt does not keep short ones waiting, and is not kept waiting by them', () => {
  assert.deepEqual(plan([reading(0, 5000), reading(1, 30), reading(2, 400)]), {
    0: 50,
    1: 30,
    2: 20,
  })
  assert.deepEqual(plan([reading(0, 5000), reading(1, 10)]), { 0: 90, 1: 10 })
})

test('a batch never holds more than the library takes', () => {
  const fast = { promptTokensPerSecond: 1e6 }
  assert.deepEqual(plan([runnable(0), reading(1, 5000)], fast), { 0: 1, 1: 511 })
})

test('a slow machine still reads, some tokens at a time', () => {
  assert.deepEqual(plan([runnable(0), reading(1, 5000)], { promptTokensPerSecond: 3 }), {
    0: 1,
    1: 16,
  })
})

test('sequences come in order, as llama.cpp joins only neighbours', () => {
  const shares = planBatch([runnable(3), reading(1, 9), runnable(0)], limits)
  assert.deepEqual(
    shares.map((one) => one.runnable.sequenceId),
    [0, 1, 3],
  )
})
