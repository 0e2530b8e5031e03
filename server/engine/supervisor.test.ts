import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { AppError } from '../lib/app-error.ts'
import { createManualClock } from '../lib/clock.ts'
import { silentLog } from '../lib/log.ts'
import type { EmbedJob, EngineEvent, ToChild } from './engine-messages.ts'
import type { EngineProcess, ProcessListener } from './engine-process.ts'
import { Supervisor } from './supervisor.ts'

/** A process that does nothing by itself: the test says what it sends, and when it dies. */
class StillProcess implements EngineProcess {
  readonly pid = 1
  readonly sent: ToChild[] = []
  hasStopped = false
  listener: ProcessListener = { onMessage() {}, onExit() {} }

  send(message: ToChild) {
    this.sent.push(message)
  }
  attach(listener: ProcessListener) {
    this.listener = listener
  }
  kill() {
    this.hasStopped = true
  }
  async stop() {
    this.hasStopped = true
  }
  ready() {
    this.listener.onMessage({ type: 'ready', adapter: 'scripted', loadMs: 1 })
  }
  emit(...events: EngineEvent[]) {
    this.listener.onMessage({ type: 'events', events })
  }
  die() {
    this.listener.onExit('SIGKILL')
  }
  jobs() {
    return this.sent.flatMap((message) => (message.type === 'embed' ? [message.id] : []))
  }
}

function setup(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  const processes: StillProcess[] = []
  const clock = createManualClock()
  const supervisor = new Supervisor({
    load: {
      type: 'load',
      kind: 'chat',
      settings: { modelPath: '', sequences: 1, contextTokens: 1, maxThreads: 1, gpu: false },
      queueLimit: 1,
      threads: 'adaptive',
    },
    jobLimit: 3,
    idleUnloadMs: 60_000,
    memoryLimitBytes: 1000,
    takeProcess() {
      const process = new StillProcess()
      processes.push(process)
      return process
    },
    clock,
    log: silentLog,
  })
  const events: EngineEvent[] = []
  const submit = (id: string) => {
    const job: EmbedJob = { type: 'embed', id, tenantId: 'a', inputs: ['x'] }
    supervisor.submit(job, (event) => void events.push(event))
  }
  const tick = (ms: number) => context.mock.timers.tick(ms)
  const last = () => {
    const process = processes.at(-1)
    assert.ok(process)
    return process
  }
  return { supervisor, processes, events, submit, tick, last, clock }
}

const isError = (code: string) => (error: unknown) =>
  error instanceof AppError && error.code === code
const text = (id: string): EngineEvent => ({ id, type: 'text', text: 'a', logprobs: [] })

test('nothing starts before somebody asks, and requests wait for the model', (context) => {
  const { supervisor, processes, submit, last } = setup(context)
  assert.equal(processes.length, 0)
  assert.equal(supervisor.state().state, 'ready')
  submit('1')
  assert.equal(supervisor.state().state, 'loading')
  assert.deepEqual(last().jobs(), [])
  last().ready()
  assert.deepEqual(last().jobs(), ['1'])
  assert.equal(supervisor.state().state, 'ready')
})

test('after a crash an answer that had begun fails, another begins again', (context) => {
  const { processes, events, submit, tick, last } = setup(context)
  submit('begun')
  submit('waiting')
  last().ready()
  last().emit(text('begun'))
  last().die()
  const failed = events.filter((event) => event.type === 'failed')
  assert.deepEqual(
    failed.map((event) => [event.id, event.error.code]),
    [['begun', 'provider_unavailable']],
  )
  tick(0)
  assert.equal(processes.length, 2)
  last().ready()
  assert.deepEqual(last().jobs(), ['waiting'])
})

test('an answer is begun again once, not for ever', (context) => {
  const { events, submit, tick, last } = setup(context)
  submit('1')
  last().die()
  tick(0)
  last().die()
  assert.ok(events.some((event) => event.type === 'failed' && event.id === '1'))
})

test('after the third crash in five minutes nobody is kept waiting', (context) => {
  const { supervisor, submit, tick, last, clock, processes } = setup(context)
  for (const id of ['1', '2', '3']) {
    submit(id)
    last().die()
    tick(5000)
  }
  assert.throws(() => submit('4'), isError('not_ready'))
  assert.equal(supervisor.state().state, 'unavailable')
  assert.match(supervisor.state().reason ?? '', /three times/)
  clock.advance(5 * 60_000)
  const before = processes.length
  submit('5')
  assert.equal(processes.length, before + 1)
})

test('a model that cannot be loaded says why, and is tried again later', async (context) => {
  const { supervisor, last, clock, processes } = setup(context)
  const warming = supervisor.warm()
  last().listener.onMessage({ type: 'unloadable', reason: 'the file is damaged' })
  await assert.rejects(warming, /the file is damaged/)
  assert.ok(last().hasStopped)
  await assert.rejects(supervisor.warm(), isError('not_ready'))
  clock.advance(11_000)
  void supervisor.warm().catch(() => {})
  assert.equal(processes.length, 2)
})

test('more requests than can wait are told that we are busy', (context) => {
  const { submit, last } = setup(context)
  for (const id of ['1', '2', '3']) submit(id)
  assert.throws(() => submit('4'), isError('busy'))
  last().ready()
  last().emit({ id: '1', type: 'embedded', vectors: [], promptTokens: 1 })
  submit('4')
  assert.deepEqual(last().jobs(), ['1', '2', '3', '4'])
})

test('a cancelled request is told to the engine, and nothing more is told of it', (context) => {
  const { supervisor, submit, last, events } = setup(context)
  submit('1')
  last().ready()
  supervisor.cancel('1')
  last().emit(text('1'))
  assert.deepEqual(last().sent.at(-1), { type: 'cancel', id: '1' })
  assert.deepEqual(events, [])
})

test('the engine comes back at once for who was cut off, and not for nobody', (context) => {
  const { processes, submit, tick, last } = setup(context)
  submit('begun')
  last().ready()
  last().emit(text('begun'))
  last().die()
  tick(1)
  assert.equal(processes.length, 2)
  last().ready()
  tick(61_000)
  assert.ok(last().hasStopped)
  submit('2')
  last().ready()
  last().emit({ id: '2', type: 'embedded', vectors: [], promptTokens: 1 })
  last().die()
  tick(1)
  assert.equal(processes.length, 3)
})

test('an idle engine gives its memory back, and starts again when it is asked', (context) => {
  const { submit, last, tick, processes } = setup(context)
  submit('1')
  last().ready()
  tick(70_000)
  assert.ok(!last().hasStopped)
  last().emit({ id: '1', type: 'embedded', vectors: [], promptTokens: 1 })
  tick(61_000)
  assert.ok(last().hasStopped)
  submit('2')
  assert.equal(processes.length, 2)
})

test('a process that grows beyond its limit is ended', (context) => {
  const { submit, last } = setup(context)
  submit('1')
  last().ready()
  last().listener.onMessage({ type: 'pulse', rssBytes: 999, running: 1, steps: 1 })
  assert.ok(!last().hasStopped)
  last().listener.onMessage({ type: 'pulse', rssBytes: 1001, running: 1, steps: 2 })
  assert.ok(last().hasStopped)
})

test('closing fails what is under way, and nothing starts any more', async (context) => {
  const { supervisor, submit, last, events } = setup(context)
  submit('1')
  last().ready()
  await supervisor.close()
  assert.ok(last().hasStopped)
  assert.ok(events.some((event) => event.type === 'failed'))
  assert.throws(() => submit('2'), isError('not_ready'))
})
