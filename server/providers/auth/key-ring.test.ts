import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { Secret } from '#server/lib/secret.ts'
import { createHttpProvider } from '../http-provider.ts'
import { DEFAULT_LIMITS } from '../http-transport.ts'
import type { ProviderCall } from '../provider.ts'
import { OPENAI_QUIRKS } from '../quirks.ts'
import { createKeyRing } from './key-ring.ts'

/** How the supplier answers a key, now. */
type Answers = Record<string, { status: number; 'retry-after'?: string }>

/** A provider with the keys a, b and c, and what its supplier was shown. */
async function start(answers: Answers) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const key = request.headers.authorization?.replace('Bearer ', '') ?? ''
    seen.push(key)
    const { status, ...headers } = answers[key] ?? { status: 200 }
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify({ by: key }))
  })
  const port = await listenOnLoopback(server)
  const clock = createManualClock()
  const provider = createHttpProvider({
    id: 'supplier',
    endpoint: {
      baseUrl: `http://127.0.0.1:${port}/v1`,
      headers: {},
      apiVersion: null,
      auth: createKeyRing(
        [new Secret('a'), new Secret('b'), new Secret('c')],
        'authorization',
        clock,
      ),
    },
    quirks: OPENAI_QUIRKS,
    place: null,
    models: [],
    limits: DEFAULT_LIMITS,
  })
  return {
    clock,
    /** The status that the caller gets, and the keys that it took to get there. */
    async ask(change: Partial<ProviderCall> = {}) {
      seen.length = 0
      const { status, body } = await provider.call({ ...CALL, ...change })
      for await (const piece of body) assert.ok(piece.length > 0)
      return [status, ...seen].join(' ')
    },
    async [Symbol.asyncDispose]() {
      await provider.close()
      server.close()
    },
  }
}

const CALL: ProviderCall = {
  operation: 'chat',
  dialect: 'openai-chat',
  model: 'large',
  body: Buffer.from('{"model":"large","messages":[]}'),
  isStream: false,
  tenantId: 't',
  requestId: 'r',
  signal: new AbortController().signal,
}

test('keys are taken in turn', async () => {
  await using supplier = await start({})
  const asked = [await supplier.ask(), await supplier.ask(), await supplier.ask()]
  assert.deepEqual([...asked, await supplier.ask()], ['200 a', '200 b', '200 c', '200 a'])
})

test('a key that was withdrawn is passed over within the same call, and left alone', async () => {
  const answers: Answers = { a: { status: 401 } }
  await using supplier = await start(answers)
  assert.equal(await supplier.ask(), '200 a b')
  assert.equal(await supplier.ask(), '200 c')
  assert.equal(await supplier.ask(), '200 b')
  delete answers.a
  supplier.clock.advance(31_000)
  const keys = [await supplier.ask(), await supplier.ask(), await supplier.ask()]
  assert.deepEqual(keys.toSorted(), ['200 a', '200 b', '200 c'])
})

test('a limit holds for one key and one model, as long as the supplier says', async () => {
  const answers: Answers = { a: { status: 429, 'retry-after': '60' } }
  await using supplier = await start(answers)
  assert.equal(await supplier.ask(), '200 a b')
  assert.equal(await supplier.ask({ model: 'small' }), '200 c')
  delete answers.a
  // For the other model nobody limited it.
  assert.equal(await supplier.ask({ model: 'small' }), '200 a')
  assert.deepEqual([await supplier.ask(), await supplier.ask()], ['200 b', '200 c'])
  supplier.clock.advance(61_000)
  assert.equal(await supplier.ask(), '200 a')
})

test('where none is left the supplier’s own answer reaches the caller, each key asked once', async () => {
  const limited = { status: 429, 'retry-after': '7' }
  await using supplier = await start({ a: limited, b: limited, c: limited })
  assert.equal(await supplier.ask(), '429 a b c')
  // They rest: one is asked all the same, and whether to wait is for the routes to say.
  assert.equal(await supplier.ask(), '429 a')
})

test('what belongs to an account goes by the first key, and a fault of the request is nobody’s key’s', async () => {
  await using supplier = await start({ b: { status: 400 } })
  const resource = { method: 'GET', path: '/files', contentType: null } as const
  const files = { operation: 'files', resource } as const
  assert.equal(await supplier.ask(files), '200 a')
  assert.equal(await supplier.ask(files), '200 a')
  assert.equal(await supplier.ask(), '200 a')
  assert.equal(await supplier.ask(), '400 b')
})
