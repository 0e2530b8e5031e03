import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFrameMessage } from './frame-messages.ts'

test('what a frame says is read by its shape, and nothing else of it gets through', () => {
  assert.deepEqual(readFrameMessage({ type: 'ready', more: 1 }), { type: 'ready' })
  assert.deepEqual(readFrameMessage({ type: 'drawn', svg: '<svg/>', height: 12, evil: 1 }), {
    type: 'drawn',
    svg: '<svg/>',
    height: 12,
  })
  assert.deepEqual(readFrameMessage({ type: 'height', height: 'calc(1px)' }), {
    type: 'height',
    height: 0,
  })
  const reason = `${'x'.repeat(1_000)}\nat a stack`
  assert.deepEqual(readFrameMessage({ type: 'failed', reason }), {
    type: 'failed',
    reason: 'x'.repeat(300),
  })
})

test('what is no message, or too large to keep, is nothing', () => {
  for (const message of [
    null,
    'drawn',
    {},
    { type: 'navigate', to: 'https://evil.example' },
    { type: 'drawn', svg: 1 },
    { type: 'drawn', svg: 'x'.repeat(10_000_001) },
    { type: 'png', bytes: 'x' },
    { type: 'png', bytes: new ArrayBuffer(10_000_001) },
  ]) {
    assert.equal(readFrameMessage(message), undefined)
  }
})
