import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSentenceFeed } from './sentence-feed.ts'

/** Feeds the text in pieces of `size` characters, as tokens come, and answers with all that would be read aloud. */
function readAloud(text: string, { size = 3, lang = 'en' } = {}): string[] {
  const feed = createSentenceFeed(lang)
  const said: string[] = []
  for (let end = size; end < text.length; end += size)
    said.push(...feed.next(text.slice(0, end), false))
  return [...said, ...feed.next(text, true)]
}

test('each sentence is read once, when it is whole', () => {
  const feed = createSentenceFeed('en')
  assert.deepEqual(feed.next('Water boils', false), [])
  assert.deepEqual(feed.next('Water boils at 100 °C. At sea', false), ['Water boils at 100 °C.'])
  // Whether a full stop ends the sentence shows only when the next one begins.
  assert.deepEqual(feed.next('Water boils at 100 °C. At sea level. ', false), [])
  assert.deepEqual(feed.next('Water boils at 100 °C. At sea level. D', false), ['At sea level.'])
  assert.deepEqual(feed.next('Water boils at 100 °C. At sea level. Done', true), ['Done'])
  assert.deepEqual(feed.next('Water boils at 100 °C. At sea level. Done', true), [])
})

test('however the text is cut, what is read is the same', () => {
  const text = 'Guten Tag! Ich antworte auf Deutsch. Das Wasser siedet bei 100 °C.'
  const whole = readAloud(text, { size: text.length, lang: 'de' })
  for (const size of [1, 2, 7, 30]) assert.deepEqual(readAloud(text, { size, lang: 'de' }), whole)
  assert.equal(whole.length, 3)
})

test('marks of markdown are not spelled out', () => {
  const said = readAloud('## Title\n\n- **First** point.\n- A [link](https://example.org) here.\n')
  assert.equal(said.join(' ').includes('*'), false)
  assert.equal(said.join(' ').includes('https'), false)
  assert.ok(said.join(' ').includes('A link here.'))
})

test('code is passed over, and nothing after it is lost', () => {
  const text = 'Try this.\n\n```js\nconst a = 1. \nb()\n```\n\nIt prints one.'
  assert.deepEqual(readAloud(text, { size: 4 }), ['Try this.', 'It prints one.'])
})

test('a language that nobody knows does not throw', () => {
  assert.deepEqual(createSentenceFeed('not a tag!').next('One. Two.', true), ['One.', 'Two.'])
})
