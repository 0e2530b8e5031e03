import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import type { EmbeddedModel } from '#server/models/embedded-model.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import type { Answers } from './asks.ts'
import { createChannel } from './channel.ts'
import { answersAboutModels, describeModels } from './models-desk.ts'
import { createRemoteModels } from './remote-models.ts'

/** Two ends, between which everything is copied as between processes. */
function setup(answers: Partial<Answers>) {
  const ends = [new EventEmitter(), new EventEmitter()] as const
  const wire = (own: EventEmitter, other: EventEmitter) => ({
    send: (message: object) =>
      void setImmediate(() => other.emit('message', structuredClone(message))),
    onMessage: (listener: (message: unknown) => void) => void own.on('message', listener),
    onClose: (listener: () => void) => void own.on('close', listener),
  })
  createChannel(wire(ends[0], ends[1]), answers)
  const worker = createChannel(wire(ends[1], ends[0]), {})
  return { worker, die: () => ends.map((end) => end.emit('close')) }
}

/** A worker's sight of a model that the primary has. */
function setupModels() {
  const provider = createFakeProvider()
  const embedded: EmbeddedModel = {
    providers: () => [provider],
    defaultModelId: 'fake',
    warm: () => Promise.resolve(null),
    adopt: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  const { worker, die } = setup(answersAboutModels({ embedded, pulls: null }))
  const models = createRemoteModels(worker, describeModels(embedded))
  const [remote] = models.providers()
  assert.ok(remote)
  const leaving = new AbortController()
  const call = (content: string, isStream: boolean) =>
    remote.call({
      operation: 'chat',
      dialect: 'openai-chat',
      model: 'fake',
      body: Buffer.from(
        JSON.stringify({ model: 'fake', stream: isStream, messages: [{ role: 'user', content }] }),
      ),
      isStream,
      tenantId: 't',
      requestId: 'r',
      signal: leaving.signal,
    })
  return { remote, models, state: describeModels(embedded), call, leaving, die }
}

test('what the other side throws is thrown here, with its code and what to do', async () => {
  const { worker } = setup({
    startPull: () => {
      throw new AppError('conflict', 'It does not fit.', { param: 'id' })
    },
  })
  await assert.rejects(worker.ask('startPull', { id: 'x' }), {
    code: 'conflict',
    message: 'It does not fit.',
    param: 'id',
  })
  await assert.rejects(worker.ask('stopPull', { id: 'x' }), { code: 'not_ready' })
})

test('a model of another process answers like one of our own, whole and in a stream', async () => {
  const { remote, state, call } = setupModels()
  assert.deepEqual(remote.listModels(), state.providers[0]?.models)
  assert.equal(remote.stateOf('fake').state, 'ready')
  const whole = await call('[[echo]] Dia duit!', false)
  assert.equal(whole.status, 200)
  assert.match(Buffer.concat(await Array.fromAsync(whole.body)).toString(), /Dia duit!/)
  const stream = await call('[[echo]] Dia duit!', true)
  assert.match(Buffer.concat(await Array.fromAsync(stream.body)).toString(), /\[DONE\]/)
})

test('whoever leaves stops the work in the other process, and is told that it was cancelled', async () => {
  const { call, leaving } = setupModels()
  const { body } = await call('[[echo]] one two three [[fault: stall=1]]', true)
  leaving.abort()
  await assert.rejects(Array.fromAsync(body), { code: 'cancelled' })
})

test('the death of the other process breaks what it worked on, by an error', async () => {
  const { call, die } = setupModels()
  const { body } = await call('[[echo]] one two three [[fault: stall=1]]', true)
  die()
  await assert.rejects(Array.fromAsync(body), { code: 'provider_unavailable' })
  await assert.rejects(call('again', false), { code: 'provider_unavailable' })
})

test('a model that offers the same stays the same provider, and another state is seen', () => {
  const { remote, models, state } = setupModels()
  const states = { fake: { state: 'loading' as const, reason: 'It is being fetched.' } }
  models.note({ ...state, providers: state.providers.map((one) => ({ ...one, states })) })
  assert.equal(models.providers()[0], remote)
  assert.equal(remote.stateOf('fake').reason, 'It is being fetched.')
})
