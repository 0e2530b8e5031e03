import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '#wire/runs.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { createEventWriter } from './event-writer.ts'
import { createLiveRuns } from './live-runs.ts'
import { RunLost, type RunAppend, type RunEventsStore } from './run-events-store.ts'

interface Commit {
  appends: readonly RunAppend[]
  succeed: () => void
  fail: (error: Error) => void
}

/** A table whose every commit waits for the test. */
function setup() {
  const commits: Commit[] = []
  const store: RunEventsStore = {
    append: (_processId, appends) =>
      new Promise((resolve, reject) => commits.push({ appends, succeed: resolve, fail: reject })),
    read: () => Promise.resolve(undefined),
  }
  const live = createLiveRuns({ store })
  const writer = createEventWriter({ store, processId: 1, clock: createManualClock() })
  const open = (runId: string) => {
    const run = live.open({ tenantId: 'tenant', runId })
    const lost: unknown[] = []
    return { run, lost, events: writer.open(run, (error) => lost.push(error)) }
  }
  const next = async (): Promise<Commit> => {
    while (commits.length === 0) await new Promise(setImmediate)
    return commits.shift() ?? assert.fail()
  }
  return { commits, open, next }
}
const text = (words: string) => ({ type: 'text', text: words }) as const
const texts = (events: readonly RunEvent[]) =>
  events.map((event) => (event.type === 'text' ? `${event.sequence} ${event.text}` : event.type))

test('nothing is shown before it is stored', async () => {
  const { open, next } = setup()
  const { run, events } = open('run')
  events.write(text('a'))
  const commit = await next()
  assert.deepEqual(run.events, [])
  commit.succeed()
  await run.changed(new AbortController().signal)
  assert.deepEqual(texts(run.events), ['1 a'])
})

const started = {
  type: 'started',
  messageId: 'message',
  modelId: 'model',
  lang: null,
  omittedMessages: 0,
} as const

test('the first words are stored with the beginning, not after it', async () => {
  const { open, next, commits } = setup()
  const { events } = open('run')
  events.write(started)
  await new Promise(setImmediate)
  assert.equal(commits.length, 0)
  events.write(text('a'))
  const { appends } = await next()
  assert.deepEqual(texts(appends[0]?.events ?? []), ['started', '2 a'])
})

test('of a model that thinks for long it is told that it has begun', async () => {
  const { open, next } = setup()
  const { events } = open('run')
  events.write(started)
  const { appends } = await next()
  assert.deepEqual(texts(appends[0]?.events ?? []), ['started'])
})

test('what comes while a transaction is under way goes into one event of the next', async () => {
  const { open, next } = setup()
  const { run, events } = open('run')
  events.write(text('a'))
  const first = await next()
  events.write(text('b'))
  events.write(text('c'))
  const ended = events.end({ type: 'stopped' })
  first.succeed()
  const second = await next()
  second.succeed()
  await ended
  assert.deepEqual(texts(run.events), ['1 a', '2 bc', 'stopped'])
  assert.equal(second.appends[0]?.ending?.events.length, 3)
  assert.ok(run.isClosed)
})

test('all runs in flight share a transaction', async () => {
  const { open, next, commits } = setup()
  const runs = ['one', 'two', 'three'].map(open)
  for (const { events } of runs) events.write(text('a'))
  const commit = await next()
  assert.deepEqual(
    commit.appends.map(({ runId }) => runId),
    ['one', 'two', 'three'],
  )
  assert.equal(commits.length, 0)
})

test('a run that cannot be stored fails alone, shows nothing of it, and hears why', async () => {
  const { open, next } = setup()
  const good = open('good')
  const bad = open('bad')
  good.events.write(text('a'))
  bad.events.write(text('b'))
  const together = await next()
  together.fail(new Error('constraint'))
  const alone = await next()
  assert.deepEqual(alone.appends[0]?.runId, 'good')
  alone.succeed()
  const other = await next()
  other.fail(new RunLost('gone'))
  await assert.rejects(bad.events.end({ type: 'stopped' }), /gone/)
  assert.deepEqual(texts(good.run.events), ['1 a'])
  assert.deepEqual(bad.run.events, [])
  assert.equal(bad.lost.length, 1)
})

test('a model that is faster than the database is made to wait', async () => {
  const { open, next } = setup()
  const { events } = open('run')
  events.write(text('a'))
  const first = await next()
  events.write(text('x'.repeat(300_000)))
  let hasRoom = false
  const room = events.room().then(() => (hasRoom = true))
  await new Promise(setImmediate)
  assert.equal(hasRoom, false)
  first.succeed()
  await room
})
