import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startV1Server, TEST_KEY, type V1Server } from './testing.ts'

const STOPPING = { type: 'server_error', param: null, code: 'not_ready' }

test('a stream that Galerne’s stopping cuts short ends with an event that says so', async () => {
  const closing = new AbortController()
  await using server = await startV1Server(undefined, { closing: closing.signal })
  const streams = await Promise.all(
    ['stall=2', 'size=5000 delay=20'].map((fault) => ask(server, { fault, isStream: true })),
  )
  const texts = streams.map((stream) => stream.text())
  closing.abort()
  for (const text of await Promise.all(texts)) {
    const events = text.trimEnd().split('\n\n')
    const { error } = JSON.parse(events.at(-1)?.replace('data: ', '') ?? '')
    assert.deepEqual({ ...error, message: '' }, { ...STOPPING, message: '' })
    assert.match(error.message, /Galerne is stopping/)
    assert.ok(!text.includes('[DONE]'))
  }
  assert.deepEqual(
    server.records.map(({ outcome, errorCode }) => [outcome, errorCode]),
    [
      ['failed', 'not_ready'],
      ['failed', 'not_ready'],
    ],
  )
})

test('an answer that has not begun when Galerne stops is refused, to be asked for again', async () => {
  const closing = new AbortController()
  await using server = await startV1Server(undefined, { closing: closing.signal })
  const asked = ask(server, { fault: 'slow=60000', isStream: false })
  // Another connection's answer: by then the first request is being answered too.
  await ask(server, { fault: 'size=1', isStream: false })
  closing.abort()
  const refused = await asked
  assert.equal(refused.status, 503)
  assert.ok(refused.headers.get('retry-after'))
  const { error } = JSON.parse(await refused.text())
  assert.deepEqual({ ...error, message: '' }, { ...STOPPING, message: '' })
})

function ask({ url }: V1Server, { fault, isStream }: { fault: string; isStream: boolean }) {
  const content = `Hei [[fault: ${fault}]]`
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'fake',
      stream: isStream,
      messages: [{ role: 'user', content }],
    }),
  })
}
