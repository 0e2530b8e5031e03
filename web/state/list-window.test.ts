import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createListWindow, ESTIMATE_PX } from './list-window.ts'

const keysOf = (count: number) => Array.from({ length: count }, (_, at) => `m${at}`)

test('only what lies between two heights is drawn, by estimates until it is measured', () => {
  const list = createListWindow()
  list.setKeys(keysOf(10_000))
  assert.equal(list.heightOf({ start: 0, end: 10_000 }), 10_000 * ESTIMATE_PX)
  assert.deepEqual(list.find(10 * ESTIMATE_PX, 13 * ESTIMATE_PX), { start: 10, end: 14 })

  assert.equal(list.measure('m0', 3 * ESTIMATE_PX), 2 * ESTIMATE_PX)
  assert.equal(list.measure('m0', 3 * ESTIMATE_PX), 0)
  assert.deepEqual(list.find(10 * ESTIMATE_PX, 11 * ESTIMATE_PX), { start: 8, end: 10 })
  assert.equal(list.offsetOf(1), 3 * ESTIMATE_PX)
})

test('what was measured is known again where the list changes', () => {
  const list = createListWindow()
  list.setKeys(['a', 'b'])
  list.measure('b', 50)
  list.setKeys(['z', 'b', 'c'])
  assert.equal(list.offsetOf(2), ESTIMATE_PX + 50)
})

test('beyond both ends, and in an empty list, there is nothing more', () => {
  const list = createListWindow()
  list.setKeys(keysOf(3))
  assert.deepEqual(list.find(-500, 99_999), { start: 0, end: 3 })
  list.setKeys([])
  assert.deepEqual(list.find(0, 900), { start: 0, end: 0 })
})
