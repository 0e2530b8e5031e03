import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advanceDocument, blocksOf, EMPTY_DOCUMENT, MAX_MARKDOWN_CHARS } from './document.ts'
import { FRAGMENTS, HOSTILE_LENGTHS, SAMPLES } from './markdown-samples.ts'

const SEED = 20260226

test('a stream cut anywhere shows at each step what the same text shows at once', () => {
  const random = randomFrom(SEED)
  for (let at = 0; at < 800; at++) {
    const text = Array.from(
      { length: 2 + random(24) },
      () => FRAGMENTS[random(FRAGMENTS.length)],
    ).join('')
    streamAndCompare(text, () => 1 + random(6))
  }
})

test('an answer in each of several languages and scripts streams to what it is at once', () => {
  const random = randomFrom(SEED)
  for (const sample of SAMPLES) streamAndCompare(sample, () => 1 + random(40))
})

test('a stream may be cut between the halves of a character', () => {
  streamAndCompare('Ein 😀 und ein **👩‍👩‍👧** am Ende.\n\nσ̈ µ\n', () => 1)
})

test('a text that was replaced instead of continued is read anew', () => {
  const before = advanceDocument(EMPTY_DOCUMENT, 'one\n\ntwo\n\nthree\n\nfour', true)
  const after = advanceDocument(before, 'another\n\ntext', false)
  assert.deepEqual(
    blocksOf(after),
    blocksOf(advanceDocument(EMPTY_DOCUMENT, 'another\n\ntext', false)),
  )
})

test('settled blocks stay the same objects, and only the end is lexed again', () => {
  const text = 'paragraph\n\n'.repeat(50)
  const before = advanceDocument(EMPTY_DOCUMENT, text, true)
  const after = advanceDocument(before, `${text}and more`, true)
  assert.ok(before.settled.length >= 47)
  assert.ok(before.settled.every((block, at) => after.settled[at] === block))
  assert.ok(text.length - before.settledChars < 40)
})

test('what stands before a blank line and a block of another kind is settled', () => {
  for (const before of [
    '- one\n- two',
    '| a |\n|---|\n| b |',
    '> said',
    '```js\n1\n```',
    'words',
  ]) {
    const { settled, tail } = advanceDocument(EMPTY_DOCUMENT, `${before}\n\nThen`, true)
    assert.deepEqual([settled.length, tail.length], [1, 1], before)
  }
  // As long as it may still be another item.
  const { settled } = advanceDocument(EMPTY_DOCUMENT, '1. one\n\n2', true)
  assert.equal(settled.length, 0)
})

test('the end of a list or a table is completed, and what is before it stands as it is', () => {
  const [list] = blocksOf(advanceDocument(EMPTY_DOCUMENT, '- 2 ** 3\n- a **bo', true))
  const [table] = blocksOf(advanceDocument(EMPTY_DOCUMENT, '| a |\n|---|\n| **b |\n| *c', true))
  assert.equal(list?.block.raw, '- 2 ** 3\n- a **bo**')
  assert.equal(table?.block.raw, '| a |\n|---|\n| **b |\n| *c*')
})

test('the items of a list that grows stay the same objects', () => {
  const text = Array.from({ length: 30 }, (_, item) => `- item ${item}`).join('\n')
  const [before] = blocksOf(advanceDocument(EMPTY_DOCUMENT, text, true))
  const grown = advanceDocument(
    advanceDocument(EMPTY_DOCUMENT, text, true),
    `${text}\n- last`,
    true,
  )
  const [after] = blocksOf(grown)
  assert.ok(before?.block.type === 'list' && after?.block.type === 'list')
  assert.equal(after.block.items.length, 31)
  const twice = blocksOf(advanceDocument(grown, `${text}\n- last word`, true))[0]
  assert.ok(twice?.block.type === 'list')
  assert.equal(twice.block.items[3], after.block.items[3])
})

test('what is still open at the end of a stream is shown as if it were closed', () => {
  const [first] = blocksOf(advanceDocument(EMPTY_DOCUMENT, 'a **bold', true))
  const [last] = blocksOf(advanceDocument(EMPTY_DOCUMENT, 'a **bold', false))
  assert.ok(first?.block.type === 'paragraph' && last?.block.type === 'paragraph')
  assert.equal(first.block.text.source, 'a **bold**')
  assert.equal(last.block.text.source, 'a **bold')
})

// Generous: what these guard against takes minutes or exhausts the stack.
for (const [name, text] of Object.entries(HOSTILE_LENGTHS)) {
  test(
    `100,000 characters of ${name} are read without exhausting stack or time`,
    { timeout: 20_000 },
    () => {
      assert.ok(text.length < MAX_MARKDOWN_CHARS)
      for (const isStreaming of [true, false]) advanceDocument(EMPTY_DOCUMENT, text, isStreaming)
    },
  )
}

function streamAndCompare(text: string, nextStep: () => number): void {
  for (const isStreaming of [false, true]) {
    let document = EMPTY_DOCUMENT
    for (let end = 0; end < text.length;) {
      end = Math.min(text.length, end + nextStep())
      const soFar = text.slice(0, end)
      document = advanceDocument(document, soFar, isStreaming)
      const atOnce = advanceDocument(EMPTY_DOCUMENT, soFar, isStreaming)
      assert.deepEqual(blocksOf(document), blocksOf(atOnce), JSON.stringify(soFar))
    }
  }
}

function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * below)
  }
}
