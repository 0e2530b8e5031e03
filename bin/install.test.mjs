import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSame } from './install.mjs'

const LOCK = {
  '': { version: '0.1.0' },
  'node_modules/hono': { version: '4.0.0' },
  'node_modules/openai': { version: '7.0.0', dev: true },
  'node_modules/@oxfmt/darwin-arm64': { version: '1.0.0', optional: true },
}
const hono = { 'node_modules/hono': { version: '4.0.0' } }
const openai = { 'node_modules/openai': { version: '7.0.0' } }

test('a tree without the binaries of other platforms is complete', () => {
  assert.equal(isSame(LOCK, { ...hono, ...openai }, true), true)
})

test('a tree without the tools of the tests is complete for a start, not for the tests', () => {
  assert.equal(isSame(LOCK, hono, false), true)
  assert.equal(isSame(LOCK, hono, true), false)
})

test('another version than the lockfile names, a missing or a foreign package is not complete', () => {
  assert.equal(isSame(LOCK, { 'node_modules/hono': { version: '4.0.1' } }, false), false)
  assert.equal(isSame(LOCK, {}, false), false)
  assert.equal(isSame(LOCK, { ...hono, 'node_modules/left': { version: '1.0.0' } }, false), false)
})
