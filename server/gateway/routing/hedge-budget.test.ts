import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from './retry-budget.ts'

const HEDGES = { share: 0.05, reserve: 3, refillMs: 60_000 }

test('hedges cost no more than their share of what calls cost, however dear the second deployment is', () => {
  for (const times of [1, 2, 2.9]) {
    const budget = createBudget(HEDGES)
    let [paid, hedged] = [0, 0]
    for (let call = 0; call < 10_000; call += 1) {
      paid += 100
      budget.earn(100)
      if (budget.spend(0, 100 * times)) hedged += 100 * times
    }
    assert.ok(hedged > 0)
    assert.ok(hedged <= paid * 0.05 + 3 * 100, `${times} times as dear: ${hedged} of ${paid}`)
  }
})

test('a share of calls alone would let dear hedges cost what nobody allowed', () => {
  const budget = createBudget(HEDGES)
  let [paid, hedged] = [0, 0]
  for (let call = 0; call < 10_000; call += 1) {
    paid += 100
    budget.earn()
    if (budget.spend(0)) hedged += 290
  }
  assert.ok(hedged > paid * 0.1)
})

test('one that costs more than the whole reserve is never made, and without prices calls are counted', () => {
  const dear = createBudget(HEDGES)
  for (let call = 0; call < 1000; call += 1) dear.earn(100)
  assert.equal(dear.spend(0, 301), false)
  const unpriced = createBudget(HEDGES)
  assert.deepEqual(
    Array.from({ length: 4 }, () => unpriced.spend(0)),
    [true, true, true, false],
  )
})
