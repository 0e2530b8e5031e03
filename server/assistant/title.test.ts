import assert from 'node:assert/strict'
import { test } from 'node:test'
import { titleFrom } from './title.ts'

test('a title is the first sentence, in the words of the user', () => {
  assert.equal(titleFrom('Comment rédiger un CV ? J’ai 30 ans.'), 'Comment rédiger un CV ?')
  assert.equal(
    titleFrom('Πώς γράφω ένα βιογραφικό; Ευχαριστώ!'),
    'Πώς γράφω ένα βιογραφικό; Ευχαριστώ!',
  )
  assert.equal(titleFrom('  \n# Напиши писмо\nдо общината'), 'Напиши писмо до общината')
})

test('a greeting is passed over when something follows it', () => {
  assert.equal(titleFrom('Guten Tag! Was ist ein Bürgerbüro?'), 'Was ist ein Bürgerbüro?')
  assert.equal(
    titleFrom('Bonjour ! À quoi sert une médiathèque ?'),
    'À quoi sert une médiathèque ?',
  )
  assert.equal(titleFrom('Cześć!'), 'Cześć!')
  assert.equal(titleFrom('Budget 2026? Oder 2027?'), 'Budget 2026?')
})

test('a long title is cut between words', () => {
  const title = titleFrom(
    'Bitte erkläre mir ausführlich die Donaudampfschifffahrtsgesellschaft und ihre Geschichte',
  )
  assert.equal(title, 'Bitte erkläre mir ausführlich die…')
})

test('no character is cut in two, whatever it is made of', () => {
  assert.equal(titleFrom('👩‍👩‍👧'.repeat(100)), `${'👩‍👩‍👧'.repeat(59)}…`)
  assert.equal(titleFrom('e\u0301'.repeat(100)), `${'e\u0301'.repeat(59)}…`)
  assert.ok(titleFrom('\ud83d bonjour').isWellFormed())
})

test('markdown, code and marks that turn the text around are left out', () => {
  assert.equal(titleFrom('**Vysvetli** [toto](https://a.eu):\n```js\nx()\n```'), 'Vysvetli toto')
  assert.equal(titleFrom('Teste __est_bissextile__ bitte'), 'Teste est_bissextile bitte')
  assert.equal(titleFrom('\u202Eabc\u0000 def'), 'abc def')
})

test('what has no words has no title', () => {
  assert.equal(titleFrom('```\ncode\n```'), '')
  assert.equal(titleFrom(' \n … ?!'), '')
})
