import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sseResponse, type SseEvent } from './sse.ts'

const never = new AbortController().signal

async function* of(...events: SseEvent[]) {
  yield* events
}

test('events are written with their ids, and a line break in them stays one', async () => {
  const text = await sseResponse(of({ id: 1, data: 'ę\nb\r\nc' }, { event: 'end', data: '' }), {
    signal: never,
  }).text()
  assert.equal(text, ':\n\nid: 1\ndata: ę\ndata: b\ndata: c\n\nevent: end\ndata: \n\n')
})

test('a client that goes away ends the source', async () => {
  const ended = Promise.withResolvers<void>()
  async function* source() {
    try {
      for (let id = 1; ; id += 1) yield { id, data: 'x' }
    } finally {
      ended.resolve()
    }
  }
  const reader = sseResponse(source(), { signal: never }).body?.getReader()
  await reader?.read()
  await reader?.read()
  await reader?.cancel()
  await ended.promise
})

test('when the server closes, a stream that waits ends at once', async () => {
  const closing = new AbortController()
  async function* silent() {
    await new Promise(() => {})
    yield { data: 'never' }
  }
  const response = sseResponse(silent(), { signal: closing.signal })
  setImmediate(() => closing.abort())
  assert.equal(await response.text(), ':\n\n')
})

test('nothing is read ahead of a client that does not read', async () => {
  let produced = 0
  async function* source() {
    for (;;) {
      produced += 1
      yield { data: 'x' }
    }
  }
  const response = sseResponse(source(), { signal: never })
  await new Promise((resolve) => setImmediate(resolve))
  assert.ok(produced <= 1)
  await response.body?.cancel()
})

test('a silent stream is kept alive', async () => {
  async function* silent() {
    await new Promise(() => {})
    yield { data: 'never' }
  }
  const response = sseResponse(silent(), { signal: never, heartbeatMs: 1 })
  // The heartbeat does not hold the process open; here nothing else does.
  const hold = setInterval(() => {}, 1000)
  const reader = response.body?.getReader()
  for (let count = 0; count < 3; count += 1) {
    const { value } = (await reader?.read()) ?? {}
    assert.equal(new TextDecoder().decode(value), ':\n\n')
  }
  clearInterval(hold)
  reader?.cancel().catch(() => {})
})
