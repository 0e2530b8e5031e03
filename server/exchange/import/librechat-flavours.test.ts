import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLibrechat } from './sources/librechat.ts'

const HEAD = { conversationId: 'c-1', endpoint: 'agents', title: 'T', branches: false }
const message = (more: object) => ({
  messageId: 'm-1',
  parentMessageId: '00000000-0000-0000-0000-000000000000',
  isCreatedByUser: false,
  sender: 'Agent',
  text: '',
  ...more,
})

/* As LibreChat's own page writes them (useExportConversation, 2026). */

test('of a conversation of one message the message is no list', () => {
  const reading = readLibrechat({ ...HEAD, messages: message({ text: 'Alone.' }) })
  assert.deepEqual(
    reading?.conversation?.messages.map(({ text }) => text),
    ['Alone.'],
  )
  assert.equal(readLibrechat({ ...HEAD, messages: { not: 'a message' } }), undefined)
})

test('tools of assistants and agents keep their names, what they got and what they gave; errors keep their words', () => {
  const tools = [
    {
      type: 'function',
      id: 'a',
      function: { name: 'weather', arguments: '{"q":1}', output: 'rain' },
    },
    {
      type: 'code_interpreter',
      id: 'b',
      code_interpreter: { input: 'print(1)', outputs: [{ logs: '1' }] },
    },
    { type: 'tool_call', id: 'c', name: 'search', args: { q: 'x' }, output: 'found' },
    { id: 'd', name: 'waiting' },
  ]
  const content = [
    ...tools.map((call) => ({ type: 'tool_call', tool_call: call })),
    { type: 'error', text: { value: 'Too long.' } },
    { type: 'error', error: 'Old words.' },
    null,
  ]
  const reading = readLibrechat({ ...HEAD, messagesTree: [message({ content })] })
  const [read] = reading?.conversation?.messages ?? []
  assert.equal(read?.text, 'Too long.\n\nOld words.')
  assert.deepEqual(
    read.parts.map((part) => part.type === 'tool_call' && [part.tool, part.input, part.output]),
    [
      ['weather', '{"q":1}', 'rain'],
      ['code_interpreter', 'print(1)', '[{"logs":"1"}]'],
      ['search', '{"q":"x"}', 'found'],
      ['waiting', '', null],
    ],
  )
})
