import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlainStandardList } from '#wire/plain-language.ts'
import { LANGUAGES } from '#server/assistant/languages.ts'
import { STANDARDS } from './standards.ts'

test('each of the 24 languages has plain language, and no id is there twice', () => {
  const plain = new Set(STANDARDS.filter(({ level }) => level === 'plain').map(({ lang }) => lang))
  assert.deepEqual([...plain].toSorted(), Object.keys(LANGUAGES).toSorted())
  assert.equal(new Set(STANDARDS.map(({ id }) => id)).size, STANDARDS.length)
})

test('each says where it comes from, has rules to tell a model, and asks more of easy texts than of plain ones', () => {
  assert.ok(PlainStandardList.safeParse({ standards: STANDARDS }).success)
  for (const { id, lang, level, source, rules, checks } of STANDARDS) {
    assert.ok(id.startsWith(`${lang}-`), id)
    assert.ok(source.length > 10 && rules.length >= 6, id)
    assert.ok(checks.maxSentenceWords <= (level === 'easy' ? 12 : 20), id)
  }
})
