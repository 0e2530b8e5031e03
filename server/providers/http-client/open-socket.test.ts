import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { createServer, type TlsOptions } from 'node:tls'
import { test } from 'node:test'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { addressOf, openSocket } from './open-socket.ts'

/** Of `localhost` alone, made for this test with openssl, valid for a hundred years, its key worth nothing. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUFfVeUal1CiQcxbAmD7zE0B52tmIwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjA3Mjg0NFoYDzIxMjYxMDI5
MDcyODQ0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATN6W7DeY38Y33iLQDPcDNExQ3e12CmgKH+y/5f1NujeuKzXlkvLqzL
W+bGXpJzkbcAfBhzc+aISSVcTFkHA0sYo2kwZzAdBgNVHQ4EFgQUbH8RQfxcvEZO
QKGbWN+6+zu2pP0wHwYDVR0jBBgwFoAUbH8RQfxcvEZOQKGbWN+6+zu2pP0wDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIhAJ/QsVCF20E5hyesyzZHkregO9y0ffjz3GFPYrX0k4jtAiALSMWYLWZR
2t5YLmTAfwhJgJnExrD1LYnQxQ4gRvRdzQ==
-----END CERTIFICATE-----`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+p0uWZUZ0pKc6aD2
cv+2zu/SZBC/ISZHBoasYMKzXemhRANCAATN6W7DeY38Y33iLQDPcDNExQ3e12Cm
gKH+y/5f1NujeuKzXlkvLqzLW+bGXpJzkbcAfBhzc+aISSVcTFkHA0sY
-----END PRIVATE KEY-----`

async function listen(options: TlsOptions = {}) {
  const names: unknown[] = []
  const server = createServer({ cert: CERTIFICATE, key: KEY, ...options }, (socket) => {
    names.push(socket.servername)
    socket.on('error', () => undefined)
    socket.end('hello')
  })
  server.on('tlsClientError', () => undefined)
  const port = await listenOnLoopback(server)
  return {
    port,
    names,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const open = (origin: string, ca?: string[]) =>
  openSocket(addressOf(origin), {
    connectMs: 2000,
    // Whatever the name, this machine.
    lookup: (_name, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
    ...(ca && { ca }),
  })

test('an encrypted connection is made where the certificate is trusted and names the host', async () => {
  await using server = await listen()
  const socket = await open(`https://localhost:${server.port}`, [CERTIFICATE])
  // The server's side is done when its word is here.
  await new Promise((resolve) => socket.on('data', resolve))
  socket.destroy()
  assert.deepEqual(server.names, ['localhost'])
  assert.equal(new X509Certificate(CERTIFICATE).checkHost('localhost'), 'localhost')
})

test('who cannot prove who he is gets no request', async () => {
  await using server = await listen()
  await assert.rejects(open(`https://localhost:${server.port}`), /self-signed certificate/)
  await assert.rejects(
    open(`https://api.example.eu:${server.port}`, [CERTIFICATE]),
    /does not match certificate/,
  )
})

test('plain text on an encrypted port is an error, not a hang', async () => {
  await using server = await listen()
  const socket = await open(`http://localhost:${server.port}`)
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.on('error', () => undefined)
  socket.end('GET / HTTP/1.1\r\n\r\n')
  socket.resume()
  await closed
})
