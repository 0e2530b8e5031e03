import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI, { APIError } from 'openai'
import { createManualClock } from '#server/lib/clock.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { Secret } from '#server/lib/secret.ts'
import { startV1Server, TEST_KEY } from '#server/gateway/v1/testing.ts'
import { createAwsAuth } from '#server/providers/auth/aws.ts'
import { signatureFor } from '#server/providers/auth/aws-signature.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import { PLAIN_QUIRKS } from '#server/providers/quirks.ts'

const ARN = 'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.model-v1:0'
const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLEAKIDEXAMP',
  secretAccessKey: new Secret('aws-secret'),
  sessionToken: new Secret('session-secret'),
  region: 'eu-central-1',
  service: 'bedrock',
}
const WEATHER = {
  name: 'weather',
  description: 'The weather of a place',
  parameters: { type: 'object', properties: { place: { type: 'string' } } },
}
const STREAM: [string, object][] = [
  ['messageStart', { role: 'assistant' }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Chvilku, ' } }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'prosím. 👩🏽‍🚀' } }],
  ['contentBlockStop', { contentBlockIndex: 0 }],
  [
    'contentBlockStart',
    { contentBlockIndex: 1, start: { toolUse: { toolUseId: 'tooluse_1', name: 'weather' } } },
  ],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"place":' } } }],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '"Třebíč"}' } } }],
  ['contentBlockStop', { contentBlockIndex: 1 }],
  ['messageStop', { stopReason: 'tool_use' }],
  [
    'metadata',
    { usage: { inputTokens: 10, outputTokens: 5, totalTokens: 115, cacheReadInputTokens: 100 } },
  ],
]

test('OpenAI’s client streams a tool call from Bedrock, signed, whatever way the bytes are cut', async () => {
  for (const pieceBytes of [1, 13, 100_000]) {
    await using cloud = await startBedrock({ events: STREAM, pieceBytes })
    const client = new OpenAI({ baseURL: `${cloud.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
    const stream = client.chat.completions.stream({
      model: 'ours',
      messages: [{ role: 'user', content: 'Jaké je počasí?' }],
      tools: [{ type: 'function', function: WEATHER }],
      stream_options: { include_usage: true },
    })
    const { choices, usage } = await stream.finalChatCompletion()
    const [choice] = choices
    assert.equal(choice?.message.content, 'Chvilku, prosím. 👩🏽‍🚀')
    assert.equal(choice.finish_reason, 'tool_calls')
    const [call] = choice.message.tool_calls ?? []
    assert.ok(call?.type === 'function')
    assert.deepEqual(JSON.parse(call.function.arguments), { place: 'Třebíč' })
    assert.equal(usage?.prompt_tokens, 110)
    assert.equal(usage.prompt_tokens_details?.cached_tokens, 100)
    const [record] = cloud.records
    assert.deepEqual([record?.outcome, record?.usage.inputTokens], ['complete', 110])
    assert.deepEqual(cloud.problems, [])
  }
})

test('Anthropic’s client gets the same from Bedrock, and a whole answer too', async () => {
  await using cloud = await startBedrock({ events: STREAM })
  const client = new Anthropic({ baseURL: cloud.url, apiKey: TEST_KEY, maxRetries: 0 })
  const stream = client.messages.stream({
    model: 'ours',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Jaké je počasí?' }],
    tools: [{ name: 'weather', input_schema: { type: 'object', properties: {} } }],
  })
  const { content, stop_reason: reason } = await stream.finalMessage()
  assert.deepEqual(
    content.map(({ type }) => type),
    ['text', 'tool_use'],
  )
  assert.equal(reason, 'tool_use')
  const answer = await client.messages.create({
    model: 'ours',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Ahoj' }],
  })
  const [said] = answer.content
  assert.ok(said?.type === 'text' && said.text === 'Dobrý den.')
  assert.deepEqual(cloud.problems, [])
})

test('a stream of Bedrock that throws, breaks or is damaged is never reported as complete', async () => {
  const begun = STREAM.slice(0, 2)
  const cases: [string, Partial<Script>][] = [
    ['rate_limited', { events: begun, exception: 'throttlingException' }],
    ['provider_error', { events: begun }],
    ['provider_error', { events: begun, isDamaged: true }],
  ]
  for (const [code, script] of cases) {
    await using cloud = await startBedrock({ events: [], ...script })
    const client = new OpenAI({ baseURL: `${cloud.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
    let text = ''
    const reading = async () => {
      const stream = await client.chat.completions.create({
        model: 'ours',
        stream: true,
        messages: [{ role: 'user', content: 'Ahoj' }],
      })
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    }
    await assert.rejects(reading(), (error) => error instanceof APIError && error.code === code)
    // What came in one piece with the damage is not told: then the call may be made elsewhere.
    assert.ok('Chvilku, '.startsWith(text))
    while (cloud.records.length === 0) await new Promise((next) => setImmediate(next))
    assert.equal(cloud.records[0]?.outcome, 'failed')
  }
})

test('a machine whose clock is an hour slow is let in at the second try of the same call', async () => {
  await using cloud = await startBedrock({ events: STREAM, clockSlowMs: 3_600_000 })
  const client = new OpenAI({ baseURL: `${cloud.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
  const ask = () =>
    client.chat.completions.create({ model: 'ours', messages: [{ role: 'user', content: 'Ahoj' }] })
  assert.equal((await ask()).choices[0]?.message.content, 'Dobrý den.')
  assert.equal(cloud.calls(), 2)
  await ask()
  assert.equal(cloud.calls(), 3)
})

test('a refusal of Bedrock tells nobody its host, our key or our token', async () => {
  const message = 'Bad request at bedrock.internal:443 for AKIA, secret aws-secret, session-secret'
  await using cloud = await startBedrock({ events: [], refusal: message })
  const client = new OpenAI({ baseURL: `${cloud.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
  const asked = client.chat.completions.create({
    model: 'ours',
    messages: [{ role: 'user', content: 'Ahoj' }],
  })
  await assert.rejects(asked, (error) => {
    assert.ok(error instanceof APIError)
    assert.equal(error.status, 400)
    assert.doesNotMatch(error.message, /aws-secret|session-secret|internal/)
    assert.match(error.message, /Bad request at \*\*\*/)
    return true
  })
})

interface Script {
  events: [string, object][]
  pieceBytes?: number
  exception?: string
  isDamaged?: boolean
  refusal?: string
  clockSlowMs?: number
}

/** A Bedrock that checks signatures, behind a gateway of its own. */
async function startBedrock(script: Script) {
  const problems: string[] = []
  let calls = 0
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    calls += 1
    const body = Buffer.concat(await Array.fromAsync<Buffer>(request))
    const problem = problemOf(request, body)
    if (problem !== undefined) {
      problems.push(problem)
      response.writeHead(403, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: problem }))
    } else await send(request, response, script)
  }
  const server = createServer((request, response) => void answer(request, response))
  const baseUrl = `http://127.0.0.1:${await listenOnLoopback(server)}`
  const clock = createManualClock(Date.now() - (script.clockSlowMs ?? 0))
  const provider = createHttpProvider({
    id: 'bedrock',
    presetName: 'bedrock',
    protocols: ['bedrock-converse'],
    endpoint: { baseUrl, auth: createAwsAuth(CREDENTIALS, clock), apiVersion: null, headers: {} },
    quirks: PLAIN_QUIRKS,
    place: null,
    models: [
      createProviderModel({
        id: 'ours',
        upstreamName: ARN,
        capabilities: { operations: ['chat'], tools: true },
      }),
    ],
    limits: DEFAULT_LIMITS,
  })
  const front = await startV1Server([provider])
  return {
    url: front.url,
    records: front.records,
    problems,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** What AWS would say against the request; undefined: nothing. */
function problemOf(request: IncomingMessage, body: Buffer): string | undefined {
  const { host = '', authorization = '' } = request.headers
  const time = String(request.headers['x-amz-date'])
  const token = String(request.headers['x-amz-security-token'])
  const url = new URL(request.url ?? '', `http://${host}`)
  const headers = { host, 'x-amz-date': time, 'x-amz-security-token': token }
  const signed = signatureFor({ method: 'POST', url, headers, body }, CREDENTIALS)
  if (signed !== authorization) return 'The request signature we calculated does not match.'
  if (!url.pathname.startsWith(`/model/${encodeURIComponent(ARN)}/converse`)) return 'Wrong model.'
  const at = Date.parse(time.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'))
  return Math.abs(at - Date.now()) > 300_000 ? 'Signature expired.' : undefined
}

async function send(request: IncomingMessage, response: ServerResponse, script: Script) {
  if (script.refusal !== undefined) {
    response.writeHead(400, { 'content-type': 'application/json' })
    return response.end(JSON.stringify({ message: script.refusal }))
  }
  if (!request.url?.endsWith('/converse-stream')) {
    response.writeHead(200, { 'content-type': 'application/json' })
    const message = { role: 'assistant', content: [{ text: 'Dobrý den.' }] }
    const usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 }
    return response.end(JSON.stringify({ output: { message }, stopReason: 'end_turn', usage }))
  }
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
  const frames = script.events.map(([type, data]) => frame({ ':event-type': type }, data))
  if (script.exception !== undefined) {
    const headers = { ':message-type': 'exception', ':exception-type': script.exception }
    frames.push(frame(headers, { message: 'Too many tokens, wait.' }))
  }
  if (script.isDamaged) frames.push(Buffer.alloc(64, 7))
  const bytes = Buffer.concat(frames)
  const size = script.pieceBytes ?? bytes.length
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((done) => response.write(bytes.subarray(at, at + size), done))
  }
  return response.end()
}

function frame(headers: Record<string, string>, data: object): Buffer {
  const all = { ':message-type': 'event', ':content-type': 'application/json', ...headers }
  const head = Buffer.concat(
    Object.entries(all).map(([name, value]) => {
      const length = Buffer.from([0, Buffer.byteLength(value)])
      return Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ])
    }),
  )
  const payload = Buffer.from(JSON.stringify(data))
  const bytes = Buffer.alloc(16 + head.length + payload.length)
  bytes.writeUInt32BE(bytes.length, 0)
  bytes.writeUInt32BE(head.length, 4)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8)
  head.copy(bytes, 12)
  payload.copy(bytes, 12 + head.length)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4)
  return bytes
}
