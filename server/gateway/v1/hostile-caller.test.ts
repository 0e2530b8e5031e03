import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { silentLog } from '#server/lib/log.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import { createV1Handler } from './handlers.ts'
import { startV1Server, TEST_KEY, TEST_PRINCIPAL, type V1Server } from './testing.ts'

async function ask({ url }: Pick<V1Server, 'url'>, path: string, body: object) {
  return fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TEST_KEY}`,
      'content-type': 'application/json',
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

test('an answer whose head cannot be written gives back the budget that it holds, and tells the provider to stop', async () => {
  await using front = await startV1Server([createFakeProvider()])
  let isClosed = false
  const body = (async function* () {
    try {
      for (;;) yield Buffer.from('data: {}\n\n')
    } finally {
      isClosed = true
    }
  })()
  const gateway = {
    ...front.gateway,
    call: () => Promise.resolve({ status: 200, headers: { 'x-odd': 'a\nb' }, body }),
  }
  const keys = { find: () => TEST_PRINCIPAL, holds: () => true }
  const server = createServer(createV1Handler({ gateway, keys, log: silentLog }))
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  const response = await ask({ url }, '/v1/chat/completions', { model: 'fake', messages })
  assert.equal(response.status, 500)
  await response.text()
  assert.ok(isClosed)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
