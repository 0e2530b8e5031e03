import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AI_HEADER } from '#wire/provenance.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import { aiLabelOf } from './ai-label.ts'
import { startV1Server, TEST_KEY, type V1Server } from './v1/testing.ts'

const LABEL = 'generated;model="fake";deployment="fake/fake"'
const MESSAGES = [{ role: 'user', content: 'hello' }]

function post(server: V1Server, path: string, body: object) {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

test('what a model wrote says so, in every dialect, whole and streamed', async () => {
  await using server = await startV1Server()
  const asked: [path: string, body: object][] = [
    ['/v1/chat/completions', { messages: MESSAGES }],
    ['/v1/messages', { messages: MESSAGES, max_tokens: 50 }],
    ['/v1/responses', { input: 'hello' }],
  ]
  for (const [path, body] of asked) {
    for (const stream of [false, true]) {
      const answer = await post(server, path, { ...body, model: 'fake', stream })
      assert.equal(answer.status, 200, path)
      assert.equal(answer.headers.get(AI_HEADER), LABEL, `${path} ${stream}`)
      await answer.text()
    }
  }
  const speech = await post(server, '/v1/audio/speech', {
    model: 'fake-speech',
    input: 'hello',
    voice: 'a',
  })
  assert.match(speech.headers.get(AI_HEADER) ?? '', /^generated;model="fake-speech"/)
  await speech.arrayBuffer()
})

test('what no model wrote does not say so: numbers, lists and refusals', async () => {
  await using server = await startV1Server()
  const embedded = await post(server, '/v1/embeddings', { model: 'fake-embedding', input: 'hello' })
  assert.equal(embedded.status, 200)
  assert.equal(embedded.headers.get(AI_HEADER), null)
  await embedded.text()
  const refused = await post(server, '/v1/chat/completions', { model: 'none', messages: MESSAGES })
  assert.equal(refused.status, 404)
  assert.equal(refused.headers.get(AI_HEADER), null)
  await refused.text()
})

test('a name that is no ASCII, or has quotes, makes no other header of it', () => {
  const provider = createFakeProvider()
  const model = createProviderModel({ id: 'modèle"\\\r\nx: y', capabilities: {} })
  const label = aiLabelOf('chat', { provider, model })
  assert.match(label ?? '', /^[\x20-\x7e]+$/)
  const plain = createProviderModel({ id: 'a"b\\c', capabilities: {} })
  assert.equal(
    aiLabelOf('chat', { provider, model: plain }),
    String.raw`generated;model="a\"b\\c";deployment="fake/a\"b\\c"`,
  )
})
