import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { AppError } from '#server/lib/app-error.ts'
import type { RawFrame } from '../dialect.ts'
import { createEventStreamDecoder } from './event-stream.ts'

const TEXTS = ['Zażółć gęślą jaźń', '👩🏽‍🚀', '', '{"contentBlockIndex":0,"delta":{"text":"Hei"}}']
const MESSAGES = TEXTS.map((text) => message({ ':event-type': 'contentBlockDelta' }, text))

test('messages come out whole, wherever the stream was cut', () => {
  const stream = Buffer.concat(MESSAGES)
  for (const size of [1, 2, 3, 7, 11, 12, 13, 64, 100, stream.length]) {
    const frames = decode(pieces(stream, size))
    assert.deepEqual(
      frames.map(({ data }) => data),
      TEXTS,
    )
    assert.ok(frames.every(({ event }) => event === 'contentBlockDelta'))
    assert.deepEqual(Buffer.concat(frames.map(({ bytes }) => bytes)), stream)
  }
})

test('a message that AWS itself encoded is read', () => {
  // Made by @smithy/eventstream-codec, with one header of every type.
  const bytes = Buffer.from(
    'AAAAuQAAAJCI+iZICzpldmVudC10eXBlBwALbWVzc2FnZVN0b3ANOmNvbnRlbnQtdHlwZQcAEGFwcGxpY2F0aW9uL2pzb24NOm1lc3NhZ2UtdHlwZQcABWV2ZW50AXQAAWYBAWIC/QFzAwEsAWkEAAERcANiaW4GAAMBAgMCdHMIAAABi8/laAABdQkAAAAAAABAAIAAAAAAAAABeyJzdG9wUmVhc29uIjoiZW5kX3R1cm4ifQJh6KI=',
    'base64',
  )
  const [frame] = decode([bytes])
  assert.equal(frame?.event, 'messageStop')
  assert.equal(frame?.data, '{"stopReason":"end_turn"}')
})

test('exceptions and unmodelled errors are told by name', () => {
  const thrown = { ':message-type': 'exception', ':exception-type': 'throttlingException' }
  const failed = {
    ':message-type': 'error',
    ':error-code': 'InternalError',
    ':error-message': 'Broken',
  }
  const frames = decode([message(thrown, '{"message":"Slow down"}'), message(failed, '')])
  assert.deepEqual(
    frames.map(({ event, data }) => [event, data]),
    [
      ['throttlingException', '{"message":"Slow down"}'],
      ['error', '{"code":"InternalError","message":"Broken"}'],
    ],
  )
})

test('half a message is none, and no error: the reader misses the end by itself', () => {
  const decoder = createEventStreamDecoder()
  const stream = Buffer.concat(MESSAGES)
  assert.equal(decoder.push(stream.subarray(0, -1)).length, MESSAGES.length - 1)
  assert.deepEqual(decoder.end(), [])
})

test('no single bit can be wrong unnoticed', () => {
  const good = message({ ':event-type': 'contentBlockDelta' }, '{"delta":{"text":"Dobrý den"}}')
  for (let bit = 0; bit < good.length * 8; bit += 1) {
    const bad = Buffer.from(good)
    bad.writeUInt8(bad.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    assert.throws(() => decode([bad]), isDamage, `bit ${bit}`)
  }
})

test('noise of any kind is refused or waited for, and nothing else is thrown', () => {
  const random = createRandom(42)
  let refused = 0
  for (let turn = 0; turn < 3000; turn += 1) {
    const stream = Buffer.concat([...MESSAGES, ...MESSAGES])
    for (let hits = 1 + random(3); hits > 0; hits -= 1) {
      const at = random(stream.length)
      stream.writeUInt8(stream.readUInt8(at) ^ (1 + random(255)), at)
    }
    const cut = stream.subarray(0, random(stream.length + 1))
    try {
      const frames = decode(pieces(cut, 1 + random(97)))
      assert.ok(frames.length <= MESSAGES.length * 2)
    } catch (error) {
      assert.ok(isDamage(error))
      refused += 1
    }
  }
  assert.ok(refused > 500, `${refused} were refused`)
})

test('headers that lie about their length are refused though the checksums are right', () => {
  for (const headers of [
    Buffer.from([200, 97, 98]),
    Buffer.from([1, 97]),
    Buffer.from([1, 97, 7, 255, 255, 120]),
    Buffer.from([1, 97, 42, 0]),
    Buffer.from([1, 97, 8, 0, 0]),
  ]) {
    assert.throws(() => decode([rawMessage(headers, Buffer.from('{}'))]), isDamage)
  }
  const tooMany = rawMessage(Buffer.alloc(0), Buffer.alloc(0), 4000)
  assert.throws(() => decode([tooMany]), isDamage)
})

test('a length beyond what AWS sends is refused before anything is kept for it', () => {
  const prelude = Buffer.alloc(12)
  prelude.writeUInt32BE(0x7fffffff, 0)
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8)
  assert.throws(() => decode([prelude]), isDamage)
})

test('a large message in small pieces is gathered once, not once a piece', () => {
  const text = 'ž'.repeat(1_000_000)
  const stream = message({ ':event-type': 'contentBlockDelta' }, text)
  const [frame] = decode(pieces(stream, 1000))
  assert.equal(frame?.data, text)
})

function decode(chunks: Iterable<Buffer>): RawFrame[] {
  const decoder = createEventStreamDecoder()
  return [...chunks].flatMap((chunk) => decoder.push(chunk)).concat(decoder.end())
}

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

function message(headers: Record<string, string>, payload: string): Buffer {
  const encoded = Object.entries({ ':content-type': 'application/json', ...headers }).map(
    ([name, value]) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(Buffer.byteLength(value))
      const head = Buffer.from([name.length, ...Buffer.from(name), 7])
      return Buffer.concat([head, length, Buffer.from(value)])
    },
  )
  return rawMessage(Buffer.concat(encoded), Buffer.from(payload))
}

function rawMessage(headers: Buffer, payload: Buffer, headerBytes = headers.length): Buffer {
  const bytes = Buffer.alloc(16 + headers.length + payload.length)
  bytes.writeUInt32BE(bytes.length, 0)
  bytes.writeUInt32BE(headerBytes, 4)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8)
  headers.copy(bytes, 12)
  payload.copy(bytes, 12 + headers.length)
  const end = bytes.length - 4
  bytes.writeUInt32BE(crc32(bytes.subarray(0, end)), end)
  return bytes
}

function isDamage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'provider_error'
}

/** Numerical Recipes' generator: the same noise on every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
