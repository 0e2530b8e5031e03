import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createHttpTransport, DEFAULT_LIMITS } from '#server/providers/http-transport.ts'
import { checkAddress, createLookup, mayConnect, type Resolve } from './address.ts'
import { AppError } from './app-error.ts'
import { HOSTILE_ADDRESSES } from './hostile-addresses-testing.ts'
import { listenOnLoopback } from './loopback.ts'

const names: Record<string, string[]> = {
  'api.example.eu': ['93.184.215.14', '2a00:1450:4001:80b::200a'],
  'inside.example.eu': ['10.1.2.3'],
  'mixed.example.eu': ['93.184.215.14', '169.254.169.254'],
  localhost: ['127.0.0.1', '::1'],
}
const resolve: Resolve = (name, callback) => {
  const found = names[name]
  callback(found ? null : new Error('ENOTFOUND'), found ?? [])
}

/** What products with such a hole had: a list of patterns on the text. */
const looksPrivate = (text: string) =>
  /^https?:\/\/(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[::1\])/i.test(
    text,
  )

test('patterns on the text let most of the hostile addresses pass', () => {
  const passing = HOSTILE_ADDRESSES.filter((address) => !looksPrivate(address))
  assert.ok(passing.length > 200, String(passing.length))
})

for (const address of HOSTILE_ADDRESSES) {
  test(`${JSON.stringify(address)} is no address for what anybody adds`, async () => {
    assert.equal((await checkAddress(address, false, resolve)).isAllowed, false)
  })
}

test('own hardware may be private, never the network itself', async () => {
  const allowed = ['http://127.0.0.1:8000/v1', 'http://[::1]:11434', 'https://inside.example.eu/v1']
  for (const address of [...allowed, 'http://100.64.0.9/v1', 'https://api.example.eu/v1']) {
    assert.equal((await checkAddress(address, true, resolve)).isAllowed, true, address)
  }
  const never = ['169.254.169.254', '0.0.0.0', '[fe80::1]', '[fd00:ec2::254]', '100.100.100.200']
  for (const host of [...never, 'mixed.example.eu']) {
    const check = await checkAddress(`http://${host}/v1`, true, resolve)
    assert.equal(check.isAllowed, false, host)
  }
})

test('whoever types an address hears what is wrong with it', async () => {
  const cases: [string, RegExp][] = [
    ['models', /not a web address/],
    ['ftp://api.example.eu', /begin with https/],
    ['http://api.example.eu/v1', /must travel encrypted/],
    ['https://key:x@api.example.eu/v1', /must not hold a name or a password/],
    ['https://api.example.eu/v1?key=x', /end before/],
    ['https://nowhere.example.eu/v1', /no machine of that name/],
    ['https://inside.example.eu/v1', /mark the provider as own hardware/],
  ]
  for (const [address, expected] of cases) {
    const check = await checkAddress(address, false, resolve)
    assert.ok(!check.isAllowed)
    assert.match(check.reason, expected)
  }
  assert.equal((await checkAddress('https://api.example.eu/v1', false, resolve)).isAllowed, true)
})

test('a name is checked again when it is connected to: a second answer leads nowhere', async () => {
  const answers = [['93.184.215.14'], ['127.0.0.1']]
  const rebinding: Resolve = (_name, callback) => callback(null, answers.shift() ?? [])
  assert.equal((await checkAddress('https://a.example.eu', false, rebinding)).isAllowed, true)
  const lookup = createLookup('public', rebinding)
  const error = await new Promise((done) => lookup('a.example.eu', { all: true }, done))
  assert.ok(error instanceof Error && error.name === 'ForbiddenAddress')
})

test('a connection goes to the very address that was checked', async () => {
  const lookup = createLookup('public', resolve)
  const found = await new Promise((done) =>
    lookup('api.example.eu', { all: true }, (_error, all) => done(all)),
  )
  assert.deepEqual(found, [
    { address: '93.184.215.14', family: 4 },
    { address: '2a00:1450:4001:80b::200a', family: 6 },
  ])
})

test('a transport that may call the public only reaches nobody here, by address or by name', async () => {
  let calls = 0
  const server = createServer((_request, response) => {
    calls += 1
    response.end('{}')
  })
  const port = await listenOnLoopback(server)
  for (const host of ['127.0.0.1', 'localhost']) {
    const origin = `http://${host}:${port}`
    const transport = createHttpTransport({
      id: 'x',
      origin,
      limits: DEFAULT_LIMITS,
      reach: 'public',
    })
    await assert.rejects(
      transport.send(request()),
      (error) => error instanceof AppError && /may not be called/.test(error.message),
    )
    await transport.close()
  }
  assert.equal(calls, 0)
  const own = createHttpTransport({
    id: 'x',
    origin: `http://localhost:${port}`,
    limits: DEFAULT_LIMITS,
    reach: 'own-hardware',
  })
  assert.equal((await own.send(request())).status, 200)
  await own.close()
  server.closeAllConnections()
  server.close()
})

test('what is no IP address at all may not be connected to', () => {
  for (const text of ['', 'localhost', '1.2.3', '::g', '1.2.3.4.5']) {
    assert.equal(mayConnect(text, 'public'), false)
  }
})

function request() {
  return {
    method: 'POST' as const,
    path: '/',
    headers: [],
    body: Buffer.from('{}'),
    isStream: false,
    signal: new AbortController().signal,
  }
}
