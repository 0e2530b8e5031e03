import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '#sdk/client.ts'
import type { RunEvent } from '#wire/runs.ts'
import { createLiveRuns, firstWordsIn } from './live-runs.ts'
import type { RunFold } from './run-fold.ts'

const RUN = { runId: 'r1', messageId: 'm1' }
const MESSAGE_ID = '00000000-0000-7000-8000-000000000001'
const EVENTS: RunEvent[] = [
  { type: 'started', sequence: 1, messageId: MESSAGE_ID, modelId: 'small', lang: 'pl' },
  { type: 'text', sequence: 2, text: 'Dzień ' },
  { type: 'text', sequence: 3, text: 'dobry' },
  { type: 'stopped', sequence: 4 },
]

/** A server whose event stream the test writes by hand, connection after connection. */
function setup() {
  const asked: (string | null)[] = []
  let write = (_events: RunEvent[]) => {}
  const ended = Promise.withResolvers<RunFold>()
  const client = createClient({
    baseUrl: '',
    fetch: async (_url, init) => {
      asked.push(new Headers(init?.headers).get('last-event-id'))
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          write = (events) => {
            for (const event of events) {
              controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`))
            }
          }
          init?.signal?.addEventListener('abort', () => controller.error(new Error('aborted')))
        },
      })
      return new Response(body)
    },
  })
  const live = createLiveRuns({
    client,
    nextFrame: (callback) => queueMicrotask(callback),
    wait: async () => undefined,
    onEnd: (_messageId, fold) => ended.resolve(fold),
    onLost: (_messageId, error) => ended.reject(error),
  })
  const textIs = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => live.of(RUN.messageId).get()?.text === text && resolve()
      live.of(RUN.messageId).subscribe(look)
      look()
    })
  return { live, asked, write: (events: RunEvent[]) => write(events), ended: ended.promise, textIs }
}

test('a run is followed once, however often that is asked, and told when it ends', async () => {
  const { live, asked, write, ended, textIs } = setup()
  live.follow(RUN)
  live.follow(RUN)
  while (asked.length === 0) await Promise.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  write(EVENTS.slice(0, 2))
  await textIs('Dzień ')
  write(EVENTS.slice(2))
  const fold = await ended
  assert.equal(fold.text, 'Dzień dobry')
  assert.equal(fold.status, 'stopped')
  assert.equal(asked.length, 1)
})

test('a conversation that one leaves and comes back to goes on where it was, with nothing twice', async () => {
  const { live, asked, write, ended, textIs } = setup()
  live.follow(RUN)
  await new Promise((resolve) => setImmediate(resolve))
  write(EVENTS.slice(0, 2))
  await textIs('Dzień ')

  live.pause()
  live.follow(RUN)
  assert.equal(live.of(RUN.messageId).get()?.text, 'Dzień ')
  await new Promise((resolve) => setImmediate(resolve))
  write(EVENTS.slice(1))
  assert.equal((await ended).text, 'Dzień dobry')
  assert.deepEqual(asked, [null, '2'])
})

test('whoever waits for the first words hears of them, or that there will be none', async () => {
  const { live, asked, write, ended } = setup()
  const signal = new AbortController().signal
  live.follow(RUN)
  let isSaid = false
  const said = firstWordsIn(live.of(RUN.messageId), signal).finally(() => (isSaid = true))
  while (asked.length === 0) await Promise.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  write(EVENTS.slice(0, 1))
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(isSaid, false)
  write(EVENTS.slice(1))
  await said
  await ended
  await firstWordsIn(live.of(RUN.messageId), signal)
})
