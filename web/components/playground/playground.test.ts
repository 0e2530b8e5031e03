import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlaygroundEvent, Receipt } from '#wire/playground.ts'
import { distinctionsOf, foldEvents, speedOf, startColumn } from './column.ts'
import {
  checkAnswer,
  checkSchema,
  checkTools,
  SCHEMA_EXAMPLE,
  TOOLS_EXAMPLE,
} from './json-checks.ts'

const RECEIPT: Receipt = {
  requestId: 'r',
  providerId: 'p',
  upstreamModel: 'm',
  place: null,
  inputTokens: 5,
  outputTokens: 101,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  isEstimated: false,
  costMicros: 40,
  currency: 'EUR',
  firstContentMs: 200,
  durationMs: 1200,
}
const receipt = (change: Partial<Receipt>): PlaygroundEvent => ({
  type: 'receipt',
  receipt: { ...RECEIPT, ...change },
})
const column = (...events: PlaygroundEvent[]) => foldEvents(startColumn('m', 1000), events, 1080)
const ended = (change: Partial<Receipt>) => ({ ...column(receipt(change)), isRunning: false })

test('pieces become an answer, and the first of them tells how long it took until the receipt does', () => {
  const begun = column({ type: 'reasoning', text: 'Hm' }, { type: 'text', text: 'Gu' })
  assert.equal(begun.firstContentMs, 80)
  const whole = foldEvents(
    begun,
    [{ type: 'text', text: 'ten Tag' }, { type: 'finish', reason: 'stop' }, receipt({})],
    2000,
  )
  assert.deepEqual([whole.answer.text, whole.answer.reasoning], ['Guten Tag', 'Hm'])
  assert.deepEqual([whole.answer.finish, whole.firstContentMs], ['stop', 200])
})

test('arguments of a tool call are joined, a new name begins another call', () => {
  const { answer } = column(
    { type: 'tool-call', index: 0, name: 'a', arguments: '{"x"' },
    { type: 'tool-call', index: 0, arguments: ':1}' },
    { type: 'tool-call', index: 1, name: 'b', arguments: '{}' },
  )
  assert.deepEqual(answer.toolCalls, [
    { name: 'a', arguments: '{"x":1}' },
    { name: 'b', arguments: '{}' },
  ])
})

test('speed counts the tokens after the first, in the time after it', () => {
  assert.equal(speedOf(RECEIPT), 100)
  assert.equal(speedOf({ ...RECEIPT, outputTokens: 1 }), null)
})

test('the quickest and the cheapest are only told among several that are over, in one currency', () => {
  const [a, b] = distinctionsOf([ended({}), ended({ firstContentMs: 100, costMicros: 90 })])
  assert.deepEqual([a?.isQuickest, a?.isCheapest], [false, true])
  assert.deepEqual([b?.isQuickest, b?.isCheapest], [true, false])
  const [alone] = distinctionsOf([ended({}), column({ type: 'text', text: 'x' })])
  assert.deepEqual([alone?.isQuickest, alone?.isCheapest], [false, false])
  const [euro] = distinctionsOf([ended({}), ended({ currency: 'USD', costMicros: 90 })])
  assert.equal(euro?.isCheapest, false)
  const [same] = distinctionsOf([ended({}), ended({})])
  assert.equal(same?.isCheapest, false)
})

test('tools and schemas are checked as they are written', () => {
  assert.equal(checkTools(TOOLS_EXAMPLE), null)
  assert.equal(checkTools(''), null)
  assert.equal(checkTools('[')?.kind, 'syntax')
  assert.match(checkTools('[{"type":"function"}]')?.detail ?? '', /^0\.function/)
  assert.equal(checkSchema('[]')?.kind, 'shape')
})

test('an answer is held against its schema, and what cannot be checked is not called wrong', () => {
  const outcome = (schema: string, text: string) => checkAnswer(schema, text)?.outcome
  assert.equal(outcome('', 'anything'), undefined)
  assert.equal(outcome(SCHEMA_EXAMPLE, '{"summary":"x","confidence":0.5}'), 'valid')
  assert.equal(outcome(SCHEMA_EXAMPLE, '{"summary":1,"confidence":0.5}'), 'not-valid')
  assert.equal(outcome(SCHEMA_EXAMPLE, '{"summary":"x","confidence":1,"more":true}'), 'not-valid')
  assert.equal(outcome(SCHEMA_EXAMPLE, 'Here you are: {}'), 'not-json')
  assert.equal(outcome('{"$ref":"https://example.org/s"}', '{}'), 'not-checked')
})
