import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupByDay } from './day-groups.ts'

const now = new Date(2026, 10, 22, 9, 30)
/** Local time, as the reader's calendar counts days. */
const at = (...[year, month, day, hour = 12]: number[]) =>
  new Date(year ?? 0, (month ?? 1) - 1, day, hour).toISOString()
const groups = (instants: string[], language: string) =>
  groupByDay(instants, (instant) => instant, { now, language }).map(({ label, items }) => [
    label,
    items.length,
  ])

test('things are grouped by the days that people speak of', () => {
  const instants = [
    at(2026, 11, 22, 9),
    at(2026, 11, 22, 0),
    at(2026, 11, 21, 23),
    at(2026, 11, 18),
    at(2026, 11, 2),
    at(2026, 3, 2),
    at(2025, 12, 31),
  ]
  assert.deepEqual(groups(instants, 'en'), [
    ['Today', 2],
    ['Yesterday', 1],
    ['Wednesday', 1],
    ['November', 1],
    ['March', 1],
    ['December 2025', 1],
  ])
  assert.deepEqual(groups(instants, 'fr').slice(0, 3), [
    ['Aujourd’hui', 2],
    ['Hier', 1],
    ['Mercredi', 1],
  ])
  assert.deepEqual(groups(instants, 'de').at(-1), ['Dezember 2025', 1])
})

test('something from the future, by a clock that runs ahead, is of today', () => {
  assert.deepEqual(groups([at(2026, 11, 23)], 'en'), [['Today', 1]])
})

test('the night in which the clocks change does not move a day', () => {
  const morning = new Date(2026, 2, 30, 0, 30)
  const [group] = groupByDay([at(2026, 3, 29, 23)], (instant) => instant, {
    now: morning,
    language: 'en',
  })
  assert.equal(group?.label, 'Yesterday')
})
