import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Mistral } from '@mistralai/mistralai'
import { HTTPValidationError } from '@mistralai/mistralai/models/errors'
import OpenAI from 'openai'
import { startFakeServer, type FakeServer } from '#server/providers/fake-server.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { NO_AUTH } from '#server/providers/auth/auth.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { MISTRAL_QUIRKS, OPENAI_QUIRKS, OPEN_SERVER_QUIRKS } from '#server/providers/quirks.ts'
import { startV1Server, TEST_KEY, type V1Server } from '../v1/testing.ts'
import { toMistralWords } from './mistral-words.ts'
import { toOpenAiWords } from './openai-words.ts'

let fake: FakeServer
let front: V1Server
before(async () => {
  fake = await startFakeServer({ refusedFields: ['refused'] })
  const providers = [
    { id: 'mistral', path: '/mistral/v1', quirks: MISTRAL_QUIRKS },
    { id: 'openai', path: '/v1', quirks: OPENAI_QUIRKS },
    { id: 'vllm', path: '/v1', quirks: OPEN_SERVER_QUIRKS },
  ].map(({ id, path, quirks }) =>
    createHttpProvider({
      id,
      endpoint: { baseUrl: fake.origin + path, auth: NO_AUTH, apiVersion: null, headers: {} },
      quirks,
      place: null,
      models: createFakeProvider()
        .listModels()
        .filter((model) => model.id === 'fake')
        .map((model) => ({
          ...model,
          id: `${id}-model`,
          capabilities: { ...model.capabilities, reasoning: true },
        })),
      limits: DEFAULT_LIMITS,
    }),
  )
  front = await startV1Server(providers)
})
after(async () => {
  await front[Symbol.asyncDispose]()
  await fake.close()
})

const openai = () => new OpenAI({ baseURL: `${front.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
const mistral = () => new Mistral({ serverURL: front.url, apiKey: TEST_KEY })
const user = (content: string) => ({ role: 'user' as const, content })
const TOOL = {
  type: 'function' as const,
  function: { name: 'get_weather', parameters: { type: 'object', properties: {} } },
}

test('OpenAI’s client reads what a model of Mistral’s thought and said, streamed and whole', async () => {
  const ask = { model: 'mistral-model', messages: [user('[[reasoning]] Bonjour')] }
  const { choices } = await openai().chat.completions.stream(ask).finalChatCompletion()
  const [streamed] = choices
  assert.equal(typeof streamed?.message.content, 'string')
  assert.doesNotMatch(streamed?.message.content ?? '', /object Object/)
  const [whole] = (await openai().chat.completions.create(ask)).choices
  assert.equal(whole?.message.content, streamed?.message.content)
  const thought = Object.entries({ ...whole?.message }).find(
    ([name]) => name === 'reasoning_content',
  )
  assert.ok(thought && typeof thought[1] === 'string' && thought[1] !== '')
})

test('Mistral’s client reads what others thought as parts, usage and whole names in streams', async () => {
  for (const model of ['openai-model', 'vllm-model']) {
    const said = { thought: '', text: '', finish: '', tokens: 0, last: false }
    const messages = [user('[[reasoning]] Bonjour')]
    for await (const { data } of await mistral().chat.stream({ model, messages })) {
      const [choice] = data.choices
      assert.ok(choice && data.choices.length === 1, 'no chunk is without its choice')
      const { content } = choice.delta
      said.thought += Array.isArray(content) ? JSON.stringify(content) : ''
      if (typeof content === 'string') said.text += content
      said.last = choice.finishReason !== null && data.usage !== undefined
      said.finish = choice.finishReason ?? said.finish
      said.tokens = data.usage?.totalTokens ?? said.tokens
    }
    assert.match(said.thought, /^\[\{"type":"thinking","thinking":\[\{/)
    assert.ok(said.text !== '' && said.tokens > 0)
    assert.ok(said.last && said.finish === 'stop', 'usage comes beside the reason to end')
  }
  const stream = await mistral().chat.stream({
    model: 'openai-model',
    messages: [user('[[tools]] Wetter?')],
    tools: [TOOL],
  })
  const pieces: { id: string | undefined; name: string; text: string }[] = []
  for await (const { data } of stream) {
    for (const call of data.choices[0]?.delta.toolCalls ?? []) {
      const { name, arguments: text } = call.function
      pieces.push({ id: call.id, name, text: JSON.stringify(text) })
    }
  }
  const calls = Map.groupBy(pieces, ({ id }) => id)
  assert.equal(calls.size, 2)
  for (const [id, of] of calls) {
    assert.match(String(id), /^[A-Za-z0-9]{9}$/)
    assert.equal(of.map(({ name }) => name).join(''), 'get_weather')
    JSON.parse(of.map(({ text }) => String(JSON.parse(text))).join(''))
  }
})

test('Mistral’s client reads its own class of errors where a request is refused', async () => {
  const refused = { model: 'openai-model', messages: [user('Hi')], refused: 1 }
  const answer = await fetch(`${front.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TEST_KEY}`,
      'content-type': 'application/json',
      'x-galerne-words': 'mistral',
    },
    body: JSON.stringify(refused),
  })
  assert.equal(answer.status, 422)
  assert.match(await answer.text(), /^\{"object":"error".*"detail":\[\{.*"loc":\["body"/)
  const messages = [user('[[fault: status=422]] Hi')]
  await assert.rejects(mistral().chat.complete({ model: 'vllm-model', messages }), (error) => {
    assert.ok(error instanceof HTTPValidationError, String(error))
    assert.ok((error.detail?.length ?? 0) > 0)
    return true
  })
})

/** What was sent to the provider, and what was left out on the way. */
async function send(model: string, messages: object[]) {
  const answer = await fetch(`${front.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages }),
  })
  const said = await answer.text()
  const received = fake.received.at(-1)
  return {
    status: answer.status,
    said,
    dropped: answer.headers.get('x-galerne-dropped') ?? '',
    sent: JSON.parse(received?.body.toString() ?? '{}').messages,
  }
}

const THINKING = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }
const PDF = 'data:application/pdf;base64,JVBERi0='

test('what was said in Mistral’s words goes to others in OpenAI’s', async () => {
  const messages = [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Ciao' },
        { type: 'image_url', image_url: 'https://example.org/a.png' },
        { type: 'document_url', document_url: PDF, document_name: 'a.pdf' },
        { type: 'input_audio', input_audio: 'UklGRgAA' },
        { type: 'file', file_id: 'f-1' },
      ],
    },
    {
      role: 'assistant',
      content: [THINKING, { type: 'text', text: 'Sì.' }, { type: 'reference' }],
    },
    user('E poi?'),
  ]
  const [ours, theirs] = [await send('vllm-model', messages), await send('openai-model', messages)]
  assert.equal(ours.status, 200)
  assert.deepEqual(ours.sent[0].content, [
    { type: 'text', text: 'Ciao' },
    { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
    { type: 'file', file: { filename: 'a.pdf', file_data: PDF } },
    { type: 'input_audio', input_audio: { data: 'UklGRgAA', format: 'wav' } },
    { type: 'file', file: { file_id: 'f-1' } },
  ])
  assert.deepEqual(ours.sent[1], { role: 'assistant', content: 'Sì.', reasoning_content: 'Hm.' })
  assert.equal(ours.dropped, 'messages.content.reference')
  assert.deepEqual(theirs.sent[1], { role: 'assistant', content: 'Sì.' })
  assert.match(theirs.dropped, /messages\.reasoning_content/)
  const back = await send('mistral-model', messages)
  assert.deepEqual(back.sent, messages, 'its own words pass as they came')
})

test('what OpenAI has no words for is refused by name, before anybody is asked', async () => {
  for (const part of [
    { type: 'document_url', document_url: 'https://example.org/a.pdf' },
    { type: 'input_audio', input_audio: 'T2dnUwAC' },
  ]) {
    const asked = fake.received.length
    const { status, said } = await send('openai-model', [{ role: 'user', content: [part] }])
    assert.equal(status, 400)
    assert.match(
      said,
      /“messages”: a (?:document by its address|sound that is neither WAV nor MP3)/,
    )
    assert.equal(fake.received.length, asked)
  }
})

test('thoughts go back to a model of Mistral’s that thinks as its own parts', async () => {
  const { sent, dropped } = await send('mistral-model', [
    user('Ciao'),
    { role: 'assistant', content: 'Sì.', reasoning_content: 'Hm.' },
    user('E poi?'),
  ])
  assert.deepEqual(sent[1], {
    role: 'assistant',
    content: [THINKING, { type: 'text', text: 'Sì.' }],
  })
  assert.equal(dropped, '')
})

test('an end that OpenAI’s clients do not know is told in their word', () => {
  const [said] = toOpenAiWords().event({
    choices: [{ index: 0, delta: { content: '' }, finish_reason: 'model_length' }],
  })
  assert.deepEqual(said, {
    choices: [{ index: 0, delta: { content: '' }, finish_reason: 'length' }],
  })
})

test('a last chunk waits for its usage, and comes without where there is none', () => {
  const words = toMistralWords()
  const end = () => ({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null })
  assert.deepEqual(words.event(end()), [])
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  const [last] = words.event({ choices: [], usage })
  assert.deepEqual(last, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage })
  assert.deepEqual(words.end(), [])
  const silent = toMistralWords()
  assert.deepEqual(silent.event(end()), [])
  assert.equal(silent.end().length, 1)
})
