import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import type { PlainRequest, PlainResponse } from './fast-exchange.ts'
import { installFastFront, type FastFront } from './fast-front.ts'

/** Answers with what it saw, and who read it: the fast path has the body at hand. */
async function echo(request: PlainRequest, response: PlainResponse): Promise<void> {
  const body = request.whole ?? (await readAll(request))
  const isFast = request.whole !== undefined
  const answer = JSON.stringify({ isFast, url: request.url, bytes: body.length })
  if (request.headers['x-stream'] === undefined) {
    response.writeHead(200, { 'content-length': answer.length })
    response.end(answer)
    return
  }
  response.writeHead(200, { 'content-type': 'text/plain' })
  for (const letter of answer) response.write(letter)
  response.end()
}

function readAll(request: PlainRequest): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks)))
  })
}

interface Rig extends AsyncDisposable {
  server: Server
  front: FastFront
  port: number
}

async function start(
  handle: (request: PlainRequest, response: PlainResponse) => void = (...exchange) =>
    void echo(...exchange),
  { nowMs = () => performance.now(), sweepMs = 5000, maxWaitingBytes = 1_000_000 } = {},
): Promise<Rig> {
  const server = createServer((request, response) => handle(request, response))
  const front = installFastFront(server, {
    handle,
    now: nowMs,
    headTimeoutMs: 10_000,
    requestTimeoutMs: 120_000,
    keepAliveMs: 75_000,
    sweepMs,
    maxWaitingBytes,
  })
  const port = await listenOnLoopback(server)
  return {
    server,
    front,
    port,
    async [Symbol.asyncDispose]() {
      front.closeAll()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function post(body: string, path = '/v1/x', headers = ''): string {
  const length = `content-length: ${Buffer.byteLength(body)}`
  return `POST ${path} HTTP/1.1\r\nhost: a\r\n${headers}${length}\r\n\r\n${body}`
}

const LAST = 'POST /v1/last HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'

/** Sends pieces, each a turn of the loop after the one before, and reads until the other side closes. */
async function converse(port: number, pieces: (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay()
  const answer = text(socket)
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return answer
}

function seenIn(answer: string): { isFast: boolean; url: string; bytes: number }[] {
  return [...answer.matchAll(/\{"isFast.*?\}/g)].map(([json]) => JSON.parse(json))
}

test('plain requests are answered on the socket, one after the other, and the rest by node:http', async () => {
  await using rig = await start()
  const answer = await converse(rig.port, [post('ä'), post('{}'), LAST])
  assert.deepEqual(seenIn(answer), [
    { isFast: true, url: '/v1/x', bytes: 2 },
    { isFast: true, url: '/v1/x', bytes: 2 },
    { isFast: false, url: '/v1/last', bytes: 0 },
  ])
})

test('requests sent ahead in one piece are answered in order, in whatever bytes they come', async () => {
  await using rig = await start()
  const all = Buffer.from(post('one', '/v1/1') + post('three', '/v1/2') + post('', '/v1/3') + LAST)
  const urls = ['/v1/1', '/v1/2', '/v1/3', '/v1/last']
  for (const size of [1, 2, 7, 33, 100, all.length]) {
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
      all.subarray(index * size, (index + 1) * size),
    )
    const seen = seenIn(await converse(rig.port, pieces))
    assert.deepEqual(
      seen.map(({ url }) => url),
      urls,
      `in pieces of ${size}`,
    )
  }
})

test('a body that is large, or of unknown length, is streamed by node:http', async () => {
  await using rig = await start()
  const large = 'x'.repeat(1024 * 1024 + 1)
  const chunked = `POST /v1/c HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`
  const seen = seenIn(await converse(rig.port, [post(large), chunked, LAST]))
  assert.deepEqual(seen.slice(0, 2), [
    { isFast: false, url: '/v1/x', bytes: large.length },
    { isFast: false, url: '/v1/c', bytes: 3 },
  ])
})

test('a body in many pieces is whole before the handler sees it', async () => {
  await using rig = await start()
  const body = 'é'.repeat(100_000)
  const head = post(body).slice(0, -body.length)
  const bytes = Buffer.from(body)
  const seen = seenIn(
    await converse(rig.port, [head, bytes.subarray(0, 70_001), bytes.subarray(70_001), LAST]),
  )
  assert.deepEqual(seen[0], { isFast: true, url: '/v1/x', bytes: bytes.length })
})

test('a request that was sent ahead of the hand-over is handed over once, however fast those before it are answered', async () => {
  const seen: string[] = []
  const first = Promise.withResolvers<PlainResponse>()
  await using rig = await start((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-length': 0 })
    if (request.url === '/v1/slow') first.resolve(response)
    else response.end()
  })
  const socket = connect(rig.port, '127.0.0.1')
  const answer = text(socket)
  // More than is taken ahead: the socket is paused, and what it holds comes in the turn in which it goes on.
  const get = 'GET /v1/get HTTP/1.1\r\nhost: a\r\n\r\n'
  socket.write(post('', '/v1/slow') + post('x'.repeat(200_000), '/v1/large') + get + LAST)
  const response = await first.promise
  while (socket.bytesWritten < 200_000 || socket.writableLength > 0) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  response.end()
  await answer
  assert.deepEqual(seen, ['POST /v1/slow', 'POST /v1/large', 'GET /v1/get', 'POST /v1/last'])
})

test('bodies that never become whole fill no memory: beyond a bound node:http has them, which asks for the key first', async () => {
  const paths: string[] = []
  await using rig = await start(
    (request, response) => {
      paths.push(request.whole ? 'fast' : 'node')
      response.writeHead(401, { 'content-length': 0 })
      response.end()
    },
    { maxWaitingBytes: 3000 },
  )
  const head = (bytes: number) =>
    `POST /v1/x HTTP/1.1\r\nhost: a\r\ncontent-length: ${bytes}\r\n\r\nbegun`
  const [one, two, three] = [1, 2, 3].map(() => connect(rig.port, '127.0.0.1'))
  assert.ok(one && two && three)
  one.write(head(1500))
  two.write(head(1500))
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  three.write(head(1500))
  await once(three)
  assert.deepEqual(paths, ['node'])
  // Whoever is done, or leaves, makes room.
  one.destroy()
  two.end('x'.repeat(1495))
  await once(two)
  three.destroy()
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  const four = connect(rig.port, '127.0.0.1')
  four.write(head(2500))
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  four.write('x'.repeat(2495))
  await once(four)
  four.destroy()
  assert.deepEqual(paths, ['node', 'fast', 'fast'])
})

test('a head whose lines end in bare LF is refused at once, not waited for', async () => {
  await using rig = await start()
  const answer = await converse(rig.port, ['POST /v1/x HTTP/1.1\nhost: a\ncontent-length: 0\n\n'])
  assert.match(answer, /^HTTP\/1\.1 400 /)
})

test('a stream goes out in chunks that any client understands', async () => {
  await using rig = await start()
  const response = await fetch(`http://127.0.0.1:${rig.port}/v1/s`, {
    method: 'POST',
    body: '{}',
    headers: { 'x-stream': '1' },
  })
  assert.equal(await response.text(), '{"isFast":true,"url":"/v1/s","bytes":2}')
  assert.ok(Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.now()) < 5000)
})

test('what is no HTTP gets the full parser’s refusal', async () => {
  await using rig = await start()
  assert.match(await converse(rig.port, ['what is this\r\n\r\n']), /^HTTP\/1\.1 400 /)
  const smuggled = post('', '/v1/x', 'transfer-encoding: chunked\r\n')
  assert.match(await converse(rig.port, [smuggled]), /^HTTP\/1\.1 400 /)
})

test('a caller that hangs up while it is answered is seen to go', async () => {
  const gone = Promise.withResolvers<void>()
  await using rig = await start((request) => void request.socket.on('close', () => gone.resolve()))
  const socket = await opened(rig.port)
  socket.write(post('{}'))
  socket.end()
  await gone.promise
})

test('who sends nothing, or half a request, is let go in time; who is being answered is not', async () => {
  let nowMs = 0
  const asked = Promise.withResolvers<PlainResponse>()
  await using rig = await start((_request, response) => asked.resolve(response), {
    nowMs: () => nowMs,
    sweepMs: 5,
  })
  const silent = await opened(rig.port)
  const half = await opened(rig.port)
  const waiting = await opened(rig.port)
  half.write('POST /v1/x HTTP/1.1\r\nhost')
  waiting.write(post('{}'))
  const response = await asked.promise
  nowMs = 10_001
  await closed(half)
  assert.equal(silent.destroyed, false)
  nowMs = 75_001
  await closed(silent)
  assert.equal(waiting.destroyed, false)
  response.writeHead(200, { 'content-length': 0 })
  response.end()
  assert.match(await once(waiting), /^HTTP\/1\.1 200 OK/)
  waiting.destroy()
})

test('closing ends idle connections at once, and busy ones when they are answered', async () => {
  const asked = Promise.withResolvers<PlainResponse>()
  await using rig = await start((_request, response) => asked.resolve(response))
  const idle = await opened(rig.port)
  const busy = await opened(rig.port)
  busy.write(post('{}'))
  const response = await asked.promise
  rig.front.closeIdle()
  await closed(idle)
  const answered = text(busy)
  response.writeHead(200, { 'content-length': 2 })
  response.end('ok')
  assert.match(await answered, /ok$/)
})

function opened(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', () => undefined)
  })
}

function closed(socket: Socket): Promise<void> {
  socket.resume()
  return new Promise((resolve) => socket.on('close', () => resolve()))
}

function once(socket: Socket): Promise<string> {
  return new Promise((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())))
}
