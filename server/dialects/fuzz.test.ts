import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { createArbitrary, mutate, type Arbitrary } from './arbitrary-testing.ts'
import { DIALECT_NAMES, type ChatCall } from './conversation.ts'
import type { About, Dialect, EventWriter, Frame, ServerDialect } from './dialect.ts'
import { findDialect } from './dialects.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { openaiChat } from './openai-chat/openai-chat.ts'

const CASES = 30
const FIXTURES = new URL('../../fixtures/', import.meta.url)
const DIALECTS = DIALECT_NAMES.flatMap((name) => findDialect(name) ?? [])
const SERVERS = DIALECTS.flatMap(({ server }) => server ?? [])

interface Fixture {
  request: object
  response: { chunks: string[] }
}

for (const dialect of DIALECTS) {
  const fixtures = readFixtures(dialect)

  test(`${dialect.name}: whatever a provider streams is read, translated or refused, and never breaks us`, () => {
    for (const [name, { request, response }] of fixtures) {
      const frames = framesOf(response.chunks.join(''))
      for (let seed = 0; seed < CASES; seed += 1) {
        const arbitrary = createArbitrary(seed)
        for (const server of SERVERS) {
          const what = `${name}, seed ${seed}`
          onlyRefuses(what, () =>
            readStream(dialect, mutated(frames, arbitrary), writerOf(server, request)),
          )
        }
      }
    }
  })

  test(`${dialect.name}: whatever a provider answers is read, translated or refused`, () => {
    for (const [name, { request, response }] of fixtures) {
      const answer = parseJson(response.chunks.join(''))
      if (answer === undefined) continue
      for (let seed = 0; seed < CASES * 10; seed += 1) {
        const body = mutate(answer, createArbitrary(seed))
        const what = `${name}, seed ${seed}`
        for (const server of SERVERS) {
          onlyRefuses(what, () => server.writeAnswer(dialect.readAnswer(body), aboutOf(request)))
        }
        onlyRefuses(what, () => dialect.readError?.(body, 400))
      }
    }
  })

  const { server } = dialect
  if (!server) continue
  test(`${dialect.name}: whatever a caller asks is read, put to every provider or refused`, () => {
    for (const [name, { request }] of readFixtures(openaiChat)) {
      const call = openaiChat.server?.readRequest(request)
      assert.ok(call)
      const own = onlyRefuses(name, () => dialect.writeRequest(call, TARGET).body)
      if (own === undefined) continue
      for (let seed = 0; seed < CASES * 4; seed += 1) {
        const arbitrary = createArbitrary(seed)
        const asked = arbitrary.some(2, () => null).reduce(() => mutate(own, arbitrary), own)
        const read = onlyRefuses(`${name}, seed ${seed}`, () => server.readRequest(asked))
        if (!read) continue
        for (const to of DIALECTS) {
          onlyRefuses(`${name}, seed ${seed}, to ${to.name}`, () => to.writeRequest(read, TARGET))
        }
      }
    }
  })
}

const TARGET = { model: 'theirs', maxOutputTokens: null }

function readFixtures({ name }: Dialect): [string, Fixture][] {
  return globSync(`${name}/*.json`, { cwd: FIXTURES.pathname }).map((path) => [
    path,
    JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8')),
  ])
}

/** Runs what may throw an AppError and nothing else. */
function onlyRefuses<T>(what: string, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw new Error(`It broke over ${what}`, { cause: error })
  }
}

function readStream(dialect: Dialect, frames: Frame[], writer: EventWriter): void {
  const reader = dialect.createEventReader()
  for (const frame of frames) {
    for (const event of reader.read(frame)) {
      assert.equal(typeof writer.write(event), 'string')
      if (event.type === 'error' || event.type === 'done') return
    }
  }
  writer.write({ type: 'done' })
}

/** One frame is not as it was, or they come in another order, or one comes twice. */
function mutated(frames: Frame[], arbitrary: Arbitrary): Frame[] {
  if (frames.length === 0) return []
  const at = arbitrary.int(frames.length)
  const frame = frames[at] ?? { event: null, data: '' }
  const value = parseJson(frame.data)
  const data = value === undefined ? '{"' : (JSON.stringify(mutate(value, arbitrary)) ?? '')
  return arbitrary.one([
    frames.with(at, { ...frame, data }),
    frames.toSpliced(at, 1),
    frames.toSpliced(at, 0, frame),
    frames.toReversed(),
  ])
}

/** As the framing of text streams has them; others are told apart by their own tests. */
function framesOf(body: string): Frame[] {
  const isSse = /^(?:data|event|:)/m.test(body)
  const pieces = body.split(isSse ? /\r?\n\r?\n/ : /\n/)
  return pieces.flatMap((piece) => {
    if (!isSse) return piece === '' ? [] : [{ event: null, data: piece }]
    const data = /^data: ?(.*)$/m.exec(piece)?.[1]
    const event = /^event: ?(.*)$/m.exec(piece)?.[1] ?? null
    return data === undefined ? [] : [{ event, data }]
  })
}

function writerOf(server: ServerDialect, request: object) {
  return server.createEventWriter(aboutOf(request))
}

function aboutOf(request: object): About {
  const call: ChatCall | undefined = openaiChat.server?.readRequest(request)
  assert.ok(call)
  return { model: 'ours', requestId: 'r', created: 1, wantsUsage: true, call }
}
