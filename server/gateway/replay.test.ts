import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { basename } from 'node:path'
import { test } from 'node:test'
import OpenAI, { APIError } from 'openai'
import type { ChatCompletion, ChatCompletionMessage } from 'openai/resources'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { NO_AUTH } from '#server/providers/auth/auth.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import {
  DEEPSEEK_QUIRKS,
  GROQ_QUIRKS,
  LENIENT_QUIRKS,
  MISTRAL_QUIRKS,
  OLLAMA_QUIRKS,
  OPEN_SERVER_QUIRKS,
  OPENAI_QUIRKS,
  VLLM_QUIRKS,
  XAI_QUIRKS,
} from '#server/providers/quirks.ts'
import { startV1Server, TEST_KEY, type V1Server } from './v1/testing.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'

/** One exchange with a provider. `source` says whether it was recorded or written from documentation. */
interface Fixture {
  source: 'recorded' | 'written from documentation'
  documentation: string
  quirks: keyof typeof QUIRKS
  request: { stream: boolean }
  response: {
    status: number
    headers: Record<string, string>
    /** The body, in the pieces in which it was sent. */
    chunks: string[]
    /** Send it in pieces of so many bytes in place of those. */
    splitBytes?: number
    /** The provider says nothing more, and does not end. */
    isLeftOpen?: boolean
  }
  expected: Expected
}

interface Expected {
  text?: string
  reasoning?: string
  finish?: string
  toolCalls?: { id: string; name: string; arguments: object }[]
  /** What the ledger must say. */
  usage?: object
  isEstimated?: boolean
  /** The event with the usage was for us alone. */
  isUsageHidden?: boolean
  /** What the provider's wire gets wrong is put right: not all bytes are his. */
  isMended?: boolean
  /** The code of the error that ends the stream. */
  streamError?: string
  isAborted?: boolean
  /** Of an error before the first byte. */
  status?: number
  code?: string | null
  retryAfterMs?: number
  inAnswer?: string[]
  notInAnswer?: string[]
  /** Fields of the request as the provider got it. */
  sent?: Record<string, unknown>
  notSent?: string[]
}

const QUIRKS = {
  openai: OPENAI_QUIRKS,
  mistral: MISTRAL_QUIRKS,
  'open-server': OPEN_SERVER_QUIRKS,
  lenient: LENIENT_QUIRKS,
  ollama: OLLAMA_QUIRKS,
  vllm: VLLM_QUIRKS,
  groq: GROQ_QUIRKS,
  deepseek: DEEPSEEK_QUIRKS,
  xai: XAI_QUIRKS,
}
const FOLDER = new URL('../../fixtures/openai-chat/', import.meta.url)
const REQUIRED = [
  'text',
  'tool-call',
  'parallel-tool-calls',
  'reasoning',
  'usage',
  'cut-off',
  'overload',
  'abort',
  'unicode-split',
  'error-under-200',
]

const fixtures = new Map(
  globSync('*.json', { cwd: FOLDER.pathname }).map((name) => [
    basename(name, '.json'),
    read(new URL(name, FOLDER)),
  ]),
)

test('every behaviour that a protocol must pass has an exchange', () => {
  for (const name of REQUIRED) assert.ok(fixtures.has(name), name)
  for (const [name, { source, documentation }] of fixtures) {
    assert.ok(source === 'recorded' || documentation !== '', name)
  }
})

for (const [name, fixture] of fixtures) {
  test(`${name}: OpenAI’s client and the ledger read it as it was meant`, async () => {
    await using replay = await startReplay(fixture)
    const { expected } = fixture
    if (expected.status !== undefined) await checkRefusal(replay, fixture)
    else await checkAnswer(replay, fixture)
    const sent = JSON.parse(replay.received[0] ?? '')
    for (const [field, value] of Object.entries(expected.sent ?? {})) {
      assert.deepEqual(sent[field], value)
    }
    for (const field of expected.notSent ?? []) assert.ok(!(field in sent), field)
  })

  if (fixture.expected.finish === undefined || fixture.expected.isMended) continue
  test(`${name}: the caller gets the provider’s bytes`, async () => {
    await using replay = await startReplay(fixture)
    const { chunks } = fixture.response
    const isUsage = (chunk: string) =>
      chunk.includes('"choices":[],') && chunk.includes('"usage":{')
    const kept = chunks.filter((chunk) => !(fixture.expected.isUsageHidden && isUsage(chunk)))
    const bytes = kept.join('')
    const hasAsked = !fixture.expected.isUsageHidden
    const expected = hasAsked ? bytes : bytes.replaceAll(',"usage":null', '')
    // Who speaks as the provider does gets his bytes; others get his words.
    const words = QUIRKS[fixture.quirks].parts
    assert.equal(await postTo(replay.front, fixture.request, words), expected)
  })
}

interface Replay {
  front: V1Server
  client: OpenAI
  /** The bodies that the provider got. */
  received: string[]
  [Symbol.asyncDispose](): Promise<void>
}

async function startReplay({ response, quirks }: Fixture): Promise<Replay> {
  const received: string[] = []
  const upstream = createServer(async (request, answer) => {
    received.push(Buffer.concat(await Array.fromAsync<Buffer>(request)).toString())
    await send(answer, response)
  })
  const port = await listenOnLoopback(upstream)
  const endpoint = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    auth: NO_AUTH,
    apiVersion: null,
    headers: {},
  }
  const limits = DEFAULT_LIMITS
  const models = [MODEL]
  const id = 'replay'
  const provider = createHttpProvider({
    id,
    endpoint,
    quirks: QUIRKS[quirks],
    place: null,
    models,
    limits,
  })
  const front = await startV1Server([provider])
  return {
    front,
    client: new OpenAI({ baseURL: `${front.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 }),
    received,
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]()
      upstream.closeAllConnections()
      await new Promise((resolve) => upstream.close(resolve))
    },
  }
}

const MODEL = createProviderModel({
  id: 'ours',
  upstreamName: 'theirs',
  name: 'Replayed',
  capabilities: { operations: ['chat'], tools: true, jsonSchema: true },
})

async function send(answer: ServerResponse, response: Fixture['response']): Promise<void> {
  answer.writeHead(response.status, response.headers)
  const { splitBytes } = response
  for (const chunk of splitBytes ? [response.chunks.join('')] : response.chunks) {
    const bytes = Buffer.from(chunk)
    const size = splitBytes ?? bytes.length
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size)
      await new Promise<void>((resolve) => answer.write(piece, () => resolve()))
    }
  }
  if (!response.isLeftOpen) answer.end()
}

async function checkAnswer(replay: Replay, { request, expected }: Fixture): Promise<void> {
  const { message, finish } = request.stream
    ? await readStream(replay, request, expected)
    : await readWhole(replay, request)
  assert.equal(message.text, expected.text)
  assert.equal(message.reasoning, expected.reasoning ?? '')
  if (expected.finish !== undefined) assert.equal(finish, expected.finish)
  assert.deepEqual(message.toolCalls, expected.toolCalls ?? [])
  while (replay.front.records.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const { records } = replay.front
  assert.equal(records.length, 1)
  const { usage, outcome } = records[0] ?? assert.fail()
  assert.equal(usage.isEstimated, expected.isEstimated ?? false)
  assert.deepEqual({ ...usage, ...expected.usage }, usage)
  assert.equal(
    outcome,
    expected.isAborted ? 'cancelled' : expected.streamError ? 'failed' : 'complete',
  )
}

interface ReadMessage {
  text: string
  reasoning: string
  toolCalls: object[]
}

async function readStream({ client }: Replay, request: object, expected: Expected) {
  const body = asStreamRequest(request)
  const stream = await client.chat.completions.create(body)
  const message: ReadMessage = { text: '', reasoning: '', toolCalls: [] }
  const calls: { id: string; name: string; text: string }[] = []
  let finish: string | null = null
  let error: unknown
  try {
    for await (const { choices } of stream) {
      const [choice] = choices
      const { content, tool_calls: tools, ...others } = choice?.delta ?? {}
      assert.ok(typeof (content ?? '') === 'string', 'its client adds texts up, and nothing else')
      message.text += content ?? ''
      const thought = 'reasoning_content' in others ? others.reasoning_content : ''
      if (typeof thought === 'string') message.reasoning += thought
      for (const { index, id, function: part } of tools ?? []) {
        const call = (calls[index] ??= { id: id ?? '', name: part?.name ?? '', text: '' })
        call.text += part?.arguments ?? ''
      }
      finish = choice?.finish_reason ?? finish
      if (expected.isAborted && message.text === expected.text) break
    }
  } catch (thrown) {
    error = thrown
  }
  if (expected.streamError === undefined) assert.equal(error, undefined)
  else assert.ok(error instanceof APIError && error.code === expected.streamError)
  message.toolCalls = calls.map(({ id, name, text }) => ({ id, name, arguments: JSON.parse(text) }))
  return { message, finish }
}

async function readWhole({ front }: Replay, request: object) {
  const answer: ChatCompletion = JSON.parse(await postTo(front, request))
  const [choice] = answer.choices
  const { content }: ChatCompletionMessage = choice?.message ?? assert.fail()
  const message: ReadMessage = { text: content ?? '', reasoning: '', toolCalls: [] }
  return { message, finish: choice?.finish_reason }
}

async function checkRefusal({ client, front }: Replay, { request, expected }: Fixture) {
  await assert.rejects(client.chat.completions.create(asStreamRequest(request)), (error) => {
    assert.ok(error instanceof APIError)
    assert.equal(error.status, expected.status)
    assert.equal(error.code, expected.code)
    if (expected.retryAfterMs !== undefined) {
      assert.equal(error.headers?.get('retry-after-ms'), String(expected.retryAfterMs))
      const seconds = Math.ceil(expected.retryAfterMs / 1000)
      assert.equal(error.headers?.get('retry-after'), String(seconds))
    }
    return true
  })
  const text = await postTo(front, request)
  for (const part of expected.inAnswer ?? []) assert.ok(text.includes(part), part)
  for (const part of expected.notInAnswer ?? []) assert.ok(!text.includes(part), part)
}

async function postTo(front: V1Server, request: object, words = 'openai'): Promise<string> {
  const answer = await fetch(`${front.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TEST_KEY}`,
      'content-type': 'application/json',
      'x-galerne-words': words,
    },
    body: JSON.stringify(request),
  })
  return answer.text()
}

type StreamRequest = OpenAI.Chat.ChatCompletionCreateParamsStreaming

function asStreamRequest(request: object): StreamRequest {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fixtures hold what the client's types do not know
  return request as StreamRequest
}

function read(url: URL): Fixture {
  return JSON.parse(readFileSync(url, 'utf8'))
}
