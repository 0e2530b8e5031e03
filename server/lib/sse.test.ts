import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from './app-error.ts'
import { createSseDecoder, formatSse, readSse } from './sse.ts'

const STREAM = [
  '\uFEFFdata: {"text":"Où ça ? Žluťoučký kůň"}\n\n',
  ': a comment that keeps the line open\n\n',
  'event: note\nid: 7\nretry: 10\ndata: Ελληνικά\ndata:български\ndata\n\n',
  'data:  two spaces, one is kept\n\n',
  'data: 👩🏽‍🚀 astronaut\n\n',
  'nonsense without a colon\n\n',
  'data: [DONE]\n\n',
].join('')
const EVENTS = [
  '{"text":"Où ça ? Žluťoučký kůň"}',
  'Ελληνικά\nбългарски\n',
  ' two spaces, one is kept',
  '👩🏽‍🚀 astronaut',
  '[DONE]',
]

for (const [name, lineBreak] of [
  ['LF', '\n'],
  ['CR', '\r'],
  ['CRLF', '\r\n'],
] as const) {
  const bytes = Buffer.from(STREAM.replaceAll('\n', lineBreak))

  test(`a stream with ${name} is read the same wherever its bytes are cut in two`, () => {
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      assert.deepEqual(read([bytes.subarray(0, cut), bytes.subarray(cut)]), EVENTS, `cut ${cut}`)
    }
  })

  test(`a stream with ${name} is read the same in pieces of any size, empty ones between`, () => {
    for (let size = 1; size <= 40; size += 1) {
      const pieces: Buffer[] = []
      for (let at = 0; at < bytes.length; at += size) {
        pieces.push(bytes.subarray(at, at + size), Buffer.alloc(0))
      }
      assert.deepEqual(read(pieces), EVENTS, `pieces of ${size}`)
    }
  })
}

test('mixed line breaks, and a CR at the end of a chunk before a lone LF, end one line only', () => {
  assert.deepEqual(read([Buffer.from('data: a\r'), Buffer.from('\ndata: b\r\n\r\n')]), ['a\nb'])
  assert.deepEqual(read([Buffer.from('data: a\r\r\ndata: b\n\r')]), ['a', 'b'])
})

test('a chunk whose buffer is used again by its owner does no harm', () => {
  const decoder = createSseDecoder()
  const shared = Buffer.from('data: first half')
  decoder.push(shared)
  shared.fill('x')
  assert.deepEqual(decoder.push(Buffer.from(', second\n\n')), ['first half, second'])
})

test('an event that the stream ends within is not swallowed', async () => {
  async function* cut() {
    yield Buffer.from('data: {"a":1}\n\ndata: {"a"')
  }
  assert.deepEqual(await Array.fromAsync(readSse(cut())), ['{"a":1}', '{"a"'])
})

test('an event without end is refused, not kept in memory', () => {
  const decoder = createSseDecoder({ maxEventBytes: 1000 })
  const isOurs = (error: unknown) => error instanceof AppError && error.code === 'provider_error'
  assert.throws(() => {
    for (let n = 0; n < 20; n += 1) decoder.push(Buffer.alloc(100, 'x'))
  }, isOurs)
  const lines = createSseDecoder({ maxEventBytes: 1000 })
  assert.throws(() => {
    for (let n = 0; n < 200; n += 1) lines.push(Buffer.from('data: a line that ends\n'))
  }, isOurs)
})

test('many events under the limit pass, however long the stream', () => {
  const decoder = createSseDecoder({ maxEventBytes: 100 })
  const chunk = Buffer.from('data: fifty bytes or so, an event of its own\n\n')
  for (let n = 0; n < 1000; n += 1) assert.equal(decoder.push(chunk).length, 1)
})

test('what is formatted is read back', () => {
  for (const text of ['plain', 'two\nlines', 'three\r\nkinds\rof\nbreak', '', ' indented', 'ça']) {
    const bytes = Buffer.from(formatSse(text, { event: 'note', id: '3' }))
    assert.deepEqual(read([bytes]), [text.replaceAll(/\r\n|\r/g, '\n')])
  }
})

function read(chunks: Buffer[]): string[] {
  const decoder = createSseDecoder()
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()]
}
