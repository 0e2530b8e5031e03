import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDrafts } from './drafts.ts'
import { createKeyValueStorage, forgetAll, type BrowserStorage } from './storage.ts'

/** As browsers have it: names are properties, methods are not. */
function browserStorage(): BrowserStorage {
  const kept = new Map<string, string>()
  const methods: BrowserStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  }
  return new Proxy(methods, {
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: (_, name) => ({
      value: kept.get(String(name)),
      enumerable: true,
      configurable: true,
    }),
  })
}

test('whoever signs out leaves no draft on the device, and keeps their colours', () => {
  const kept = browserStorage()
  const storage = createKeyValueStorage(() => kept)
  const drafts = createDrafts(storage, () => 'key')
  drafts.set(null, 'what nobody else is to read')
  drafts.set('c1', 'nor this')
  storage.set('theme', 'dark')
  assert.equal(Object.keys(kept).length, 3)

  forgetAll(() => kept, 'draft.')
  assert.deepEqual(Object.keys(kept), ['galerne.theme'])
})

test('where storage is blocked nothing breaks', () => {
  const isBlocked = () => {
    throw new Error('SecurityError')
  }
  forgetAll(isBlocked, 'draft.')
  assert.equal(createKeyValueStorage(isBlocked).get('theme'), null)
})
