import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ChatBody } from './chat-body.ts'
import { planChat } from './chat-request.ts'

const facts = {
  vocabularySize: 256,
  contextTokens: 2048,
  toolFormat: null,
  sampling: { temperature: 0.2, repetitionPenalty: 1.1 },
  drawSeed: () => 7,
}

const samplingOf = (asked: object, known: Partial<typeof facts> = facts) => {
  const messages = [{ role: 'user', content: 'Labas!' }]
  const body = ChatBody.parse({ model: 'm', messages, ...asked })
  return planChat(body, { ...facts, ...known }).jobs[0]?.sampling
}

test('a model answers with the temperature that suits it, unless the caller says another', () => {
  assert.equal(samplingOf({})?.temperature, 0.2)
  assert.equal(samplingOf({ temperature: 0 })?.temperature, 0)
  const { sampling: _, ...unknown } = facts
  const body = ChatBody.parse({ model: 'm', messages: [{ role: 'user', content: 'Labas!' }] })
  assert.equal(planChat(body, unknown).jobs[0]?.sampling.temperature, 0.7)
})

test('prose is kept from going round in circles, JSON may repeat its keys', () => {
  assert.equal(samplingOf({})?.repeatPenalty, 1.1)
  assert.equal(samplingOf({ repetition_penalty: 1 })?.repeatPenalty, 1)
  assert.equal(samplingOf({ response_format: { type: 'json_object' } })?.repeatPenalty, 1)
})
