import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '#wire/conversations.ts'
import { MessageTree } from './message-tree.ts'

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

const MESSAGES = [
  message('question', null),
  message('answer-1', 'question', 1),
  message('answer-2', 'question', 2),
  message('reply-to-1', 'answer-1', 3),
  message('edited-question', null, 4),
]

function setup(messages = MESSAGES) {
  const tree = new MessageTree()
  tree.put(messages)
  return { tree, shown: () => tree.path.map(({ message: { id } }) => id) }
}

test('the newest version is shown where nobody chose', () => {
  const { tree, shown } = setup()
  assert.deepEqual(shown(), ['edited-question'])
  tree.choose('question')
  assert.deepEqual(shown(), ['question', 'answer-2'])
})

test('choosing a message shows all that it hangs on, and what hangs on it', () => {
  const { tree, shown } = setup()
  tree.choose('answer-1')
  assert.deepEqual(shown(), ['question', 'answer-1', 'reply-to-1'])
})

test('going to another version and back shows the branch as it was left', () => {
  const { tree, shown } = setup()
  tree.choose('answer-1')
  tree.choose('edited-question')
  assert.deepEqual(shown(), ['edited-question'])
  tree.choose('question')
  assert.deepEqual(shown(), ['question', 'answer-1', 'reply-to-1'])
})

test('each place on the path knows its versions, oldest first', () => {
  const { tree } = setup()
  tree.choose('question')
  const [first, second] = tree.path
  assert.deepEqual(first?.siblingIds, ['question', 'edited-question'])
  assert.deepEqual(second?.siblingIds, ['answer-1', 'answer-2'])
})

test('messages of one millisecond are ordered by their ids, in whatever order they come', () => {
  const { tree } = setup([message('b', null), message('a', null)])
  assert.deepEqual(tree.path[0]?.siblingIds, ['a', 'b'])
})

test('a choice that is gone changes nothing', () => {
  const { tree, shown } = setup()
  tree.choose('deleted')
  assert.deepEqual(shown(), ['edited-question'])
})

test('whoever looks at an older version stays there when somebody adds a newer one', () => {
  const { tree, shown } = setup()
  tree.choose('answer-1')
  tree.put([message('answer-3', 'question', 5), message('third-question', null, 6)])
  assert.deepEqual(shown(), ['question', 'answer-1', 'reply-to-1'])
  assert.deepEqual(tree.path[1]?.siblingIds, ['answer-1', 'answer-2', 'answer-3'])
})

test('in whatever steps messages come and are chosen, the path is the one of a tree made at once', () => {
  // A tree that nobody would draw by hand: each message hangs on one before it, chosen by a fixed sequence.
  let seed = 7
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  for (let round = 0; round < 200; round += 1) {
    const all: Message[] = []
    const { tree, shown } = setup([])
    for (let at = 0; at < 30; at += 1) {
      const parent = at === 0 || next(9) === 0 ? null : `m${next(at)}`
      const added = message(`m${at}`, parent, next(9))
      all.push(added)
      tree.put([added])
      if (next(4) === 0) {
        const choice = `m${next(at + 1)}`
        tree.choose(choice)
        assert.ok(shown().includes(choice), `${choice} is shown`)
      }
      if (next(3) === 0) {
        const changed = { ...all[next(at + 1)]!, text: `changed ${round}` }
        all[all.findIndex(({ id }) => id === changed.id)] = changed
        tree.put([changed])
      }
    }
    const again = setup(all)
    for (const id of shown()) again.tree.choose(id)
    assert.deepEqual(tree.path, again.tree.path)
  }
})

test('the path can end at a message on which others hang, until the next is chosen', () => {
  const { tree, shown } = setup()
  tree.endAt('answer-1')
  assert.deepEqual(shown(), ['question', 'answer-1'])
  assert.equal(tree.endId, 'answer-1')
  // Somebody else's message does not make it longer.
  tree.put([message('another-reply', 'answer-1', 5)])
  assert.deepEqual(shown(), ['question', 'answer-1'])
  tree.choose('another-reply')
  assert.deepEqual(shown(), ['question', 'answer-1', 'another-reply'])
  tree.endAt('question')
  assert.deepEqual(shown(), ['question'])
  tree.choose('question')
  assert.deepEqual(shown(), ['question', 'answer-1', 'another-reply'])
  assert.equal(tree.endId, null)
})
