import assert from 'node:assert/strict'
import { test } from 'node:test'
import { periodAt, type PeriodKind } from './periods.ts'

const HOUR_MS = 3_600_000

function period(kind: PeriodKind, at: string, timeZone = 'Europe/Brussels') {
  const { startsAtMs, endsAtMs } = periodAt(kind, Date.parse(at), timeZone)
  return {
    from: new Date(startsAtMs).toISOString().slice(0, 16),
    to: new Date(endsAtMs).toISOString().slice(0, 16),
    hours: (endsAtMs - startsAtMs) / HOUR_MS,
  }
}

test('a day begins at midnight of the time zone, and is as long as its clocks say', () => {
  assert.deepEqual(period('day', '2026-01-15T22:59:59Z'), {
    from: '2026-01-14T23:00',
    to: '2026-01-15T23:00',
    hours: 24,
  })
  assert.equal(period('day', '2026-03-29T12:00:00Z').hours, 23, 'clocks go forward')
  assert.equal(period('day', '2026-10-25T12:00:00Z').hours, 25, 'clocks go back')
})

test('a month begins on its first day, across years and changes of the clock', () => {
  assert.deepEqual(period('month', '2026-12-31T22:59:59Z'), {
    from: '2026-11-30T23:00',
    to: '2026-12-31T23:00',
    hours: 31 * 24,
  })
  assert.equal(period('month', '2026-03-10T00:00:00Z').hours, 31 * 24 - 1)
  assert.equal(period('month', '2026-10-10T00:00:00Z').hours, 31 * 24 + 1)
  assert.equal(period('month', '2028-02-10T00:00:00Z').hours, 29 * 24)
})

test('where midnight does not exist, the day begins with what comes in its place', () => {
  // Beirut’s clocks go forward at midnight, Chile’s as well.
  assert.equal(period('day', '2026-03-29T12:00:00Z', 'Asia/Beirut').from, '2026-03-28T22:00')
  assert.equal(period('day', '2026-09-06T12:00:00Z', 'America/Santiago').from, '2026-09-06T04:00')
  assert.equal(period('day', '2026-06-01T12:00:00Z', 'Pacific/Kiritimati').from, '2026-06-01T10:00')
})

test('periods follow each other without a gap, wherever one looks', () => {
  const zones = ['Europe/Brussels', 'Europe/Lisbon', 'America/Santiago', 'Asia/Kathmandu', 'UTC']
  for (const timeZone of zones) {
    for (const kind of ['day', 'month', 'minute'] as const) {
      let atMs = Date.parse('2026-01-01T00:00:00Z')
      for (let n = 0; n < 60; n += 1) {
        const { startsAtMs, endsAtMs } = periodAt(kind, atMs, timeZone)
        assert.ok(startsAtMs <= atMs && atMs < endsAtMs, `${timeZone} ${kind}`)
        assert.equal(periodAt(kind, endsAtMs - 1, timeZone).startsAtMs, startsAtMs)
        assert.equal(periodAt(kind, endsAtMs, timeZone).startsAtMs, endsAtMs)
        atMs = endsAtMs + 1000
      }
    }
  }
})
