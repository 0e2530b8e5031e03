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

type StepMs = (width: number) => number

/** Turns that have seen steps of one answer and of `count`, and a step that chooses and learns. */
function setup(count: number, stepMs: StepMs) {
  const turns = createTurns()
  const learn = (width: number, tookMs: number) => turns.learn({ width, threads: 2, tookMs })
  for (let times = 0; times < 3; times += 1) {
    learn(1, stepMs(1))
    learn(count, stepMs(count))
  }
  const running = answers(count)
  const step = (ms = stepMs) => {
    const { length } = turns.choose(running)
    learn(length, ms(length))
    return length
  }
  return { turns, running, step }
}

/** How many answers each of so many steps computes. */
function widthsOf(steps: number, count: number, stepMs: StepMs): number[] {
  const { step } = setup(count, stepMs)
  return Array.from({ length: steps }, () => step())
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
  const { step } = setup(2, (width) => (width === 1 ? 20 : 80))
  assert.equal(step(), 1)
  const widths = Array.from({ length: 300 }, () => step((width) => (width === 1 ? 20 : 25)))
  assert.deepEqual(new Set(widths.slice(-200)), new Set([2]))
})

test('one slow step is no reason to take turns', () => {
  const { step } = setup(2, (width) => 10 + width)
  step(() => 80)
  assert.equal(step(), 2)
})

test('both ways are tried before one is chosen', () => {
  const turns = createTurns()
  const widths = Array.from({ length: 20 }, () => {
    const width = turns.choose(answers(3)).length
    turns.learn({ width, threads: 1, tookMs: 10 + width })
    return width
  })
  assert.deepEqual(widths.slice(0, 7), [3, 3, 3, 1, 1, 1, 3])
  assert.deepEqual(new Set(widths.slice(6)), new Set([3]))
})

test('beside a prompt nothing is taken apart', () => {
  const { turns, running } = setup(3, (width) => width ** 2)
  const [one, two, three] = running
  assert.ok(one && two && three)
  assert.equal(turns.choose([one, two, { ...three, isAnswering: false }]).length, 3)
  assert.equal(turns.choose(running).length, 1)
})

test('whoever has waited longest is next', () => {
  const { turns, running } = setup(3, (width) => width ** 2)
  const order = Array.from({ length: 6 }, () => turns.choose(running)[0]?.sequenceId)
  assert.deepEqual(order, [0, 1, 2, 0, 1, 2])
})
