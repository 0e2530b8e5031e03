import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatEvent } from '../conversation.ts'
import type { About } from '../dialect.ts'
import { createEventWriter as createAnthropicWriter } from '../anthropic-messages/write-stream.ts'
import { readRequest } from './read-request.ts'
import { createEventReader } from './read-stream.ts'

function read(...chunks: (object | string)[]): ChatEvent[] {
  const reader = createEventReader()
  return chunks.flatMap((chunk) =>
    reader.read({ event: null, data: typeof chunk === 'string' ? chunk : JSON.stringify(chunk) }),
  )
}

const delta = (value: object, rest: object = {}) => ({
  id: 'c',
  choices: [{ index: 0, delta: value, ...rest }],
})
const calls = (...tool_calls: object[]) => delta({ tool_calls })

/** Calls as a client would put them together, by their parts. */
function callsOf(events: ChatEvent[]) {
  const parts = new Map<
    number,
    { id: string | undefined; name: string | undefined; text: string }
  >()
  for (const event of events) {
    if (event.type !== 'tool-call') continue
    const known = parts.get(event.part) ?? { id: event.id, name: event.name, text: '' }
    known.text += event.arguments
    parts.set(event.part, known)
  }
  return [...parts.values()]
}

test('calls that come whole, in one chunk and without numbers, are told apart by their ids', () => {
  const whole = (id: string, place: string) => ({
    id,
    function: { name: 'f', arguments: `{"place":"${place}"}` },
  })
  const events = read(calls(whole('D681PevKs', 'Brest'), whole('aB3dE5fG7', 'Łódź')))
  assert.deepEqual(callsOf(events), [
    { id: 'D681PevKs', name: 'f', text: '{"place":"Brest"}' },
    { id: 'aB3dE5fG7', name: 'f', text: '{"place":"Łódź"}' },
  ])
})

test('pieces with an empty name and an id of “null” go on with the last call', () => {
  const events = read(
    calls({ id: 'D681PevKs', function: { name: 'f', arguments: '' } }),
    calls({ id: 'null', function: { name: '', arguments: '{"a"' } }),
    calls({ function: { name: '', arguments: ':1}' } }),
    calls({ id: 'aB3dE5fG7', function: { name: 'g', arguments: '{}' } }),
    calls({ id: 'D681PevKs', function: { name: '', arguments: ' ' } }),
  )
  assert.deepEqual(callsOf(events), [
    { id: 'D681PevKs', name: 'f', text: '{"a":1} ' },
    { id: 'aB3dE5fG7', name: 'g', text: '{}' },
  ])
})

test('calls that are all number 0 are as many as their ids; pieces of two may take turns', () => {
  const same = read(
    calls({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
    calls({ index: 0, id: 'b', function: { name: 'f', arguments: '{}' } }),
  )
  assert.equal(callsOf(same).length, 2)
  const turns = read(
    calls({ index: 0, id: 'a', function: { name: 'f', arguments: '' } }),
    calls({ index: 1, id: 'b', function: { name: 'g', arguments: '' } }),
    calls({ index: 0, function: { arguments: '{"x"' } }),
    calls({ index: 1, function: { arguments: '{}' } }),
    calls({ index: 0, function: { arguments: ':1}' } }),
  )
  assert.deepEqual(
    callsOf(turns).map(({ text }) => text),
    ['{"x":1}', '{}'],
  )
})

test('calls without ids get some, arguments may be the object itself, and “stop” after a call is no stop', () => {
  const events = read(
    calls({ index: 0, function: { name: 'f', arguments: { a: 1 } } }),
    calls({ index: 1, function: { name: 'f', arguments: {} } }),
    delta({}, { finish_reason: 'stop' }),
  )
  const ids = callsOf(events).map(({ id }) => id)
  assert.equal(new Set(ids).size, 2)
  assert.ok(ids.every((id) => id !== undefined && id !== ''))
  assert.equal(callsOf(events)[0]?.text, '{"a":1}')
  const finish = events.at(-1)
  assert.ok(finish?.type === 'finish' && finish.reason === 'tool-calls')
})

test('thoughts come under every name, once, and apart from the text', () => {
  const thinking = [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }]
  for (const chunk of [
    delta({ reasoning_content: 'Hm' }),
    delta({ reasoning: 'Hm' }),
    delta({ content: thinking }),
    delta({ reasoning: 'Hm', reasoning_details: [{ type: 'reasoning.text', text: 'Hm' }] }),
    delta({ reasoning_details: [{ type: 'reasoning.text', text: 'Hm' }] }),
  ]) {
    const events = read(chunk, delta({ content: 'So' }))
    const said = events.flatMap((event) =>
      event.type === 'text' || event.type === 'reasoning'
        ? [[event.type, event.part, event.text]]
        : [],
    )
    assert.deepEqual(said, [
      ['reasoning', 0, 'Hm'],
      ['text', 1, 'So'],
    ])
  }
})

test('what Azure and others send beside is nothing to anybody', () => {
  const events = read(
    { id: '', choices: [], prompt_filter_results: [] },
    delta({ role: 'assistant', content: '', refusal: null }),
    { id: '', choices: [{ index: 0, finish_reason: null, content_filter_offsets: {} }] },
    { id: 'c', choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
    { id: 'c', choices: [], x_groq: { usage: { prompt_tokens: 4, completion_tokens: 2 } } },
    '[DONE]',
  )
  assert.deepEqual(
    events.map(({ type }) => type),
    ['start', 'usage', 'usage', 'done'],
  )
})

test('an error is one whatever its shape, and a model that stopped with one has not finished', () => {
  for (const chunk of [
    { error: { message: 'x' } },
    { object: 'error', message: 'x', type: 'server_error' },
    '{"id":',
    delta({}, { finish_reason: 'error' }),
  ]) {
    assert.equal(read(chunk).at(-1)?.type, 'error')
  }
})

test('for Anthropic’s clients pieces that take turns still make whole calls', () => {
  const call = readRequest({ messages: [{ role: 'user', content: 'x' }] })
  const about: About = { model: 'm', requestId: 'r', created: 1, wantsUsage: true, call }
  const writer = createAnthropicWriter(about)
  const events = read(
    calls({ index: 0, id: 'a', function: { name: 'f', arguments: '' } }),
    calls({ index: 1, id: 'b', function: { name: 'g', arguments: '{}' } }),
    calls({ index: 0, function: { arguments: '{"x":1}' } }),
    delta({}, { finish_reason: 'tool_calls' }),
    '[DONE]',
  )
  const written = events.map((event) => writer.write(event)).join('')
  const inputs = new Map<number, string>()
  for (const [, data = ''] of written.matchAll(/^data: (.*)$/gm)) {
    const { type, index, delta: piece } = JSON.parse(data)
    if (type !== 'content_block_delta') continue
    inputs.set(index, (inputs.get(index) ?? '') + String(piece.partial_json))
  }
  assert.deepEqual(
    [...inputs].toSorted(([a], [b]) => a - b),
    [
      [0, '{"x":1}'],
      [1, '{}'],
    ],
  )
})

test('a hostile provider that begins tool calls without end costs time by their number, not by its square', () => {
  const reader = createEventReader()
  const count = 40_000
  const startedMs = performance.now()
  let parts = 0
  for (let index = 0; index < count; index += 1) {
    const data = JSON.stringify(calls({ index, id: `call_${index}`, function: { name: 'f' } }))
    parts += reader.read({ event: null, data }).filter(({ type }) => type === 'tool-call').length
  }
  assert.equal(parts, count)
  // A third of a second; looking through all calls at each one, half a minute.
  assert.ok(performance.now() - startedMs < 6000)
})
