import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { Mistral } from '@mistralai/mistralai'
import OpenAI, { APIError, BadRequestError } from 'openai'
import { createEngineProvider } from '#server/engine/engine-provider.ts'
import { silentLog } from '#server/lib/log.ts'
import { CATALOGUE } from '#server/models/catalogue.ts'
import { modelForTests, smallModelForTests } from '#server/models/testing.ts'
import { startV1Server, TEST_KEY } from './v1/testing.ts'

/** The same clients as over the fake, over real models in processes of their own. Only the larger one can call tools. */
const small = await smallModelForTests()
const withTools = await modelForTests()
const { id } = small
const provider = createEngineProvider({
  models: [small, withTools].map((model) => ({
    ...model,
    name: model.id,
    contextTokens: 2048,
    languages: ['en'],
    licence: null,
    kind: 'chat' as const,
    infill: CATALOGUE.find((one) => one.id === model.id)?.infill ?? null,
  })),
  log: silentLog,
})
const server = await startV1Server([provider])
after(() => server[Symbol.asyncDispose]())
const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
const mistral = new Mistral({ serverURL: server.url, apiKey: TEST_KEY })
const anthropic = new Anthropic({ baseURL: server.url, apiKey: TEST_KEY, maxRetries: 0 })
const user = (content: string) => ({ role: 'user' as const, content })
const short = { model: id, temperature: 0, seed: 7, max_completion_tokens: 12 }

test('a stream and a whole answer say the same, and count the same', async () => {
  const messages = [user('Count from one to five in digits.')]
  const whole = await openai.chat.completions.create({ ...short, messages })
  const stream = openai.chat.completions.stream({
    ...short,
    messages,
    stream_options: { include_usage: true },
  })
  const streamed = await stream.finalChatCompletion()
  assert.equal(streamed.choices[0]?.message.content, whole.choices[0]?.message.content)
  assert.notEqual(whole.choices[0]?.message.content, '')
  assert.deepEqual(
    [streamed.usage?.prompt_tokens, streamed.usage?.completion_tokens],
    [whole.usage?.prompt_tokens, whole.usage?.completion_tokens],
  )
  assert.ok(
    server.records.every(({ outcome, usage }) => outcome === 'complete' && !usage.isEstimated),
  )
})

test('JSON of a schema, whatever the model would have liked to say', async () => {
  const schema = {
    type: 'object',
    properties: { city: { enum: ['Paris', 'Brno'] }, isBig: { type: 'boolean' } },
    required: ['city', 'isBig'],
    additionalProperties: false,
  }
  const answer = await openai.chat.completions.create({
    ...short,
    max_completion_tokens: 60,
    messages: [user('Name a city.')],
    response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } },
  })
  const said = JSON.parse(answer.choices[0]?.message.content ?? '')
  assert.ok(['Paris', 'Brno'].includes(said.city))
  assert.equal(typeof said.isBig, 'boolean')
})

test('a tool that must be called is called with arguments of its schema', async () => {
  const parameters = {
    type: 'object',
    properties: { place: { type: 'string' } },
    required: ['place'],
  }
  const tool = { type: 'function' as const, function: { name: 'get_weather', parameters } }
  const answer = await openai.chat.completions.create({
    ...short,
    model: withTools.id,
    max_completion_tokens: 60,
    messages: [user('What is the weather in Brno?')],
    tools: [tool],
    tool_choice: 'required',
  })
  const [call] = answer.choices[0]?.message.tool_calls ?? []
  assert.ok(call?.type === 'function')
  assert.equal(call.function.name, 'get_weather')
  assert.equal(typeof JSON.parse(call.function.arguments).place, 'string')
})

test('Mistral’s client, with its own fields, streamed and not', async () => {
  const ask = { model: id, temperature: 0, maxTokens: 8, randomSeed: 7, safePrompt: false }
  const messages = [user('Say hello.')]
  const whole = await mistral.chat.complete({ ...ask, messages })
  const said = whole.choices?.[0]?.message?.content
  assert.ok(typeof said === 'string' && said !== '')
  let text = ''
  for await (const { data } of await mistral.chat.stream({ ...ask, messages })) {
    const { content } = data.choices[0]?.delta ?? {}
    if (typeof content === 'string') text += content
  }
  assert.equal(text, said)
})

test('a question longer than the context is refused with both numbers', async () => {
  const messages = [user('word '.repeat(9000))]
  await assert.rejects(openai.chat.completions.create({ ...short, messages }), (error) => {
    assert.ok(error instanceof BadRequestError)
    assert.equal(error.code, 'context_length_exceeded')
    assert.match(error.message, /\d{4}.*2[,.]?048|2[,.]?048.*\d{4}/)
    return true
  })
})

test('a caller that leaves stops the model, and the next one is answered', async () => {
  const before = server.records.length
  const stream = await openai.chat.completions.create({
    model: id,
    messages: [user('Write a very long story about the sea.')],
    stream: true,
  })
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
  while (server.records.length === before) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(server.records.at(-1)?.outcome, 'cancelled')
  const next = await openai.chat.completions.create({ ...short, messages: [user('Hello')] })
  assert.ok(next.choices[0]?.finish_reason)
})

test('fifty chats at once are all answered, or told to wait, and none is mixed up', async () => {
  const patient = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TEST_KEY, maxRetries: 8 })
  const ask = async (number: number) => {
    const schema = {
      type: 'object',
      properties: { number: { const: number } },
      required: ['number'],
      additionalProperties: false,
    }
    const answer = await patient.chat.completions.create({
      ...short,
      max_completion_tokens: 24,
      messages: [user(`Repeat the number ${number}.`)],
      response_format: { type: 'json_schema', json_schema: { name: 'n', strict: true, schema } },
    })
    return [number, JSON.parse(answer.choices[0]?.message.content ?? '').number]
  }
  for (const [asked, said] of await Promise.all(Array.from({ length: 50 }, (_, n) => ask(n)))) {
    assert.equal(said, asked)
  }
})

test('a killed engine ends a stream in an error that the client hears', async () => {
  const stream = await openai.chat.completions.create({
    model: id,
    messages: [user('Write a very long story about the sea.')],
    stream: true,
  })
  await assert.rejects(async () => {
    for await (const chunk of stream) {
      const pid = provider.pidOf(id)
      if (chunk.choices[0]?.delta.content && pid !== undefined) process.kill(pid, 'SIGKILL')
    }
  }, APIError)
  const next = await openai.chat.completions.create({ ...short, messages: [user('Hello')] })
  assert.ok(next.choices[0]?.finish_reason)
})

test('Anthropic’s client: a stream, a tool, and the tokens that the answer then says it read', async () => {
  const system = 'Answer in one word.'
  const ask = { model: withTools.id, system, messages: [user('What is the capital of France?')] }
  const { input_tokens: counted } = await anthropic.messages.countTokens(ask)
  const message = await anthropic.messages.stream({ ...ask, max_tokens: 12 }).finalMessage()
  assert.ok(message.content[0]?.type === 'text' && message.content[0].text.includes('Paris'))
  const { input_tokens: input, cache_read_input_tokens: cached } = message.usage
  assert.equal(input + (cached ?? 0), counted)

  const called = await anthropic.messages.create({
    model: withTools.id,
    max_tokens: 60,
    messages: [user('What is the weather in Paris?')],
    tools: [
      {
        name: 'get_weather',
        input_schema: {
          type: 'object',
          properties: { place: { type: 'string' } },
          required: ['place'],
        },
      },
    ],
    tool_choice: { type: 'tool', name: 'get_weather' },
  })
  assert.equal(called.stop_reason, 'tool_use')
  const [block] = called.content
  assert.ok(block?.type === 'tool_use' && block.name === 'get_weather')
})

test('log-probabilities are told beside a tool call too', async () => {
  const { choices } = await openai.chat.completions.create({
    model: withTools.id,
    max_completion_tokens: 60,
    messages: [user('What is the weather in Paris?')],
    tools: [
      { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } },
    ],
    tool_choice: 'required',
    logprobs: true,
  })
  assert.ok((choices[0]?.message.tool_calls?.length ?? 0) > 0)
  assert.ok((choices[0]?.logprobs?.content?.length ?? 0) > 0)
})

test('Mistral’s client: a model that was trained to fills in the middle of code, in one piece and in a stream', async () => {
  const ask = {
    model: withTools.id,
    prompt: 'def add(a, b):\n    # Adds two <|fim_suffix|> numbers.\n    return ',
    suffix: '\n\nprint(add(2, 3))\n',
    temperature: 0,
    maxTokens: 12,
  }
  const whole = await mistral.fim.complete(ask)
  const text = whole.choices[0]?.message?.content
  assert.match(typeof text === 'string' ? text : '', /^\s*a \+ b/)
  let streamed = ''
  let tokens: number | undefined
  for await (const { data } of await mistral.fim.stream(ask)) {
    const piece = data.choices[0]?.delta.content
    streamed += typeof piece === 'string' ? piece : ''
    tokens = data.usage?.completionTokens ?? tokens
  }
  assert.equal(streamed, text)
  assert.equal(tokens, whole.usage.completionTokens)
  assert.equal(server.records.at(-1)?.operation, 'fim')
  assert.equal(server.records.at(-1)?.usage.isEstimated, false)
  await assert.rejects(mistral.fim.complete({ ...ask, model: id }), /not_supported/)
})
