import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { silentLog } from '#server/lib/log.ts'
import { createFileReader } from './file-reader.ts'
import { runReader } from './reader-process.ts'

/* A reader that was taken over: what could it do? */

const PROGRAM = fileURLToPath(new URL('escape-testing.ts', import.meta.url))
const LIMITS = { timeMs: 20_000, memoryMiB: 256, maxOutputBytes: 1024 * 1024 }

let folder = ''
let url = ''
const server = createServer((_, response) => response.end('the secret of the network'))
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'galerne-test-'))
  writeFileSync(join(folder, 'secrets-key'), 'the key')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
after(() => {
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true })
})

async function attempt(what: string, limits = LIMITS) {
  const { output, exceeded } = await runReader([Buffer.from(what)], limits, PROGRAM)
  return exceeded ?? output.toString()
}

test('the network is there for a program that was not closed off, and for a reader it is not', async () => {
  const [fetched, connected, weakFetch, weakConnect, weakBuiltin] = await Promise.all([
    attempt(`closed-request ${url}`),
    attempt(`closed-connect ${url}`),
    attempt(`request ${url}`),
    attempt(`connect ${url}`),
    attempt(`builtin ${url}`),
  ])
  assert.equal(weakFetch, 'got the secret of the network')
  assert.equal(weakConnect, 'got connected')
  assert.equal(weakBuiltin, 'got connected')
  assert.match(fetched, /^refused/)
  assert.match(connected, /^refused node:net is not for this process/)
  assert.match(await attempt(`closed-builtin ${url}`), /^refused/)
})

test('it reads and writes no files of ours, starts nothing, and has none of our environment', async () => {
  const secret = join(folder, 'secrets-key')
  const [read, written, started, environment] = await Promise.all([
    attempt(`file ${secret}`),
    attempt(`write ${join(folder, 'x')}`),
    attempt('start'),
    attempt('environment'),
  ])
  assert.match(read, /^refused .*restricted/)
  assert.match(written, /^refused .*restricted/)
  assert.match(started, /^refused .*restricted/)
  assert.equal(environment, 'got NODE_ENV')
})

test('one that never ends, or takes all memory, is ended', async () => {
  assert.equal(await attempt('forever', { ...LIMITS, timeMs: 400 }), 'time')
  assert.notEqual((await attempt('memory', { ...LIMITS, memoryMiB: 64 })).startsWith('got'), true)
})

test('what a reader says of a file that ended it is that it was too much', async () => {
  const read = createFileReader(silentLog, { ...LIMITS, timeMs: 1 })
  assert.deepEqual(await read('a.txt', [Buffer.from('x')]), {
    outcome: 'problem',
    problem: 'too_complex',
  })
})

test('the event loop goes on while files are read', async () => {
  const read = createFileReader(silentLog)
  let turns = 0
  const timer = setInterval(() => (turns += 1), 5)
  const line = 'Ein Satz, der sich wiederholt, mit Äpfeln und Birnen.\n'
  const reading = await read('a.txt', [Buffer.from(line.repeat(40_000))])
  clearInterval(timer)
  assert.ok(reading.outcome === 'text' && reading.sections.length > 100)
  assert.ok(turns > 5, `${turns} turns`)
})
