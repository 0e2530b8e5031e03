import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../lib/app-error.ts'
import { createFairQueue } from './fair-queue.ts'

const always = () => true

function fill(limit: number, entries: string[]) {
  const queue = createFairQueue<{ id: string; tenantId: string }>(limit)
  for (const id of entries) queue.add({ id, tenantId: id.charAt(0) })
  return queue
}

test('tenants take turns, however many requests each has sent', () => {
  const queue = fill(10, ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'])
  const order = Array.from({ length: 6 }, () => queue.take(always)?.id)
  assert.deepEqual(order, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
  assert.equal(queue.take(always), undefined)
})

test('one more than the limit is told that we are busy, and when to come back', () => {
  const queue = fill(2, ['a1', 'b1'])
  assert.throws(
    () => queue.add({ id: 'c1', tenantId: 'c' }),
    (error) => error instanceof AppError && error.code === 'busy' && error.retryAfterMs === 2000,
  )
  queue.take(always)
  queue.add({ id: 'c1', tenantId: 'c' })
  assert.equal(queue.length, 2)
})

test('a request that may not start yet lets the next tenant go first', () => {
  const queue = fill(10, ['a1', 'a2', 'b1'])
  assert.equal(queue.take(({ id }) => id !== 'a1')?.id, 'b1')
  assert.equal(queue.take(always)?.id, 'a1')
})

test('a cancelled request leaves the line', () => {
  const queue = fill(10, ['a1', 'a2'])
  assert.equal(queue.remove('a1')?.id, 'a1')
  assert.equal(queue.remove('a1'), undefined)
  assert.equal(queue.length, 1)
  assert.equal(queue.take(always)?.id, 'a2')
})
