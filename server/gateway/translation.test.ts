import assert from 'node:assert/strict'
import { test } from 'node:test'
import Anthropic, { AuthenticationError, BadRequestError, NotFoundError } from '@anthropic-ai/sdk'
import OpenAI, { BadRequestError as OpenAiBadRequestError } from 'openai'
import type { DialectName } from '#server/dialects/conversation.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { readWireFixtures, startWire, type Wire, type WireFixture } from './wires/testing.ts'
import { startV1Server, TEST_KEY } from './v1/testing.ts'

const PNG = 'iVBORw0KGgo='
const SIGNATURE = 'EqQBCgIYAhIM1gbcDa9GJwZA2b3h'

function fixture(dialect: DialectName, name: string): WireFixture {
  const found = readWireFixtures(dialect).get(name)
  assert.ok(found, `${dialect}/${name}`)
  return found
}

function answers(dialect: DialectName, ...names: string[]): Promise<Wire> {
  const responses = names.map((name) => fixture(dialect, name).response)
  return startWire(
    dialect,
    (index) => responses[Math.min(index, responses.length - 1)] ?? assert.fail(),
  )
}

function anthropicFor({ front }: Wire, headers: Record<string, string> = {}): Anthropic {
  const defaultHeaders = headers
  return new Anthropic({ baseURL: front.url, apiKey: TEST_KEY, maxRetries: 0, defaultHeaders })
}

interface Sent {
  messages: { content: unknown[] }[]
  temperature?: number
}

function sent(wire: Wire, index = 0): Sent {
  return JSON.parse(wire.received[index]?.body ?? '{}')
}

const ask = {
  model: 'ours',
  max_tokens: 50,
  messages: [{ role: 'user' as const, content: 'Und?' }],
}

interface Post {
  path?: string
  headers?: object
}

async function post(
  wire: Wire,
  body: object | string,
  { path = '/v1/messages', headers }: Post = {},
) {
  const response = await fetch(`${wire.front.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': TEST_KEY, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { response, text: await response.text() }
}

test('Anthropic to Anthropic: every byte passes but the model’s name, both ways, with the beta it asks for', async () => {
  await using wire = await answers('anthropic-messages', 'unknown-events')
  const body = `{ "model" : "ours", "max_tokens":0,"stream": true, "unheard_of":{"a":[1.0,1e2]},
    "messages":[{"role":"user","content":[{"type":"text","text":"Łódź \\u017e","cache_control":{"type":"ephemeral"}}]},
    {"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"${SIGNATURE}"},{"type":"text","text":"x"}]}]}`
  const { response, text } = await post(wire, body, {
    headers: { 'anthropic-beta': 'context-1m-2025-08-07' },
  })
  assert.equal(text, fixture('anthropic-messages', 'unknown-events').response.chunks.join(''))
  assert.equal(wire.received[0]?.body, body.replace('"ours"', '"theirs"'))
  assert.equal(wire.received[0]?.headers['anthropic-beta'], 'context-1m-2025-08-07')
  assert.equal(wire.received[0]?.headers['anthropic-version'], '2023-06-01')
  assert.equal(response.headers.get('request-id'), response.headers.get('x-request-id'))
})

test('the words of Anthropic’s own answers pass whole as well', async () => {
  await using wire = await answers('anthropic-messages', 'reasoning-whole')
  const { text } = await post(wire, ask)
  assert.equal(text, fixture('anthropic-messages', 'reasoning-whole').response.chunks.join(''))
})

test('thoughts and their proofs go back to Anthropic as they came, through a client of OpenAI', async () => {
  await using wire = await answers('anthropic-messages', 'reasoning-whole', 'text-whole')
  const first = await wire.client.chat.completions.create({ ...ask })
  const message = first.choices[0]?.message ?? assert.fail()
  await wire.client.chat.completions.create({
    ...ask,
    messages: [...ask.messages, message, { role: 'user', content: 'Weiter.' }],
  })
  assert.deepEqual(sent(wire, 1).messages, [
    { role: 'user', content: 'Und?' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Also Wien.', signature: 'EqQB' },
        { type: 'redacted_thinking', data: 'EmwKAh' },
        { type: 'text', text: 'Wien.' },
      ],
    },
    { role: 'user', content: 'Weiter.' },
  ])
})

test('the same through a stream: the pieces of a thought are one block with its proof', async () => {
  await using wire = await answers('anthropic-messages', 'reasoning', 'text-whole')
  const details: unknown[] = []
  const stream = await wire.client.chat.completions.create({ ...ask, stream: true })
  for await (const { choices } of stream) {
    const delta: Record<string, unknown> = { ...choices[0]?.delta }
    if (Array.isArray(delta.reasoning_details)) details.push(...delta.reasoning_details)
  }
  const said = { role: 'assistant' as const, content: 'Wien.', reasoning_details: details }
  await wire.client.chat.completions.create({
    ...ask,
    messages: [...ask.messages, said, { role: 'user', content: 'Weiter.' }],
  })
  const [, turn] = sent(wire, 1).messages
  const thinking = 'Österreich, also Wien.'
  assert.deepEqual(turn?.content[0], { type: 'thinking', thinking, signature: SIGNATURE })
})

test('a conversation that another provider has answered goes on at Anthropic, without thoughts that are not its own', async () => {
  await using wire = await answers('anthropic-messages', 'text-whole')
  const content = [
    { type: 'thinking', thinking: 'Hm.', signature: 'gemini:CsQB' },
    { type: 'thinking', thinking: 'Also.', signature: `anthropic-messages:${SIGNATURE}` },
    { type: 'redacted_thinking', data: 'openai-responses:gAAA' },
    { type: 'text', text: 'The "gemini:" stays.' },
  ]
  const messages = [...ask.messages, { role: 'assistant', content }, ...ask.messages]
  await post(wire, { ...ask, messages })
  const [, turn] = sent(wire).messages
  assert.deepEqual(turn?.content, [
    { type: 'thinking', thinking: 'Also.', signature: SIGNATURE },
    content[3],
  ])
})

test('a client of Anthropic asks a provider of chat completions: results, pictures and all', async () => {
  await using wire = await answers('openai-chat', 'text-whole')
  const source = { type: 'base64' as const, media_type: 'image/png' as const, data: PNG }
  const { response } = await anthropicFor(wire)
    .messages.create({
      ...ask,
      system: [{ type: 'text', text: 'Kurz.', cache_control: { type: 'ephemeral' } }],
      tools: [{ name: 'look', input_schema: { type: 'object' } }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      stop_sequences: ['ENDE'],
      metadata: { user_id: 'u-1' },
      thinking: { type: 'enabled', budget_tokens: 2048 },
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source },
            { type: 'text', text: 'Was?' },
          ],
        },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 't1', name: 'look', input: { a: 1 } }],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 't1',
              content: [{ type: 'image', source }],
              is_error: true,
            },
            { type: 'text', text: 'Und?' },
          ],
        },
      ],
    })
    .withResponse()
  const url = `data:image/png;base64,${PNG}`
  assert.deepEqual(sent(wire), {
    model: 'theirs',
    messages: [
      { role: 'system', content: 'Kurz.' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url } },
          { type: 'text', text: 'Was?' },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 't1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 't1', content: 'The result follows.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'The tool call t1 gave this:' },
          { type: 'image_url', image_url: { url } },
        ],
      },
      { role: 'user', content: 'Und?' },
    ],
    tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
    tool_choice: 'required',
    parallel_tool_calls: false,
    reasoning_effort: 'low',
    stop: ['ENDE'],
    max_completion_tokens: 50,
    user: 'u-1',
  })
  assert.equal(response.headers.get('x-galerne-dropped'), 'cache_control, is_error')
})

test('what Anthropic has no word for is named; what would change the question is refused', async () => {
  await using wire = await answers('anthropic-messages', 'text-whole')
  const create = (more: object) =>
    wire.client.chat.completions.create({ ...ask, ...more, stream: false }).withResponse()
  const { response } = await create({
    seed: 1,
    logit_bias: { 1: 2 },
    temperature: 1.5,
    store: true,
  })
  const dropped = response.headers.get('x-galerne-dropped')?.split(', ').toSorted()
  assert.deepEqual(dropped, ['logit_bias', 'seed', 'store', 'temperature'])
  assert.equal(sent(wire).temperature, 1)
  const audio = { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } }
  const refused: [string, object][] = [
    ['n', { n: 2 }],
    ['response_format', { response_format: { type: 'json_object' } }],
    ['messages', { messages: [{ role: 'user', content: [audio] }] }],
    ['tools', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
    ['messages[0].role', { messages: [{ role: 'narrator', content: 'x' }] }],
  ]
  for (const [param, more] of refused) {
    await assert.rejects(create(more), (error) => {
      assert.ok(error instanceof OpenAiBadRequestError, param)
      assert.equal(error.param, param)
      return true
    })
  }
  assert.equal(wire.received.length, 1, 'nobody was asked')
})

test('a stream that only forgot its last word is complete, in either dialect', async () => {
  const { response } = fixture('anthropic-messages', 'text')
  const chunks = response.chunks.slice(0, -1)
  await using wire = await startWire('anthropic-messages', () => ({ ...response, chunks }))
  const streamed = anthropicFor(wire).messages.stream(ask)
  assert.equal((await streamed.finalMessage()).stop_reason, 'end_turn')
  const path = '/v1/chat/completions'
  const { text } = await post(wire, { ...ask, stream: true }, { path })
  assert.ok(text.endsWith('data: [DONE]\n\n'))
  assert.ok(wire.front.records.every(({ outcome }) => outcome === 'complete'))
})

test('cut at every byte, a stream is read the same in both directions', async () => {
  for (const dialect of ['anthropic-messages', 'openai-chat'] as const) {
    const { response } = fixture(dialect, 'tool-call')
    const texts = new Set<string>()
    for (const splitBytes of [1, 2, 3, 7, 1000]) {
      await using wire = await startWire(dialect, () => ({ ...response, splitBytes }))
      const { text } = await post(wire, { ...ask, stream: true })
      texts.add(text.replaceAll(/msg_[\w-]+/g, 'msg'))
    }
    assert.equal(texts.size, 1, dialect)
  }
})

test('Anthropic’s clients read their models and their errors', async () => {
  await using wire = await answers('anthropic-messages', 'text-whole')
  const client = anthropicFor(wire)
  const models = await Array.fromAsync(client.models.list())
  assert.deepEqual(
    models.map(({ id, type }) => [id, type]),
    [['ours', 'model']],
  )
  assert.equal((await client.models.retrieve('ours')).display_name, 'ours')
  await assert.rejects(client.models.retrieve('nope'), NotFoundError)
  await assert.rejects(client.messages.create({ ...ask, model: 'nope' }), (error) => {
    assert.ok(error instanceof NotFoundError && error.type === 'not_found_error')
    return true
  })
  await assert.rejects(client.messages.create({ ...ask, messages: [] }), BadRequestError)
  const stranger = new Anthropic({ baseURL: wire.front.url, apiKey: 'x', maxRetries: 0 })
  await assert.rejects(stranger.messages.create(ask), AuthenticationError)
  const byToken = new Anthropic({ baseURL: wire.front.url, authToken: TEST_KEY, apiKey: null })
  assert.equal((await byToken.messages.create(ask)).stop_reason, 'end_turn')
  await assert.rejects(
    client.messages.countTokens({ model: 'ours', messages: ask.messages }),
    (error) => {
      assert.ok(error instanceof NotFoundError)
      assert.match(error.message, /cannot/)
      return true
    },
  )
})

test('Anthropic’s client sees its stream end where it is stopped', async () => {
  await using wire = await answers('openai-chat', 'abort')
  const stream = anthropicFor(wire).messages.stream(ask)
  for await (const { type } of stream) if (type === 'content_block_delta') break
  while (wire.front.records.length === 0) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(wire.front.records[0]?.outcome, 'cancelled')
})

test('who cannot be asked in its own words is passed over for one who can', async () => {
  const claude = {
    ...createFakeProvider(),
    id: 'claude',
    dialects: ['anthropic-messages'] as const,
  }
  await using server = await startV1Server([claude, createFakeProvider()])
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
  const two = { model: 'fake', n: 2, messages: ask.messages }
  const { response } = await client.chat.completions.create(two).withResponse()
  assert.equal(response.headers.get('x-galerne-provider'), 'fake')
  const one = await client.chat.completions.create({ ...two, n: 1 }).withResponse()
  assert.equal(one.response.headers.get('x-galerne-provider'), 'claude')
})
