import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProviderModel } from '#server/providers/provider-model.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { chooseTarget, hashOf, type Choice } from './choose.ts'
import { createDeploymentState, noteLatency, noteWhole } from './deployment-state.ts'
import { createRandom } from './random-testing.ts'
import { createBudget, RETRIES } from './retry-budget.ts'
import { routeTo } from './snapshot.ts'
import type { Route, Strategy, Target } from './target.ts'

function targetOf(id: string, weight = 1): Target {
  const provider = { ...createFakeProvider(), id }
  const model = createProviderModel({ id: 'm', capabilities: { operations: ['chat'] } })
  const state = createDeploymentState()
  return { provider, model, name: `${id}/m`, weight, state, budget: createBudget(RETRIES) }
}

function chooser(strategy: Strategy, targets: Target[], seed = 7) {
  const route: Route = { ...routeTo('r', targets), strategy }
  const random = createRandom(seed)
  return (options: Partial<Pick<Choice, 'barred' | 'affinity' | 'nowMs' | 'isStream'>> = {}) =>
    chooseTarget({ route, barred: 0, affinity: null, nowMs: 0, random, ...options })
}

test('in order: the first that takes calls', () => {
  const targets = [targetOf('a'), targetOf('b'), targetOf('c')]
  const choose = chooser('order', targets)
  assert.equal(choose(), 0)
  assert.equal(choose({ barred: 0b001 }), 1)
  if (targets[1]) targets[1].state.coolUntilMs = 1000
  assert.equal(choose({ barred: 0b001 }), 2)
  assert.equal(choose({ barred: 0b101 }), -1)
  assert.equal(choose({ barred: 0b101, nowMs: 1000 }), 1)
})

test('by weight: shares are kept, and weight 0 is for when nobody else is left', () => {
  const choose = chooser('weight', [targetOf('a', 3), targetOf('b', 1), targetOf('c', 0)])
  const counts = [0, 0, 0]
  for (let n = 0; n < 8000; n += 1) {
    const index = choose()
    counts[index] = (counts[index] ?? 0) + 1
  }
  assert.equal(counts[2], 0)
  assert.ok(Math.abs((counts[0] ?? 0) / 8000 - 0.75) < 0.03, String(counts))
  assert.equal(choose({ barred: 0b011 }), 2)
})

test('by latency: the faster of two, but a slow one that idles beats a fast one that is swamped', () => {
  const targets = [targetOf('slow'), targetOf('fast')]
  const [slow, fast] = targets
  if (slow) noteLatency(slow.state, 900, 0)
  if (fast) noteLatency(fast.state, 100, 0)
  const choose = chooser('least-latency', targets)
  for (let n = 0; n < 50; n += 1) assert.equal(choose(), 1)
  if (fast) fast.state.inFlight = 20
  assert.equal(choose(), 0)
})

test('by latency: an answer that comes whole is not compared with the first word of a stream', () => {
  const targets = [targetOf('whole'), targetOf('streaming')]
  const [whole, streaming] = targets
  if (whole) noteWhole(whole.state, 4000, 0)
  if (streaming) noteLatency(streaming.state, 300, 0)
  const choose = chooser('least-latency', targets)
  // Neither is known to be slow at what the other one was measured by: each is tried.
  assert.equal(choose(), 0)
  assert.equal(choose({ isStream: false }), 1)
  if (whole) noteLatency(whole.state, 100, 0)
  if (streaming) noteWhole(streaming.state, 9000, 0)
  assert.equal(choose(), 0)
  assert.equal(choose({ isStream: false }), 0)
})

test('by affinity: a conversation stays where it is, whoever else comes and goes', () => {
  const targets = ['a', 'b', 'c', 'd'].map((id) => targetOf(id))
  const choose = chooser('affinity', targets)
  const homes = Array.from({ length: 400 }, (_, n) => choose({ affinity: `tenant ${n}` }))
  const counts = targets.map((_, index) => homes.filter((home) => home === index).length)
  assert.ok(Math.min(...counts) > 60, String(counts))
  for (const [n, home] of homes.entries()) {
    assert.equal(choose({ affinity: `tenant ${n}` }), home)
    const without = choose({ affinity: `tenant ${n}`, barred: 0b0100 })
    // Only those whose home is gone move.
    if (home === 2) assert.notEqual(without, 2)
    else assert.equal(without, home)
  }
})

test('the hash tells apart where one text ends and the other begins', () => {
  assert.notEqual(hashOf('ab', 'c'), hashOf('a', 'bc'))
})
