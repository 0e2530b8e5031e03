import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { DIALECT_NAMES, type DialectName } from './conversation.ts'
import { findDialect } from './dialects.ts'

/** Names that every plain object answers to. */
const WORDS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']

const requests = (word: string): Partial<Record<DialectName, object[]>> => ({
  'openai-chat': [
    { messages: [{ role: word, content: 'x' }] },
    { messages: [{ role: 'user', content: [{ type: word, text: 'x' }] }] },
    { messages: [{ role: 'user', content: 'x' }], tool_choice: word, reasoning_effort: word },
    { messages: [{ role: 'user', content: 'x' }], tools: [{ type: word }] },
    { messages: [{ role: 'user', content: 'x' }], response_format: { type: word } },
    { messages: [{ role: 'user', content: 'x' }], ...JSON.parse(`{"${word}":{"a":1}}`) },
  ],
  'anthropic-messages': [
    { max_tokens: 1, messages: [{ role: word, content: 'x' }] },
    { max_tokens: 1, messages: [{ role: 'user', content: [{ type: word, text: 'x' }] }] },
    { max_tokens: 1, messages: [{ role: 'user', content: 'x' }], tool_choice: { type: word } },
    { max_tokens: 1, messages: [{ role: 'user', content: 'x' }], thinking: { type: word } },
    { max_tokens: 1, messages: [{ role: 'user', content: 'x' }], output_config: { effort: word } },
    { max_tokens: 1, messages: [{ role: 'user', content: 'x' }], tools: [{ type: word }] },
    {
      max_tokens: 1,
      messages: [{ role: 'user', content: [{ type: 'image', source: { type: word } }] }],
    },
  ],
  'openai-responses': [
    { input: [{ type: word, role: 'user', content: 'x' }] },
    { input: [{ role: word, content: 'x' }] },
    { input: [{ role: 'user', content: [{ type: word }] }] },
    { input: 'x', tool_choice: word, reasoning: { effort: word } },
    { input: 'x', tool_choice: { type: word }, text: { format: { type: word }, verbosity: word } },
    { input: 'x', tools: [{ type: word }] },
    { input: 'x', ...JSON.parse(`{"${word}":{"a":1}}`) },
  ],
})

const TARGET = { model: 'm', maxOutputTokens: 100, hasReasoning: true }

test('words that every object knows are no words of a caller: refused, or passed on, and nothing breaks', () => {
  for (const word of WORDS) for (const name of DIALECT_NAMES) readAll(name, word)
})

function readAll(name: DialectName, word: string): void {
  const server = findDialect(name)?.server
  for (const body of requests(word)[name] ?? []) {
    const read = () => tryTo(() => server?.readRequest({ model: 'm', ...body }) ?? []).flat()
    // Each reads it anew: a call that was written may hold what was learnt in writing it.
    for (const call of read()) writeAll(call, 'adaptive')
    for (const call of read()) writeAll(call, 'budget')
  }
}

function writeAll(
  call: Parameters<NonNullable<ReturnType<typeof findDialect>>['writeRequest']>[0],
  thinking: 'adaptive' | 'budget',
): void {
  for (const name of DIALECT_NAMES) {
    const written = tryTo(() => findDialect(name)?.writeRequest(call, { ...TARGET, thinking }))
    for (const dropped of written.flatMap((one) => one?.dropped ?? [])) {
      assert.equal(typeof dropped, 'string', name)
    }
  }
}

/** What comes of it; nothing, where it is refused in our own words. */
function tryTo<T>(work: () => T): T[] {
  try {
    return [work()]
  } catch (error) {
    assert.ok(error instanceof AppError, String(error instanceof Error ? error.stack : error))
    return []
  }
}

const events = (word: string): object[] => [
  { type: word },
  { type: 'content_block_start', index: word, content_block: { type: word } },
  { type: 'content_block_delta', index: 0, delta: { type: word } },
  { type: 'message_delta', delta: { stop_reason: word }, usage: { [word]: 1 } },
  { type: 'error', error: { type: word, message: 'm' } },
  { type: 'response.output_item.added', item: { type: word } },
  { choices: [{ index: 0, delta: { role: word, content: 'x' }, finish_reason: word }] },
  { choices: [{ delta: { content: [{ type: word }], reasoning_details: [{ type: word }] } }] },
  { candidates: [{ content: { parts: [{ [word]: {} }] }, finishReason: word }] },
  { promptFeedback: { blockReason: word } },
  { message: { content: 'x' }, done: true, done_reason: word },
  { stopReason: word },
  { contentBlockIndex: 0, start: { [word]: {} }, delta: { [word]: {} } },
]

test('a hostile provider that speaks in words that every object knows breaks nothing', () => {
  for (const word of WORDS) {
    for (const name of DIALECT_NAMES) {
      const dialect = findDialect(name)
      assert.ok(dialect)
      for (const event of [null, word, 'messageStop', 'contentBlockStart', 'contentBlockDelta']) {
        const reader = dialect.createEventReader()
        events(word).map((said) => reader.read({ event, data: JSON.stringify(said) }))
      }
      for (const said of events(word)) tryTo(() => dialect.readAnswer(said))
      tryTo(() => dialect.readError?.({ error: { type: word, code: word, status: word } }, 400))
      tryTo(() => dialect.readError?.({ __type: word, message: 'm' }, 400))
    }
  }
})
