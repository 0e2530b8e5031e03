import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDrafts } from './drafts.ts'

/** What a browser keeps, and drafts as a page finds them after each load. */
function browser() {
  const kept = new Map<string, string>()
  let keys = 0
  const storage = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string | null) => {
      if (value === null) kept.delete(key)
      else kept.set(key, value)
    },
  }
  return { kept, load: () => createDrafts(storage, () => `key-${(keys += 1)}`) }
}

test('a draft and the key it is sent under outlive a reload', () => {
  const { load } = browser()
  const before = load()
  before.set('c1', 'Zwei\nZeilen')
  assert.deepEqual(load().of('c1').get(), before.of('c1').get())
  assert.equal(load().of('c1').get().text, 'Zwei\nZeilen')
})

test('a changed text is another message, with another key', () => {
  const drafts = browser().load()
  drafts.set('c1', 'Hell')
  const { idempotencyKey } = drafts.of('c1').get()
  drafts.set('c1', 'Hello')
  assert.notEqual(drafts.of('c1').get().idempotencyKey, idempotencyKey)
})

test('files and the chosen model go with the draft, and a reload finds them again', () => {
  const { load } = browser()
  load().change('c1', { attachmentIds: ['f1', 'f2'], modelId: 'm' })
  const { text, attachmentIds, modelId } = load().of('c1').get()
  assert.deepEqual(
    { text, attachmentIds, modelId },
    { text: '', attachmentIds: ['f1', 'f2'], modelId: 'm' },
  )
})

test('what one tab writes, and sends, the others have under the same key', () => {
  const { load } = browser()
  const [one, other] = [load(), load()]
  other.of('c1')
  one.set('c1', 'Dzień dobry')
  other.follow('galerne.draft.c1')
  assert.deepEqual(other.of('c1').get(), one.of('c1').get())
  one.clear('c1')
  other.follow(null)
  assert.equal(other.of('c1').get().text, '')
})

test('what is stored and is no draft is as if it were not there', () => {
  const { kept, load } = browser()
  for (const broken of [
    '{',
    '[]',
    'null',
    '"x"',
    '{"text":1,"attachmentIds":[]}',
    '{"text":"a"}',
  ]) {
    kept.set('draft.c1', broken)
    assert.equal(load().of('c1').get().text, '', broken)
  }
})

test('each conversation has its own draft, and what is sent leaves nothing behind', () => {
  const { kept, load } = browser()
  const drafts = load()
  drafts.set(null, 'for a new chat')
  drafts.set('c1', 'for this one')
  drafts.set('c1', '')
  assert.equal(drafts.of(null).get().text, 'for a new chat')
  assert.deepEqual([...kept.keys()], ['draft.new'])
})
