import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AI_HEADER } from '#wire/provenance.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import type { GatewayCall } from '#server/gateway/gateway.ts'
import { startV1Server, TEST_PRINCIPAL } from '#server/gateway/v1/testing.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { PLACE } from './provenance-testing.ts'
import type { Statement } from './provenance.ts'
import { createCallRecorder } from './record-calls.ts'

const BODIES = {
  'openai-chat': { messages: [{ role: 'user', content: 'hello' }] },
  'anthropic-messages': { messages: [{ role: 'user', content: 'hello' }], max_tokens: 100 },
  'openai-responses': { input: 'hello' },
} satisfies Partial<Record<DialectName, object>>
const DIALECTS = ['openai-chat', 'anthropic-messages', 'openai-responses'] as const

async function setUp(isRecordingCalls: boolean) {
  const server = await startV1Server()
  const signed: Statement[] = []
  const recorder = createCallRecorder({
    provenance: {
      sign(statement) {
        signed.push(statement)
        return Promise.reject(new Error('The database is away.'))
      },
    },
    placeOf: () => PLACE,
    clock: createManualClock(),
    log: silentLog,
  })
  recorder.configure(TEST_PRINCIPAL.tenantId, { isRecordingCalls })
  const gateway = recorder.watch(server.gateway)
  const call = (
    dialect: keyof typeof BODIES,
    more: object,
    signal = new AbortController().signal,
  ) => {
    const body = Buffer.from(JSON.stringify({ model: 'fake', ...BODIES[dialect], ...more }))
    const asked: GatewayCall = {
      operation: 'chat',
      dialect,
      principal: TEST_PRINCIPAL,
      body,
      signal,
      requestId: createId(),
    }
    return gateway.call(asked)
  }
  return { signed, recorder, call, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function readAll(body: AsyncIterable<Buffer>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString('utf8')
}

test('where it is wanted each answer is read as it passes, in every dialect', async () => {
  await using parts = await setUp(true)
  const { signed, recorder, call } = parts
  for (const dialect of DIALECTS) {
    for (const stream of [false, true]) {
      const { headers, body } = await call(dialect, { stream })
      const id = /;record="([0-9a-f-]{36})"$/.exec(headers[AI_HEADER] ?? '')?.[1]
      const said = await readAll(body)
      await recorder.close()
      const statement = signed.pop()
      assert.equal(statement?.id, id, `${dialect} ${stream}`)
      assert.match(statement?.text ?? '', /water boils at 100 °C .* 🌍$/)
      assert.ok(said.includes('water'), 'and the caller gets all of it, whatever signing does')
      assert.deepEqual([statement?.model, statement?.evidence], ['fake', 'observed'])
    }
  }
})

test('where it is not wanted nothing is read, and nothing said', async () => {
  await using parts = await setUp(false)
  const { signed, call } = parts
  const { headers, body } = await call('openai-chat', { stream: true })
  assert.doesNotMatch(headers[AI_HEADER] ?? '', /record/)
  await readAll(body)
  assert.deepEqual(signed, [])
})

test('an answer that was cut off has no statement', async () => {
  await using parts = await setUp(true)
  const { signed, call, recorder } = parts
  const cut = await call('openai-chat', { stream: true, model: 'fake-cut' })
  await readAll(cut.body)
  const left = await call('openai-chat', { stream: true })
  for await (const _ of left.body) break
  await recorder.close()
  assert.deepEqual(signed, [])
})
