import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planBatch, type Runnable } from './batch-plan.ts'

const limits = {
  batchTokens: 512,
  promptTokensPerSecond: 1000,
  hasQueue: false,
  isPromptsTurn: true,
  isOldestsTurn: true,
}

function runnable(sequenceId: number, options: Partial<Runnable> = {}): Runnable {
  return { sequenceId, pendingTokens: 1, isAnswering: true, startedAtMs: sequenceId, ...options }
}

function plan(runnables: Runnable[], others: Partial<typeof limits> = {}) {
  const shares = planBatch(runnables, { ...limits, ...others })
  return Object.fromEntries(shares.map((one) => [one.runnable.sequenceId, one.tokens]))
}

const reading = (id: number, pendingTokens: number) =>
  runnable(id, { isAnswering: false, pendingTokens })

test('every answer gets its token, and then a prompt what keeps the next token near', () => {
  const all = [runnable(0), runnable(1), reading(2, 5000)]
  assert.deepEqual(plan(all, { isPromptsTurn: false }), { 0: 1, 1: 1 })
  assert.deepEqual(plan(all), { 2: 100 })
})

test('without prompts it is always the turn of the answers', () => {
  assert.deepEqual(plan([runnable(0), runnable(1)]), { 0: 1, 1: 1 })
})

test('a prompt that is alone is read in larger pieces', () => {
  assert.deepEqual(plan([reading(0, 5000)]), { 0: 500 })
  assert.deepEqual(plan([reading(0, 5000)], { hasQueue: true }), { 0: 100 })
})

test('a long prompt does not keep short ones waiting, and is not kept waiting by them', () => {
  const all = [reading(0, 5000), reading(1, 30), reading(2, 400)]
  assert.deepEqual(plan(all), { 0: 100 })
  assert.deepEqual(plan(all, { isOldestsTurn: false }), { 1: 30, 2: 70 })
})

test('what a short prompt leaves of a piece is for the next', () => {
  assert.deepEqual(plan([reading(0, 10), reading(1, 5000)]), { 0: 10, 1: 90 })
  const last = { isOldestsTurn: false }
  assert.deepEqual(plan([reading(0, 5000), reading(1, 10)], last), { 0: 90, 1: 10 })
})

test('a batch never holds more than the library takes', () => {
  const fast = { promptTokensPerSecond: 1e6 }
  assert.deepEqual(plan([runnable(0), reading(1, 5000)], fast), { 1: 512 })
})

test('a slow machine still reads, some tokens at a time', () => {
  assert.deepEqual(plan([runnable(0), reading(1, 5000)], { promptTokensPerSecond: 3 }), { 1: 16 })
})

test('sequences come in order, as llama.cpp joins only neighbours', () => {
  const shares = planBatch([reading(3, 9), reading(1, 9), reading(0, 9)], limits)
  assert.deepEqual(
    shares.map((one) => one.runnable.sequenceId),
    [0, 1, 3],
  )
})
