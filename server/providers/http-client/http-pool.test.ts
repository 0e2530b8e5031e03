import assert from 'node:assert/strict'
import { createServer, type Server, type Socket } from 'node:net'
import { test } from 'node:test'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { AnswerTimeout, ConnectionBroke } from './connection.ts'
import type { PooledRequest } from './exchange.ts'
import { CannotConnect, HttpPool } from './http-pool.ts'
import { NotHttp } from './response-head.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

interface Upstream extends AsyncDisposable {
  pool: HttpPool
  /** Connections so far. */
  sockets: Socket[]
  requests: string[]
}

type OnRequest = (request: { socket: Socket; number: number; connection: number }) => void

/** A server of raw bytes, told whenever a whole request is there, and a pool for it. */
async function start(onRequest: OnRequest, maxConnections = 10): Promise<Upstream> {
  const sockets: Socket[] = []
  const requests: string[] = []
  const server: Server = createServer((socket) => {
    sockets.push(socket)
    const connection = sockets.length
    let seen = ''
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1')
      for (let end = wholeAt(seen); end > 0; end = wholeAt(seen)) {
        requests.push(seen.slice(0, end))
        seen = seen.slice(end)
        onRequest({ socket, number: requests.length, connection })
      }
    })
  })
  const port = await listenOnLoopback(server)
  const origin = `http://127.0.0.1:${port}`
  const pool = new HttpPool({ origin, connectMs: 1000, maxConnections })
  return {
    pool,
    sockets,
    requests,
    async [Symbol.asyncDispose]() {
      pool.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function wholeAt(text: string): number {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return 0
  const length = Number(/content-length: (\d+)/.exec(text.slice(0, head))?.[1] ?? 0)
  return text.length >= head + 4 + length ? head + 4 + length : 0
}

function request(changes: Partial<PooledRequest> = {}): PooledRequest {
  return {
    method: 'POST',
    path: '/v1/x',
    headers: ['x-a', 'b'],
    body: Buffer.from('{}'),
    headMs: 5000,
    idleMs: 5000,
    ...changes,
  }
}

function ask(pool: HttpPool, changes: Partial<PooledRequest> = {}) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    let status = 0
    let body = ''
    pool.send(request(changes), {
      onHead: (head) => void (status = head.status),
      onBody: (piece) => void (body += piece.toString()),
      onEnd: () => resolve({ status, body }),
      onError: reject,
    })
  })
}

test('requests in a row share one connection, and say what they must', async () => {
  await using upstream = await start(({ socket }) => void socket.write(OK))
  for (let count = 0; count < 3; count += 1) {
    assert.deepEqual(await ask(upstream.pool), { status: 200, body: 'ok' })
  }
  assert.equal(upstream.sockets.length, 1)
  assert.match(
    upstream.requests[0] ?? '',
    /^POST \/v1\/x HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\nconnection: keep-alive\r\nx-a: b\r\ncontent-length: 2\r\n\r\n\{\}$/,
  )
})

test('no more connections than allowed: the rest waits its turn', async () => {
  await using upstream = await start(({ socket }) => void setImmediate(() => socket.write(OK)), 2)
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(upstream.pool)))
  assert.equal(answers.filter(({ body }) => body === 'ok').length, 20)
  assert.equal(upstream.sockets.length, 2)
})

test('a connection that closes as a request goes out fails it, and says that it had served before', async () => {
  await using upstream = await start(({ socket, number }) => {
    // The second request arrives just as the server gives up on the connection.
    if (number === 2) socket.destroy()
    else socket.write(OK)
  })
  await ask(upstream.pool)
  await assert.rejects(
    ask(upstream.pool),
    (error) => error instanceof ConnectionBroke && error.isStale,
  )
  assert.deepEqual(await ask(upstream.pool), { status: 200, body: 'ok' })
  assert.equal(upstream.requests.length, 3)
})

test('a request that a new connection breaks on is not repeated', async () => {
  await using upstream = await start(({ socket }) => void socket.destroy())
  await assert.rejects(
    ask(upstream.pool),
    (error) => error instanceof ConnectionBroke && !error.isStale,
  )
  assert.equal(upstream.requests.length, 1)
})

test('nothing is repeated once a byte of the answer came', async () => {
  await using upstream = await start(({ socket, number }) => {
    if (number === 1) socket.write(OK)
    else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel')
  })
  await ask(upstream.pool)
  await assert.rejects(ask(upstream.pool), ConnectionBroke)
  assert.equal(upstream.requests.length, 2)
})

test('an answer without length ends with its connection, which is not used again', async () => {
  await using upstream = await start(({ socket }) => void socket.end('HTTP/1.1 200 OK\r\n\r\nall'))
  assert.equal((await ask(upstream.pool)).body, 'all')
  assert.equal((await ask(upstream.pool)).body, 'all')
  assert.equal(upstream.sockets.length, 2)
})

test('interim answers are passed over', async () => {
  const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'
  await using upstream = await start(({ socket }) => void socket.write(interim + OK))
  assert.equal((await ask(upstream.pool)).body, 'ok')
})

test('bytes after an answer, or before any question, end the connection: the next answer would be a stranger’s', async () => {
  await using upstream = await start(({ socket, connection }) => {
    socket.write(connection === 1 ? `${OK}HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison` : OK)
  })
  await assert.rejects(ask(upstream.pool), NotHttp)
  assert.equal((await ask(upstream.pool)).body, 'ok')
  assert.equal(upstream.sockets.length, 2)
  const closed = new Promise((resolve) => upstream.sockets[1]?.on('close', resolve))
  upstream.sockets[1]?.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison')
  await closed
  assert.equal((await ask(upstream.pool)).body, 'ok')
})

test('a server that says nothing, or stops in the middle, is given up on', async () => {
  await using upstream = await start(({ socket, number }) => {
    if (number === 2) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel')
  })
  await assert.rejects(ask(upstream.pool, { headMs: 60 }), AnswerTimeout)
  await assert.rejects(ask(upstream.pool, { idleMs: 60 }), AnswerTimeout)
})

test('aborting closes the connection, so that the server stops too', async () => {
  const closed = Promise.withResolvers<void>()
  await using upstream = await start(
    ({ socket }) => void socket.on('close', () => closed.resolve()),
  )
  const error = await new Promise((resolve) => {
    const control = upstream.pool.send(request(), {
      onHead: () => undefined,
      onBody: () => undefined,
      onEnd: () => undefined,
      onError: resolve,
    })
    setImmediate(() => control.abort(new Error('enough')))
  })
  assert.match(String(error), /enough/)
  upstream.sockets[0]?.resume()
  await closed.promise
})

test('who does not read holds the server back, and is not taken for a slow server', async () => {
  const bytes = 8 * 1024 * 1024
  await using upstream = await start(({ socket }) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`)
    socket.write(Buffer.alloc(bytes, 'x'))
  })
  let read = 0
  await new Promise<void>((resolve, reject) => {
    const control = upstream.pool.send(request({ idleMs: 60 }), {
      onHead: () => undefined,
      onBody(piece) {
        if (read === 0) {
          control.pause()
          setTimeout(() => control.resume(), 150)
        }
        read += piece.length
      },
      onEnd: resolve,
      onError: reject,
    })
  })
  assert.equal(read, bytes)
})

test('nobody listens: that is told of each request, and the pool goes on', async () => {
  const port = await freePort()
  const pool = new HttpPool({
    origin: `http://127.0.0.1:${port}`,
    connectMs: 500,
    maxConnections: 1,
  })
  await assert.rejects(ask(pool), CannotConnect)
  await Promise.all([1, 2].map(() => assert.rejects(ask(pool), CannotConnect)))
  pool.close()
  assert.throws(() => void pool.send(request(), NOBODY), CannotConnect)
})

const NOBODY = {
  onHead: () => undefined,
  onBody: () => undefined,
  onEnd: () => undefined,
  onError: () => undefined,
}

test('nothing in a path or header can begin a line of its own', async () => {
  await using upstream = await start(({ socket }) => void socket.write(OK))
  for (const changes of [
    { path: '/a b' },
    { path: '/a\r\nx: y' },
    { headers: ['x', 'a\r\ny: z'] },
  ]) {
    assert.throws(() => void upstream.pool.send(request(changes), NOBODY), TypeError)
  }
})

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
