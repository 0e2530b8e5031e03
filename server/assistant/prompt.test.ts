import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '#wire/conversations.ts'
import { LANGUAGES } from './languages.ts'
import { buildPrompt } from './prompt.ts'

const said = (role: Message['role'], text: string): Message => ({
  id: '',
  parentId: null,
  role,
  text,
  status: 'complete',
  runId: null,
  modelId: null,
  lang: null,
  usage: null,
  error: null,
  createdAt: '',
})
const prompt = (history: Message[], budgetTokens = 10_000, lang: string | null = 'de') =>
  buildPrompt({ history, olderCount: 0, lang, budgetTokens })

test('every official language of the EU has its line', () => {
  assert.equal(Object.keys(LANGUAGES).length, 24)
  for (const [lang, { answer, keep }] of Object.entries(LANGUAGES)) {
    const { messages } = prompt([said('user', '?')], 100, lang)
    assert.deepEqual(messages[0], { role: 'system', content: `${answer} ${keep}` })
  }
})

test('a language that nobody is sure of is left to the model', () => {
  assert.match(JSON.stringify(prompt([said('user', 'ok')], 100, null).messages[0]), /language of/)
  for (const lang of ['xx', 'constructor', '__proto__']) {
    assert.match(JSON.stringify(prompt([said('user', '?')], 100, lang).messages[0]), /language of/)
  }
  assert.match(
    JSON.stringify(prompt([said('user', '?')], 100, 'pt-BR').messages[0]),
    /"Responde em português\./,
  )
})

test('the oldest turns go first, whole, and are counted', () => {
  const history = [
    said('user', 'a'.repeat(400)),
    said('assistant', 'b'.repeat(400)),
    said('user', 'c'.repeat(400)),
    said('assistant', 'd'.repeat(400)),
    said('user', 'e'),
  ]
  const { messages, omittedCount } = prompt(history, 300)
  assert.deepEqual(
    messages.map(({ content }) => content[0]),
    ['A', 'c', 'd', 'e'],
  )
  assert.equal(omittedCount, 2)
  assert.equal(prompt(history, 0).messages.length, 2)
  assert.equal(
    buildPrompt({ history, olderCount: 7, lang: null, budgetTokens: 0 }).omittedCount,
    11,
  )
})

test('a question that got no answer joins the next one, so that roles alternate', () => {
  const { messages } = prompt([said('user', 'one'), said('assistant', ''), said('user', 'two')])
  assert.deepEqual(messages.slice(1), [{ role: 'user', content: 'one\n\ntwo' }])
})

test('a part of an answer is what the model goes on with', () => {
  const { messages } = prompt([said('user', 'one'), said('assistant', 'half an')])
  assert.deepEqual(messages.at(-1), { role: 'assistant', content: 'half an', prefix: true })
})
