import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Action } from '#wire/actions.ts'

test('every right can be read as a sentence, and each is told of once', () => {
  const text = readFileSync(new URL('right-texts.ts', import.meta.url), 'utf8')
  const told = [...text.matchAll(/\[\s*'([a-z-]+\.[a-z-]+)',\s*msg`/g)].map(([, one]) => one)
  assert.equal(told.length, new Set(told).size, 'each is told of once')
  assert.deepEqual(new Set(told), new Set(Action.options))
})
