import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { createAttemptLimit } from './attempt-limit.ts'

test('whoever tries too often waits, others do not, and it passes', () => {
  const clock = createManualClock()
  const limit = createAttemptLimit({ clock, most: 3, withinMs: 60_000 })
  for (let attempt = 0; attempt < 3; attempt += 1) limit.count('a')
  assert.throws(() => limit.count('a'), { code: 'rate_limited', retryAfterMs: 60_000 })
  limit.count('b')
  clock.advance(60_000)
  limit.count('a')
})
