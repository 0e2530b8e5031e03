import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advanceDocument, blocksOf, EMPTY_DOCUMENT } from './document.ts'
import { languagesOf } from './passages.ts'

test('each block that is mostly in another language is given that language', () => {
  const text = '# Kop\n\nEen zin.\n\nThis is English, all of it.\n\nEn weer terug.'
  const from = text.indexOf('This')
  const blocks = blocksOf(advanceDocument(EMPTY_DOCUMENT, text, false))
  const passage = { from, to: from + 27, lang: 'en' }
  assert.deepEqual(languagesOf(text, blocks, [passage]), [undefined, undefined, 'en', undefined])
  assert.deepEqual(languagesOf(text, blocks, undefined), [])
  const few = { ...passage, to: from + 4 }
  assert.deepEqual(languagesOf(text, blocks, [few]), [undefined, undefined, undefined, undefined])
})
