import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { startV1Server, TEST_KEY } from './testing.ts'

const server = await startV1Server(undefined, { maxBodyBytes: 1024 * 1024 })
after(() => server[Symbol.asyncDispose]())

const CHAT = '/v1/chat/completions'
const HELLO = '{"model":"fake","messages":[{"role":"user","content":"Hei"}]}'

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

test('every answer has a request id, and says which model and provider gave it', async () => {
  const { status, headers } = await send({ body: HELLO })
  assert.equal(status, 200)
  assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['x-galerne-model'], 'fake')
  assert.equal(headers['x-galerne-provider'], 'fake')
})

const REFUSALS: [string, Parameters<typeof send>[0], number, string, RegExp][] = [
  [
    'no key',
    { headers: { authorization: undefined } },
    401,
    'unauthenticated',
    /galerne keys create/,
  ],
  [
    'an unknown key',
    { headers: { authorization: 'Bearer gal-nope' } },
    401,
    'unauthenticated',
    /unknown, expired or revoked/,
  ],
  [
    'a key of another scheme',
    { headers: { authorization: 'Basic Z2Fs' } },
    401,
    'unauthenticated',
    /unknown/,
  ],
  ['no body', { body: '' }, 400, 'invalid_json', /empty/],
  ['malformed JSON', { body: '{"model":"fake",}' }, 400, 'invalid_json', /at byte 16/],
  ['JSON that is no object', { body: '[]' }, 400, 'invalid_json', /object/],
  [
    'bytes that are no text',
    { body: Buffer.from('7b22ff227d', 'hex') },
    400,
    'invalid_json',
    /UTF-8/,
  ],
  [
    'a wrong type',
    { body: '{"model":"fake","messages":"Hei"}' },
    400,
    'invalid_request',
    /“messages” is wrong/,
  ],
  [
    'an unknown model',
    { body: HELLO.replace('fake', 'nope') },
    404,
    'model_not_found',
    /You may use: fake, /,
  ],
  [
    'a form',
    { body: HELLO, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    400,
    'invalid_request',
    /content-type: application\/json/,
  ],
  [
    'a compressed body',
    { body: HELLO, headers: { 'content-encoding': 'gzip' } },
    400,
    'invalid_request',
    /uncompressed/,
  ],
  ['another method', { method: 'GET' }, 405, 'method_not_allowed', /takes POST, not GET/],
  ['another path', { path: '/v1/chat' }, 404, 'not_found', /nothing at \/v1\/chat\./],
  ['a path that tries to be clever', { path: '/v1/../etc/passwd' }, 404, 'not_found', /nothing at/],
  [
    'an unknown model by its path',
    { method: 'GET', path: '/v1/models/no%00pe%ZZ' },
    404,
    'model_not_found',
    /GET \/v1\/models/,
  ],
  [
    'a body over the limit',
    { body: HELLO.padEnd(1024 * 1024 + 1) },
    413,
    'body_too_large',
    /limit of 1 MiB/,
  ],
]

for (const [what, options, status, code, message] of REFUSALS) {
  test(`${what} gets ${status} in the shape of OpenAI’s errors`, async () => {
    const answer = await send(options)
    assert.equal(answer.status, status)
    const { error } = JSON.parse(answer.text)
    assert.deepEqual(Object.keys(error), ['message', 'type', 'param', 'code'])
    assert.equal(error.code, code)
    assert.match(error.message, message)
    assert.doesNotMatch(answer.text, /\bat .*\.ts|node:|127\.0\.0\.1/)
    assert.match(String(answer.headers['x-request-id']), /^[0-9a-f-]{36}$/)
  })
}

test('a refusal says how to do better in its headers too', async () => {
  assert.equal((await send({ method: 'PUT' })).headers.allow, 'POST')
  assert.equal((await send({ method: 'POST', path: '/v1/models' })).headers.allow, 'GET')
  const unknown = await send({ headers: { authorization: 'Bearer x' } })
  assert.equal(unknown.headers['www-authenticate'], 'Bearer realm="Galerne"')
  const busy = await send({ body: HELLO.replace('fake', 'fake-busy') })
  assert.equal(busy.status, 503)
  assert.equal(busy.headers['retry-after'], '2')
  assert.equal(busy.headers['retry-after-ms'], '2000')
  const limited = await send({ body: HELLO.replace('fake', 'fake-rate-limited') })
  assert.equal(limited.status, 429)
  assert.equal(limited.headers['retry-after'], '2')
  assert.equal(limited.headers['retry-after-ms'], '1500')
})

test('a body over the limit is refused while it still comes, chunked or not', async () => {
  for (const framing of ['content-length: 2000000000', 'transfer-encoding: chunked']) {
    const socket = await open()
    socket.write(head(framing))
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', pump)
    pump()
    const text = await readUntil(socket, 'body_too_large')
    assert.match(text, /^HTTP\/1\.1 413 /)
    assert.match(text, /connection: close/i)
    socket.destroy()
  }
})

test('models are listed, and found by their id', async () => {
  const list = JSON.parse((await send({ method: 'GET', path: '/v1/models?limit=3' })).text)
  assert.equal(list.object, 'list')
  assert.ok(list.data.some((model: { id: string }) => model.id === 'fake'))
  const one = JSON.parse((await send({ method: 'GET', path: '/v1/models/fake' })).text)
  assert.equal(one.id, 'fake')
  assert.equal(one.object, 'model')
})

test('a caller that hangs up in the middle of its upload leaves nothing behind', async () => {
  const before = server.records.length
  const socket = await open()
  socket.write(`${head('content-length: 1000')}{"model":`)
  await new Promise<void>((resolve) => socket.end(() => resolve()))
  assert.equal((await send({ body: HELLO })).status, 200)
  assert.equal(server.records.length, before + 1)
})

test('a caller that hangs up in the middle of an answer ends the call', async () => {
  const before = server.records.length
  const socket = await open()
  const body = HELLO.replace('Hei', 'Hei [[fault: stall=2]]').replace('{', '{"stream":true,')
  socket.write(`${head(`content-length: ${Buffer.byteLength(body)}`)}${body}`)
  await readUntil(socket, 'delta')
  socket.destroy()
  const startedAtMs = performance.now()
  while (server.records.length === before) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(server.records.at(-1)?.outcome, 'cancelled')
  assert.ok(performance.now() - startedAtMs < 5000)
})

test('requests that wait in line on one connection are answered in their order', async () => {
  const socket = await open()
  const words = ['yksi', 'kaksi', 'kolme']
  for (const word of words) {
    const body = HELLO.replace('Hei', `${word} [[echo]]`)
    socket.write(`${head(`content-length: ${Buffer.byteLength(body)}`)}${body}`)
  }
  const text = await readUntil(socket, 'kolme')
  const found = words.map((word) => text.indexOf(`"content":"${word}"`))
  assert.ok(
    found.every((at, index) => at > (found[index - 1] ?? 0)),
    text,
  )
  socket.destroy()
})

const SMUGGLED: [string, string][] = [
  ['two lengths', 'content-length: 5\r\ncontent-length: 6'],
  ['a length and chunks', 'content-length: 5\r\ntransfer-encoding: chunked'],
  ['a length that is none', 'content-length: 5, 5'],
  ['chunks that are not the last encoding', 'transfer-encoding: chunked, gzip'],
  ['a folded header', 'x-a: b\r\n c: d\r\ncontent-length : 5'],
  ['a NUL in a header', 'x-a: b\0c\r\ncontent-length: 5'],
]

for (const [what, headers] of SMUGGLED) {
  test(`${what}: the request is refused and its connection closed`, async () => {
    const socket = await open()
    socket.write(`${head(headers)}0\r\n\r\nGET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n`)
    const text = await readUntil(socket, null)
    assert.match(text, /^HTTP\/1\.1 400 /)
    assert.equal(text.split('HTTP/1.1 ').length, 2, 'one answer only')
  })
}

test('a hundred thousand brackets, NULs and lone surrogates are answered like anything else', async () => {
  const deep = await send({ body: `{"model":"fake","messages":${'['.repeat(100_000)}` })
  assert.match(JSON.parse(deep.text).error.message, /nesting/)
  const odd = await send({ body: HELLO.replace('Hei', String.raw`\u0000\ud800 [[echo]]`) })
  assert.equal(odd.status, 200)
  const name = await send({ body: HELLO.replace('"fake"', String.raw`"a\u0000\r\nb\u202e"`) })
  assert.equal(name.status, 404)
  assert.doesNotMatch(JSON.parse(name.text).error.message, /\p{C}/u)
})

test('a slow reader of a long answer gets all of it', async () => {
  const body = HELLO.replace('Hei', '[[fault: size=300000]]').replace('{', '{"stream":true,')
  const { promise, resolve } = Promise.withResolvers<string>()
  const request = httpRequest(`${server.url}${CHAT}`, { method: 'POST', headers: keyed() })
  request.on('response', (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      response.pause()
      setImmediate(() => response.resume())
    })
    response.on('end', () => resolve(text))
  })
  request.end(body)
  const text = await promise
  assert.ok(text.endsWith('data: [DONE]\n\n'))
  assert.ok(text.length > 5_000_000)
})

interface SendOptions {
  method?: string
  path?: string
  body?: string | Buffer
  headers?: Record<string, string | undefined>
}

function keyed(headers: SendOptions['headers'] = {}): Record<string, string> {
  const all = {
    authorization: `Bearer ${TEST_KEY}`,
    'content-type': 'application/json',
    ...headers,
  }
  return Object.fromEntries(Object.entries(all).filter((entry) => entry[1] !== undefined))
}

function send({ method = 'POST', path = CHAT, body = '', headers }: SendOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // The path as it is: fetch would tidy it up.
    const request = httpRequest(
      { port: server.port, path, method, headers: keyed(headers) },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

function head(headers: string): string {
  return `POST ${CHAT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TEST_KEY}\r\ncontent-type: application/json\r\n${headers}\r\n\r\n`
}

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => resolve(socket))
    socket.on('error', (error) => reject(error))
  })
}

/** Resolves when the text has come, or the connection has ended. */
function readUntil(socket: Socket, wanted: string | null): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (wanted !== null && text.includes(wanted)) resolve(text)
    })
    socket.on('close', () => resolve(text))
  })
}
