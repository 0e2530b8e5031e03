import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directionOf } from './direction.ts'
import { pickLanguage } from './pick-language.ts'

const available = ['de', 'en', 'fr', 'pt-PT']

test('the first wanted language that exists is taken', () => {
  assert.equal(pickLanguage(['nl', 'de', 'fr'], available), 'de')
})

test('a region falls back to its language, and a language finds a region of it', () => {
  assert.equal(pickLanguage(['fr-BE', 'de'], available), 'fr')
  assert.equal(pickLanguage(['pt'], available), 'pt-PT')
  assert.equal(pickLanguage(['DE-at'], available), 'de')
})

test('a more general match of an earlier wish goes before an exact one of a later', () => {
  assert.equal(pickLanguage(['fr-CA', 'en'], available), 'fr')
})

test('who reads a language that nobody translated gets one that they read with ease, after all that they asked for', () => {
  const union = ['bg', 'da', 'de', 'en', 'es', 'hr', 'nl', 'pt', 'ro']
  assert.equal(pickLanguage(['nb-NO'], union), 'da')
  assert.equal(pickLanguage(['nn', 'no', 'en-GB'], union), 'en')
  assert.equal(pickLanguage(['sr-Latn-RS'], union), 'hr')
  assert.equal(pickLanguage(['sr-Cyrl-RS'], union), 'en')
  assert.equal(pickLanguage(['pt-BR'], union), 'pt')
  assert.equal(pickLanguage(['lb-LU'], union), 'de')
})

test('English is what is left', () => {
  assert.equal(pickLanguage(['nl', 'xx-invalid-'], available), 'en')
  assert.equal(pickLanguage([], available), 'en')
})

test('the direction is that of the script, also where the tag does not name it', () => {
  assert.equal(directionOf('fr'), 'ltr')
  assert.equal(directionOf('el'), 'ltr')
  assert.equal(directionOf('ar'), 'rtl')
  assert.equal(directionOf('he-IL'), 'rtl')
  assert.equal(directionOf('az-Arab'), 'rtl')
  assert.equal(directionOf(null), 'auto')
  assert.equal(directionOf('???'), 'auto')
})
