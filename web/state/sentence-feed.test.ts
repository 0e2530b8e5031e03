import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSentenceFeed, type Spoken } from './sentence-feed.ts'

/** Feeds the text in pieces of `size` characters, as tokens come, and answers with all that would be read aloud. */
function readAloud(text: string, { size = 3, lang = 'en' } = {}): string[] {
  const feed = createSentenceFeed(lang)
  const said: Spoken[] = []
  for (let end = size; end < text.length; end += size)
    said.push(...feed.next(text.slice(0, end), false))
  return [...said, ...feed.next(text, true)].map(nameOf)
}

/** A sentence as it is; of the rest what a listener would be told. */
function nameOf(spoken: Spoken): string {
  if (spoken.kind === 'sentence') return spoken.text
  if (spoken.kind === 'code') return `(${spoken.lineCount} lines of ${spoken.language || 'code'})`
  if (spoken.kind === 'formula') return '(formula)'
  return `(table of ${spoken.rowCount}: ${spoken.columns.join(', ')})`
}

test('each sentence is read once, when it is whole', () => {
  const feed = createSentenceFeed('en')
  const next = (text: string, isWhole: boolean) => feed.next(text, isWhole).map(nameOf)
  assert.deepEqual(next('Water boils', false), [])
  assert.deepEqual(next('Water boils at 100 °C. At sea', false), ['Water boils at 100 °C.'])
  // Whether a full stop ends the sentence shows only when the next one begins.
  assert.deepEqual(next('Water boils at 100 °C. At sea level. ', false), [])
  assert.deepEqual(next('Water boils at 100 °C. At sea level. D', false), ['At sea level.'])
  assert.deepEqual(next('Water boils at 100 °C. At sea level. Done', true), ['Done'])
  assert.deepEqual(next('Water boils at 100 °C. At sea level. Done', true), [])
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

const MIXED = `Try this.

\`\`\`js
const a = 1.
b()
\`\`\`

It prints one. Prices:

| Name | Price |
|------|------:|
| Tea. | 2 €   |
| Bun  | 3 €   |

The sum is:

$$
\\sum_{i=1}^n i. = x
$$

So $x^2$ costs 5 $ a day.
`

test('code, tables and formulas are named in their place, and nothing around them is lost', () => {
  assert.deepEqual(readAloud(MIXED, { size: MIXED.length }), [
    'Try this.',
    '(2 lines of js)',
    'It prints one.',
    'Prices:',
    '(table of 2: Name, Price)',
    'The sum is:',
    '(formula)',
    'So x^2 costs 5 $ a day.',
  ])
})

test('each of them is named once, however the text is cut', () => {
  const whole = readAloud(MIXED, { size: MIXED.length })
  for (const size of [1, 2, 3, 5, 8, 13, 40]) assert.deepEqual(readAloud(MIXED, { size }), whole)
})

test('a block that the end of the answer cuts off is named too', () => {
  assert.deepEqual(readAloud('See:\n\n```py\na = 1\n', { size: 4 }), ['See:', '(1 lines of py)'])
})

test('a language that nobody knows does not throw', () => {
  const said = createSentenceFeed('not a tag!').next('One. Two.', true).map(nameOf)
  assert.deepEqual(said, ['One.', 'Two.'])
})
