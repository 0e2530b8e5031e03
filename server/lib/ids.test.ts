import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createId, isId } from './ids.ts'

test('ids are UUIDs of version 7, all different, in the order in which they were made', () => {
  // More than fit in the counter of one millisecond, with the clock standing still.
  const nowMs = Date.now() + 1000
  const ids = Array.from({ length: 10_000 }, () => createId(nowMs))

  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(ids, ids.toSorted())
  for (const id of ids.slice(0, 100)) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

test('an id keeps its place when the clock goes back', () => {
  const before = createId(Date.now() + 60_000)
  assert.ok(createId(0) > before)
})

test('an id tells when it was made', () => {
  const nowMs = Date.UTC(2100, 1, 1)
  const id = createId(nowMs)
  assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), nowMs)
})

test('only what can be an id is taken for one', () => {
  assert.ok(isId(createId()))
  for (const text of ['', '1', `${createId()}'`, 'zzzzzzzz-0000-7000-8000-000000000001']) {
    assert.ok(!isId(text), text)
  }
})
