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

test('each conversation has its own draft, and what is sent leaves nothing behind', () => {
  const { kept, load } = browser()
  const drafts = load()
  drafts.set(null, 'for a new chat')
  drafts.set('c1', 'for this one')
  drafts.set('c1', '')
  assert.equal(drafts.of(null).get().text, 'for a new chat')
  assert.deepEqual([...kept.keys()], ['draft.new'])
})
