import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

function answers(count: number) {
  return Array.from({ length: count }, (_, sequenceId) => ({
    sequenceId,
    pendingTokens: 1,
    isAnswering: true,
    startedAtMs: 0,
  }))
}

/** Steps of `stepMs`, after one of each width was measured; how many answers each computed. */
function widthsOf(steps: number, count: number, stepMs: (width: number) => number): number[] {
  const turns = createTurns()
  const running = answers(count)
  const learn = (width: number) => turns.learn({ width, threads: 2, tookMs: stepMs(width) })
  learn(1)
  learn(count)
  return Array.from({ length: steps }, () => {
    const { length } = turns.choose(running)
    learn(length)
    return length
  })
}

test('answers are computed together where that is faster, or hardly slower', () => {
  assert.deepEqual(new Set(widthsOf(200, 4, (width) => 10 + width * 8)), new Set([4]))
  assert.deepEqual(new Set(widthsOf(200, 2, (width) => (width === 1 ? 10 : 21))), new Set([2]))
})

test('they take turns where each alone is faster', () => {
  const widths = widthsOf(90, 2, (width) => (width === 1 ? 20 : 80))
  assert.deepEqual(new Set(widths), new Set([1]))
})

test('now and then they are computed together, in case that has become faster', () => {
  let isSlow = true
  const widths = widthsOf(400, 2, (width) => {
    if (width === 1) return 20
    if (!isSlow) return 25
    isSlow = false
    return 80
  })
  assert.equal(widths[0], 1)
  assert.deepEqual(new Set(widths.slice(-200)), new Set([2]))
})

test('without a measurement of one alone, and beside a prompt, nothing is taken apart', () => {
  const turns = createTurns()
  turns.learn({ width: 3, threads: 2, tookMs: 500 })
  assert.equal(turns.choose(answers(3)).length, 3)
  turns.learn({ width: 1, threads: 2, tookMs: 1 })
  const [one, two, three] = answers(3)
  assert.ok(one && two && three)
  assert.equal(turns.choose([one, two, { ...three, isAnswering: false }]).length, 3)
  assert.equal(turns.choose([one, two, three]).length, 1)
})

test('whoever has waited longest is next', () => {
  const turns = createTurns()
  turns.learn({ width: 3, threads: 1, tookMs: 100 })
  turns.learn({ width: 1, threads: 1, tookMs: 1 })
  const running = answers(3)
  const order = Array.from({ length: 6 }, () => turns.choose(running)[0]?.sequenceId)
  assert.deepEqual(order, [0, 1, 2, 0, 1, 2])
})
