import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, decodeJwt, jwtVerify, type JWTPayload } from 'jose'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createTestBrowser, startSsoServer, type SsoServer } from '#server/sso-testing.ts'
import { startScriptedIssuer, type ScriptedIssuer } from './scripted-issuer-testing.ts'

let database: Database
let issuer: ScriptedIssuer
let evil: ScriptedIssuer
let server: SsoServer
before(async () => {
  database = await openTestDatabase()
  issuer = await startScriptedIssuer()
  evil = await startScriptedIssuer()
  issuer.claims = { ...issuer.claims, sid: 'session-1' }
  server = await startSsoServer({
    database,
    settings: {
      oidc: [
        { id: 'staff', name: 'Staff', issuer: issuer.url, isInternal: true, clientId: 'galerne' },
      ],
    },
  })
})
after(async () => {
  await server.close()
  await issuer.close()
  await evil.close()
  await database.close()
})

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} }
const right = (): JWTPayload => ({
  iss: issuer.url,
  aud: 'galerne',
  iat: Math.floor(server.clock.now() / 1000),
  jti: crypto.randomUUID(),
  events: EVENTS,
  sid: 'session-1',
})
const send = (token: string) =>
  createTestBrowser().once(`${server.url}/sign-in/oidc/staff/back-channel`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  })
async function signedIn() {
  const browser = createTestBrowser()
  await browser.go(`${server.url}/sign-in/oidc/staff`)
  const isIn = async () => (await browser.once(`${server.url}/api/session`)).status === 200
  assert.ok(await isIn())
  return isIn
}

test('whatever is no logout token of this issuer for us ends nobody’s session', async (t) => {
  const isIn = await signedIn()
  const { events: _events, ...noEvents } = right()
  const { sid: _sid, ...nobody } = right()
  const { jti: _jti, ...nameless } = right()
  const wrong: Record<string, Promise<string> | string> = {
    'of another issuer': evil.key.sign({ ...right(), iss: evil.url }),
    'signed by another issuer': evil.key.sign(right(), { kid: issuer.key.kid }),
    'for another application': issuer.key.sign({ ...right(), aud: 'payroll' }),
    'without the event': issuer.key.sign(noEvents),
    'with another event': issuer.key.sign({ ...right(), events: { 'https://x.example/e': {} } }),
    'with a nonce, as ID tokens have': issuer.key.sign({ ...right(), nonce: 'x' }),
    'of another type': issuer.key.sign(right(), { typ: 'at+jwt' }),
    'that names nobody': issuer.key.sign(nobody),
    'that has no name': issuer.key.sign(nameless),
    'an hour old': issuer.key.sign({ ...right(), iat: (right().iat ?? 0) - 3600 }),
    'not signed': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(right())).toString('base64url')}.`,
    empty: '',
  }
  for (const [what, token] of Object.entries(wrong)) {
    await t.test(what, async () => {
      const answer = await send(await token)
      assert.equal(answer.status, 400)
      assert.ok(await isIn())
    })
  }
})

test('an ID token, which everybody has, is no logout token; where only its signature counts, it is', async () => {
  const isIn = await signedIn()
  const idToken = await issuer.key.sign({ ...right(), events: undefined, nonce: 'n', sub: 'zoe' })
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
  await assert.doesNotReject(jwtVerify(idToken, keys, { issuer: issuer.url, audience: 'galerne' }))
  assert.equal(decodeJwt(idToken).sub, 'zoe')
  assert.equal((await send(idToken)).status, 400)
  assert.ok(await isIn())
})

test('a logout token ends the session that it names, once', async () => {
  const isIn = await signedIn()
  const token = await issuer.key.sign(right(), { typ: 'logout+jwt' })
  const answer = await send(token)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.ok(!(await isIn()))
  const isInAgain = await signedIn()
  assert.equal((await send(token)).status, 400, 'used already')
  assert.ok(await isInAgain())
})

test('one that names a person ends all of their sessions', async () => {
  const first = await signedIn()
  const second = await signedIn()
  const { sid: _, ...rest } = right()
  assert.equal((await send(await issuer.key.sign({ ...rest, sub: 'somebody-else' }))).status, 200)
  assert.ok((await first()) && (await second()))
  assert.equal((await send(await issuer.key.sign({ ...rest, jti: 'j2', sub: 'zoe' }))).status, 200)
  assert.ok(!(await first()) && !(await second()))
})
