import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '#server/lib/random-testing.ts'
import { checkRandomRequest } from './request-fuzz-testing.ts'
import { readRequestHead, writeResponseHead } from './request-head.ts'

const LINE = 'POST /v1/chat/completions HTTP/1.1\r\n'
const read = (text: string) => readRequestHead(Buffer.from(text, 'latin1'))

test('an ordinary request is read, wherever the bytes end so far', () => {
  const text = `${LINE}Host: a:1\r\nAuthorization: Bearer gal-x\r\ncontent-length: 2 \r\n\r\n{}`
  const head = read(text)
  assert.ok(typeof head === 'object')
  assert.equal(head.url, '/v1/chat/completions')
  assert.deepEqual(
    { ...head.headers },
    { host: 'a:1', authorization: 'Bearer gal-x', 'content-length': '2' },
  )
  assert.equal(head.bodyBytes, 2)
  assert.equal(head.headBytes, text.length - 2)
  for (let end = 1; end < text.length - 2; end += 1) {
    assert.equal(read(text.slice(0, end)), 'incomplete', JSON.stringify(text.slice(0, end)))
  }
})

const FIELDS = 'host: a\r\ncontent-length: 2\r\n'
const UNUSUAL: Record<string, string> = {
  'another method': `GET /v1/models HTTP/1.1\r\n${FIELDS}\r\n`,
  'another path': `POST /api/x HTTP/1.1\r\n${FIELDS}\r\n`,
  'an absolute target': `POST http://a/v1/x HTTP/1.1\r\n${FIELDS}\r\n`,
  'a path that climbs': `POST /v1/../x HTTP/1.1\r\n${FIELDS}\r\n`,
  'an escaped path': `POST /v1/%78 HTTP/1.1\r\n${FIELDS}\r\n`,
  'an older version': `POST /v1/x HTTP/1.0\r\n${FIELDS}\r\n`,
  'two blanks': `POST  /v1/x HTTP/1.1\r\n${FIELDS}\r\n`,
  'a bare LF': `${LINE}host: a\ncontent-length: 2\r\n\r\n`,
  'a bare CR': `${LINE}host: a\rx: y\r\ncontent-length: 2\r\n\r\n`,
  'no host': `${LINE}content-length: 2\r\n\r\n`,
  'two hosts': `${LINE}host: a\r\n${FIELDS}\r\n`,
  'no length': `${LINE}host: a\r\n\r\n`,
  'two lengths': `${LINE}${FIELDS}content-length: 2\r\n\r\n`,
  'a list of lengths': `${LINE}host: a\r\ncontent-length: 2, 2\r\n\r\n`,
  'a signed length': `${LINE}host: a\r\ncontent-length: +2\r\n\r\n`,
  'a length and a coding': `${LINE}${FIELDS}transfer-encoding: chunked\r\n\r\n`,
  'a coding in disguise': `${LINE}${FIELDS}transfer-encoding : chunked\r\n\r\n`,
  'a folded line': `${LINE}${FIELDS}x: a\r\n b\r\n\r\n`,
  'a line with no colon': `${LINE}${FIELDS}what\r\n\r\n`,
  'a control character': `${LINE}${FIELDS}x: a\u0001\r\n\r\n`,
  'bytes above ASCII': `${LINE}${FIELDS}x: é\r\n\r\n`,
  'an expectation': `${LINE}${FIELDS}expect: 100-continue\r\n\r\n`,
  'an upgrade': `${LINE}${FIELDS}upgrade: h2c\r\nconnection: upgrade\r\n\r\n`,
  'a connection to close': `${LINE}${FIELDS}connection: close\r\n\r\n`,
  'a long head': `${LINE}${FIELDS}x: ${'a'.repeat(9000)}\r\n\r\n`,
  'a head without end': `${LINE}${FIELDS}x: ${'a'.repeat(9000)}`,
}
for (const [what, text] of Object.entries(UNUSUAL)) {
  test(`${what} is left to the full parser`, () => assert.equal(read(text), 'unusual'))
}

test('what is taken is what the reference parser takes: 30,000 random requests', () => {
  const random = createRandom(42)
  for (let index = 0; index < 30_000; index += 1) {
    assert.equal(checkRandomRequest(random), undefined)
  }
})

test('a header cannot end its line early', () => {
  const write = (value: string) => writeResponseHead(200, { 'x-a': value }, 'now')
  assert.match(write('b'), /^HTTP\/1\.1 200 OK\r\nx-a: b\r\ndate: now\r\n/)
  for (const value of ['a\r\nb: c', 'a\n', 'a\0', 'é']) assert.throws(() => write(value), TypeError)
})
