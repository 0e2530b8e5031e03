import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GenerationEvent } from './generation-events.ts'
import { createOutbox } from './outbox.ts'

function setup() {
  const sent: GenerationEvent[][] = []
  let nowMs = 0
  const outbox = createOutbox({ emit: (events) => sent.push(events), now: () => nowMs })
  const usage = { promptTokens: 1, cachedTokens: 0, outputTokens: 1 }
  return {
    outbox,
    sent,
    /** A step that took so long and brought these. */
    step: (tookMs: number, ...events: GenerationEvent[]) => {
      outbox.beforeStep(true)
      nowMs += tookMs
      for (const event of events) outbox.add(event)
      outbox.afterStep(tookMs)
    },
    end: (id: string): GenerationEvent => ({ id, type: 'finished', reason: 'stop', usage }),
  }
}

const says = (text: string, id = 'a'): GenerationEvent => ({ id, type: 'text', text, logprobs: [] })
const wordsOf = (sent: GenerationEvent[][]) =>
  sent.map((events) => events.map((event) => (event.type === 'text' ? event.text : event.type)))

test('an answer begins word by word, then its words come together, never 40 ms late', () => {
  const { step, sent } = setup()
  for (const word of '123456789') step(20, says(word))
  assert.deepEqual(wordsOf(sent), [['1'], ['2'], ['3'], ['4'], ['567']])
  step(20, says('x'))
  assert.deepEqual(wordsOf(sent).at(-1), ['89x'])
})

test('long steps send each word', () => {
  const { step, sent } = setup()
  for (const word of '123456') step(60, says(word))
  assert.equal(sent.length, 6)
})

test('the end takes along what waits, in order, and each answer keeps its own words', () => {
  const { step, sent, end } = setup()
  for (const word of '1234') step(5, says(word), says(word.padStart(2, 'b'), 'b'))
  sent.length = 0
  step(5, says('5'), says('five', 'b'))
  step(5, says('6'), end('a'), says('six', 'b'))
  assert.deepEqual(wordsOf(sent), [['56', 'fivesix', 'finished']])
})

test('nothing waits for a long step, and nothing is said to who has left', () => {
  const { step, outbox, sent } = setup()
  for (const word of '12345') step(5, says(word))
  outbox.beforeStep(false)
  assert.deepEqual(wordsOf(sent).at(-1), ['5'])
  step(5, says('6'))
  outbox.forget('a')
  outbox.flush()
  assert.equal(sent.length, 5)
})

test('log-probabilities stay with their words', () => {
  const { outbox, sent } = setup()
  const logprobs = (text: string) => [{ text, bytes: [], logprob: -1, top: [] }]
  for (const word of '12345')
    outbox.add({ id: 'a', type: 'text', text: word, logprobs: logprobs(word) })
  outbox.flush()
  const [event] = sent.flat()
  assert.ok(event?.type === 'text')
  assert.equal(event.logprobs.map(({ text }) => text).join(''), '12345')
})
