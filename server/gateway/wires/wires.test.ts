import assert from 'node:assert/strict'
import { test } from 'node:test'
import { APIError } from 'openai'
import { askChat, askResponses, type Heard } from './callers.ts'
import { readWireFixtures, startWire, type Wire, type WireFixture } from './testing.ts'

const DIALECTS = [
  'anthropic-messages',
  'openai-responses',
  'gemini',
  'ollama',
  'bedrock-converse',
] as const
const CALLERS = { chat: askChat, responses: askResponses }
const REQUIRED = [
  'text',
  'tool-call',
  'parallel-tool-calls',
  'reasoning',
  'usage',
  'cut-off',
  'overload',
  'abort',
  'unicode-split',
  'error-under-200',
]

for (const dialect of DIALECTS) {
  const fixtures = readWireFixtures(dialect)

  test(`${dialect}: every behaviour that a protocol must pass has an exchange`, () => {
    for (const name of REQUIRED) assert.ok(fixtures.has(name), name)
    for (const [name, { source, documentation }] of fixtures) {
      assert.ok(source === 'recorded' || documentation !== '', name)
    }
  })

  for (const [name, fixture] of fixtures) {
    for (const [caller, ask] of Object.entries(CALLERS)) {
      test(`${dialect}: ${name} reaches a client of ${caller} as it was meant`, async () => {
        await using wire = await startWire(dialect, () => fixture.response)
        const heard = await ask(wire.client, fixture)
        check(heard, fixture)
        checkSent(wire, fixture, caller === 'chat')
        await checkLedger(wire, fixture)
      })
    }
  }
}

function check(heard: Heard, { expected, request }: WireFixture): void {
  if (expected.status !== undefined) return checkRefusal(heard, expected)
  assert.equal(heard.text, expected.text)
  assert.equal(heard.refusal, expected.refusal ?? '')
  assert.equal(heard.reasoning, expected.reasoning ?? '')
  const calls = expected.toolCalls ?? []
  assert.deepEqual(
    heard.toolCalls.map(({ id, ...call }, at) => ({ ...(calls[at]?.id && { id }), ...call })),
    calls,
  )
  const ids = new Set(heard.toolCalls.map(({ id }) => id))
  assert.ok(ids.size === calls.length && !ids.has(''), 'every call has an id of its own')
  if (expected.signature !== undefined) assert.equal(heard.signature, expected.signature)
  if (expected.finish !== undefined) assert.equal(heard.finish, expected.finish)
  if (expected.streamError === undefined) assert.equal(heard.error, undefined)
  else assert.ok(heard.error instanceof APIError && heard.error.code === expected.streamError)
  assert.equal(heard.isWhole, !expected.isAborted && expected.streamError === undefined)
  assert.ok(request.model === 'ours')
}

function checkRefusal({ error, headers }: Heard, expected: WireFixture['expected']): void {
  assert.ok(error instanceof APIError, String(error))
  assert.equal(error.status, expected.status)
  if (expected.code !== undefined) assert.equal(error.code, expected.code)
  if (expected.retryAfterMs !== undefined) {
    assert.equal(headers?.get('retry-after-ms'), String(expected.retryAfterMs))
  }
  const said = JSON.stringify(error.error)
  for (const part of expected.inAnswer ?? []) assert.ok(said.includes(part), part)
  for (const part of expected.notInAnswer ?? []) assert.ok(!said.includes(part), part)
}

function checkSent({ received }: Wire, { expected }: WireFixture, isTranslated: boolean): void {
  const [first] = received
  assert.ok(first)
  if (expected.path !== undefined) assert.equal(first.path, expected.path)
  assert.ok(!first.path.includes('key='), 'the key is never part of an address')
  const sent: Record<string, unknown> = JSON.parse(first.body)
  for (const [field, value] of Object.entries(isTranslated ? (expected.sent ?? {}) : {})) {
    assert.deepEqual(sent[field], value, field)
  }
  for (const field of expected.notSent ?? []) assert.ok(!(field in sent), field)
}

async function checkLedger({ front }: Wire, { expected }: WireFixture): Promise<void> {
  while (front.records.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const [record] = front.records
  assert.ok(record && front.records.length === 1)
  if (expected.status !== undefined) return assert.equal(record.outcome, 'failed')
  const outcome = expected.isAborted ? 'cancelled' : expected.streamError ? 'failed' : 'complete'
  assert.equal(record.outcome, outcome)
  if (expected.isEstimated !== undefined) {
    assert.equal(record.usage.isEstimated, expected.isEstimated)
  }
  assert.deepEqual({ ...record.usage, ...expected.usage }, record.usage)
}
