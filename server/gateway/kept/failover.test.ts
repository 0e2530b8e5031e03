import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import OpenAI, { APIError } from 'openai'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { NO_AUTH } from '#server/providers/auth/auth.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import { LENIENT_QUIRKS } from '#server/providers/quirks.ts'
import { startV1Server, TEST_KEY } from '../v1/testing.ts'

interface Place {
  id: string
  /** The bodies that came. */
  received: Record<string, unknown>[]
  isDown: boolean
  port: number
  [Symbol.asyncDispose](): Promise<void>
}

/** A provider that speaks the Responses API, and thinks where nobody else can read it. */
async function startPlace(id: string): Promise<Place> {
  const received: Place['received'] = []
  const server = createServer(async (request, response) => {
    received.push(JSON.parse(Buffer.concat(await Array.fromAsync<Buffer>(request)).toString()))
    const thought = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: `of-${id}` }
    const content = [{ type: 'output_text', text: id, annotations: [] }]
    const said = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }
    const body = {
      id: `resp_${id}`,
      object: 'response',
      status: 'completed',
      output: [thought, said],
    }
    response.writeHead(place.isDown ? 503 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(place.isDown ? { error: { message: 'down' } } : body))
  })
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const port = await listenOnLoopback(server)
  const place: Place = { id, received, isDown: false, port, [Symbol.asyncDispose]: close }
  return place
}

function providerOf({ id, port }: Place) {
  const baseUrl = `http://127.0.0.1:${port}/v1`
  return createHttpProvider({
    id,
    protocols: ['openai-responses'],
    endpoint: { baseUrl, auth: NO_AUTH, apiVersion: null, headers: {} },
    quirks: LENIENT_QUIRKS,
    place: null,
    models: [createProviderModel({ id: 'ours', capabilities: { operations: ['chat'] } })],
    limits: DEFAULT_LIMITS,
  })
}

test('a conversation goes on where its thoughts are, and elsewhere without them', async () => {
  await using first = await startPlace('first')
  await using second = await startPlace('second')
  await using front = await startV1Server([providerOf(first), providerOf(second)])
  const client = new OpenAI({ baseURL: `${front.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
  const ask = { model: 'ours', input: [{ role: 'user' as const, content: 'Hi' }] }

  first.isDown = true
  const { output, output_text: text, id } = await client.responses.create(ask)
  assert.equal(text, 'second')
  first.isDown = false

  // The client's types take what they gave only in parts.
  const input: OpenAI.Responses.ResponseInput = JSON.parse(
    JSON.stringify([...ask.input, ...output, ...ask.input]),
  )
  const going = { model: 'ours', input }
  assert.equal((await client.responses.create(going)).output_text, 'second')
  const thought = Object(second.received.at(-1)?.input)[1]
  assert.equal(thought.encrypted_content, 'of-second', 'its thoughts come back as it made them')

  second.isDown = true
  const { data, response } = await client.responses.create(going).withResponse()
  assert.equal(data.output_text, 'first')
  assert.equal(response.headers.get('x-galerne-dropped'), 'input.reasoning')
  assert.ok(!JSON.stringify(first.received.at(-1)).includes('of-second'))

  const kept = client.responses.create({ ...ask, previous_response_id: id })
  await assert.rejects(kept, (error) => error instanceof APIError && error.status === 503)
  assert.ok(!JSON.stringify(first.received).includes('resp_second'), 'nobody else is asked for it')
})
