import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Mistral } from '@mistralai/mistralai'
import { SDKError } from '@mistralai/mistralai/models/errors'
import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
  UnprocessableEntityError,
} from 'openai'
import { startFakeServer } from '#server/providers/fake-server.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { REPERTOIRE } from '#server/providers/fake-repertoire.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { NO_AUTH } from '#server/providers/auth/auth.ts'
import { MISTRAL_QUIRKS } from '#server/providers/quirks.ts'
import { startV1Server, TEST_KEY } from './v1/testing.ts'

const server = await startV1Server()
after(() => server[Symbol.asyncDispose]())
const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
const mistral = new Mistral({ serverURL: server.url, apiKey: TEST_KEY })

const WEATHER = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather of a place',
    parameters: {
      type: 'object',
      properties: { place: { type: 'string' }, days: { type: 'integer' } },
      required: ['place'],
    },
  },
}
const user = (content: string) => ({ role: 'user' as const, content })

test('OpenAI’s client: an answer in the language of the question, with usage', async () => {
  const answer = await openai.chat.completions.create({
    model: 'fake',
    messages: [user('Jó napot, mi az a víz?')],
  })
  assert.ok(REPERTOIRE.hu?.replies.includes(answer.choices[0]?.message.content ?? ''))
  assert.equal(answer.choices[0]?.finish_reason, 'stop')
  assert.ok((answer.usage?.total_tokens ?? 0) > 0)
})

test('OpenAI’s client: a stream, with usage only when asked for', async () => {
  const messages = [user('Labdien, kas ir ūdens?')]
  const plain = await openai.chat.completions.create({ model: 'fake', messages, stream: true })
  let text = ''
  for await (const chunk of plain) {
    assert.equal(chunk.choices.length, 1)
    text += chunk.choices[0]?.delta.content ?? ''
  }
  assert.ok(REPERTOIRE.lv?.replies.includes(text))

  const asked = openai.chat.completions.stream({
    model: 'fake',
    messages,
    stream_options: { include_usage: true },
  })
  const final = await asked.finalChatCompletion()
  assert.ok((final.usage?.completion_tokens ?? 0) > 0)
})

test('OpenAI’s client: one tool call, two at once, streamed and not', async () => {
  const ask = { model: 'fake', tools: [WEATHER] }
  const whole = await openai.chat.completions.create({
    ...ask,
    messages: [user('Wetter?')],
    tool_choice: 'required',
  })
  const [call] = whole.choices[0]?.message.tool_calls ?? []
  assert.ok(call?.type === 'function')
  assert.equal(call.function.name, 'get_weather')
  assert.deepEqual(JSON.parse(call.function.arguments), { place: 'Łódź', days: 21 })
  assert.equal(whole.choices[0]?.finish_reason, 'tool_calls')

  const stream = openai.chat.completions.stream({ ...ask, messages: [user('[[tools]] Wetter?')] })
  const { choices } = await stream.finalChatCompletion()
  const calls = choices[0]?.message.tool_calls ?? []
  assert.equal(calls.length, 2)
  for (const one of calls) {
    assert.ok(one.type === 'function')
    assert.deepEqual(JSON.parse(one.function.arguments), { place: 'Łódź', days: 21 })
  }
})

test('OpenAI’s client: JSON of a schema', async () => {
  const schema = {
    type: 'object',
    properties: {
      mesto: { enum: ['Ljubljana', 'Zagreb'] },
      leta: { type: 'integer', minimum: 30 },
    },
    required: ['mesto', 'leta'],
    additionalProperties: false,
  }
  const answer = await openai.chat.completions.create({
    model: 'fake',
    messages: [user('Kje?')],
    response_format: { type: 'json_schema', json_schema: { name: 'kraj', strict: true, schema } },
  })
  const said = JSON.parse(answer.choices[0]?.message.content ?? '')
  assert.deepEqual(said, { mesto: 'Ljubljana', leta: 30 })
})

test('OpenAI’s client: models and embeddings', async () => {
  const ids = (await Array.fromAsync(openai.models.list())).map(({ id }) => id)
  assert.ok(ids.includes('fake') && ids.includes('fake-embedding'))
  assert.equal((await openai.models.retrieve('fake')).owned_by, 'fake')
  const { data } = await openai.embeddings.create({ model: 'fake-embedding', input: ['a', 'ž'] })
  assert.equal(data.length, 2)
  assert.ok(Math.abs(Math.hypot(...(data[1]?.embedding ?? [])) - 1) < 1e-5)
})

test('OpenAI’s client gets its own classes of errors', async () => {
  const ask = (model: string, content = 'Hi') =>
    openai.chat.completions.create({ model, messages: [user(content)] })
  await assert.rejects(ask('nope'), NotFoundError)
  await assert.rejects(ask('fake-rate-limited'), RateLimitError)
  await assert.rejects(ask('fake-busy'), InternalServerError)
  await assert.rejects(ask('fake', '[[fault: status=422]]'), UnprocessableEntityError)
  await assert.rejects(ask('fake', '[[fault: status=400]]'), BadRequestError)
  const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'x', maxRetries: 0 })
  await assert.rejects(stranger.models.list(), AuthenticationError)
  await assert.rejects(ask('nope'), (error) => {
    assert.ok(error instanceof APIError)
    assert.equal(error.code, 'model_not_found')
    assert.equal(error.param, 'model')
    assert.match(String(error.requestID), /^[0-9a-f-]{36}$/)
    return true
  })
})

test('OpenAI’s client hears that a stream was cut off', async () => {
  for (const model of ['fake-cut', 'fake-reset', 'fake-error']) {
    const stream = await openai.chat.completions.create({
      model,
      messages: [user('Hello there')],
      stream: true,
    })
    let text = ''
    await assert.rejects(async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    }, APIError)
    assert.notEqual(text, '')
  }
})

test('OpenAI’s client waits as long as it is told, and then gets its answer', async () => {
  const patient = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TEST_KEY, maxRetries: 1 })
  const content = 'Hi [[fault: status=429 retry-after-ms=1001 times=1]]'
  const answer = await patient.chat.completions.create({ model: 'fake', messages: [user(content)] })
  assert.equal(answer.choices[0]?.finish_reason, 'stop')
})

test('OpenAI’s client can leave in the middle', async () => {
  const before = server.records.length
  const stream = await openai.chat.completions.create({
    model: 'fake-stall',
    messages: [user('Hello there')],
    stream: true,
  })
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
  while (server.records.length === before) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(server.records.at(-1)?.outcome, 'cancelled')
})

test('fifty chats at once are all answered, and none is mixed up with another', async () => {
  const languages = Object.keys(REPERTOIRE)
  const ask = async (number: number) => {
    const content = `[[echo]] Nr ${number} ${languages[number % 24]} ž👩🏽‍🚀 ${'word '.repeat(number)}end${number}`
    const expected = content.replace('[[echo]] ', '')
    const messages = [user(content)]
    if (number % 3 === 0) {
      const answer = await mistral.chat.complete({ model: 'fake', messages })
      return [expected, answer.choices?.[0]?.message?.content]
    }
    const isStream = number % 3 === 1
    const answer = openai.chat.completions.stream({ model: 'fake', messages })
    const { choices } = isStream
      ? await answer.finalChatCompletion()
      : await openai.chat.completions.create({ model: 'fake', messages })
    return [expected, choices[0]?.message.content]
  }
  const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => ask(number)))
  for (const [expected, said] of answers) assert.equal(said, expected)
})

test('Mistral’s client: an answer, with its own fields in the request', async () => {
  const answer = await mistral.chat.complete({
    model: 'fake',
    messages: [user('Bonġu, x’inhu l-ilma?')],
    randomSeed: 7,
    safePrompt: true,
    maxTokens: 100,
  })
  const content = answer.choices?.[0]?.message?.content
  assert.ok(typeof content === 'string')
  assert.ok(REPERTOIRE.mt?.replies.includes(content))
  assert.ok((answer.usage.totalTokens ?? 0) > 0)
})

test('Mistral’s client: a stream, and a tool that it asks for with “any”', async () => {
  let text = ''
  const stream = await mistral.chat.stream({
    model: 'fake',
    messages: [user('Tere, mis on vesi?')],
  })
  for await (const { data } of stream) {
    const { content } = data.choices[0]?.delta ?? {}
    if (typeof content === 'string') text += content
  }
  assert.ok(REPERTOIRE.et?.replies.includes(text))

  const called = await mistral.chat.complete({
    model: 'fake',
    messages: [user('Ilm?')],
    tools: [WEATHER],
    toolChoice: 'any',
  })
  const [call] = called.choices?.[0]?.message?.toolCalls ?? []
  assert.equal(call?.function.name, 'get_weather')
  assert.match(call?.id ?? '', /^[A-Za-z0-9]{9}$/)
})

test('Mistral’s client: JSON of a schema, models and embeddings', async () => {
  const answer = await mistral.chat.complete({
    model: 'fake',
    messages: [user('?')],
    responseFormat: {
      type: 'json_schema',
      jsonSchema: {
        name: 'a',
        schemaDefinition: { type: 'object', properties: { ok: { type: 'boolean' } } },
      },
    },
  })
  assert.equal(answer.choices?.[0]?.message?.content, '{"ok":true}')
  const models = await mistral.models.list()
  assert.ok(models.data?.some((model) => 'id' in model && model.id === 'fake'))
  const model = await mistral.models.retrieve({ modelId: 'fake' })
  assert.equal('id' in model && model.id, 'fake')
  const embedded = await mistral.embeddings.create({ model: 'fake-embedding', inputs: ['a', 'ž'] })
  assert.equal(embedded.data.length, 2)
})

test('Mistral’s client gets its own class of errors, and hears of a stream cut off', async () => {
  const ask = (model: string) => mistral.chat.complete({ model, messages: [user('Hi')] })
  for (const [model, status] of [
    ['nope', 404],
    ['fake-rate-limited', 429],
  ] as const) {
    await assert.rejects(ask(model), (error) => {
      assert.ok(error instanceof SDKError)
      assert.equal(error.statusCode, status)
      return true
    })
  }
  const stream = await mistral.chat.stream({ model: 'fake-cut', messages: [user('Hello there')] })
  await assert.rejects(async () => {
    for await (const { data } of stream) assert.ok(data)
  })
})

test('OpenAI’s client reaches a provider that refuses what it sends, and reads its errors', async () => {
  await using strict = await startFakeServer({ refusedFields: [...MISTRAL_QUIRKS.drop, 'seed'] })
  const provider = createHttpProvider({
    id: 'mistral',
    endpoint: {
      baseUrl: strict.baseUrl,
      auth: NO_AUTH,
      apiVersion: null,
      headers: {},
    },
    quirks: MISTRAL_QUIRKS,
    place: 'EU',
    models: createFakeProvider().listModels(),
    limits: DEFAULT_LIMITS,
  })
  await using front = await startV1Server([provider])
  const client = new OpenAI({ baseURL: `${front.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
  const answer = client.chat.completions.stream({
    model: 'fake',
    messages: [user('Bonjour')],
    user: 'someone',
    seed: 4,
    max_completion_tokens: 3,
    stream_options: { include_usage: true },
  })
  assert.equal((await answer.finalChatCompletion()).choices[0]?.finish_reason, 'length')
})
