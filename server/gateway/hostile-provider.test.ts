import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import { test } from 'node:test'
import { Secret } from '#server/lib/secret.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { createKeyAuth } from '#server/providers/auth/auth.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import type { Provider } from '#server/providers/provider.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import { LENIENT_QUIRKS } from '#server/providers/quirks.ts'
import { startV1Server, TEST_KEY } from './v1/testing.ts'

/** Of no shape that a pattern could know. */
const KEY = '0c1d5e7a9b8f4d21a6e3'

/** A provider that turns against us, and callers of two dialects. */
async function start(
  answer: (response: ServerResponse) => void,
  weaken: (provider: Provider) => Provider = (provider) => provider,
) {
  const upstream = createServer((request, response) => {
    request.resume().on('end', () => answer(response))
  })
  const port = await listenOnLoopback(upstream)
  const provider = createHttpProvider({
    id: 'hostile',
    endpoint: {
      baseUrl: `http://127.0.0.1:${port}`,
      auth: createKeyAuth(new Secret(KEY), 'authorization'),
      apiVersion: null,
      headers: {},
    },
    quirks: LENIENT_QUIRKS,
    place: null,
    models: [createProviderModel({ id: 'ours', capabilities: { operations: ['chat'] } })],
    limits: DEFAULT_LIMITS,
  })
  const front = await startV1Server([weaken(provider)])
  return {
    port,
    async ask(path: string, stream: boolean) {
      const said = await fetch(front.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'ours',
          stream,
          max_tokens: 9,
          messages: [{ role: 'user', content: 'hi' }],
        }),
      })
      return { status: said.status, text: await said.text() }
    },
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]()
      upstream.closeAllConnections()
      await new Promise((resolve) => upstream.close(resolve))
    },
  }
}

const PATHS = ['/v1/chat/completions', '/v1/messages']

/** An error that quotes what it was sent, and shows its insides. */
function indiscreet(port: number) {
  return {
    error: {
      code: 'invalid_request_error',
      message: `Key ${KEY} is wrong.\n    at handle (/srv/api/key.js:1:2)\n    at next (/srv/api/x.js:3:4)`,
      debug: { authorization: `Bearer ${KEY}`, called: [`127.0.0.1:${port}`, '10.1.2.3'] },
      stack: 'Error\n    at handle (/srv/api/key.js:1:2)',
      traceback: ['File "/srv/api/key.py", line 1'],
      innererror: { content_filter_result: { hate: { filtered: true } } },
    },
  }
}

test('an error under 200 or within a stream that quotes our key, address and its stack tells none of them', async () => {
  let port = 0
  let isInStream = false
  await using gateway = await start((response) => {
    const error = JSON.stringify(indiscreet(port))
    if (!isInStream) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(error)
      return
    }
    const chunk = { id: 'c', choices: [{ index: 0, delta: { content: 'He' } }] }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`data: ${JSON.stringify(chunk)}\n\ndata: ${error}\n\n`)
  })
  ;({ port } = gateway)
  for (isInStream of [false, true]) {
    for (const path of PATHS) {
      const { text } = await gateway.ask(path, isInStream)
      assert.match(text, /is wrong/)
      // What a caller needs to know of a filter still comes.
      assert.match(text, /content_filter_result/)
      assert.doesNotMatch(text, new RegExp(`${KEY}|${port}|10\\.1\\.2\\.3|/srv/`), path)
    }
  }
})

test('where nobody takes out what only we may know, the key is told to whoever asks', async () => {
  const error = JSON.stringify(indiscreet(1))
  const answer = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(error)
  const forgetting = (provider: Provider) => ({
    ...provider,
    withoutSecrets: (text: string) => text,
  })
  await using gateway = await start(answer, forgetting)
  assert.match((await gateway.ask('/v1/chat/completions', false)).text, new RegExp(KEY))
})

test('a refusal that quotes a stack does not show it', async () => {
  let port = 0
  await using gateway = await start((response) => {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(JSON.stringify(indiscreet(port)))
  })
  ;({ port } = gateway)
  for (const path of PATHS) {
    const { status, text } = await gateway.ask(path, false)
    assert.equal(status, 400)
    assert.match(text, /is wrong/)
    assert.doesNotMatch(text, new RegExp(`${KEY}|${port}|10\\.1\\.2\\.3|/srv/`), path)
  }
})

test('an error in a stream that is megabytes long is told in a few words', async () => {
  await using gateway = await start((response) => {
    const chunk = { id: 'c', choices: [{ index: 0, delta: { content: 'He' } }] }
    const error = { code: 'invalid_request_error', message: 'No.', more: 'x'.repeat(3_000_000) }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`data: ${JSON.stringify(chunk)}\n\ndata: ${JSON.stringify({ error })}\n\n`)
  })
  const { text } = await gateway.ask('/v1/chat/completions', true)
  assert.match(text, /"No\."/)
  assert.ok(text.length < 50_000)
})

test('an error that is nested deeper than any stack is an error like others', async () => {
  const deep = `{"error":{"code":"invalid_request_error","more":${'['.repeat(100_000)}${']'.repeat(100_000)},"message":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}}`
  await using gateway = await start((response) => {
    const chunk = { id: 'c', choices: [{ index: 0, delta: { content: 'He' } }] }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`data: ${JSON.stringify(chunk)}\n\ndata: ${deep}\n\n`)
  })
  for (const path of PATHS) {
    const { text } = await gateway.ask(path, true)
    assert.match(text, /invalid_request_error/)
    assert.doesNotMatch(text, /our side/)
  }
})
