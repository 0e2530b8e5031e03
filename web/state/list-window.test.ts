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

test('an item that grows at the end of a long list costs no pass over what stands before it', () => {
  let reads = 0
  const keys = new Proxy(keysOf(10_000), {
    get(target, name, receiver): unknown {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads += 1
      return Reflect.get(target, name, receiver)
    },
  })
  const list = createListWindow()
  list.setKeys(keys)
  list.find(0, 1)
  reads = 0
  list.measure('m9999', 700)
  assert.equal(list.heightOf({ start: 9_999, end: 10_000 }), 700)
  assert.equal(reads, 1)
})

test('whatever is measured, added, cut off or put in between, items stand where their heights put them', () => {
  const list = createListWindow()
  const heights = new Map<string, number>()
  let keys: string[] = []
  let seed = 7
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  for (let step = 0; step < 400; step += 1) {
    if (next(3) === 0) {
      const at = next(keys.length + 1)
      keys = [...keys.slice(0, at), `k${step}`, ...keys.slice(at + next(2))]
      list.setKeys(keys)
    } else {
      const key = keys[next(keys.length || 1)] ?? 'elsewhere'
      heights.set(key, 10 + next(300))
      list.measure(key, heights.get(key) ?? 0)
    }
    const at = next(keys.length + 1)
    const before = keys.slice(0, at).map((key) => heights.get(key) ?? ESTIMATE_PX)
    const offset = before.reduce((sum, height) => sum + height, 0)
    assert.equal(list.offsetOf(at), offset)
  }
})
