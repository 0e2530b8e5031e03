import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeProvider } from '#server/providers/fake.ts'
import { startV1Server, TEST_KEY, type V1Server } from './v1-testing.ts'

async function ask({ url }: V1Server, path: string, body: object, headers: Record<string, string> = {}) {
  return fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TEST_KEY}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  })
}

const messages = [{ role: 'user', content: 'hi' }]

test('fields that nobody knows, however many and whatever their names, leave an answer that can be read', async () => {
  await using front = await startV1Server([createFakeProvider()])
  const unknown = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`x\r\ny: ${index}`.padEnd(300, 'é'), index]),
  )
  const body = { model: 'fake', max_tokens: 9, messages, ...unknown }
  const response = await ask(front, '/v1/messages', body)
  assert.equal(response.status, 200)
  const dropped = response.headers.get('x-galerne-dropped') ?? ''
  assert.match(dropped, /^x%0D%0Ay%3A%200.*and 19960 more$/)
  assert.ok(dropped.length < 5000)
  assert.equal(response.headers.get('y'), null)
})
