import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Hono } from 'hono'
import { CreatedKey, KEEP_HEADER, KeyList, Session } from '#wire/access.ts'
import { ApiErrorBody } from '#wire/errors.ts'
import type { ApiEnv } from './access/api-env.ts'
import { LOCAL_OWNER } from './access/principal.ts'
import { startTestServer } from './app-testing.ts'
import { openTestDatabase } from './lib/database-testing.ts'

const database = await openTestDatabase()
const capability = new Hono<ApiEnv>()
capability.get('/who', (c) => c.json(c.var.principal))
capability.get('/bug', () => {
  throw new Error('the password is hunter2')
})
const server = await startTestServer({ database, capabilities: [capability] })
after(async () => {
  await server.close()
  await database.close()
})

const JSON_BODY = { 'content-type': 'application/json' }
const errorIn = (text: string) => ApiErrorBody.parse(JSON.parse(text)).error

test('the link of the terminal signs in, and leads to the app', async () => {
  const { pathname, search } = new URL(server.access.createSignInUrl())
  const { status, headers } = await server.send({ path: pathname + search })
  assert.equal(status, 303)
  assert.equal(headers.location, '/')
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers['referrer-policy'], 'no-referrer')
  const [cookie = ''] = headers['set-cookie'] ?? []
  for (const word of [
    /^galerne-\d+=[\da-f-]{36}\.[\w-]{43};/,
    /HttpOnly/,
    /SameSite=Strict/,
    /Path=\//,
  ]) {
    assert.match(cookie, word)
  }
})

test('a browser that looks ahead, and a HEAD, do not use up the link', async () => {
  const { pathname, search } = new URL(server.access.createSignInUrl())
  const path = pathname + search
  const ahead = ['prefetch', 'prefetch;prerender', 'prefetch;anonymous-client-ip']
  for (const value of ahead) {
    const reply = await server.send({ path, headers: { 'sec-purpose': value } })
    assert.equal(reply.status, 503)
    assert.equal(reply.headers['set-cookie'], undefined)
  }
  await server.send({ method: 'HEAD', path })
  assert.equal((await server.send({ path })).status, 303)
})

test('a used link says so, and how to get a new one', async () => {
  const { pathname, search } = new URL(server.access.createSignInUrl())
  await server.send({ path: pathname + search })
  const { status, headers, text } = await server.send({ path: pathname + search })
  assert.equal(status, 401)
  assert.equal(headers['set-cookie'], undefined)
  assert.match(text, /<html lang="en".*sign-in-link/s)
})

test('the owner makes, sees and revokes keys', async () => {
  const { cookie, csrf } = await server.signIn()
  const change = { cookie, 'x-galerne-csrf': csrf }
  const made = await server.send({
    method: 'POST',
    path: '/api/keys',
    headers: { ...change, ...JSON_BODY },
    body: '{"name":"Μονάδα Α"}',
  })
  assert.equal(made.status, 201)
  assert.equal(made.headers['cache-control'], 'no-store')
  const { id, secret } = CreatedKey.parse(JSON.parse(made.text))

  const list = async () => {
    const { text } = await server.send({ path: '/api/keys', headers: { cookie } })
    assert.ok(!text.includes(secret))
    return KeyList.parse(JSON.parse(text)).keys.map((key) => key.id)
  }
  assert.ok((await list()).includes(id))
  const path = `/api/keys/${id}`
  assert.equal((await server.send({ method: 'DELETE', path, headers: change })).status, 204)
  assert.ok(!(await list()).includes(id))
  assert.equal((await server.send({ method: 'DELETE', path, headers: change })).status, 404)
})

test('an organisation that lets nothing be kept on devices says so with every answer', async () => {
  const { cookie, csrf } = await server.signIn()
  const get = () => server.send({ path: '/api/session', headers: { cookie } })
  const save = (offlineReading: boolean) =>
    server.send({
      method: 'PATCH',
      path: '/api/organisation',
      headers: { cookie, 'x-galerne-csrf': csrf, ...JSON_BODY },
      body: JSON.stringify({ offlineReading }),
    })
  const before = await get()
  assert.equal(before.headers[KEEP_HEADER], undefined)
  assert.equal((await save(false)).status, 200)
  const then = await get()
  assert.equal(then.headers[KEEP_HEADER], 'no')
  assert.equal(Session.parse(JSON.parse(then.text)).offlineReading, false)
  await save(true)
})

test('signing out ends the session, not only the cookie', async () => {
  const { cookie, csrf } = await server.signIn()
  const headers = { cookie, 'x-galerne-csrf': csrf }
  const out = await server.send({ method: 'DELETE', path: '/api/session', headers })
  assert.equal(out.status, 204)
  assert.match(out.headers['set-cookie']?.[0] ?? '', /=; Path=\/; Max-Age=0/)
  assert.equal((await server.send({ path: '/api/session', headers })).status, 401)
})

test('the token of the command line is the owner, on this machine', async () => {
  const headers = { authorization: `Bearer ${server.access.localToken.expose()}` }
  const { status, text } = await server.send({ path: '/api/session', headers })
  assert.equal(status, 200)
  assert.equal(Session.parse(JSON.parse(text)).principal.name, 'Owner')
  const asking = { method: 'GET', headers: new Headers(headers), isLocal: false }
  await assert.rejects(server.access.guard(asking), { code: 'forbidden' })
})

test('a key of /v1 is not a way into the rest, and is told why', async () => {
  const { secret } = await server.access.keys.create(LOCAL_OWNER, { name: 'CI' })
  for (const [method, path] of [
    ['GET', '/api/keys'],
    ['POST', '/api/sign-in-links'],
    ['GET', '/api/session'],
  ] as const) {
    const headers = { authorization: `Bearer ${secret}` }
    const { status, text } = await server.send({ method, path, headers })
    assert.equal(status, 403, path)
    assert.match(errorIn(text).message, /API key may list and call models/)
  }
})

test('nothing under /api is open by omission, whether it exists or not', async () => {
  for (const path of ['/api/who', '/api/keys', '/api/nothing', '/api/', '/api/session/x', '/api']) {
    assert.equal((await server.send({ path })).status, 401, path)
  }
  assert.equal((await server.send({ path: '/api/health' })).text, '{"status":"ok"}')
})

test('a path that is not there is 404 for who is signed in', async () => {
  const { cookie } = await server.signIn()
  const { status, text } = await server.send({ path: '/api/nothing', headers: { cookie } })
  assert.equal(status, 404)
  assert.equal(errorIn(text).code, 'not_found')
})

test('a bug is answered with an id that the log has, and nothing else', async () => {
  const { cookie } = await server.signIn()
  const reply = await server.send({ path: '/api/bug', headers: { cookie } })
  assert.equal(reply.status, 500)
  assert.doesNotMatch(reply.text, /hunter2/)
  assert.equal(errorIn(reply.text).requestId, reply.headers['x-request-id'])
})

test('malformed JSON and wrong types are told', async () => {
  const { cookie, csrf } = await server.signIn()
  const headers = { cookie, 'x-galerne-csrf': csrf, ...JSON_BODY }
  const post = (body: string) => server.send({ method: 'POST', path: '/api/keys', headers, body })
  assert.equal(errorIn((await post('{')).text).code, 'invalid_json')
  const wrong = await post('{"name":1,"role":"admin"}')
  assert.equal(wrong.status, 400)
  assert.match(errorIn(wrong.text).message, /name.*role|role.*name/)
  assert.equal((await post(JSON.stringify({ name: 'x'.repeat(2e6) }))).status, 413)
})

test('a method that the web app does not have is refused', async () => {
  const { status, text } = await server.send({ method: 'POST', path: '/' })
  assert.equal(status, 405)
  assert.equal(errorIn(text).code, 'method_not_allowed')
  // What it gave back would be the cookie.
  const trace = await server.send({ method: 'TRACE', path: '/', headers: { 'x-word': 'canary' } })
  assert.equal(trace.status, 405)
  assert.ok(!trace.text.includes('canary'))
})
