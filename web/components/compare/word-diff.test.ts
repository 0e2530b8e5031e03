import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffWords, type Stretch } from './word-diff.ts'

const only = (stretches: readonly Stretch[], but: Stretch['kind']) =>
  stretches
    .filter(({ kind }) => kind !== but)
    .map(({ text }) => text)
    .join('')

test('a difference is told in whole words, and both texts are in it', () => {
  assert.deepEqual(diffWords('The old house stands.', 'The new house stands still.', 'en'), [
    { kind: 'same', text: 'The ' },
    { kind: 'removed', text: 'old' },
    { kind: 'added', text: 'new' },
    { kind: 'same', text: ' house stands' },
    { kind: 'added', text: ' still' },
    { kind: 'same', text: '.' },
  ])
})

test('nothing, everything and the same are differences as well', () => {
  assert.deepEqual(diffWords('', '', null), [])
  assert.deepEqual(diffWords('Għal', 'Għal', 'mt'), [{ kind: 'same', text: 'Għal' }])
  assert.deepEqual(diffWords('', 'a b', null), [{ kind: 'added', text: 'a b' }])
  assert.deepEqual(diffWords('a b', '', null), [{ kind: 'removed', text: 'a b' }])
})

test('whatever the texts are, leaving out one side gives the other, also beyond the bound', () => {
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  const text = (words: number) =>
    Array.from({ length: words }, () => ['ja', 'nein', 'né', 'ᾳ', '\n', '日本語'][next(6)]).join(
      ' ',
    )
  for (const words of [1, 2, 3, 10, 50, 200]) {
    for (let round = 0; round < 8; round += 1) {
      const [before, after] = [text(words), text(next(words) + 1)]
      const stretches = diffWords(before, after, 'de')
      assert.equal(only(stretches, 'added'), before)
      assert.equal(only(stretches, 'removed'), after)
    }
  }
  const [before, after] = ['a '.repeat(1_000), 'b '.repeat(1_000)]
  const stretches = diffWords(before, after, null)
  assert.equal(only(stretches, 'added'), before)
  assert.equal(only(stretches, 'removed'), after)
})
