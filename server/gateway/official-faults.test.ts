import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { Mistral } from '@mistralai/mistralai'
import OpenAI from 'openai'
import type { DialectName } from '#server/dialects/conversation.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { startFakeServer, type FakeServer } from '#server/providers/fake-server.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { NO_AUTH } from '#server/providers/auth/auth.ts'
import { LENIENT_QUIRKS, MISTRAL_QUIRKS, PLAIN_QUIRKS } from '#server/providers/quirks.ts'
import { startV1Server, TEST_KEY, type V1Server } from './v1/testing.ts'

/** Every wire that a provider may speak, at the address that it has there. */
const WIRES: Record<string, { dialect: DialectName; path: string }> = {
  openai: { dialect: 'openai-chat', path: '/v1' },
  mistral: { dialect: 'openai-chat', path: '/mistral/v1' },
  responses: { dialect: 'openai-responses', path: '/v1' },
  anthropic: { dialect: 'anthropic-messages', path: '/v1' },
  gemini: { dialect: 'gemini', path: '/v1beta' },
  bedrock: { dialect: 'bedrock-converse', path: '' },
  ollama: { dialect: 'ollama', path: '' },
}

let fake: FakeServer
before(async () => {
  fake = await startFakeServer()
})
after(() => fake.close())

const [MODEL] = createFakeProvider()
  .listModels()
  .filter(({ id }) => id === 'fake')

/** A gateway that has met no fault yet: it would not call again who has just failed. */
function startFront(id: string): Promise<V1Server> {
  const { dialect, path } = WIRES[id] ?? assert.fail(id)
  assert.ok(MODEL)
  const provider = createHttpProvider({
    id,
    protocols: [dialect],
    endpoint: { baseUrl: fake.origin + path, auth: NO_AUTH, apiVersion: null, headers: {} },
    quirks: QUIRKS[id] ?? PLAIN_QUIRKS,
    place: null,
    models: [{ ...MODEL, id }],
    limits: DEFAULT_LIMITS,
  })
  return startV1Server([provider])
}

const QUIRKS: Record<string, typeof PLAIN_QUIRKS> = {
  openai: LENIENT_QUIRKS,
  mistral: MISTRAL_QUIRKS,
}

/** What a client made of a stream until it ended, or threw. */
interface Heard {
  text: string
  finish: string | null
  tokens: number
}
interface Asking {
  /** Of the gateway. */
  url: string
  model: string
  content: string
}
type Listen = (asking: Asking, heard: Heard) => Promise<void>

const CLIENTS: Record<string, Listen> = {
  async 'OpenAI’s, chat completions'({ url, model, content }, heard) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
    const stream = client.chat.completions.stream({
      model,
      messages: [{ role: 'user', content }],
      stream_options: { include_usage: true },
    })
    for await (const { choices, usage } of stream) {
      heard.text += choices[0]?.delta.content ?? ''
      heard.finish = choices[0]?.finish_reason ?? heard.finish
      heard.tokens = usage?.completion_tokens ?? heard.tokens
    }
  },
  async 'OpenAI’s, Responses'({ url, model, content: input }, heard) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
    for await (const event of client.responses.stream({ model, input })) {
      if (event.type === 'response.output_text.delta') heard.text += event.delta
      if (event.type === 'response.failed') throw new Error(event.response.error?.message)
      if (event.type !== 'response.completed') continue
      heard.finish = 'stop'
      heard.tokens = event.response.usage?.output_tokens ?? 0
    }
  },
  async 'Anthropic’s'({ url, model, content }, heard) {
    const client = new Anthropic({ baseURL: url, apiKey: TEST_KEY, maxRetries: 0 })
    const stream = client.messages.stream({
      model,
      max_tokens: 500,
      messages: [{ role: 'user', content }],
    })
    for await (const event of stream) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
        heard.text += event.delta.text
      }
      if (event.type !== 'message_delta') continue
      heard.finish = event.delta.stop_reason === 'end_turn' ? 'stop' : event.delta.stop_reason
      heard.tokens = event.usage.output_tokens
    }
  },
  async 'Mistral’s'({ url, model, content }, heard) {
    const client = new Mistral({ serverURL: url, apiKey: TEST_KEY })
    const messages = [{ role: 'user' as const, content }]
    for await (const { data } of await client.chat.stream({ model, messages })) {
      const said = data.choices[0]?.delta.content
      if (typeof said === 'string') heard.text += said
      heard.finish = data.choices[0]?.finishReason ?? heard.finish
      heard.tokens = data.usage?.completionTokens ?? heard.tokens
    }
  },
}

const TEXT = 'Žluťoučký kůň 👩🏽‍🚀 pije víno z Łodzi, a to každý den.'
const WELL = ['', 'split=1']
/** Which OpenAI’s client for Responses takes for its own mistake where they pass as they came. */
const NEWS = 'events=unknown'
const WELL_IN_SSE = ['sse=crlf', 'sse=comments']
const BROKEN = ['cut=2', 'reset=2', 'error=2', 'malformed=2']
const REFUSED = ['status=503', 'status=400', 'net=rst', 'body=html']

for (const [name, listen] of Object.entries(CLIENTS)) {
  for (const model of Object.keys(WIRES)) {
    test(`${name} client over ${model}: whole, broken off or refused, and told which`, async () => {
      const ask = async (fault: string) => {
        await using front = await startFront(model)
        const heard: Heard = { text: '', finish: null, tokens: 0 }
        const content = `[[echo]] ${TEXT} [[fault: ${fault}]]`
        let error: unknown
        await listen({ url: front.url, model, content }, heard).catch(
          (thrown: unknown) => (error = thrown),
        )
        while (front.records.length === 0) await new Promise((done) => setImmediate(done))
        return { heard, error, outcome: front.records.at(-1)?.outcome }
      }
      const isSse = model !== 'bedrock' && model !== 'ollama'
      const well = [...WELL, ...(isSse ? WELL_IN_SSE : [])]
      if (!(name.includes('Responses') && model === 'responses')) well.push(NEWS)
      for (const fault of well) {
        const { heard, error, outcome } = await ask(fault)
        assert.deepEqual([error, heard.text, outcome], [undefined, TEXT, 'complete'], fault)
        assert.ok(heard.finish === 'stop' && heard.tokens > 0, `${fault} ${JSON.stringify(heard)}`)
      }
      for (const fault of BROKEN) {
        const { heard, error, outcome } = await ask(fault)
        assert.ok(error instanceof Error, `${fault}: ${JSON.stringify(heard)}`)
        assert.ok(TEXT.startsWith(heard.text) && heard.text !== TEXT, fault)
        assert.deepEqual([heard.finish, outcome], [null, 'failed'], fault)
      }
      for (const fault of REFUSED) {
        const { heard, error, outcome } = await ask(fault)
        assert.ok(error instanceof Error, fault)
        assert.deepEqual([heard.text, outcome], ['', 'failed'], fault)
      }
    })
  }
}
