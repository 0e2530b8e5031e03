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
