import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '#wire/runs.ts'
import { ApiFailure } from './api-failure.ts'
import { createHttp } from './http.ts'
import { readRunEvents } from './run-stream.ts'

const RUN_ID = '00000000-0000-7000-8000-000000000001'
const started: RunEvent = {
  type: 'started',
  sequence: 1,
  messageId: RUN_ID,
  modelId: 'small',
  lang: null,
}
const text = (sequence: number): RunEvent => ({ type: 'text', sequence, text: `${sequence} ` })
const stopped = (sequence: number): RunEvent => ({ type: 'stopped', sequence })

/** A server that gives each connection in turn what is listed for it: events, a refusal, or no connection at all. */
function serve(...connections: (RunEvent[] | Response | 'unreachable')[]) {
  const asked: (string | null)[] = []
  const waits: number[] = []
  const http = createHttp({
    baseUrl: 'http://galerne',
    fetch: async (_url, init) => {
      asked.push(new Headers(init?.headers).get('last-event-id'))
      const connection = connections[asked.length - 1] ?? 'unreachable'
      if (connection === 'unreachable') throw new TypeError('fetch failed')
      if (connection instanceof Response) return connection
      const body = connection.map(
        (event) => `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`,
      )
      return new Response(body.join(''))
    },
  })
  const abort = new AbortController()
  const events = (after = 0) =>
    readRunEvents({
      http,
      runId: RUN_ID,
      after,
      signal: abort.signal,
      random: () => 1,
      wait: async (ms) => void waits.push(ms),
    })
  return { events, asked, waits, abort }
}

function refusal(status: number, code: string, retryAfterMs?: number): Response {
  const error = { code, message: 'No', isRetryable: true, retryAfterMs }
  return Response.json({ error }, { status })
}
const sequencesOf = (events: RunEvent[]) => events.map(({ sequence }) => sequence)

test('a stream that breaks is taken up behind its last event, each event once', async () => {
  const { events, asked } = serve(
    [started, text(2)],
    'unreachable',
    [text(2), text(3)],
    [text(4), stopped(5)],
  )
  assert.deepEqual(sequencesOf(await Array.fromAsync(events())), [1, 2, 3, 4, 5])
  assert.deepEqual(asked, [null, '2', '2', '3'])
})

test('it begins where the caller left off', async () => {
  const { events, asked } = serve([text(7), stopped(8)])
  assert.deepEqual(sequencesOf(await Array.fromAsync(events(6))), [7, 8])
  assert.deepEqual(asked, ['6'])
})

test('a gap is not handed on: the stream is asked again', async () => {
  const { events, asked } = serve([started, text(3)], [text(2), stopped(3)])
  assert.deepEqual(sequencesOf(await Array.fromAsync(events())), [1, 2, 3])
  assert.deepEqual(asked, [null, '1'])
})

test('the pauses grow while nothing comes, start anew when something does, and obey the server', async () => {
  const { events, waits } = serve(
    'unreachable',
    'unreachable',
    'unreachable',
    [started],
    refusal(503, 'not_ready', 1234),
    [stopped(2)],
  )
  await Array.fromAsync(events())
  assert.deepEqual(waits, [250, 500, 1000, 250, 1234])
})

test('the pauses stay bearable', async () => {
  const { events, waits } = serve(...Array.from({ length: 12 }, () => 'unreachable' as const), [
    started,
    stopped(2),
  ])
  await Array.fromAsync(events())
  assert.equal(Math.max(...waits), 8000)
})

test('a refusal that waiting does not cure is thrown', async () => {
  const { events } = serve(refusal(404, 'not_found'))
  await assert.rejects(
    Array.fromAsync(events()),
    (error) => error instanceof ApiFailure && error.code === 'not_found' && error.status === 404,
  )
})

test('an event that is none is thrown as unreadable, not asked for again for ever', async () => {
  const { events } = serve(new Response('data: {"type":"surprise","sequence":1}\n\n'))
  await assert.rejects(Array.fromAsync(events()), { code: 'unreadable' })
})

test('an abort ends it quietly', async () => {
  const { events, abort } = serve([started, text(2), stopped(3)])
  const seen: number[] = []
  for await (const { sequence } of events()) {
    seen.push(sequence)
    abort.abort()
  }
  assert.deepEqual(seen, [1])
})
