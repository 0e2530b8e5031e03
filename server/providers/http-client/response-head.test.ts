import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '#server/lib/random-testing.ts'
import { readResponse, checkRandomResponse } from './response-fuzz-testing.ts'
import { NotHttp, readResponseHead } from './response-head.ts'

const bytesOf = (text: string) => Buffer.from(text, 'latin1')

test('an answer in chunks is read wherever its bytes are cut', () => {
  const bytes = bytesOf(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: a\r\nX: b\r\n\r\n' +
      '5;name=value\r\nhello\r\n1\r\n!\r\n0\r\ntrailer: x\r\n\r\n',
  )
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const read = readResponse([bytes.subarray(0, cut), bytes.subarray(cut)])
    assert.equal(read?.body.toString(), 'hello!')
    assert.equal(read?.headers['x'], 'a, b')
  }
  const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))
  assert.equal(readResponse(single)?.body.toString(), 'hello!')
})

const FORBIDDEN: Record<string, string> = {
  'two lengths': 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n',
  'a length and a coding':
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
  'another coding': 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n',
  'a length that is none': 'HTTP/1.1 200 OK\r\ncontent-length: 5x\r\n\r\n',
  'a folded line': 'HTTP/1.1 200 OK\r\nx: a\r\n b\r\n\r\n',
  'a blank before the colon': 'HTTP/1.1 200 OK\r\nx : a\r\n\r\n',
  'a bare LF in a value': 'HTTP/1.1 200 OK\r\nx: a\nb\r\n\r\n',
  'another protocol': 'SSH-2.0-OpenSSH\r\n\r\n',
  'a head without end': `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(70_000)}`,
}
for (const [what, text] of Object.entries(FORBIDDEN)) {
  test(`${what} is not HTTP`, () => assert.throws(() => readResponseHead(bytesOf(text)), NotHttp))
}

const BAD_CHUNKS: Record<string, string> = {
  'a size that is none': 'zz\r\n',
  'a signed size': '+5\r\nhello\r\n',
  'a size too long': `${'f'.repeat(13)}\r\n`,
  'a line that ends without CR': '5\nhello',
  'a chunk longer than it said': '4\r\nhello\r\n',
  'trailers without end': `0\r\n${'a: b\r\n'.repeat(70)}`,
}
for (const [what, text] of Object.entries(BAD_CHUNKS)) {
  test(`${what} is not HTTP either`, () => {
    const head = bytesOf('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
    assert.throws(() => readResponse([head, bytesOf(text)]), NotHttp)
  })
}

test('what is taken is what the reference parser takes: 30,000 random answers', () => {
  const random = createRandom(42)
  for (let index = 0; index < 30_000; index += 1) {
    assert.equal(checkRandomResponse(random), undefined)
  }
})
