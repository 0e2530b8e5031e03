import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '../lib/clock.ts'
import { createCrashRecord } from './crash-record.ts'

test('a first crash is forgiven at once, the third within five minutes is not', () => {
  const clock = createManualClock()
  const crashes = createCrashRecord(clock)
  crashes.add()
  assert.equal(crashes.delayMs(), 0)
  clock.advance(60_000)
  crashes.add()
  assert.equal(crashes.delayMs(), 500)
  assert.equal(crashes.quarantinedForMs(), 0)
  clock.advance(60_000)
  crashes.add()
  assert.equal(crashes.quarantinedForMs(), 3 * 60_000)
  clock.advance(3 * 60_000)
  assert.equal(crashes.quarantinedForMs(), 0)
})

test('crashes that lie far apart are each a first one', () => {
  const clock = createManualClock()
  const crashes = createCrashRecord(clock)
  for (let count = 0; count < 5; count += 1) {
    crashes.add()
    assert.equal(crashes.delayMs(), 0)
    assert.equal(crashes.quarantinedForMs(), 0)
    clock.advance(6 * 60_000)
  }
})
