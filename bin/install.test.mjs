// oxlint-disable typescript/no-floating-promises -- node:test waits for its tests by itself
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSame, listGaps } from './install.mjs'

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

test('a native package of this machine that npm passed over is noticed, those of other machines are not', () => {
  const lock = {
    'node_modules/@oxc/linux-x64-gnu': { optional: true, os: ['linux'], cpu: ['x64'] },
    'node_modules/@oxc/linux-x64-musl': { optional: true, os: ['linux'], cpu: ['x64'] },
    'node_modules/@oxc/darwin-arm64': { optional: true, os: ['darwin'], cpu: ['arm64'] },
    'node_modules/@llama/linux-x64-cuda': { optional: true, os: ['none'], cpu: ['x64'] },
    'node_modules/@lint/linux-x64': { optional: true, dev: true, os: ['linux'], cpu: ['x64'] },
    'node_modules/wasm': { optional: true },
  }
  const machine = { os: 'linux', cpu: 'x64', libc: 'glibc', withDev: false }

  assert.deepEqual(listGaps(lock, { ...machine, isThere: () => true }), [])
  assert.deepEqual(listGaps(lock, { ...machine, isThere: () => false }), [
    'node_modules/@oxc/linux-x64-gnu',
  ])
  assert.deepEqual(listGaps(lock, { ...machine, withDev: true, isThere: () => false }), [
    'node_modules/@oxc/linux-x64-gnu',
    'node_modules/@lint/linux-x64',
  ])
})
