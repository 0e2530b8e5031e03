import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { AppError } from '#server/lib/app-error.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { Secret } from '#server/lib/secret.ts'
import { createKeyAuth } from './auth/auth.ts'
import { createTokenAuth, createTokenSource } from './auth/token-source.ts'
import { createHttpProvider, type HttpProviderOptions } from './http-provider.ts'
import { DEFAULT_LIMITS } from './http-transport.ts'
import type { Provider } from './provider.ts'
import { PLAIN_QUIRKS } from './quirks.ts'

/** For localhost, signed by itself, for a hundred years. Guards nothing. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBbjCCAROgAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxHYWxlcm5l
IHRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
BAMMDEdhbGVybmUgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFtJtKzM
b4sb9FZGAAggsQeK2pRpRQUseQTItS6IHtBuPoWa1wHugjFgM4IJ5gyTkUDHEf9Z
nRLJ+N+2acxqoH6jTjBMMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAPBgNV
HRMBAf8EBTADAQH/MB0GA1UdDgQWBBSUsomNCdvNHbzDEZ9EF3kxwVzoDDAKBggq
hkjOPQQDAgNJADBGAiEApaGoCrh8zJCcIrwpY8Xcr2qbEPDGX1zdJtHzi/S7Tw0C
IQDNuHTrZCFaXut4Rb6QhTTCNaM5o99ou9tQEZQTGCaj/Q==
-----END CERTIFICATE-----
`
const PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgE94wzQMdXslRgAhu
c8fF++kLXyr0fKxXhIXJEMNG9rihRANCAARbSbSszG+LG/RWRgAIILEHitqUaUUF
LHkEyLUuiB7Qbj6FmtcB7oIxYDOCCeYMk5FAxxH/WZ0SyfjftmnMaqB+
-----END PRIVATE KEY-----
`

test('a redirect is never followed: our key goes to nobody else', async () => {
  let followed = 0
  await using elsewhere = await serve(() => (followed += 1))
  for (const status of [301, 302, 303, 307, 308]) {
    await using server = await serve((_request, response) => {
      response.writeHead(status, { location: `${elsewhere.url}/v1/chat/completions` }).end()
    })
    await withProvider({ url: server.url }, async (provider) => {
      await assert.rejects(
        call(provider),
        says('provider_error', /redirect, which is never followed/),
      )
    })
  }
  assert.equal(followed, 0)
})

test('a header that no answer of ours may have is left out', async () => {
  const types: [string, string | undefined][] = [
    ['audio/mpeg; name="a"', 'audio/mpeg; name="a"'],
    ['audio/mpeg; name="\u00e9\u00ff"', undefined],
    [`audio/${'x'.repeat(5000)}`, undefined],
  ]
  for (const [type, passed] of types) {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': type }).end('{}')
    })
    await withProvider({ url: server.url }, async (provider) => {
      const { headers, body } = await ask(provider)
      assert.equal(headers['content-type'], passed)
      await Array.fromAsync(body)
    })
  }
})

test('a compressed answer that nobody asked for is refused, bomb or not', async () => {
  const bomb = gzipSync(Buffer.alloc(1024 * 1024))
  await using server = await serve((request, response) => {
    assert.equal(request.headers['accept-encoding'], 'identity')
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  await withProvider({ url: server.url }, async (provider) => {
    await assert.rejects(call(provider), says('provider_error', /compressed answer/))
  })
})

test('headers without end are refused', async () => {
  await using server = await serve((_request, response) => {
    for (let at = 0; at < 100; at += 1) response.setHeader(`x-${at}`, 'a'.repeat(2000))
    response.end('{}')
  })
  await withProvider({ url: server.url }, async (provider) => {
    await assert.rejects(call(provider), says('provider_error', /not HTTP/))
  })
})

test('a certificate that nobody vouches for is refused; one of our own authority is taken', async () => {
  const secure = createSecureServer(
    { cert: CERTIFICATE, key: PRIVATE_KEY },
    (_request, response) => {
      response.end('{}')
    },
  )
  await using server = await serving(secure, 'https')
  await withProvider({ url: server.url }, async (provider) => {
    await assert.rejects(call(provider), says('provider_unavailable', /certificate is not trusted/))
  })
  await withProvider({ url: server.url, ca: [CERTIFICATE] }, async (provider) => {
    assert.equal(await call(provider), '{}')
  })
})

test('an error that quotes keys, tokens and machines loses all of them, and keeps its sense', async () => {
  const said = [
    'Incorrect API key provided: key-of-ours.',
    'You sent sk-ab************wxyz; bearer abcdefgh.ijklmnop was expected.',
    'Upstream 10.1.2.3:8000 (gpu-7.internal, llm.default.svc) refused;',
    'see https://platform.example.com/docs/errors and call 1.2.3 of the manual.',
  ].join(' ')
  await using server = await serve((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: said } }))
  })
  await withProvider({ url: server.url }, async (provider) => {
    const text = await call(provider)
    assert.doesNotMatch(
      text,
      /key-of-ours|sk-ab|wxyz|ijklmnop|10\.1\.2\.3|gpu-7|default\.svc|127\.0/,
    )
    assert.match(text, /https:\/\/platform\.example\.com\/docs\/errors/)
    assert.match(text, /1\.2\.3 of the manual/)
  })
})

test('a token that is refused is fetched anew, and the call made once more, only once', async () => {
  const seen: (string | undefined)[] = []
  await using server = await serve((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(request.headers.authorization === 'Bearer good-2' ? 200 : 401)
    response.end('{"message":"no"}')
  })
  const clock = createManualClock()
  const names = ['stale-1', 'good-2', 'bad-3', 'bad-4']
  const source = createTokenSource(() => {
    const secret = new Secret(names.shift() ?? '')
    return Promise.resolve({ secret, expiresAtMs: clock.now() + 3_600_000 })
  }, clock)
  await source.get()
  clock.advance(60_000)
  const auth = createTokenAuth(
    source,
    () => [],
    () => Promise.resolve(),
  )
  await withProvider({ url: server.url, auth }, async (provider) => {
    await call(provider)
    assert.deepEqual(seen.splice(0), ['Bearer stale-1', 'Bearer good-2'])
    await call(provider)
    clock.advance(60_000)
    source.forget()
    await call(provider)
    assert.deepEqual(seen, ['Bearer good-2', 'Bearer bad-3'], 'just fetched: no use to ask again')
  })
})

test('who leaves while a token is fetched does not wait for it', async () => {
  const source = createTokenSource(() => new Promise(() => undefined), createManualClock())
  const auth = createTokenAuth(
    source,
    () => [],
    () => Promise.resolve(),
  )
  await withProvider({ url: 'http://127.0.0.1:9', auth }, async (provider) => {
    const control = new AbortController()
    const asked = call(provider, control.signal)
    control.abort()
    await assert.rejects(asked, says('cancelled', /went away/))
  })
})

interface Given extends Partial<Pick<HttpProviderOptions, 'ca'>> {
  url: string
  auth?: HttpProviderOptions['endpoint']['auth']
}

async function withProvider({ url, auth, ca }: Given, work: (provider: Provider) => Promise<void>) {
  const provider = createHttpProvider({
    id: 'ours',
    endpoint: {
      baseUrl: `${url}/v1`,
      auth: auth ?? createKeyAuth(new Secret('key-of-ours')),
      apiVersion: null,
      headers: {},
    },
    quirks: PLAIN_QUIRKS,
    place: null,
    models: [],
    limits: DEFAULT_LIMITS,
    ...(ca && { ca }),
  })
  try {
    await work(provider)
  } finally {
    await provider.close()
  }
}

async function call(provider: Provider, signal?: AbortSignal): Promise<string> {
  const { body } = await ask(provider, signal)
  return Buffer.concat(await Array.fromAsync(body)).toString()
}

function ask(provider: Provider, signal = new AbortController().signal) {
  return provider.call({
    operation: 'chat',
    dialect: 'openai-chat',
    model: 'm',
    body: Buffer.from('{}'),
    isStream: false,
    tenantId: 'tenant',
    requestId: 'request',
    signal,
  })
}

function says(code: string, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  }
}

function serve(listener: RequestListener) {
  return serving(createServer(listener), 'http')
}

async function serving(server: Server, scheme: string) {
  const port = await listenOnLoopback(server)
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
