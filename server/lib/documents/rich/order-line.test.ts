import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toLines, type Piece } from './pdf-lines.ts'

/** As it stands on paper from left to right, each part in the order of speech; a letter is one point wide. */
function shown(text: string, isRightToLeft: boolean, width = 100): string[] {
  const piece: Piece = { text, face: 'sans' }
  const setting = { width, size: 1, isRightToLeft, measure: (word: string) => word.length }
  return toLines([piece], setting).map(({ parts }) => {
    const sorted = parts.toSorted((one, other) => one.x - other.x)
    sorted.forEach((part, at) => {
      const next = sorted[at + 1]
      assert.ok(!next || Math.abs(part.x + part.width - next.x) < 1e-9, 'no gap, no overlap')
    })
    if (isRightToLeft && sorted.length > 0) {
      const last = sorted.at(-1)
      assert.equal((last?.x ?? 0) + (last?.width ?? 0), width)
    }
    return sorted.map((part) => part.text).join('|')
  })
}

test('lines of two directions are ordered as Unicode says, and brackets open to the other side', () => {
  assert.deepEqual(shown('שלום abc 123', true), ['abc 123|שלום '])
  assert.deepEqual(shown('مادة 12 (فقرة 3).', true), ['.(|3|)فقرة | |12|مادة '])
  assert.deepEqual(shown('He said שלום עולם! Twice.', false), ['He said |עולם|שלום |! Twice.'])
  assert.deepEqual(shown('one two', true), ['one two'])
  assert.deepEqual(shown('a ב c', true), ['c|ב | |a'])
  assert.deepEqual(shown('a ב c', false), ['a |ב| c'])
})

test('each line begins at its own side, and words of its direction follow each other from there', () => {
  assert.deepEqual(shown('אחת שתיים שלוש', true, 10), ['שתיים |אחת ', 'שלוש'])
  assert.deepEqual(shown('', true), [''])
})
