import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import { test, type TestContext } from 'node:test'
import { Secret } from '#server/lib/secret.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { createKeyAuth } from '#server/providers/auth/auth.ts'
import { createHttpProvider } from '#server/providers/http-provider.ts'
import { DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import type { Provider } from '#server/providers/provider.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import { LENIENT_QUIRKS } from '#server/providers/quirks.ts'
import { startV1Server, TEST_KEY } from './testing.ts'

const OUR_KEY = 'sk-canary-0c1d5e7a9b8f4d21a6e3'
const ANSWER = JSON.stringify({
  id: 'a',
  object: 'chat.completion',
  created: 1,
  model: 'ours',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
})

/** Answers like a provider, and keeps what it was shown. */
async function listen(t: TestContext) {
  const shown: string[] = []
  const server = createServer((request, response) => {
    shown.push(JSON.stringify(request.headers))
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end(ANSWER)
    })
  })
  const port = await listenOnLoopback(server)
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { shown, url: `http://127.0.0.1:${port}` }
}

function providerAt(baseUrl: string): Provider {
  return createHttpProvider({
    id: 'ours',
    endpoint: {
      baseUrl,
      auth: createKeyAuth(new Secret(OUR_KEY), 'authorization'),
      apiVersion: null,
      headers: {},
    },
    quirks: LENIENT_QUIRKS,
    place: null,
    models: [createProviderModel({ id: 'ours', capabilities: { operations: ['chat'] } })],
    limits: DEFAULT_LIMITS,
  })
}

/** As gateways have been that let a request say where the provider is. */
function believing(provider: Provider): Provider {
  return {
    ...provider,
    call(call) {
      const said = /"api_base":"([^"]+)"/.exec(call.body.toString())?.[1]
      return (said === undefined ? provider : providerAt(said)).call(call)
    },
  }
}

/** Every place of a request where some gateway or client has ever looked for an address. */
function wishesFor(evil: string) {
  const names = ['api_base', 'base_url', 'baseUrl', 'api_url', 'endpoint', 'azure_endpoint']
  const inBody = Object.fromEntries(names.map((name) => [name, evil]))
  return [
    { body: { ...inBody, extra_body: inBody, litellm_params: inBody, metadata: inBody } },
    { query: `?${new URLSearchParams(inBody).toString()}` },
    {
      headers: {
        'x-api-base': evil,
        'openai-base-url': evil,
        'x-base-url': evil,
        'x-forwarded-host': new URL(evil).host,
        forwarded: `host=${new URL(evil).host}`,
        'x-original-url': `${evil}/v1/chat/completions`,
      } satisfies IncomingMessage['headers'],
    },
    { body: { model: `${evil}/ours` } },
    { body: { models: [`${evil}/ours`], provider: { base_url: evil, order: [evil] } } },
  ]
}

async function attack(t: TestContext, weaken?: (provider: Provider) => Provider) {
  const [ours, evil] = [await listen(t), await listen(t)]
  const provider = providerAt(ours.url)
  const front = await startV1Server([weaken ? weaken(provider) : provider])
  t.after(() => front[Symbol.asyncDispose]())
  for (const path of ['/v1/chat/completions', '/v1/messages']) {
    for (const { body = {}, query = '', headers = {} } of wishesFor(evil.url)) {
      const said = { model: 'ours', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] }
      const answer = await fetch(front.url + path + query, {
        method: 'POST',
        headers: {
          ...headers,
          authorization: `Bearer ${TEST_KEY}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ ...said, ...body }),
      })
      assert.ok(!(await answer.text()).includes(OUR_KEY))
    }
  }
  return { ours: ours.shown, evil: evil.shown }
}

test('a request names the address that our key is sent to (CVE-2024-6587)', async (t) => {
  const weak = await attack(t, believing)
  assert.ok(weak.evil.some((headers) => headers.includes(OUR_KEY)))

  const { ours, evil } = await attack(t)
  assert.deepEqual(evil, [], 'nobody calls there')
  assert.ok(ours.length >= 6 && ours.every((headers) => headers.includes(OUR_KEY)))
})
