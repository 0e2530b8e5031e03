import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseThreadCount, type ThreadSituation } from './thread-policy.ts'

const choose = (situation: Partial<ThreadSituation>) =>
  chooseThreadCount({
    cores: 2,
    maxThreads: 2,
    othersBusyCores: 0,
    width: 1,
    currentThreads: 2,
    ...situation,
  })

test('alone on the machine it uses every core', () => {
  assert.equal(choose({}), 2)
  assert.equal(choose({ currentThreads: 1 }), 2)
  assert.equal(choose({ cores: 8, maxThreads: 8 }), 8)
})

test('one busy neighbour takes one thread away, at any width', () => {
  for (const width of [1, 4, 8, 64]) assert.equal(choose({ othersBusyCores: 1, width }), 1)
  assert.equal(choose({ othersBusyCores: 0.67 }), 1)
  assert.equal(choose({ othersBusyCores: 1, cores: 8, maxThreads: 8, currentThreads: 8 }), 7)
})

test('a neighbour that works now and then is borne, sooner in a wide batch', () => {
  assert.equal(choose({ othersBusyCores: 0.2 }), 2)
  assert.equal(choose({ othersBusyCores: 0.4, width: 1 }), 1)
  assert.equal(choose({ othersBusyCores: 0.4, width: 8 }), 2)
})

test('one thread always remains, and never more than allowed', () => {
  assert.equal(choose({ othersBusyCores: 7 }), 1)
  assert.equal(choose({ cores: 8, maxThreads: 3 }), 3)
})

test('near the limit it stays as it is instead of going up and down', () => {
  assert.equal(choose({ othersBusyCores: 0.25, currentThreads: 2 }), 2)
  assert.equal(choose({ othersBusyCores: 0.25, currentThreads: 1 }), 1)
  assert.equal(choose({ othersBusyCores: 0.15, currentThreads: 1 }), 2)
})
