import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReaderTurns } from './reader-turns.ts'

const here = new AbortController().signal
const LIMITS = { atOnce: 1, perPerson: 3, inAll: 5 }

test('who sends in a hundred files is told to wait, while others still send theirs, until there are too many of all', () => {
  const turns = createReaderTurns(LIMITS)
  const left = [turns.enter('a'), turns.enter('a'), turns.enter('a')]
  assert.ok(left.every((leave) => leave !== undefined))
  assert.equal(turns.enter('a'), undefined)
  assert.ok(turns.enter('b'))
  assert.ok(turns.enter('c'))
  assert.equal(turns.enter('d'), undefined)
  left[0]?.()
  assert.ok(turns.enter('d'), 'there is room again')
})

test('people take turns, however many files each has, and who leaves is not waited for', async () => {
  const turns = createReaderTurns(LIMITS)
  const order: string[] = []
  const first = Promise.withResolvers<void>()
  const read = (person: string, name: string, signal = here) =>
    turns.take(person, signal, () => Promise.resolve(void order.push(name)))
  const all = [turns.take('a', here, () => first.promise)]
  all.push(read('a', 'a2'), read('a', 'a3'))
  const leaver = new AbortController()
  const gone = read('a', 'a4', leaver.signal)
  all.push(read('b', 'b1'), read('c', 'c1'), read('b', 'b2'))
  leaver.abort(new Error('left'))
  await assert.rejects(gone, /left/)
  first.resolve()
  await Promise.all(all)
  assert.deepEqual(order, ['a2', 'b1', 'c1', 'a3', 'b2'])

  await assert.rejects(
    turns.take('a', here, () => Promise.reject(new Error('broken'))),
    /broken/,
  )
  await read('a', 'a5')
  assert.equal(order.at(-1), 'a5', 'what breaks gives its turn on')
})
