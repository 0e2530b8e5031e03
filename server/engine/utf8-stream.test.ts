import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUtf8Stream } from './utf8-stream.ts'

const TEXTS = [
  'Γειά σου Κόσμε',
  'Здравей, свят',
  'żółć, ğ, ß, ð',
  '👩‍👩‍👧‍👦 🇪🇺 𝄞',
  'plain',
  '\uFFFD stays',
]

test('text in any language is whole again, however its bytes are cut', () => {
  for (const text of TEXTS) {
    const bytes = Buffer.from(text)
    for (let size = 1; size <= 5; size += 1) {
      const stream = createUtf8Stream()
      let got = ''
      for (let at = 0; at < bytes.length; at += size) {
        const piece = stream.push(bytes.subarray(at, at + size))
        assert.ok(piece.isWellFormed())
        got += piece
      }
      assert.equal(got, text)
    }
  }
})

test('a character is shown only when it is complete', () => {
  const stream = createUtf8Stream()
  const [one = 0, two = 0, three = 0, four = 0] = Buffer.from('😀')
  assert.equal(stream.push(Uint8Array.of(one)), '')
  assert.equal(stream.push(Uint8Array.of(two, three)), '')
  assert.equal(stream.push(Uint8Array.of(four)), '😀')
})

test('bytes that are no UTF-8 are left out, and what follows them is not', () => {
  const cases: [number[], string][] = [
    [[0xff, 0x41], 'A'],
    [[0xc3, 0x41], 'A'],
    [[0xe2, 0x82, 0x41], 'A'],
    // Overlong, a surrogate, and beyond the last code point.
    [[0xc0, 0x80, 0x41], 'A'],
    [[0xed, 0xa0, 0x80, 0x41], 'A'],
    [[0xf5, 0x80, 0x80, 0x80, 0x41], 'A'],
  ]
  for (const [bytes, expected] of cases)
    assert.equal(createUtf8Stream().push(Uint8Array.from(bytes)), expected)
})
