import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSendKey, type KeyPress } from './send-key.ts'

const enter: KeyPress = {
  key: 'Enter',
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
}

test('Enter sends, Shift+Enter does not', () => {
  assert.equal(isSendKey(enter, false), true)
  assert.equal(isSendKey({ ...enter, shiftKey: true }, false), false)
  assert.equal(isSendKey({ ...enter, key: 'a' }, false), false)
})

test('an Enter that an input method takes never sends', () => {
  assert.equal(isSendKey({ ...enter, isComposing: true }, false), false)
  // Safari: the composition has ended already, only the code tells.
  assert.equal(isSendKey({ ...enter, keyCode: 229 }, false), false)
  assert.equal(isSendKey({ ...enter, isComposing: true, ctrlKey: true }, true), false)
})

test('on a phone Enter is a new line, unless Ctrl or ⌘ goes with it', () => {
  assert.equal(isSendKey(enter, true), false)
  assert.equal(isSendKey({ ...enter, ctrlKey: true }, true), true)
  assert.equal(isSendKey({ ...enter, metaKey: true }, true), true)
})
