import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksOf, exactText, paragraphsOf, wordsOf } from './provenance-text.ts'

test('a text is the same however mail programs broke its lines, and however its letters are composed', () => {
  const text = 'Sehr geehrte Frau Müller,\n\nvielen Dank für Ihr Schreiben vom 3.\u00a0Mai.'
  const broken =
    'Sehr geehrte Frau Mu\u0308ller,\r\nvielen  Dank\r\nfür Ihr Schreiben\tvom 3. Mai. '
  assert.equal(exactText(broken), exactText(text))
})

test('another word, letter or sign makes it another text', () => {
  const text = 'You will get 100 euros.'
  for (const other of [
    'You will get 1000 euros.',
    'You will not get 100 euros.',
    'You will get 100 Euros.',
  ]) {
    assert.notEqual(exactText(other), exactText(text))
    assert.notEqual(wordsOf(other), wordsOf(text))
  }
})

test('its words are what a reader sees of Markdown', () => {
  const markdown = [
    '## Your *claim*',
    '',
    '> We have **decided**: see [the law](https://example.eu/law?a=1).',
    '',
    '1. Send `form B`',
    '- by __Friday__',
    '```',
    'x',
    '```',
    '| a | b |',
    '|---|---|',
    '| 1 | 2 |',
  ].join('\n')
  assert.equal(
    wordsOf(markdown),
    'Your claim We have decided: see the law. Send form B by Friday x a b 1 2',
  )
})

test('signs that mean something are no marks', () => {
  for (const text of ['2*3 is 6', '2 * 3', 'snake_case_name', '5 > 3 and a | b', '-5 degrees']) {
    assert.equal(wordsOf(text), text)
  }
})

test('only paragraphs that are long enough to be somebody’s are looked up, each once', () => {
  const long = 'This paragraph is long enough to be recognised by itself.'
  const text = `Hello,\n\n${long}\n\n**${long}**\n\nYours`
  assert.deepEqual(paragraphsOf(text), [long])
  assert.equal(blocksOf(text).length, 4)
})

test('what strangers send is read in time that grows with its length, not faster', () => {
  const pieces = ['*a ', '[', '](', '> ', '- ', '|', '`', '_ _', '#', '\n', '\n \n', '1. ', '~~']
  for (const piece of pieces) {
    const text = piece.repeat(Math.floor(100_000 / piece.length))
    const started = performance.now()
    wordsOf(text)
    paragraphsOf(text)
    const tookMs = performance.now() - started
    assert.ok(tookMs < 2000, `${JSON.stringify(piece)} took ${tookMs} ms`)
  }
})
