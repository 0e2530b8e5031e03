import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { markProof } from '../proof.ts'
import { readRequest } from './read-request.ts'

const ask = (fields: object) => readRequest({ model: 'm', input: 'Hi', ...fields })

test('a text is what the user says, after the instructions', () => {
  const { messages, said } = ask({ instructions: 'Be brief.' })
  assert.deepEqual(messages, [
    { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
    { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
  ])
  assert.equal(said?.instructions, 'Be brief.')
})

test('thoughts, words and calls between two turns are one message, results another', () => {
  const { messages } = ask({
    input: [
      { role: 'developer', content: 'Use tools.' },
      { role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Wait.' }] },
      { type: 'function_call', call_id: 'c1', name: 'w', arguments: '{"p":1}', id: 'fc_1' },
      { type: 'function_call', call_id: 'c2', name: 'v', arguments: '' },
      { type: 'function_call_output', call_id: 'c1', output: 'sun' },
      { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'x' }] },
    ],
  })
  assert.deepEqual(messages.slice(2), [
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'Hm.', id: 'rs_1' },
        { type: 'text', text: 'Wait.' },
        { type: 'tool-call', id: 'c1', name: 'w', arguments: '{"p":1}' },
        { type: 'tool-call', id: 'c2', name: 'v', arguments: '' },
      ],
    },
    {
      role: 'tool',
      parts: [
        { type: 'tool-result', callId: 'c1', name: 'w', parts: [{ type: 'text', text: 'sun' }] },
        { type: 'tool-result', callId: 'c2', name: 'v', parts: [{ type: 'text', text: 'x' }] },
      ],
    },
  ])
  assert.equal(messages[0]?.isDeveloper, true)
})

test('pictures and files are read from wherever they are', () => {
  const { messages } = ask({
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
          { type: 'input_image', image_url: 'https://example.eu/a.png' },
          { type: 'input_file', file_id: 'file-1' },
          { type: 'input_file', filename: 'a.txt', file_data: 'SGk=' },
          { type: 'input_file', file_data: 'data:application/pdf;base64,SGk=' },
        ],
      },
    ],
  })
  const png = { kind: 'base64', mediaType: 'image/png', base64: 'AAAA' }
  assert.deepEqual(messages[0]?.parts, [
    { type: 'image', source: png, detail: 'low' },
    { type: 'image', source: { kind: 'url', url: 'https://example.eu/a.png' } },
    { type: 'document', source: { kind: 'file', fileId: 'file-1' } },
    {
      type: 'document',
      source: { kind: 'base64', mediaType: 'text/plain', base64: 'SGk=' },
      name: 'a.txt',
    },
    {
      type: 'document',
      source: { kind: 'base64', mediaType: 'application/pdf', base64: 'SGk=' },
    },
  ])
})

test('a proof that travelled through a caller is its maker’s again', () => {
  const signature = markProof('anthropic-messages', 'EqQB')
  const partsOf = (content: string) =>
    ask({ input: [{ type: 'reasoning', summary: [], encrypted_content: content }] }).messages[0]
      ?.parts[0]
  assert.deepEqual(partsOf(`signature.${signature}`), { type: 'reasoning', text: '', signature })
  const own = { type: 'reasoning', text: '', encrypted: markProof('openai-responses', 'gAAA') }
  assert.deepEqual(partsOf('gAAA'), own)
})

test('only the tools that are allowed are offered', () => {
  const tool = (name: string) => ({ type: 'function', name, parameters: {}, strict: true })
  const { tools, toolChoice } = ask({
    tools: [tool('a'), tool('b')],
    tool_choice: {
      type: 'allowed_tools',
      mode: 'required',
      tools: [{ type: 'function', name: 'b' }],
    },
  })
  assert.deepEqual(
    tools.map(({ name, isStrict }) => [name, isStrict]),
    [['b', true]],
  )
  assert.deepEqual(toolChoice, { type: 'any' })
})

test('what has no place is named, and defaults are not', () => {
  const { extra } = ask({
    store: true,
    truncation: 'auto',
    include: ['reasoning.encrypted_content', 'file_search_call.results'],
    text: { verbosity: 'low' },
    reasoning: { effort: 'low', context: 'auto' },
    max_tool_calls: 3,
    safety_identifier: null,
  })
  assert.deepEqual(extra, {
    max_tool_calls: 3,
    store: true,
    truncation: 'auto',
    include: ['file_search_call.results'],
    'text.verbosity': 'low',
    'reasoning.context': 'auto',
  })
  const usual = { store: false, truncation: 'disabled', background: false, conversation: null }
  assert.deepEqual(ask(usual).extra, {})
})

test('what is wrong is named, with its place', () => {
  const wrong: [string, unknown][] = [
    ['input', []],
    ['input', 7],
    ['input[0]', ['x']],
    ['input[0].role', [{ role: 'bot', content: 'x' }]],
    ['input[0].content', [{ role: 'user', content: 7 }]],
    ['input[0].content[0].text', [{ role: 'user', content: [{ type: 'input_text' }] }]],
    ['input[0].content[0].image_url', [{ role: 'user', content: [{ type: 'input_image' }] }]],
    ['input[1].call_id', ['', { type: 'function_call_output', output: '' }]],
    ['input[0].type', [{}]],
    ['input[0]', [{ type: 'item_reference', id: 'msg_1' }]],
  ]
  for (const [param, input] of wrong) {
    const items =
      Array.isArray(input) && input[0] === '' ? [{ role: 'user', content: 'x' }, input[1]] : input
    assert.throws(
      () => readRequest({ model: 'm', input: items }),
      (error) =>
        error instanceof AppError && error.param === param && error.code === 'invalid_request',
      param,
    )
  }
  for (const [param, fields] of Object.entries({
    max_output_tokens: { max_output_tokens: 0 },
    temperature: { temperature: 'hot' },
    'tools[0].type': { tools: [{}] },
    tool_choice: { tool_choice: { type: 'web_search_preview' } },
    'text.format.schema': { text: { format: { type: 'json_schema', name: 'x' } } },
    background: { background: true },
    previous_response_id: { previous_response_id: 'resp_1' },
  })) {
    assert.throws(
      () => ask(fields),
      (error) => error instanceof AppError && error.param === param,
      param,
    )
  }
  assert.throws(() => readRequest({ model: 'm' }), /“input” is wrong: it is missing/)
  assert.throws(() => readRequest('x'), AppError)
})
