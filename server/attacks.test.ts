import assert from 'node:assert/strict'
import { createServer, connect } from 'node:net'
import { after, test, type TestContext } from 'node:test'
import { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import { createAddressRanges } from './access/client-address.ts'
import type { Guard } from './access/guard.ts'
import { LOCAL_OWNER } from './access/principal.ts'
import { startTestServer, type TestServerOptions } from './app-testing.ts'
import { currentActing } from './lib/acting.ts'
import { openTestDatabase } from './lib/database-testing.ts'
import { listenOnLoopback } from './lib/loopback.ts'

/**
 * Each attack is made twice: on Galerne, where it must fail, and on Galerne with the one defence taken away, where it must
 * succeed. An attack that never works proves nothing about a defence.
 */
const database = await openTestDatabase()
after(() => database.close())

async function start(t: TestContext, weaken?: TestServerOptions['weaken']) {
  const server = await startTestServer({ database, ...(weaken && { weaken }) })
  t.after(() => server.close())
  return server
}

/** The guard, but whoever has the cookie is believed. */
function believeCookies(guard: Guard): Guard {
  return (asking) => {
    const headers = new Headers(asking.headers)
    for (const name of ['origin', 'sec-fetch-site']) headers.delete(name)
    return guard({ ...asking, headers, method: 'GET' })
  }
}

test('another site makes the browser create a key (CSRF)', async (t) => {
  const attack = async (server: Awaited<ReturnType<typeof start>>) => {
    const { cookie } = await server.signIn()
    const browserSends = { cookie, 'content-type': 'application/json' }
    const wish = { method: 'POST', path: '/api/keys', body: '{"name":"mine now"}' }
    const origins = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      // The same host on another port: the browser's SameSite does not stop this one.
      { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' },
      // An old browser, and a sandboxed frame.
      { origin: 'null' },
      {},
    ]
    const statuses = []
    for (const headers of origins) {
      const reply = await server.send({ ...wish, headers: { ...browserSends, ...headers } })
      statuses.push(reply.status)
    }
    return statuses
  }
  const isWeak = await start(t, (parts) => (parts.guard = believeCookies(parts.guard)))
  assert.deepEqual(await attack(isWeak), [201, 201, 201, 201])
  assert.deepEqual(await attack(await start(t)), [403, 403, 403, 403])
})

test('a form of another site sends JSON as text (CSRF without preflight)', async (t) => {
  const server = await start(t)
  const { cookie, csrf } = await server.signIn()
  const headers = { cookie, 'x-galerne-csrf': csrf, 'content-type': 'text/plain' }
  const wish = { method: 'POST', path: '/api/keys', body: '{"name":"x"}' }
  assert.equal((await server.send({ ...wish, headers })).status, 400)
  const asJson = { ...headers, 'content-type': 'application/json' }
  assert.equal((await server.send({ ...wish, headers: asJson })).status, 201)
})

test('the CSRF token of another session is used', async (t) => {
  const server = await start(t)
  const [victim, attacker] = [await server.signIn(), await server.signIn()]
  const wish = { method: 'DELETE', path: '/api/session' }
  const send = (csrf: string) =>
    server.send({ ...wish, headers: { cookie: victim.cookie, 'x-galerne-csrf': csrf } })
  assert.equal((await send(attacker.csrf)).status, 403)
  assert.equal((await send(victim.csrf)).status, 204)
})

test('another site reads what the cookie opens', async (t) => {
  const server = await start(t)
  const { cookie } = await server.signIn()
  const headers = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  for (const method of ['GET', 'OPTIONS']) {
    const reply = await server.send({ method, path: '/api/keys', headers })
    assert.equal(reply.status, 403)
    assert.equal(reply.headers['access-control-allow-origin'], undefined)
  }
})

test('a name of the attacker is rebound to this machine (DNS rebinding)', async (t) => {
  const attack = async (server: Awaited<ReturnType<typeof start>>) => {
    const host = `evil.example:${server.port}`
    const page = await server.send({ path: '/', headers: { host } })
    const bearer = `Bearer ${server.access.localToken.expose()}`
    const headers = { host, authorization: bearer, 'sec-fetch-site': 'same-origin' }
    const api = await server.send({ path: '/api/keys', headers })
    return [page.status, api.status]
  }
  const isWeak = await start(t, (parts) => (parts.isHostAllowed = () => true))
  assert.deepEqual(await attack(isWeak), [200, 200])
  assert.deepEqual(await attack(await start(t)), [421, 421])
})

test('a request without a Host, or with two, is not let through', async (t) => {
  const { port } = await start(t)
  assert.match(await sendRaw(port, 'GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400/)
  assert.match(await sendRaw(port, 'GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1\.[01] 421/)
  const two = 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n'
  assert.match(await sendRaw(port, two), /^HTTP\/1\.1 400/)
})

test('the attacker plants a session before the victim signs in (session fixation)', async (t) => {
  const planted = 'A'.repeat(43)
  const attack = async (server: Awaited<ReturnType<typeof start>>) => {
    const name = `galerne-${server.port}`
    const { pathname, search } = new URL(server.access.createSignInUrl())
    const cookie = `${name}=${planted}`
    const signedIn = await server.send({ path: pathname + search, headers: { cookie } })
    assert.equal(signedIn.status, 303)
    return (await server.send({ path: '/api/session', headers: { cookie } })).status
  }
  const isWeak = await start(t, ({ access }) => {
    const { sessions } = access
    const real = { ...sessions }
    // As if the session that the browser came with were the one that signing in opens.
    let opened = ''
    sessions.start = async (session) => {
      const started = await real.start(session)
      opened = started.token
      return { ...started, token: planted }
    }
    sessions.find = (token) => real.find(token === planted ? opened : token)
  })
  assert.equal(await attack(isWeak), 200)
  assert.equal(await attack(await start(t)), 401)
})

test('a sign-in link is used again by who found it in a history or a log', async (t) => {
  const attack = async (server: Awaited<ReturnType<typeof start>>) => {
    const { pathname, search } = new URL(server.access.createSignInUrl())
    await server.send({ path: pathname + search })
    const second = await server.send({ path: pathname + search })
    return second.headers['set-cookie'] !== undefined
  }
  const isWeak = await start(t, ({ access }) => {
    const seen = new Set<string>()
    const real = { ...access.links }
    access.links.redeem = (token) => {
      if (real.redeem(token)) seen.add(token)
      return seen.has(token)
    }
  })
  assert.equal(await attack(isWeak), true)
  assert.equal(await attack(await start(t)), false)
})

test('twenty browsers race for one link: one gets in', async (t) => {
  const server = await start(t)
  const { pathname, search } = new URL(server.access.createSignInUrl())
  const wish = { path: pathname + search }
  const replies = await Promise.all(Array.from({ length: 20 }, () => server.send(wish)))
  assert.equal(replies.filter(({ status }) => status === 303).length, 1)
})

test('a session goes on after it was ended, or with a token that was stolen from the database', async (t) => {
  const server = await start(t)
  const { cookie, csrf } = await server.signIn()
  const rows = await database.withTenant(
    '00000000-0000-7000-8000-000000000001',
    (sql) => sql<{ hash: string }[]>`select hash from sessions`,
  )
  const name = cookie.split('=')[0] ?? ''
  for (const { hash } of rows) {
    const base64 = Buffer.from(hash, 'hex').toString('base64url')
    for (const stolen of [hash, base64]) {
      const headers = { cookie: `${name}=${stolen}` }
      assert.equal((await server.send({ path: '/api/session', headers })).status, 401)
    }
  }
  const headers = { cookie, 'x-galerne-csrf': csrf }
  await server.send({ method: 'DELETE', path: '/api/session', headers })
  assert.equal((await server.send({ path: '/api/session', headers })).status, 401)
})

test('another port of this host plants a cookie of our name, to sign the owner out', async (t) => {
  const server = await start(t)
  const { cookie } = await server.signIn()
  const planted = `galerne-${server.port}=${'B'.repeat(43)}`
  const headers = { cookie: `${planted}; ${cookie}` }
  assert.equal((await server.send({ path: '/api/session', headers })).status, 200)
})

test('a line break in what a client sends becomes a header of the answer (header injection)', async (t) => {
  const injected = '%0d%0aSet-Cookie:%20planted=1'
  const attack = async (port: number) => {
    const texts = []
    for (const path of [`/sign-in?token=a${injected}`, `/${injected}`, `/api/keys/${injected}`]) {
      texts.push(
        await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
      )
    }
    return texts.some((text) => /^set-cookie: planted/im.test(text.split('\r\n\r\n')[0] ?? ''))
  }
  const naive = createServer((socket) => {
    socket.once('data', (bytes) => {
      const path = decodeURIComponent(bytes.toString().split(' ')[1] ?? '')
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${path}\r\nContent-Length: 0\r\n\r\n`)
    })
  })
  const port = await listenOnLoopback(naive)
  t.after(() => naive.close())
  assert.equal(await attack(port), true)
  assert.equal(await attack((await start(t)).port), false)
})

test('a second request is hidden in the body of the first (request smuggling)', async (t) => {
  const { port } = await start(t)
  const hidden = 'GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const requests = [
    `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n${hidden}`,
    `POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n${hidden}`,
  ]
  for (const request of requests) {
    const text = await sendRaw(port, request)
    assert.match(text, /^HTTP\/1\.1 400/)
    assert.doesNotMatch(text, /"status":"ok"/)
  }
})

test('headers without end, and too many of them, cost nobody else', async (t) => {
  const { port, send } = await start(t)
  const large = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`
  assert.match(await sendRaw(port, large), /^HTTP\/1\.1 431/)
  const slow = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'))
  for (const socket of slow) socket.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: loc')
  assert.equal((await send({ path: '/api/health' })).status, 200)
  for (const socket of slow) socket.destroy()
})

test('a page of ours is framed, sniffed or made to load from elsewhere', async (t) => {
  const server = await start(t)
  for (const path of ['/', '/api/health', '/api/keys', '/sign-in?token=x', '/nothing.js']) {
    const { headers } = await server.send({ path })
    const policy = headers['content-security-policy']
    assert.match(String(policy), /default-src 'none'.*frame-ancestors 'none'/, path)
    assert.doesNotMatch(String(policy), /unsafe-eval|script-src[^;]*unsafe|https?:|\*/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(headers['x-powered-by'], undefined)
  }
})

test('a stranger finds a route that nobody thought of (CVE-2025-3248)', async (t) => {
  let ran = 0
  // Its author forgot to ask who it is.
  const forgotten = new Hono<ApiEnv>().post('/forgotten', (c) => c.json({ ran: (ran += 1) }))
  const attack = async (weaken: TestServerOptions['weaken']) => {
    const { send } = await start(t, (parts, access) => {
      parts.capabilities.push(forgotten)
      weaken?.(parts, access)
    })
    const replies = await Promise.all([
      send({ method: 'POST', path: '/api/forgotten' }),
      send({ method: 'POST', path: '/api//forgotten' }),
      send({ method: 'POST', path: '/api/./forgotten' }),
      send({ method: 'POST', path: '/api/%66orgotten' }),
      send({ method: 'POST', path: '/API/forgotten' }),
    ])
    return replies.map(({ status }) => status)
  }
  const isOpen = await attack((parts) => {
    parts.guard = () => Promise.resolve({ principal: LOCAL_OWNER })
  })
  assert.ok(isOpen.includes(200) && ran > 0)
  ran = 0
  const statuses = await attack(undefined)
  assert.equal(ran, 0, statuses.join(' '))
  assert.equal(statuses[0], 401)
})

test('a visitor writes another address into a header, to be on record as somebody else', async (t) => {
  const whereFrom = new Hono<ApiEnv>().get('/where', (c) => c.text(String(currentActing().address)))
  const attack = async (proxies: string[]) => {
    const server = await start(t, (parts) => {
      parts.capabilities.push(whereFrom)
      const accounts = { ...parts.access.accounts, trustedProxies: createAddressRanges(proxies) }
      parts.access = { ...parts.access, accounts }
    })
    const bearer = `Bearer ${server.access.localToken.expose()}`
    const headers = { authorization: bearer, 'x-forwarded-for': '203.0.113.9, 192.0.2.7' }
    return (await server.send({ path: '/api/where', headers })).text
  }
  // Where everything between is believed, also what the visitor wrote.
  assert.equal(await attack(['0.0.0.0/0']), '203.0.113.9')
  assert.equal(await attack([]), '127.0.0.1')
  assert.equal(await attack(['127.0.0.1']), '192.0.2.7', 'whom the proxy speaks for')
})

test('somebody in between takes the first request, which is not encrypted (SSL stripping)', async (t) => {
  const paths = ['/', '/api/health', '/api/keys', '/sign-in?token=x', '/nothing.js']
  const remembered = async (server: Awaited<ReturnType<typeof start>>) => {
    const replies = await Promise.all(paths.map((path) => server.send({ path })))
    return replies.map(({ headers }) => headers['strict-transport-security'])
  }
  // As behind a proxy with https: the cookie is for encrypted connections alone.
  const isHttps = (parts: Parameters<NonNullable<TestServerOptions['weaken']>>[0]) => {
    parts.access = { ...parts.access, cookie: { name: '__Host-galerne', isSecure: true } }
  }
  const isWeak = await start(t, (parts) => {
    isHttps(parts)
    parts.droppedHeaders.push('strict-transport-security')
  })
  assert.deepEqual(new Set(await remembered(isWeak)), new Set([undefined]))
  const said = await remembered(await start(t, isHttps))
  assert.deepEqual(new Set(said), new Set(['max-age=31536000']))
  // On this machine, by http, nobody is sent to an https that is not there.
  assert.deepEqual(new Set(await remembered(await start(t))), new Set([undefined]))
})

/** Sends bytes that no client would, and reads until the server ends the connection or falls silent. */
function sendRaw(port: number, bytes: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let text = ''
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
  socket.setTimeout(500, () => socket.destroy())
  socket.on('data', (chunk) => (text += chunk.toString('latin1')))
  socket.on('error', () => socket.destroy())
  socket.on('close', () => resolve(text))
  return promise
}
