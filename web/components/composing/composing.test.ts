import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Message } from '#wire/conversations.ts'
import type { PromptVariable } from '#wire/library.ts'
import { contextUseOf } from './context-use.ts'
import { checkValue, fillPrompt, textVariable, variablesOf } from './fill-prompt.ts'
import { findTrigger, rankOf } from './find-trigger.ts'

test('a command is looked for at the very start, and a name after a space, up to the cursor', () => {
  const found = (text: string, cursor = text.length) => {
    const trigger = findTrigger(text, cursor)
    return trigger && `${trigger.kind}${trigger.query} ${trigger.start}-${trigger.end}`
  }
  assert.equal(found('/'), '/ 0-1')
  assert.equal(found('/Résu'), '/resu 0-5')
  assert.equal(found('/übersetze'), '/ubersetze 0-10')
  assert.equal(found('ask @mist'), '@mist 4-9')
  assert.equal(found('@a and more', 2), '@a 0-2')
  assert.equal(found('/summarise this'), undefined)
  assert.equal(found('and/or'), undefined)
  assert.equal(found(' /x'), undefined)
  assert.equal(found('write to ana@example.eu'), undefined)
  assert.equal(found('/etc/passwd'), undefined)
})

test('what begins like what was typed comes first, with or without accents', () => {
  assert.equal(rankOf('resu', ['résumé', '']), 0)
  assert.equal(rankOf('pol', ['reply', 'Polite reply']), 1)
  assert.equal(rankOf('rep', ['x', 'A polite reply']), 2)
  assert.equal(rankOf('lite', ['x', 'A polite reply']), 3)
  assert.equal(rankOf('zz', ['x', 'A polite reply']), undefined)
})

test('a prompt asks for each place once, and a value with places in it stays as it is', () => {
  const text = 'Dear {{ name }}, on {{date}}: {{name}} {{no such}} {{}}'
  const variables = [{ ...textVariable('date'), type: 'date' as const }]
  const asked = variablesOf({ kind: 'prompt', text, variables })
  assert.deepEqual(
    asked.map(({ name, type }) => `${name} ${type}`),
    ['name text', 'date date'],
  )
  const values = new Map([
    ['name', '{{date}} $& $1'],
    ['date', '2026-11-22'],
  ])
  assert.equal(
    fillPrompt(text, values),
    'Dear {{date}} $& $1, on 2026-11-22: {{date}} $& $1 {{no such}} {{}}',
  )
})

test('each kind of value is checked by its own rule', () => {
  const of = (more: Partial<PromptVariable>) => ({ ...textVariable('x'), ...more })
  assert.equal(checkValue(of({ isRequired: true }), '  '), 'missing')
  assert.equal(checkValue(of({ type: 'number' }), ''), undefined)
  assert.equal(checkValue(of({ type: 'number' }), 'twelve'), 'not-a-number')
  assert.equal(checkValue(of({ type: 'number', min: 1, max: 9 }), '0.5'), 'too-small')
  assert.equal(checkValue(of({ type: 'number', min: 1, max: 9 }), '10'), 'too-large')
  assert.equal(checkValue(of({ type: 'number', min: 1, max: 9 }), '9'), undefined)
  assert.equal(checkValue(of({ type: 'date' }), '2026-13-01'), 'not-a-date')
  assert.equal(checkValue(of({ type: 'choice', choices: ['a', 'b'] }), 'c'), 'not-a-choice')
})

test('a conversation is as full as the model counted at its last answer, and what came since is added', () => {
  const answer = (changed: Partial<Message>) =>
    Message.parse({
      id: '01980000-0000-7000-8000-000000000001',
      parentId: null,
      role: 'assistant',
      text: 'a'.repeat(1_000),
      lang: 'en',
      status: 'complete',
      runId: null,
      modelId: 'm',
      usage: { inputTokens: 700, outputTokens: 300, isEstimated: false },
      error: null,
      createdAt: '2026-01-01T00:00:00.000Z',
      ...changed,
    })
  const question = answer({ role: 'user', usage: null, text: 'b'.repeat(100) })
  const use = contextUseOf([question, answer({})], '', 4_096)
  assert.equal(use.roomTokens, 4_096 - 1_024)
  assert.equal(use.usedTokens, 1_000)
  // 0.3 tokens a character, as the model counted: 540 a page.
  assert.equal(use.pagesLeft, 3)
  assert.equal(use.isOver, false)
  const later = contextUseOf([question, answer({}), question], 'c'.repeat(100), 4_096)
  assert.equal(later.usedTokens, 1_000 + 29 + 29)
  const thoughtful = answer({ reasoning: { text: 'd'.repeat(900), elapsedMs: null }, text: 'ok' })
  assert.equal(contextUseOf([thoughtful], '', 4_096).usedTokens, 700 + 1)
  const full = contextUseOf([answer({ omittedMessages: 2 })], 'e'.repeat(20_000), 4_096)
  assert.deepEqual([full.leftShare, full.pagesLeft, full.isOver], [0, 0, true])
  assert.ok(contextUseOf([question], '', 4_096).usedTokens > 0)
})
