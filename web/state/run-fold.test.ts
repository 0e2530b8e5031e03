import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '#wire/runs.ts'
import type { Message } from '#wire/conversations.ts'
import { EMPTY_FOLD, foldRunEvent, isSameButWords } from './run-fold.ts'
import { withFold } from './thread.ts'

const messageId = '00000000-0000-7000-8000-000000000001'
const usage = { inputTokens: 7, outputTokens: 3, isEstimated: false }
const events: RunEvent[] = [
  {
    type: 'started',
    sequence: 1,
    messageId,
    modelId: 'small',
    lang: 'fr',
    omittedMessages: 3,
  },
  { type: 'text', sequence: 2, text: 'L’eau bout à 100' },
  { type: 'reasoning', sequence: 3, text: 'au niveau de la mer?', elapsedMs: 900 },
  { type: 'text', sequence: 4, text: '\u00a0°C.' },
  { type: 'finished', sequence: 5, reason: 'stop', usage, lang: null },
]

test('more words are no change to what stands around them; the first ones and all else are', () => {
  const [, first, , more] = events.map((_, at) =>
    events.slice(0, at + 1).reduce(foldRunEvent, EMPTY_FOLD),
  )
  assert.ok(first && more)
  assert.ok(isSameButWords(first, { ...first, text: `${first.text} °C`, lastSequence: 9 }))
  assert.ok(!isSameButWords(first, more), 'a thought came as well')
  assert.ok(!isSameButWords({ ...first, text: '' }, first), 'the first words')
  assert.ok(!isSameButWords(null, first))
})

test('the events of a run add up to its text, its language and its end', () => {
  const fold = events.reduce(foldRunEvent, EMPTY_FOLD)
  assert.deepEqual(fold, {
    lastSequence: 5,
    modelId: 'small',
    lang: 'fr',
    text: 'L’eau bout à 100\u00a0°C.',
    parts: [],
    reasoning: 'au niveau de la mer?',
    reasoningMs: 900,
    omittedMessages: 3,
    status: 'complete',
    finishReason: 'stop',
    usage,
    origin: null,
    error: null,
  })
})

test('an event that was folded already changes nothing, however often it comes', () => {
  const once = events.slice(0, 3).reduce(foldRunEvent, EMPTY_FOLD)
  const again = events.slice(0, 3).reduce(foldRunEvent, once)
  assert.equal(again, once)
})

test('a gap throws, for a text with a hole in it must not be shown', () => {
  const [first, , third] = events
  assert.ok(first && third)
  assert.throws(() => foldRunEvent(foldRunEvent(EMPTY_FOLD, first), third), RangeError)
})

test('a stopped, a failed and an interrupted run keep what they had', () => {
  const error = { code: 'busy', message: 'Full', isRetryable: true } as const
  const had = events.slice(0, 2).reduce(foldRunEvent, EMPTY_FOLD)
  const ends: RunEvent[] = [
    { type: 'stopped', sequence: 3 },
    { type: 'interrupted', sequence: 3 },
    { type: 'failed', sequence: 3, error },
  ]
  for (const end of ends) {
    const fold = foldRunEvent(had, end)
    assert.equal(fold.text, 'L’eau bout à 100')
    assert.equal(fold.status, end.type)
    assert.deepEqual(fold.error, end.type === 'failed' ? error : null)
  }
})

test('an answer that is gone on with keeps its thoughts and adds to them, and says what was left out this time', () => {
  const before: Message = {
    id: messageId,
    parentId: null,
    role: 'assistant',
    text: 'Oui. ',
    status: 'streaming',
    reasoning: { text: 'Facile.', elapsedMs: 100 },
    omittedMessages: 1,
    runId: null,
    modelId: null,
    lang: null,
    usage: null,
    error: null,
    createdAt: new Date(0).toISOString(),
  }
  assert.equal(withFold(before, EMPTY_FOLD).omittedMessages, 1)
  const { text, reasoning, omittedMessages } = withFold(
    before,
    events.reduce(foldRunEvent, EMPTY_FOLD),
  )
  assert.equal(text, 'Oui. L’eau bout à 100\u00a0°C.')
  assert.deepEqual(reasoning, { text: 'Facile.\n\nau niveau de la mer?', elapsedMs: 1000 })
  assert.equal(omittedMessages, 3)
})
