import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGrammarBuilder } from './grammar-builder.ts'
import { createGrammarTester } from './grammar-testing.ts'
import { createJsonRules } from './json-grammar.ts'
import { toolFormatOf } from './tool-format-of.ts'
import type { ToolEvent } from './tool-format.ts'

/** The words by which each family's chat template is known, and what its models write. */
const FAMILIES = [
  {
    name: 'mistral-list',
    template: "{% if tools %}[AVAILABLE_TOOLS]{% endif %}{{ '[TOOL_CALLS]' }}",
    answer:
      'Un moment. [TOOL_CALLS] [{"name": "f", "arguments": {"a": "]"}, "id": "123456789"}, {"name": "g", "arguments": {}}]',
    shown: 'Un moment. ',
  },
  {
    name: 'mistral-name',
    template: "{% if tools %}{% endif %}{{ '[TOOL_CALLS]' + name + '[ARGS]' }}",
    answer: '[TOOL_CALLS]f[CALL_ID]abc123def[ARGS]{"a": "]"}[TOOL_CALLS]g[ARGS]{}',
    shown: '',
  },
  {
    name: 'hermes',
    template: '{% if tools %}<tool_call>{% endif %}',
    answer:
      '<tool_call>\n{"name": "f", "arguments": {"a": "]"}}\n</tool_call>\n<tool_call>\n{"name": "g", "arguments": {}}\n</tool_call>',
    shown: '',
  },
]

function read(events: ToolEvent[]) {
  const calls: { name: string; text: string }[] = []
  let shown = ''
  for (const event of events) {
    if (event.type === 'text') shown += event.text
    else if (event.type === 'call') calls[event.index] = { name: event.name, text: '' }
    else calls[event.index] = merge(calls[event.index], event.text)
  }
  return { shown, calls: calls.map(({ name, text }) => [name, JSON.parse(text)]) }
}

function merge(call: { name: string; text: string } | undefined, text: string) {
  assert.ok(call, 'arguments before their call')
  return { name: call.name, text: call.text + text }
}

for (const { name, template, answer, shown } of FAMILIES) {
  test(`${name}: known by its template, and read however its text is cut`, () => {
    const format = toolFormatOf(template)
    assert.equal(format?.name, name)
    for (const size of [1, 3, 10, 1000]) {
      const parser = format.createParser(['f', 'g'])
      const events: ToolEvent[] = []
      for (let at = 0; at < answer.length; at += size)
        events.push(...parser.push(answer.slice(at, at + size)))
      events.push(...parser.end())
      assert.deepEqual(read(events), {
        shown,
        calls: [
          ['f', { a: ']' }],
          ['g', {}],
        ],
      })
    }
  })

  test(`${name}: plain text passes, also text that begins like a call`, () => {
    const format = toolFormatOf(template)
    for (const text of ['Nur Text.', `Fast: ${format?.opening.slice(0, 5)}`, '[1, 2]']) {
      const parser = format?.createParser(['f'])
      const events = [...(parser?.push(text) ?? []), ...(parser?.end() ?? [])]
      assert.equal(read(events).shown, text)
    }
  })

  test(`${name}: the grammar lets through what the parser reads`, async () => {
    const format = toolFormatOf(template)
    assert.ok(format)
    const tester = await createGrammarTester()
    const grammar = createGrammarBuilder()
    const argumentsRule = createJsonRules(grammar).object()
    const tools = ['f', 'g'].map((tool) => ({ name: tool, argumentsRule }))
    const matches = tester.compile(grammar.build(format.addCalls(grammar, tools, true)))
    const calls = answer
      .slice(answer.indexOf(format.opening) + format.opening.length)
      .replace(/, "id": "\w+"|\[CALL_ID\]\w+/, '')
    assert.ok(matches(calls), calls)
    assert.ok(!matches(calls.replace('g', 'h')))
  })
}

test('a template without tools, or with tools that we cannot read, offers none', () => {
  assert.equal(toolFormatOf('{{ messages }}'), null)
  assert.equal(toolFormatOf('{{ tools }} in some other way'), null)
})
