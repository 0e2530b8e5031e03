import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { Secret } from './secret.ts'

test('a secret prints as *** however it is printed, and tells itself only when asked', () => {
  const secret = new Secret('hunter2')
  const printed = [
    String(secret),
    ['', secret].join(' '),
    JSON.stringify({ secret }),
    inspect({ secret }),
  ]
  for (const text of printed) {
    assert.match(text, /\*\*\*/)
    assert.doesNotMatch(text, /hunter2/)
  }
  assert.deepEqual(Object.keys(secret), [])
  assert.equal(secret.expose(), 'hunter2')
})
