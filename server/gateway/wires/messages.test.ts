import assert from 'node:assert/strict'
import { test } from 'node:test'
import Anthropic, { APIError } from '@anthropic-ai/sdk'
import { anthropicMessages } from '#server/dialects/anthropic-messages/anthropic-messages.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import { readRequest } from '#server/dialects/openai-chat/read-request.ts'
import { readWireFixtures, startWire, type Wire, type WireFixture } from './testing.ts'
import { TEST_KEY } from '../v1/testing.ts'

const DIALECTS: DialectName[] = [
  'anthropic-messages',
  'openai-chat',
  'openai-responses',
  'gemini',
  'ollama',
  'bedrock-converse',
]
const STOP_REASONS: Record<string, (string | null)[] | undefined> = {
  stop: ['end_turn', 'stop_sequence'],
  length: ['max_tokens', 'model_context_window_exceeded'],
  model_length: ['model_context_window_exceeded'],
  tool_calls: ['tool_use'],
  content_filter: ['refusal'],
}
const ERROR_TYPES: Record<string, string | undefined> = {
  provider_error: 'api_error',
  provider_unavailable: 'overloaded_error',
  provider_timeout: 'timeout_error',
  rate_limited: 'rate_limit_error',
}

for (const dialect of DIALECTS) {
  for (const [name, fixture] of readWireFixtures(dialect)) {
    // Read by what is declared of its provider, which is not here.
    if (name === 'usage-xai') continue
    test(`${dialect}: ${name} reaches Anthropic’s client as it was meant`, async () => {
      await using wire = await startWire(dialect, () => fixture.response)
      const heard = await ask(clientOf(wire), fixture)
      // Anthropic itself says why it refuses apart from the text.
      const { refusal, ...rest } = fixture.expected
      const isOwn = dialect === 'anthropic-messages' && refusal !== undefined
      check(heard, isOwn ? { ...rest, finish: 'content_filter' } : fixture.expected)
      await checkLedger(wire, fixture.expected)
    })
  }
}

function clientOf({ front }: Wire): Anthropic {
  return new Anthropic({ baseURL: front.url, apiKey: TEST_KEY, maxRetries: 0 })
}

interface Heard {
  message: Anthropic.Message | undefined
  error: unknown
}

/** The request of the fixture in Anthropic's words, sent by its client, its answer read by it. */
async function ask(client: Anthropic, { request, expected }: WireFixture): Promise<Heard> {
  const { body } = anthropicMessages.writeRequest(readRequest(request), {
    model: request.model,
    maxOutputTokens: null,
  })
  const params: Anthropic.MessageCreateParams = JSON.parse(JSON.stringify(body))
  if (!request.stream) {
    try {
      const message = await client.messages.create({ ...params, stream: false })
      return { message, error: undefined }
    } catch (error) {
      return { message: undefined, error }
    }
  }
  const stream = client.messages.stream({ ...params, stream: true })
  let message: Anthropic.Message | undefined
  try {
    for await (const event of stream) {
      message = stream.currentMessage
      if (expected.isAborted && event.type === 'content_block_delta') {
        stream.abort()
        break
      }
    }
    return { message, error: undefined }
  } catch (error) {
    return { message, error }
  }
}

function check({ message, error }: Heard, expected: WireFixture['expected']): void {
  if (expected.status !== undefined) return checkRefusal(error, expected)
  assert.ok(message, String(error))
  const { content } = message
  const texts = content.map((block) => (block.type === 'text' ? block.text : ''))
  assert.equal(texts.join(''), (expected.text ?? '') + (expected.refusal ?? ''))
  const thoughts = content.map((block) => (block.type === 'thinking' ? block.thinking : ''))
  if (expected.reasoning !== undefined) assert.equal(thoughts.join(''), expected.reasoning)
  const calls = content.flatMap((block) => (block.type === 'tool_use' ? [block] : []))
  const wanted = expected.toolCalls ?? []
  assert.deepEqual(
    calls.map(({ name, input }) => ({ name, arguments: input })),
    wanted.map(({ name, arguments: input }) => ({ name, arguments: input })),
  )
  for (const [at, { id }] of calls.entries()) {
    assert.equal(id, wanted[at]?.id ?? id)
    assert.match(id, /^[\w-]+$/, 'an id that Anthropic would take back')
  }
  if (expected.streamError !== undefined) {
    assert.ok(error instanceof APIError, String(error))
    assert.equal(error.type, ERROR_TYPES[expected.streamError])
    assert.equal(message.stop_reason, null, 'no end is made up')
  } else if (!expected.isAborted) {
    assert.equal(error, undefined)
    if (expected.finish === undefined) return
    const reasons = expected.refusal === undefined ? STOP_REASONS[expected.finish] : ['refusal']
    assert.ok(reasons?.includes(message.stop_reason), String(message.stop_reason))
    checkUsage(message, expected.usage)
  }
}

function checkUsage({ usage }: Anthropic.Message, expected: object = {}): void {
  const { inputTokens, outputTokens } = { inputTokens: null, outputTokens: null, ...expected }
  const cached = (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0)
  assert.equal(usage.input_tokens + cached, inputTokens ?? usage.input_tokens + cached)
  assert.equal(usage.output_tokens, outputTokens ?? usage.output_tokens)
}

function checkRefusal(error: unknown, expected: WireFixture['expected']): void {
  assert.ok(error instanceof APIError, String(error))
  const isOverload = expected.code === 'provider_unavailable'
  assert.equal(error.status, isOverload ? 529 : expected.status)
  assert.match(String(error.requestID), /^[0-9a-f-]{36}$/)
  const said = JSON.stringify(error.error)
  assert.match(said, /^\{"type":"error","error":\{"type":"\w+","message":"/)
  for (const part of expected.notInAnswer ?? []) assert.ok(!said.includes(part), part)
}

async function checkLedger({ front }: Wire, expected: WireFixture['expected']): Promise<void> {
  while (front.records.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const [record] = front.records
  assert.ok(record && front.records.length === 1)
  if (expected.status !== undefined) return assert.equal(record.outcome, 'failed')
  const outcome = expected.isAborted ? 'cancelled' : expected.streamError ? 'failed' : 'complete'
  assert.equal(record.outcome, outcome)
  assert.deepEqual({ ...record.usage, ...expected.usage }, record.usage)
}
