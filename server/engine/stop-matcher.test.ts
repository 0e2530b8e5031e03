import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStopMatcher } from './stop-matcher.ts'

function run(stops: string[], pieces: string[]) {
  const matcher = createStopMatcher(stops)
  const shown = pieces.map((piece) => matcher.push(piece))
  return { shown, text: shown.join('') + matcher.flush(), hasStopped: matcher.hasStopped }
}

test('a stop string ends the text before its first character, however it is cut', () => {
  const text = 'one two STOP three'
  for (let size = 1; size <= text.length; size += 1) {
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
    const { text: got, shown, hasStopped } = run(['STOP'], pieces)
    assert.equal(got, 'one two ')
    assert.ok(hasStopped)
    assert.ok(!shown.join('').includes('S'))
  }
})

test('what only looked like a stop string is shown after all', () => {
  assert.equal(run(['STOP'], ['ST', 'OUT']).text, 'STOUT')
  assert.deepEqual(run(['aab'], ['a', 'a', 'a', 'b']).shown, ['', '', 'a', ''])
  assert.equal(run(['END'], ['the E', 'N']).text, 'the EN')
})

test('the earliest of several stop strings counts', () => {
  assert.equal(run(['later', 'soon'], ['not soon but later']).text, 'not ')
  assert.equal(run(['abc', 'b'], ['xabc']).text, 'x')
})

test('without stop strings everything is shown at once', () => {
  assert.deepEqual(run([], ['a', 'b']).shown, ['a', 'b'])
})

test('stop strings in other alphabets match too', () => {
  assert.equal(run(['КРАЙ'], ['начало К', 'РА', 'Й още']).text, 'начало ')
  assert.equal(run(['🇪🇺'], ['da 🇪', '🇺 weg']).text, 'da ')
})
