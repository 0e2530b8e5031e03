import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Messages } from '@lingui/core'
import { findMessages, toIcu } from './find-message.ts'

const messages: Messages = {
  save: ['Save'],
  hello: ['Hello ', ['name'], ', how are you?'],
  files: [['n', 'plural', { one: ['#', ' file'], other: ['#', ' files'] }]],
  bold: ['Press <0>here</0> now'],
  any: [['name']],
}

test('a text of the page leads to its message, also where variables and tags stand in it', () => {
  assert.deepEqual(findMessages(messages, ' Save '), ['save'])
  assert.deepEqual(findMessages(messages, 'Hello Ada,\nhow are you?'), ['hello'])
  assert.deepEqual(findMessages(messages, 'Press here now'), ['bold'])
  assert.deepEqual(findMessages(messages, 'What nobody wrote'), [])
  assert.deepEqual(findMessages(messages, ''), [])
})

test('a message is shown as translators write it', () => {
  assert.equal(toIcu(messages.hello ?? ''), 'Hello {name}, how are you?')
  assert.equal(toIcu(messages.files ?? ''), '{n, plural, one {# file} other {# files}}')
})
