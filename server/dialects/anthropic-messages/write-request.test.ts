import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Target } from '../dialect.ts'
import { readRequest } from '../openai-chat/read-request.ts'
import { writeRequest } from './write-request.ts'

const ADAPTIVE: Target = { model: 'theirs', maxOutputTokens: 64_000, hasReasoning: true }
const BUDGET: Target = { ...ADAPTIVE, thinking: 'budget' }
const HI = [{ role: 'user', content: 'Hi' }]

function write(request: object, target: Target) {
  return writeRequest(readRequest({ model: 'ours', messages: HI, ...request }), target)
}

test('effort is a word for models that decide for themselves, and a number for those that do not', () => {
  const adaptive = write({ reasoning_effort: 'minimal', max_tokens: 100 }, ADAPTIVE)
  assert.deepEqual(adaptive.body.thinking, { type: 'adaptive' })
  assert.deepEqual(adaptive.body.output_config, { effort: 'low' })
  assert.equal(adaptive.body.max_tokens, 100)

  const budget = write({ reasoning_effort: 'medium', max_tokens: 100 }, BUDGET)
  assert.deepEqual(budget.body.thinking, { type: 'enabled', budget_tokens: 8192 })
  // The answer has as much room as before.
  assert.equal(budget.body.max_tokens, 8292)
  assert.equal(budget.body.output_config, undefined)
})

test('what a model can write in all is never asked to be more', () => {
  const { body } = write({ reasoning_effort: 'high', max_tokens: 60_000 }, BUDGET)
  assert.equal(body.max_tokens, 64_000)
  assert.deepEqual(body.thinking, { type: 'enabled', budget_tokens: 24_576 })
  const small = write(
    { reasoning_effort: 'high', max_tokens: 4000 },
    { ...BUDGET, maxOutputTokens: 8192 },
  )
  assert.deepEqual(small.body.thinking, { type: 'enabled', budget_tokens: 8191 })
  assert.equal(small.body.max_tokens, 8192)
  assert.equal(write({}, ADAPTIVE).body.max_tokens, 64_000, 'it must be told something')
  assert.equal(write({}, { ...ADAPTIVE, maxOutputTokens: null }).body.max_tokens, 8192)
})

test('who does not think is not asked to, and that is said', () => {
  const plain = write({ reasoning_effort: 'high' }, { ...ADAPTIVE, hasReasoning: false })
  assert.equal(plain.body.thinking, undefined)
  assert.deepEqual(plain.dropped, ['reasoning_effort'])
  const off = write({ reasoning_effort: 'none' }, ADAPTIVE)
  assert.deepEqual(off.body.thinking, { type: 'disabled' })
  assert.deepEqual(off.dropped, [])
})

test('a tool that must be called comes before thinking, which Anthropic refuses beside it', () => {
  const tools = [{ type: 'function', function: { name: 'f' } }]
  const { body, dropped } = write(
    { reasoning_effort: 'high', tools, tool_choice: 'required', temperature: 0.5 },
    ADAPTIVE,
  )
  assert.deepEqual(body.tool_choice, { type: 'any' })
  assert.equal(body.thinking, undefined)
  assert.equal(body.temperature, 0.5)
  assert.deepEqual(dropped, ['reasoning_effort'])
})

test('a turn that goes on after tools without its thoughts goes on without thinking, where they are a must', () => {
  const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }
  const results = (thoughts: object) => [
    ...HI,
    { role: 'assistant', content: null, tool_calls: [call], ...thoughts },
    { role: 'tool', tool_call_id: 'a', content: 'x' },
  ]
  const proof = [{ type: 'reasoning.text', text: 'Hm.', signature: 'anthropic-messages:EqQB' }]
  const ask = (thoughts: object, target: Target) =>
    write({ reasoning_effort: 'low', messages: results(thoughts) }, target).body.thinking
  assert.equal(ask({ reasoning_content: 'Hm.' }, BUDGET), undefined)
  assert.deepEqual(ask({ reasoning_details: proof }, BUDGET), {
    type: 'enabled',
    budget_tokens: 2048,
  })
  assert.deepEqual(ask({}, ADAPTIVE), { type: 'adaptive' })
})

test('what Anthropic refuses in messages is put as it takes it', () => {
  const { body, dropped } = write(
    {
      messages: [
        { role: 'system', content: 'A' },
        { role: 'developer', content: 'B' },
        { role: 'user', content: '' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'text', text: 'Hi' },
          ],
        },
        { role: 'system', content: 'C' },
        { role: 'assistant', content: 'So:  ', prefix: true },
      ],
    },
    ADAPTIVE,
  )
  assert.deepEqual(body.system, [
    { type: 'text', text: 'A' },
    { type: 'text', text: 'B' },
    { type: 'text', text: 'C' },
  ])
  assert.deepEqual(body.messages, [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'So:' },
  ])
  assert.deepEqual(dropped, ['messages[4].role'])
})

test('tools that were called before are defined, though none is offered any more', () => {
  const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }
  const { body } = write(
    {
      messages: [
        ...HI,
        { role: 'assistant', content: null, tool_calls: [call, { ...call, id: 'b' }] },
        { role: 'tool', tool_call_id: 'a', content: 'x' },
        { role: 'tool', tool_call_id: 'b', content: 'y' },
      ],
    },
    ADAPTIVE,
  )
  assert.deepEqual(body.tools, [{ name: 'f', input_schema: { type: 'object', properties: {} } }])
  assert.deepEqual(body.tool_choice, { type: 'none' })
})
