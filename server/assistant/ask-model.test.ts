import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { askModel, type AnswerPart } from './ask-model.ts'
import { createScriptedGateway, ending, says, sse, textChunk, type Script } from './testing.ts'

async function ask(script: Script): Promise<AnswerPart[]> {
  const question = {
    principal: LOCAL_OWNER,
    classification: 'internal' as const,
    conversationId: 'conversation',
    modelId: 'test-model',
    messages: [],
    maxTokens: null,
    signal: new AbortController().signal,
    requestId: 'request',
  }
  return Array.fromAsync(askModel(createScriptedGateway(script), question))
}
const textOf = (parts: AnswerPart[]) =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

test('an answer is accepted, then text, then the finish with what the provider counted', async () => {
  assert.deepEqual(await ask(says('Sveiki', '!')), [
    { type: 'accepted' },
    { type: 'text', text: 'Sveiki' },
    { type: 'text', text: '!' },
    { type: 'finish', reason: 'stop', usage: { inputTokens: 7, outputTokens: 3 } },
  ])
})

test('bytes may be cut anywhere, within letters too', async () => {
  const parts = await ask(async function* () {
    const whole = Buffer.concat([textChunk('Għandek raġun 👍'), ...ending()])
    for (const byte of whole) yield Buffer.from([byte])
  })
  assert.equal(textOf(parts), 'Għandek raġun 👍')
})

test('half a character waits for its other half, and what cannot be stored is marked', async () => {
  const parts = await ask(says('a\ud83d', '\udc4d', 'b\ud83d', 'c', 'd\u0000', '\ud83d'))
  assert.equal(textOf(parts), 'a👍b\uFFFDcd\uFFFD\uFFFD')
})

test('reasoning, arrays of parts and unknown fields are understood', async () => {
  const parts = await ask(async function* () {
    yield sse({ choices: [{ delta: { reasoning_content: 'hm' } }], x: 1 })
    yield sse({ choices: [{ delta: { content: [{ type: 'text', text: 'oui' }] } }] })
    yield* ending()
  })
  assert.deepEqual(parts.slice(1, 3), [
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: 'oui' },
  ])
})

test('an error event, a line that is not JSON and a stream that just ends are failures', async () => {
  const fails = (script: Script, code: string) =>
    assert.rejects(ask(script), (error) => error instanceof AppError && error.code === code)
  await fails(async function* () {
    yield textChunk('a')
    yield sse({ error: { message: 'overloaded', type: 'server_error', code: 'busy' } })
  }, 'busy')
  await fails(async function* () {
    yield Buffer.from('data: {"choices":\n\n')
  }, 'provider_error')
  await fails(async function* () {
    yield textChunk('a')
  }, 'provider_error')
})
