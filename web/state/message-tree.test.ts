import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '#wire/conversations.ts'
import { listPath, selectMessage } from './message-tree.ts'

/** `second` orders; ids are their own order within one second. */
function message(id: string, parentId: string | null, second = 0): Message {
  return {
    id,
    parentId,
    role: 'user',
    text: id,
    status: 'complete',
    runId: null,
    modelId: null,
    lang: null,
    usage: null,
    error: null,
    createdAt: `2026-11-22T10:00:0${second}.000Z`,
  }
}

const messages = new Map(
  [
    message('question', null),
    message('answer-1', 'question', 1),
    message('answer-2', 'question', 2),
    message('reply-to-1', 'answer-1', 3),
    message('edited-question', null, 4),
  ].map((each) => [each.id, each]),
)
const shown = (selection: ReadonlyMap<string, string>) =>
  listPath(messages.values(), selection).map(({ message: { id } }) => id)

test('the newest version is shown where nobody chose', () => {
  assert.deepEqual(shown(new Map()), ['edited-question'])
  assert.deepEqual(shown(new Map([['root', 'question']])), ['question', 'answer-2'])
})

test('choosing a message shows all that it hangs on, and what hangs on it', () => {
  const selection = selectMessage(messages, new Map(), 'answer-1')
  assert.deepEqual(shown(selection), ['question', 'answer-1', 'reply-to-1'])
})

test('going to another version and back shows the branch as it was left', () => {
  const deep = selectMessage(messages, new Map(), 'answer-1')
  const away = selectMessage(messages, deep, 'edited-question')
  const back = selectMessage(messages, away, 'question')
  assert.deepEqual(shown(away), ['edited-question'])
  assert.deepEqual(shown(back), ['question', 'answer-1', 'reply-to-1'])
})

test('each place on the path knows its versions, oldest first', () => {
  const [first, second] = listPath(messages.values(), new Map([['root', 'question']]))
  assert.deepEqual(first?.siblingIds, ['question', 'edited-question'])
  assert.deepEqual(second?.siblingIds, ['answer-1', 'answer-2'])
})

test('messages of one millisecond are ordered by their ids', () => {
  const twins = [message('b', null), message('a', null)]
  assert.deepEqual(listPath(twins, new Map())[0]?.siblingIds, ['a', 'b'])
})

test('a choice that is gone falls back to the newest', () => {
  assert.deepEqual(shown(new Map([['root', 'deleted']])), ['edited-question'])
})
