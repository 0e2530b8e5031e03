import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { AppError } from '../lib/app-error.ts'
import { silentLog } from '../lib/log.ts'
import { modelForTests, smallModelForTests } from '../models/testing.ts'
import { createEngineProvider } from './engine-provider.ts'
import { createCaller, type Chunk } from './engine-provider-testing.ts'

const small = await smallModelForTests()
const folder = mkdtempSync(join(tmpdir(), 'galerne-engine-'))
writeFileSync(join(folder, 'broken.gguf'), 'GGUF\u0003\0\0\0')

const listed = {
  name: 'a model',
  contextTokens: 1024,
  languages: ['en'],
  licence: { name: 'Apache-2.0', url: null },
  kind: 'chat' as const,
}
const provider = createEngineProvider({
  models: [
    { ...listed, ...small, id: 'chat' },
    { ...listed, ...small, id: 'vectors', kind: 'embedding' },
    { ...listed, id: 'broken', path: join(folder, 'broken.gguf') },
    { ...listed, id: 'gone', path: join(folder, 'gone.gguf') },
  ],
  options: { sequences: 4, hasSpare: false },
  log: silentLog,
})
const caller = createCaller(provider, 'chat')
after(async () => {
  await provider.close()
  rmSync(folder, { recursive: true })
})

const hello = { messages: [{ role: 'user', content: 'Say hello.' }], temperature: 0 }

test('models are offered with what they can do, broken ones with their reason', () => {
  const [chat, vectors] = provider.listModels()
  const { operations, tools, jsonSchema } = chat?.capabilities ?? assert.fail()
  assert.deepEqual(
    { operations, tools, jsonSchema },
    {
      operations: ['chat', 'count-tokens'],
      tools: false,
      jsonSchema: true,
    },
  )
  assert.equal(chat?.tags.isOwnHardware, true)
  assert.equal(chat?.contextTokens, 1024)
  assert.deepEqual(vectors?.capabilities.operations, ['embeddings'])
  assert.equal(provider.stateOf('chat').state, 'ready')
  assert.match(provider.stateOf('broken').reason ?? '', /header is cut off/)
  assert.match(provider.stateOf('gone').reason ?? '', /ENOENT/)
  assert.equal(provider.stateOf('unknown').state, 'unavailable')
})

test('an answer comes whole, in the shape that OpenAI gives it', async () => {
  const { status, json } = await caller.ask({ ...hello, max_tokens: 8 })
  assert.equal(status, 200)
  assert.equal(json.object, 'chat.completion')
  assert.equal(json.model, 'chat')
  assert.match(json.system_fingerprint, /^fp_[0-9a-f]{12}$/)
  const [choice] = json.choices
  assert.equal(choice?.message.role, 'assistant')
  assert.ok((choice?.message.content ?? '').length > 3)
  const { prompt_tokens, completion_tokens, total_tokens } = json.usage
  assert.ok(prompt_tokens > 10 && completion_tokens > 0 && completion_tokens <= 8)
  assert.equal(total_tokens, prompt_tokens + completion_tokens)
})

test('a stream begins with the role, and ends with a reason, the usage and [DONE]', async () => {
  const { chunks, text, isDone } = await caller.stream({
    ...hello,
    max_tokens: 6,
    stream_options: { include_usage: true },
  })
  const whole = await caller.ask({ ...hello, max_tokens: 6 })
  assert.equal(text, whole.json.choices[0]?.message.content)
  assert.equal(chunks[0]?.choices[0]?.delta.role, 'assistant')
  assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, 'length')
  assert.deepEqual(chunks.at(-1)?.choices, [])
  assert.equal(chunks.at(-1)?.usage?.completion_tokens, 6)
  assert.ok(chunks.slice(0, -1).every(({ usage }) => usage === null))
  assert.ok(isDone)
})

test('a second question finds the first one’s beginning computed, but only its own tenant’s', async () => {
  const long = { messages: [{ role: 'user', content: 'x y z '.repeat(60) }], max_tokens: 1 }
  await caller.ask(long, { tenantId: 'tenant-c' })
  const again = await caller.ask(long, { tenantId: 'tenant-c' })
  assert.ok(again.json.usage.prompt_tokens_details.cached_tokens > 100)
  const other = await caller.ask(long, { tenantId: 'tenant-d' })
  assert.equal(other.json.usage.prompt_tokens_details.cached_tokens, 0)
})

test('fifty chats at once are all answered, each with its own words', async () => {
  const words = Array.from({ length: 50 }, (_, index) => `${(index * 37) % 89}-${index}`)
  const answers = await Promise.all(
    words.map((word) =>
      caller.ask({
        messages: [
          { role: 'user', content: `Repeat: ${word} ${word} ${word} ${word}` },
          { role: 'assistant', content: `${word} ${word} `, prefix: true },
        ],
        temperature: 0,
        stop: [' '],
        max_tokens: 10,
      }),
    ),
  )
  const right = answers.filter(({ json }, index) => {
    const text = json.choices[0]?.message.content ?? ''
    return text.trim() === words[index]
  })
  assert.equal(answers.filter(({ status }) => status === 200).length, 50)
  // A model of this size slips now and then; an answer meant for somebody else would be another's word.
  assert.ok(right.length >= 40, `${right.length} of 50 repeated their word`)
  for (const [index, { json }] of answers.entries()) {
    const text = json.choices[0]?.message.content?.trim() ?? ''
    assert.ok(!words.some((word, other) => other !== index && word === text), `${index}: ${text}`)
  }
})

test('an answer under a JSON schema is valid, and complete', async () => {
  const schema = {
    type: 'object',
    properties: {
      colour: { enum: ['rouge', 'vert'] },
      count: { type: 'integer', minimum: 3, maximum: 7 },
    },
    required: ['colour', 'count'],
    additionalProperties: false,
  }
  for (const seed of [1, 2, 3]) {
    const { json } = await caller.ask({
      ...hello,
      seed,
      temperature: 1.5,
      max_tokens: 100,
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
    })
    const value: unknown = JSON.parse(json.choices[0]?.message.content ?? '')
    assert.ok(typeof value === 'object' && value !== null && 'count' in value && 'colour' in value)
    assert.ok(Number(value.count) >= 3 && Number(value.count) <= 7)
    assert.equal(json.choices[0]?.finish_reason, 'stop')
  }
})

test('several choices come with their index, drawn from different seeds', async () => {
  const { json } = await caller.ask({ ...hello, n: 3, temperature: 1.5, seed: 4, max_tokens: 12 })
  assert.deepEqual(
    json.choices.map(({ index }) => index),
    [0, 1, 2],
  )
  assert.ok(new Set(json.choices.map(({ message }) => message.content)).size > 1)
  const again = await caller.ask({ ...hello, temperature: 1.5, seed: 4, max_tokens: 12 })
  assert.equal(again.json.choices[0]?.message.content, json.choices[0]?.message.content)
})

test('log-probabilities come with every token, and their bytes make up the text', async () => {
  const { json } = await caller.ask({ ...hello, max_tokens: 5, logprobs: true, top_logprobs: 2 })
  const content = json.choices[0]?.logprobs?.content ?? []
  const bytes = Buffer.from(content.flatMap((one) => one.bytes))
  assert.equal(bytes.toString('utf8'), json.choices[0]?.message.content)
  assert.ok(content.every(({ logprob, top_logprobs: top }) => logprob <= 0 && top.length === 2))
})

test('an answer can be made to go on after given words', async () => {
  const { json } = await caller.ask({
    messages: [
      { role: 'user', content: 'Count.' },
      { role: 'assistant', content: 'One, two, three,', prefix: true },
    ],
    temperature: 0,
    max_tokens: 2,
  })
  assert.match(json.choices[0]?.message.content ?? '', /^ four/)
})

const image = { type: 'image_url', image_url: { url: 'https://example.org/x.png' } }
const REFUSED: [string, object | string, string | null, string][] = [
  ['no JSON', '{', null, 'invalid_json'],
  ['no messages', { messages: [] }, 'messages', 'invalid_request'],
  ['an unknown role', { messages: [{ role: 'x', content: '' }] }, 'messages[0].role', ''],
  ['an image', { messages: [{ role: 'user', content: [image] }] }, 'messages[0].content[0]', ''],
  ['a missing text', { messages: [{ role: 'user' }] }, 'messages[0].content', ''],
  ['a number as text', { ...hello, temperature: '1' }, 'temperature', ''],
  ['too hot', { ...hello, temperature: 3 }, 'temperature', ''],
  ['a token that is none', { ...hello, logit_bias: { 99999999: 1 } }, 'logit_bias', ''],
  ['a negative token', { ...hello, logit_bias: { '-1': 1 } }, 'logit_bias', ''],
  ['a huge stop string', { ...hello, stop: 'x'.repeat(1e6) }, 'stop', ''],
  ['tools without a format', { ...hello, tools: [tool('f')] }, 'tools', ''],
  [
    'a tool that is none',
    { ...hello, tools: [tool('f')], tool_choice: named('g') },
    'tool_choice',
    '',
  ],
  ['an old field', { ...hello, functions: [] }, 'functions', ''],
  [
    'only an answer',
    { messages: [{ role: 'assistant', content: 'a', prefix: true }] },
    'messages',
    '',
  ],
]

function tool(name: string) {
  return { type: 'function', function: { name, parameters: { type: 'object' } } }
}

function named(name: string) {
  return { type: 'function', function: { name } }
}

for (const [name, body, param, code] of REFUSED) {
  test(`refused with 400 and the field that was wrong: ${name}`, async () => {
    const { status, json } = await caller.ask(body)
    assert.equal(status, 400)
    assert.equal(json.error.param, param)
    assert.equal(json.error.code, code || 'invalid_request')
    assert.ok(json.error.message.length > 10 && json.error.message.length < 400)
  })
}

test('a body nested without end is refused, not walked into', async () => {
  const deep = `{"messages":[{"role":"user","content":"a"}],"metadata":${'['.repeat(9000)}${']'.repeat(9000)}}`
  const { status, json } = await caller.ask(deep)
  assert.equal(status, 400)
  assert.match(json.error.message, /64 levels/)
})

test('a prompt longer than the context is told both numbers', async () => {
  const { status, json } = await caller.ask({
    messages: [{ role: 'user', content: 'word '.repeat(3000) }],
  })
  assert.equal(status, 400)
  assert.equal(json.error.code, 'context_length_exceeded')
  assert.match(json.error.message, /take 30\d\d tokens.* holds 1024/)
})

test('an answer that reaches the end of the context ends with "length"', async () => {
  const { json } = await caller.ask({
    messages: [{ role: 'user', content: 'word '.repeat(960) }],
    ignore_eos: true,
  })
  assert.equal(json.choices[0]?.finish_reason, 'length')
  assert.equal(json.usage.total_tokens, 1024)
})

test('a model with nothing to answer with says so', async () => {
  const embedded = await caller.ask({ input: 'a' }, { operation: 'embeddings' })
  assert.equal(embedded.status, 404)
  assert.equal(embedded.json.error.code, 'not_supported')
  const chat = await caller.ask(hello, { model: 'vectors' })
  assert.equal(chat.json.error.code, 'not_supported')
  const unknown = await caller.ask(hello, { model: 'nothing' })
  assert.equal(unknown.json.error.code, 'model_not_found')
  for (const model of ['broken', 'gone']) {
    await assert.rejects(
      caller.ask(hello, { model }),
      (error) => error instanceof AppError && error.code === 'not_ready',
    )
  }
})

test('embeddings come in the order of their inputs, as numbers or as base64', async () => {
  const others = { operation: 'embeddings', model: 'vectors' } as const
  const input = ['ein Haus', 'une maison', 'a house']
  const { json } = await caller.ask({ input }, others)
  assert.deepEqual(
    json.data.map(({ index }) => index),
    [0, 1, 2],
  )
  const coded = await caller.ask({ input: 'une maison', encoding_format: 'base64' }, others)
  const bytes = Buffer.from(String(coded.json.data[0]?.embedding), 'base64')
  const numbers = Array.from({ length: bytes.length / 4 }, (_, index) =>
    bytes.readFloatLE(index * 4),
  )
  assert.deepEqual(numbers, json.data[1]?.embedding)
  assert.ok(json.usage.prompt_tokens >= 6)
  const refused = await caller.ask({ input: 'a', dimensions: 5 }, others)
  assert.equal(refused.json.error.param, 'dimensions')
  const long = await caller.ask({ input: ['a', 'word '.repeat(4000)] }, others)
  assert.equal(long.json.error.code, 'context_length_exceeded')
  assert.equal(long.json.error.param, 'input[1]')
})

test('a caller that goes away frees the engine at once', async () => {
  const gone = new AbortController()
  const chunks: Chunk[] = []
  const body = { ...hello, ignore_eos: true, max_tokens: 900 }
  const streaming = caller.stream(body, chunks, { signal: gone.signal })
  while (chunks.length < 3) await new Promise((resolve) => setImmediate(resolve))
  gone.abort()
  await assert.rejects(
    streaming,
    (error) => error instanceof AppError && error.code === 'cancelled',
  )
  const startedAtMs = performance.now()
  await caller.ask({ ...hello, max_tokens: 1 })
  assert.ok(performance.now() - startedAtMs < 5000)
})

test('an engine that is killed fails the answers it had begun, retries the others, and is back', async () => {
  const begun: Chunk[] = []
  const long = { ...hello, ignore_eos: true, max_tokens: 900 }
  const failing = caller.stream(long, begun)
  while (begun.length < 3) await new Promise((resolve) => setImmediate(resolve))
  const before = provider.pidOf('chat')
  assert.ok(before)
  process.kill(before, 'SIGSEGV')
  // Sent to a dead engine, or to none: either way it has not begun to answer.
  const waiting = caller.ask({ ...hello, max_tokens: 4 })
  await assert.rejects(
    failing,
    (error) => error instanceof AppError && error.code === 'provider_unavailable',
  )
  assert.equal((await waiting).status, 200)
  assert.notEqual(provider.pidOf('chat'), before)
})

test('a model that calls tools calls them in the shape of OpenAI, streaming too', async () => {
  const capable = createEngineProvider({
    models: [{ ...listed, ...(await modelForTests()), id: 'tools', contextTokens: 2048 }],
    options: { sequences: 2, hasSpare: false },
    log: silentLog,
  })
  const { ask, stream } = createCaller(capable, 'tools')
  const weather = {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  }
  const messages = [{ role: 'user', content: 'What is the weather in Lyon?' }]
  const body = { messages, tools: [weather], temperature: 0, max_tokens: 80 }
  const { json } = await ask(body)
  assert.equal(json.choices[0]?.finish_reason, 'tool_calls')
  const [called] = json.choices[0]?.message.tool_calls ?? []
  assert.equal(called?.function.name, 'get_weather')
  assert.match(called?.function.arguments ?? '', /Lyon/)

  const forced = { ...body, tool_choice: 'required', parallel_tool_calls: false }
  const { chunks } = await stream(forced)
  const parts = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
  assert.equal(parts[0]?.function.name, 'get_weather')
  assert.match(parts[0]?.id ?? '', /^[a-z0-9]{9}$/)
  const text = parts.map((part) => part.function.arguments).join('')
  const given: object = JSON.parse(text)
  assert.deepEqual(Object.keys(given), ['city'])

  const answered = [
    ...messages,
    { role: 'assistant', content: null, tool_calls: [{ ...called, type: 'function' }] },
    { role: 'tool', tool_call_id: called?.id, content: '{"celsius": 31}' },
  ]
  const final = await ask({ ...body, messages: answered, tool_choice: 'none' })
  assert.match(final.json.choices[0]?.message.content ?? '', /31/)
  await capable.close()
})

test('closing leaves no process behind', async () => {
  const pid = provider.pidOf('chat')
  assert.ok(pid)
  await provider.close()
  assert.throws(() => process.kill(pid, 0), /ESRCH/)
  await assert.rejects(
    caller.ask(hello),
    (error) => error instanceof AppError && error.code === 'not_ready',
  )
})
