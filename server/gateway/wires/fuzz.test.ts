import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDialect } from '#server/dialects/dialects.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import { AppError } from '#server/lib/app-error.ts'
import { failureInAnswer } from '../failures.ts'
import { createTranslatingReader } from '../streams/translating-reader.ts'
import { piecesOf, readWireFixtures, type WireFixture } from './testing.ts'

const DIALECTS: DialectName[] = ['openai-responses', 'gemini', 'ollama', 'bedrock-converse']
const CALLERS: DialectName[] = ['openai-chat', 'openai-responses', 'anthropic-messages']
const MUTATIONS = 12

function dialectOf(name: DialectName) {
  return findDialect(name) ?? assert.fail(name)
}

/** What a caller gets of a stream whose bytes come in these pieces. */
function translate(from: DialectName, to: DialectName, pieces: Buffer[]) {
  const { server } = dialectOf(to)
  const call = server?.readRequest({
    model: 'm',
    max_tokens: 9,
    ...(to === 'openai-responses'
      ? { input: 'x' }
      : { messages: [{ role: 'user', content: 'x' }] }),
  })
  assert.ok(server && call)
  const about = { model: 'm', requestId: 'r', created: 0, wantsUsage: true, call }
  const reader = createTranslatingReader({
    from: dialectOf(from),
    writer: server.createEventWriter(about),
    toFailure: (error) => failureInAnswer({ id: 'p' }, error),
  })
  const said = [...pieces.map((piece) => reader.read(piece)), reader.end()]
  return { text: said.map((one) => one?.toString() ?? '').join(''), state: reader.state }
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function mutate(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes)
  const at = Math.floor(random() * copy.length)
  const length = Math.floor(random() * 40)
  const head = copy.subarray(0, at)
  const tail = copy.subarray(at + length)
  const kind = Math.floor(random() * 5)
  if (kind === 0) copy[at] = Math.floor(random() * 256)
  if (kind === 1) return Buffer.concat([head, tail])
  if (kind === 2) return Buffer.concat([head, copy.subarray(at, at + length), copy.subarray(at)])
  if (kind === 3) return head
  if (kind === 4) {
    const words = ['null', '[]', '{}', '-1', '1e400', '""', 'true', '"\u0000"']
    const word = words[Math.floor(random() * words.length)] ?? ''
    const value = /(?<=":)("[^"]*"|\d+|\{\}|\[\]|true|false|null)/g
    const text = copy.toString()
    const spots = [...text.matchAll(value)]
    const spot = spots[Math.floor(random() * spots.length)]
    if (!spot) return copy
    return Buffer.from(text.slice(0, spot.index) + word + text.slice(spot.index + spot[0].length))
  }
  return copy
}

/** One event of a stream says something else, and its frame is whole. */
function damagedWithin(response: WireFixture['response'], random: () => number): Buffer {
  const at = Math.floor(random() * response.chunks.length)
  const chunks = response.chunks.map((chunk, index) => {
    const start = chunk.indexOf(' ') + 1
    const payload = mutate(Buffer.from(chunk.slice(start)), random)
    return index === at ? chunk.slice(0, start) + payload.toString() : chunk
  })
  return Buffer.concat(piecesOf({ ...response, chunks }))
}

for (const from of DIALECTS) {
  const streams = [...readWireFixtures(from)].flatMap(([name, { request, response }]) =>
    request.stream && response.status === 200
      ? [{ name, response, bytes: Buffer.concat(piecesOf(response)) }]
      : [],
  )

  test(`${from}: however a stream is cut into chunks, what is said is the same`, () => {
    for (const { name, bytes } of streams) {
      const whole = translate(from, 'openai-responses', [bytes])
      const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
      assert.deepEqual(translate(from, 'openai-responses', single), whole, name)
      for (let size = 2; size < 64; size += 7) {
        const count = Math.ceil(bytes.length / size)
        const pieces = Array.from({ length: count }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        )
        assert.equal(translate(from, 'openai-responses', pieces).text, whole.text, name)
      }
    }
  })

  test(`${from}: a damaged stream is an answer or a failure, never a crash`, () => {
    for (const [index, { name, bytes, response }] of streams.entries()) {
      for (let number = 0; number < MUTATIONS; number += 1) {
        const seed = index * 1000 + number
        const random = createRandom(seed)
        // Checksums find out what is damaged on the way; what is wrong from the start has right ones.
        const isFramed = from === 'bedrock-converse' && number % 2 === 0
        const damaged = isFramed
          ? damagedWithin(response, random)
          : mutate(mutate(bytes, random), random)
        for (const to of CALLERS) checkDamaged(from, to, { damaged, name: `${name} ${seed}` })
      }
    }
  })
}

function checkDamaged(
  from: DialectName,
  to: DialectName,
  { damaged, name }: { damaged: Buffer; name: string },
): void {
  try {
    const { text, state } = translate(from, to, [damaged])
    for (const [, data = ''] of text.matchAll(/^data: (.*)$/gm)) {
      if (data !== '[DONE]') assert.doesNotThrow(() => JSON.parse(data), name)
    }
    const { usage } = state
    if (!usage) return
    for (const count of [usage.inputTokens, usage.outputTokens, usage.cachedInputTokens]) {
      assert.ok(Number.isInteger(count) && count >= 0, `${name}: ${count}`)
    }
  } catch (error) {
    assert.ok(error instanceof AppError, `${name}: ${String(error)}`)
  }
}
