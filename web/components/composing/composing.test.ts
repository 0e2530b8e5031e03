import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PromptVariable } from '#wire/library.ts'
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
