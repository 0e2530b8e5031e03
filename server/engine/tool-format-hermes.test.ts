import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGrammarBuilder } from './grammar-builder.ts'
import { createGrammarTester } from './grammar-testing.ts'
import { addJsonSchema } from './json-schema-to-grammar.ts'
import { hermesFormat } from './tool-format-hermes.ts'
import type { ToolEvent } from './tool-format.ts'

/** Text and calls as a caller would put them together again. */
function read(text: string, size: number) {
  const parser = hermesFormat.createParser(['f', 'g'])
  const events: ToolEvent[] = []
  for (let at = 0; at < text.length; at += size)
    events.push(...parser.push(text.slice(at, at + size)))
  events.push(...parser.end())
  let shown = ''
  const calls: { name: string; text: string }[] = []
  for (const event of events) {
    if (event.type === 'text') shown += event.text
    else if (event.type === 'call') calls[event.index] = { name: event.name, text: '' }
    else {
      const call = calls[event.index]
      assert.ok(call, 'arguments before their call')
      call.text += event.text
    }
  }
  return { shown, calls, events }
}

const call = (name: string, args: string) =>
  `<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments": ${args}}\n</tool_call>`

const CASES: [string, string, { shown: string; calls: [string, unknown][] }][] = [
  ['plain text', 'Il fait beau. < ou > ?', { shown: 'Il fait beau. < ou > ?', calls: [] }],
  ['one call', call('f', '{"a": 1}'), { shown: '', calls: [['f', { a: 1 }]] }],
  [
    'text, then two calls',
    `Einen Moment.\n${call('f', '{}')}\n${call('g', '{"ä": ["}", "\\""]}')}`,
    {
      shown: 'Einen Moment.',
      calls: [
        ['f', {}],
        ['g', { ä: ['}', '"'] }],
      ],
    },
  ],
  [
    'a closing tag inside a string',
    call('f', '{"a": "</tool_call>"}'),
    { shown: '', calls: [['f', { a: '</tool_call>' }]] },
  ],
  [
    'members in another order',
    '<tool_call>{"arguments": {"a": 2}, "name": "f"}</tool_call>',
    { shown: '', calls: [['f', { a: 2 }]] },
  ],
  [
    'arguments as a string of JSON',
    call('f', JSON.stringify('{"a": 3}')),
    { shown: '', calls: [['f', { a: 3 }]] },
  ],
  [
    'a call without its closing tag',
    '<tool_call>\n{"name": "f", "arguments": {"a": 4}}',
    { shown: '', calls: [['f', { a: 4 }]] },
  ],
  [
    'a call that its model forgot to tag',
    '{"name": "f", "arguments": {"a": 5}}',
    { shown: '', calls: [['f', { a: 5 }]] },
  ],
  [
    'calls in code fences instead of tags',
    '```json\n{\n  "name": "f",\n  "arguments": {"a": 6}\n}\n```\n```json\n{"name":"g","arguments":{}}\n```',
    {
      shown: '',
      calls: [
        ['f', { a: 6 }],
        ['g', {}],
      ],
    },
  ],
  [
    'JSON that is no call of ours',
    '{"name": "Anna", "arguments": []}',
    { shown: '{"name": "Anna", "arguments": []}', calls: [] },
  ],
  [
    'code that only begins like a call',
    '```json\n{"name": "f"}\n```',
    { shown: '```json\n{"name": "f"}\n```', calls: [] },
  ],
  [
    'something in tags that is no call',
    'So: <tool_call>no json</tool_call> done',
    { shown: 'So:<tool_call>no json</tool_call> done', calls: [] },
  ],
]

for (const [name, text, expected] of CASES) {
  test(`tool calls are read from the text as it comes: ${name}`, () => {
    for (const size of [1, 2, 3, 7, 1000]) {
      const { shown, calls } = read(text, size)
      assert.equal(shown, expected.shown)
      assert.deepEqual(
        calls.map((one) => [one.name, JSON.parse(one.text)]),
        expected.calls,
      )
    }
  })
}

test('arguments are passed on while they are written', () => {
  const { events } = read(call('f', '{"city": "Zürich"}'), 4)
  assert.ok(events.filter(({ type }) => type === 'arguments').length >= 4)
})

test('the grammar lets through calls of the given tools, and as many as are allowed', async () => {
  const tester = await createGrammarTester()
  const compile = (isParallel: boolean) => {
    const grammar = createGrammarBuilder()
    const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }
    const argumentsRule = addJsonSchema(grammar, schema, 'tools')
    const tools = [{ name: 'f', argumentsRule }]
    return tester.compile(grammar.build(hermesFormat.addCalls(grammar, tools, isParallel)))
  }
  const after = (text: string) => text.slice(hermesFormat.opening.length)
  const one = after(call('f', '{"a": 1}'))
  const two = `${one}\n${call('f', '{"a": 2}')}`
  assert.ok(compile(true)(one) && compile(false)(one))
  assert.ok(compile(true)(two) && !compile(false)(two))
  assert.ok(!compile(true)(after(call('g', '{"a": 1}'))))
  assert.ok(!compile(true)(after(call('f', '{"a": "1"}'))))
})
