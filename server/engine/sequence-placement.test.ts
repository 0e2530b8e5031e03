import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choosePlacement, type Sequence } from './sequence-placement.ts'

const range = (length: number, from = 0) => Array.from({ length }, (_, index) => from + index)

function sequence(id: number, options: Partial<Sequence> = {}): Sequence {
  return { id, tenantId: 'a', tokens: [], isActive: false, usedAtMs: 0, ...options }
}

function choose(sequences: Sequence[], prompt: number[], tenantId = 'a') {
  const placement = choosePlacement(sequences, { prompt, tenantId, nowMs: 0 })
  return (
    placement && {
      target: placement.target.id,
      donor: placement.donor?.id ?? null,
      shared: placement.sharedTokens,
    }
  )
}

test('the next question of a conversation goes on where its last answer ended', () => {
  const conversation = sequence(1, { tokens: range(500) })
  assert.deepEqual(choose([sequence(0), conversation, sequence(2)], range(520)), {
    target: 1,
    donor: 1,
    shared: 500,
  })
})

test('a shared beginning is copied, so that the other conversation keeps its place', () => {
  const other = sequence(0, { tokens: [...range(300), ...range(400, 5000)] })
  assert.deepEqual(choose([other, sequence(1)], [...range(300), 9, 9]), {
    target: 1,
    donor: 0,
    shared: 300,
  })
})

test('also of a conversation that is being answered right now', () => {
  const busy = sequence(0, { tokens: range(300), isActive: true })
  assert.deepEqual(choose([busy, sequence(1)], [...range(300), 9]), {
    target: 1,
    donor: 0,
    shared: 300,
  })
})

test('never from another tenant, however much is the same', () => {
  const foreign = sequence(0, { tokens: range(500), tenantId: 'b' })
  assert.equal(choose([foreign, sequence(1, { tenantId: null })], range(500))?.shared, 0)
  assert.equal(choose([foreign, sequence(1, { tenantId: null })], range(500))?.donor, null)
})

test('the last token of a prompt is always computed, because its answer is wanted', () => {
  assert.equal(choose([sequence(0, { tokens: range(500) })], range(500))?.shared, 499)
})

test('the place that is missed least is taken', () => {
  const long = sequence(0, { tokens: range(900, 1000) })
  const short = sequence(1, { tokens: range(20, 3000) })
  assert.equal(choose([long, short], range(50))?.target, 1)
})

test('an old conversation makes way for a new one before a fresh one does', () => {
  const old = sequence(0, { tokens: range(300, 1000), usedAtMs: -60 * 60_000 })
  const fresh = sequence(1, { tokens: range(200, 3000) })
  assert.equal(choose([old, fresh], range(50))?.target, 0)
})

test('sequences in use stay neighbours, because only those are computed together', () => {
  const busy = sequence(0, { isActive: true })
  const cached = sequence(1, { tokens: range(30, 1000) })
  assert.equal(choose([busy, cached, sequence(2)], range(10, 7000))?.target, 1)
})

test('when all are in use there is no place', () => {
  assert.equal(choose([sequence(0, { isActive: true })], range(5)), undefined)
})
