import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Conversation } from '#wire/conversations.ts'
import { withFirstPage, withNextPage, type ConversationsState } from './conversation-pages.ts'

/** Used at the given minute. */
const at = (minute: number, title = ''): Conversation => ({
  id: `c${minute}`,
  title,
  modelId: null,
  classification: 'internal',
  folderId: null,
  presetId: null,
  lang: null,
  isPinned: false,
  isArchived: false,
  isUnread: false,
  isRunning: false,
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`,
})
const empty: ConversationsState = { status: 'loading', conversations: [], nextCursor: null }
const idsOf = (state: ConversationsState) => state.conversations.map(({ id }) => id)

const first = withFirstPage(empty, { conversations: [at(9), at(8)], nextCursor: 'after-8' })
const both = withNextPage(first, { conversations: [at(7), at(6)], nextCursor: 'after-6' })

test('pages follow each other, newest first', () => {
  assert.deepEqual(idsOf(both), ['c9', 'c8', 'c7', 'c6'])
  assert.equal(both.nextCursor, 'after-6')
})

test('the first page taken anew drops what was deleted from it and keeps what lies beyond', () => {
  const again = withFirstPage(both, { conversations: [at(10), at(8)], nextCursor: 'after-8' })
  assert.deepEqual(idsOf(again), ['c10', 'c8', 'c7', 'c6'])
  assert.equal(again.nextCursor, 'after-6')
})

test('a first page that is the only one is all there is', () => {
  const again = withFirstPage(both, { conversations: [at(9, 'Renamed')], nextCursor: null })
  assert.deepEqual(idsOf(again), ['c9'])
  assert.equal(again.conversations[0]?.title, 'Renamed')
  assert.equal(again.nextCursor, null)
})
