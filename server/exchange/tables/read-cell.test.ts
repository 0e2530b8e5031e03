import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCell, readNumber } from './read-cell.ts'

test('a number is read as its language writes it, and what could be another one stays a text', () => {
  const cases: [string, string, number | undefined][] = [
    ['1.234,5', 'de', 1234.5],
    ['1,234.5', 'en', 1234.5],
    ['1 234,5', 'fr', 1234.5],
    ['1\u202f234', 'fr', 1234],
    ['\u22125', 'sv', -5],
    ['0,5', 'fi', 0.5],
    ['1,234.5', 'de', undefined],
    ['1.23.4', 'de', undefined],
    ['007', 'de', undefined],
    ['12345678901234567', 'en', undefined],
    ['1e5', 'en', undefined],
    ['=1', 'en', undefined],
    ['', 'en', undefined],
  ]
  for (const [text, lang, value] of cases) assert.equal(readNumber(text, lang), value, text)
})

test('a day is one only as ISO 8601 writes it', () => {
  assert.equal(readCell('2026-02-28', 'de').day, '2026-02-28')
  assert.equal(readCell('2026-02-30', 'de').day, undefined)
  assert.equal(readCell('1.2.2026', 'de').day, undefined)
  assert.deepEqual(readCell('12', null), { text: '12' })
})
