import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../lib/app-error.ts'
import type { GenerationEvent, GenerationRequest } from './generation-events.ts'
import { createScheduler } from './scheduler.ts'
import { createEchoAdapter, toPrompt } from './scheduler-testing.ts'

const sampling = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  seed: 0,
  repeatPenalty: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  logitBias: [],
  grammar: null,
  topLogprobs: null,
}

function setup(
  options: {
    sequences?: number
    contextTokens?: number
    queueLimit?: number
    quietMs?: number
    /** What a step takes that computes a token of each of so many answers. */
    stepMs?: (answers: number) => number
  } = {},
) {
  const adapter = createEchoAdapter(options)
  const stepMs = options.stepMs ?? (() => 1)
  const events: GenerationEvent[] = []
  const ends = new Map<string, () => void>()
  const batches: GenerationEvent[][] = []
  const scheduler = createScheduler({
    adapter,
    queueLimit: options.queueLimit ?? 100,
    ...(options.quietMs !== undefined && { quietMs: options.quietMs }),
    chooseThreads: () => 1,
    now: () => adapter.steps.reduce((sum, { size }) => sum + stepMs(size), 0),
    emit(more) {
      batches.push(more)
      events.push(...more)
      for (const { id, type } of more)
        if (type === 'finished' || type === 'failed') ends.get(id)?.()
    },
  })
  const ask = (id: string, text: string, others: Partial<GenerationRequest> = {}) => {
    const ended = new Promise<void>((resolve) => ends.set(id, resolve))
    scheduler.submit({
      id,
      tenantId: 'a',
      prompt: toPrompt(text),
      sampling,
      maxTokens: null,
      stop: [],
      trigger: null,
      ignoresEnd: false,
      ...others,
    })
    return ended
  }
  const textOf = (id: string) =>
    events.map((one) => (one.id === id && one.type === 'text' ? one.text : '')).join('')
  const endOf = (id: string) =>
    events.find((one) => one.id === id && (one.type === 'finished' || one.type === 'failed'))
  return { adapter, scheduler, events, batches, ask, textOf, endOf }
}

test('fifty chats at once are all answered, and none with the words of another', async () => {
  const { ask, textOf, scheduler, adapter } = setup()
  const texts = Array.from({ length: 50 }, (_, index) => `Frage ${index}: καλημέρα ${index * 7} 🙂`)
  await Promise.all(texts.map((text, index) => ask(String(index), text)))
  for (const [index, text] of texts.entries()) assert.equal(textOf(String(index)), text)
  await scheduler.close()
  assert.equal(adapter.liveSamplers, 0)
})

test('answers that run together share their steps, and one message a step', async () => {
  const { ask, adapter, batches, scheduler } = setup()
  await Promise.all(['a', 'b', 'c'].map((id) => ask(id, `${id} says the same length`)))
  const wide = adapter.steps.filter((step) => step.size === 3)
  assert.ok(wide.length >= 15, `${wide.length} steps held all three`)
  assert.ok(batches.length <= adapter.steps.length + 3)
  await scheduler.close()
})

test('where a pass of several takes longer than as many passes, answers take turns', async () => {
  const { ask, adapter, textOf, scheduler } = setup({ stepMs: (answers) => answers ** 2 })
  await ask('before', 'alone')
  const texts = ['a', 'b', 'c'].map((id) => `${id} says the same length`)
  await Promise.all(texts.map((text) => ask(text, text)))
  for (const text of texts) assert.equal(textOf(text), text)
  const tokens = adapter.steps.slice(-30).map((step) => [...step.keys()].join())
  // A look or two at what they take together, then each in its turn.
  assert.ok(adapter.steps.filter(({ size }) => size > 1).length < 10)
  assert.deepEqual(tokens.slice(0, 3), tokens.slice(3, 6))
  assert.equal(new Set(tokens.slice(0, 3)).size, 3)
  await scheduler.close()
})

test('a long prompt does not stop the answers that are running', async () => {
  const { ask, adapter, scheduler } = setup()
  const short = ask('short', 'x'.repeat(60))
  await ask('long', 'y'.repeat(1500), { maxTokens: 1 })
  await short
  const widths = adapter.steps.map((step) => Math.max(...step.values()))
  const between = widths.filter((width, at) => width === 1 && Number(widths[at + 1]) > 1)
  assert.ok(between.length > 10, `${between.length} pieces of the prompt came after a token`)
  await scheduler.close()
})

test('a second question computes only what is new', async () => {
  const { ask, adapter, endOf, scheduler } = setup()
  const shared = 's'.repeat(1000)
  await ask('one', `${shared} one`, { maxTokens: 2 })
  const before = adapter.computedTokens
  await ask('two', `${shared} two`, { maxTokens: 2 })
  assert.ok(adapter.computedTokens - before < 20)
  const end = endOf('two')
  assert.equal(end?.type === 'finished' && end.usage.cachedTokens, 1001)
  await scheduler.close()
})

test('no tenant profits from what another has asked', async () => {
  const { ask, endOf, textOf, scheduler } = setup()
  const text = `secret ${'s'.repeat(500)}`
  await ask('one', text, { tenantId: 'a' })
  await ask('two', text, { tenantId: 'b' })
  const end = endOf('two')
  assert.equal(end?.type === 'finished' && end.usage.cachedTokens, 0)
  assert.equal(textOf('two'), text)
  await scheduler.close()
})

test('questions that share a long beginning read it once, even when they come together', async () => {
  const { ask, adapter, textOf, scheduler } = setup()
  const shared = 'q'.repeat(800)
  const ids = ['1', '2', '3', '4']
  await Promise.all(ids.map((id) => ask(id, `${shared}${id}`)))
  for (const id of ids) assert.equal(textOf(id), `${shared}${id}`)
  assert.ok(adapter.computedTokens < 800 + 4 * 820)
  await scheduler.close()
})

test('a stop string ends an answer and is not shown', async () => {
  const { ask, textOf, endOf, scheduler } = setup()
  await ask('one', 'eins zwei STOPP drei', { stop: ['STOPP'] })
  assert.equal(textOf('one'), 'eins zwei ')
  const end = endOf('one')
  assert.ok(end?.type === 'finished' && end.reason === 'stop')
  await scheduler.close()
})

test('a limit in the middle of a character leaves the character out', async () => {
  const { ask, textOf, endOf, scheduler } = setup()
  await ask('one', 'añ😀', { maxTokens: 5 })
  assert.equal(textOf('one'), 'añ')
  const end = endOf('one')
  assert.ok(end?.type === 'finished' && end.reason === 'length' && end.usage.outputTokens === 5)
  await scheduler.close()
})

test('an answer ends with the context', async () => {
  const { ask, endOf, textOf, scheduler } = setup({ contextTokens: 100 })
  await ask('one', 'z'.repeat(80))
  const end = endOf('one')
  assert.ok(end?.type === 'finished' && end.reason === 'length')
  assert.equal(textOf('one').length, 19)
  await scheduler.close()
})

test('a cancelled answer says nothing more, and its place is free', async () => {
  const { ask, adapter, scheduler, events } = setup({ sequences: 1 })
  let steps = 0
  adapter.beforeStep = () => {
    steps += 1
    if (steps === 5) scheduler.cancel('one')
  }
  void ask('one', 'o'.repeat(500))
  await ask('two', 'two')
  const last = events.findLastIndex((one) => one.id === 'one')
  assert.ok(last < events.findIndex((one) => one.id === 'two'))
  assert.ok(!events.some((one) => one.id === 'one' && one.type === 'finished'))
  await scheduler.close()
  assert.equal(adapter.liveSamplers, 0)
})

test('a request that still waits can be cancelled too', async () => {
  const { ask, scheduler, events } = setup({ sequences: 1 })
  const one = ask('one', 'first')
  void ask('two', 'second')
  scheduler.cancel('two')
  await one
  await ask('three', 'third')
  assert.ok(!events.some(({ id }) => id === 'two'))
  await scheduler.close()
})

test('a request that is cancelled while its place is made ready is not answered', async () => {
  const { ask, adapter, scheduler, events } = setup({ sequences: 1 })
  const truncate = adapter.truncate.bind(adapter)
  adapter.truncate = async (...place) => {
    adapter.truncate = truncate
    await new Promise((resolve) => setImmediate(resolve))
    scheduler.cancel('one')
    return truncate(...place)
  }
  void ask('one', 'one')
  await ask('two', 'two')
  assert.ok(!events.some(({ id }) => id === 'one'))
  await scheduler.close()
  assert.equal(adapter.liveSamplers, 0)
})

test('a place that could not be made ready is not lost, nor what was made for it', async () => {
  const { ask, adapter, scheduler, endOf, textOf } = setup({ sequences: 1 })
  const truncate = adapter.truncate.bind(adapter)
  adapter.truncate = () => {
    adapter.truncate = truncate
    return Promise.reject(new Error('the library is out of sorts'))
  }
  await ask('one', 'one')
  assert.equal(endOf('one')?.type, 'failed')
  await ask('two', 'two')
  assert.equal(textOf('two'), 'two')
  await scheduler.close()
  assert.equal(adapter.liveSamplers, 0)
})

test('more than may wait are told that we are busy', async () => {
  const { ask, scheduler } = setup({ sequences: 1, queueLimit: 2 })
  const all = [ask('1', 'one'), ask('2', 'two')]
  await assert.rejects(
    async () => ask('3', 'three'),
    (error) => error instanceof AppError && error.code === 'busy',
  )
  await Promise.all(all)
  await scheduler.close()
})

test('a failed step fails its answers, and the next ones are answered', async () => {
  const { ask, adapter, endOf, textOf, scheduler } = setup()
  adapter.beforeStep = () => {
    adapter.beforeStep = () => {}
    throw new Error('the library is out of sorts')
  }
  await ask('one', 'one')
  const end = endOf('one')
  assert.ok(end?.type === 'failed' && end.error.code === 'provider_error')
  await ask('two', 'two')
  assert.equal(textOf('two'), 'two')
  await scheduler.close()
  assert.equal(adapter.liveSamplers, 0)
})

test('once nobody has asked for a while, and only then, the adapter prepares, one time', async () => {
  const { ask, adapter, scheduler } = setup({ quietMs: 20 })
  let duringAnswers = 0
  adapter.beforeStep = () => void (duringAnswers += adapter.preparations)
  await Promise.all(['a', 'b'].map((id) => ask(id, 'x'.repeat(30))))
  assert.equal(duringAnswers, 0)
  while (adapter.preparations === 0) await new Promise((resolve) => setImmediate(resolve))
  await ask('c', 'and once more')
  await new Promise((resolve) => setTimeout(resolve, 40))
  assert.equal(adapter.preparations, 1)
  await scheduler.close()
})
