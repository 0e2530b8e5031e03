import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  beginCall,
  createDeploymentState,
  createKeyState,
  endCall,
  isOpenFor,
  loadOf,
  MAX_COOL_MS,
  MAX_PROBES,
  noteLatency,
  stateAt,
  type DeploymentState,
  type Verdict,
} from './deployment-state.ts'
import { createRandom } from './random-testing.ts'
import { createBudget, RETRIES } from './retry-budget.ts'

interface Limited {
  limitedForMs: number
}

function call(state: DeploymentState, nowMs: number, how: Verdict | Limited) {
  callAs('somebody', state, { nowMs, how })
}

function callAs(
  caller: string,
  state: DeploymentState,
  { nowMs, how }: { nowMs: number; how: Verdict | Limited },
) {
  const verdict = typeof how === 'string' ? how : 'limited'
  const retryAfterMs = typeof how === 'string' ? undefined : how.limitedForMs
  const isProbe = beginCall(state)
  endCall(state, { verdict, isProbe, nowMs, caller, retryAfterMs })
}

test('five failures in a row open the breaker; one good answer later closes it', () => {
  const state = createDeploymentState()
  for (let n = 0; n < 4; n += 1) call(state, 1000, 'failed')
  assert.equal(stateAt(state, 1000), 'closed')
  call(state, 1000, 'failed')
  assert.equal(stateAt(state, 1000), 'open')
  assert.equal(isOpenFor(state, 5999), false)
  assert.equal(stateAt(state, 6000), 'half-open')
  call(state, 6000, 'well')
  assert.equal(stateAt(state, 6000), 'closed')
  assert.equal(state.errorRate, 0)
})

test('one caller whose requests fail does not take a deployment from the others', () => {
  const state = createDeploymentState()
  const weakened = createDeploymentState()
  callAs('others', state, { nowMs: 1000, how: 'well' })
  for (let n = 0; n < 50; n += 1) {
    callAs('one', state, { nowMs: 1001, how: 'failed' })
    // As if all callers were one, which is how the attack worked.
    call(weakened, 1001, 'failed')
  }
  assert.equal(stateAt(weakened, 1001), 'open')
  assert.equal(stateAt(state, 1001), 'closed')
  // Somebody else's trouble makes it the deployment's; and so does time without a good answer.
  callAs('another', state, { nowMs: 1002, how: 'failed' })
  assert.equal(stateAt(state, 1002), 'open')
  const silent = createDeploymentState()
  callAs('others', silent, { nowMs: 0, how: 'well' })
  for (let n = 0; n < 5; n += 1) callAs('one', silent, { nowMs: 15_000, how: 'failed' })
  assert.equal(stateAt(silent, 15_000), 'open')
})

test('a breaker that opens again stays open longer, but never beyond 20 s', () => {
  const state = createDeploymentState()
  let nowMs = 0
  for (let n = 0; n < 5; n += 1) call(state, nowMs, 'failed')
  const lengths: number[] = []
  for (let n = 0; n < 5; n += 1) {
    lengths.push(state.openUntilMs - nowMs)
    nowMs = state.openUntilMs
    call(state, nowMs, 'failed')
  }
  assert.deepEqual(lengths, [5000, 10_000, 20_000, 20_000, 20_000])
})

test('half of many calls failing opens it too, however they are mixed', () => {
  const state = createDeploymentState()
  for (let n = 0; n < 40 && !state.isOpen; n += 1) call(state, n, n % 2 === 0 ? 'failed' : 'well')
  assert.equal(state.isOpen, true)
})

test('a deployment that says when to come back is left alone until then, within reason', () => {
  const state = createDeploymentState()
  call(state, 0, { limitedForMs: 2000 })
  assert.equal(stateAt(state, 1999), 'cooling')
  assert.equal(isOpenFor(state, 2000), true)
  call(state, 2000, { limitedForMs: 1e12 })
  assert.equal(state.coolUntilMs, 2000 + MAX_COOL_MS)
})

test('without a word it is left alone for a second, then for two, and so on', () => {
  const state = createDeploymentState()
  const lengths: number[] = []
  for (let nowMs = 0; lengths.length < 4; nowMs = state.coolUntilMs) {
    call(state, nowMs, 'limited')
    lengths.push(state.coolUntilMs - nowMs)
  }
  assert.deepEqual(lengths, [1000, 2000, 4000, 8000])
})

test('a refused key is not tried again for ten minutes, at any deployment that it opens', () => {
  const key = createKeyState()
  const [one, other] = [createDeploymentState(key), createDeploymentState(key)]
  call(one, 0, 'key-refused')
  assert.equal(stateAt(other, 0), 'quarantined')
  assert.equal(isOpenFor(other, 599_999), false)
  // Then one call finds out, and no other goes along with it.
  assert.equal(isOpenFor(other, 600_000), true)
  beginCall(other)
  assert.equal(isOpenFor(one, 600_000), false)
  endCall(other, { verdict: 'key-refused', isProbe: false, caller: 'x', nowMs: 600_000 })
  assert.equal(isOpenFor(one, 600_000 + 1_199_999), false)
  call(one, 1_800_000, 'well')
  assert.equal(stateAt(other, 1_800_000), 'closed')
})

test('what is slow, or busy, weighs more; what was measured long ago weighs less', () => {
  const state = createDeploymentState()
  assert.equal(loadOf(state, 0), 0)
  noteLatency(state, 400, 0)
  assert.equal(loadOf(state, 0), 400)
  state.inFlight = 2
  assert.equal(loadOf(state, 0), 1200)
  assert.equal(loadOf(state, 60_000), 600)
})

for (const seed of [1, 42, 4711, 90_210]) {
  test(`whatever happens, a breaker keeps its promises (seed ${seed})`, () => {
    const random = createRandom(seed)
    const state = createDeploymentState()
    const underWay: boolean[] = []
    const verdicts = ['well', 'failed', 'failed', 'limited', 'no-verdict', 'key-refused'] as const
    let nowMs = 0
    for (let step = 0; step < 20_000; step += 1) {
      nowMs += Math.floor(random() * 800)
      const isKeyFine = state.key.quarantinedForMs === 0
      if (random() < 0.5) {
        if (!isOpenFor(state, nowMs)) continue
        assert.ok(nowMs >= state.coolUntilMs)
        assert.ok(!state.isOpen || nowMs >= state.openUntilMs)
        assert.ok(isKeyFine || nowMs >= state.key.quarantinedUntilMs)
        underWay.push(beginCall(state))
      } else {
        const isProbe = underWay.shift()
        if (isProbe === undefined) continue
        const verdict = verdicts[Math.floor(random() ** 2 * verdicts.length)] ?? 'well'
        endCall(state, { verdict, isProbe, caller: 'x', nowMs })
      }
      const probes = underWay.filter(Boolean).length
      assert.ok(state.probes <= MAX_PROBES && probes <= MAX_PROBES)
      assert.equal(state.inFlight, underWay.length)
      assert.ok(state.openUntilMs - nowMs <= 20_000)
      assert.ok(state.errorRate >= 0 && state.errorRate <= 1)
    }
    // It always comes back: nothing is closed for good.
    for (const isProbe of underWay)
      endCall(state, { verdict: 'no-verdict', isProbe, caller: 'x', nowMs })
    nowMs += 24 * 3_600_000
    assert.ok(isOpenFor(state, nowMs))
  })

  test(`retries never exceed their share (seed ${seed})`, () => {
    const random = createRandom(seed)
    const budget = createBudget(RETRIES)
    let [calls, retries, nowMs] = [0, 0, 0]
    for (let step = 0; step < 20_000; step += 1) {
      if (random() < 0.3) {
        budget.earn()
        calls += 1
      } else if (budget.spend(nowMs)) retries += 1
      if (random() < 0.01) nowMs += Math.floor(random() * 1000)
      assert.ok(
        retries <= calls * RETRIES.share + RETRIES.reserve + nowMs / RETRIES.refillMs + 1e-6,
      )
    }
    assert.ok(retries > calls * RETRIES.share * 0.9)
  })
}

test('a caller whose request is forbidden takes the key from nobody else, as long as it answers them', () => {
  const state = createDeploymentState()
  const end = (verdict: Verdict, nowMs: number) => {
    const isProbe = beginCall(state)
    endCall(state, { verdict, isProbe, caller: 'x', nowMs })
  }
  end('well', 0)
  end('forbidden', 1000)
  assert.equal(stateAt(state, 1001), 'closed')
  end('well', 2000)
  // It has answered nobody for a minute: then it is the key.
  end('forbidden', 62_001)
  assert.equal(stateAt(state, 62_002), 'quarantined')
  const wrong = createDeploymentState()
  endCall(wrong, { verdict: 'forbidden', isProbe: beginCall(wrong), caller: 'x', nowMs: 0 })
  assert.equal(stateAt(wrong, 1), 'quarantined')
  const expired = createDeploymentState()
  endCall(expired, { verdict: 'well', isProbe: beginCall(expired), caller: 'x', nowMs: 0 })
  endCall(expired, { verdict: 'key-refused', isProbe: beginCall(expired), caller: 'x', nowMs: 1 })
  assert.equal(stateAt(expired, 2), 'quarantined')
})
