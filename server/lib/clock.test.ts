import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passedMs, systemClock } from './clock.ts'

test('time that passes is told in whole milliseconds and never goes back, so that durations can be stored as they are', () => {
  let before = passedMs(systemClock)
  for (let at = 0; at < 1_000; at += 1) {
    const now = passedMs(systemClock)
    assert.ok(Number.isInteger(now) && now >= before)
    before = now
  }
})
