import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { AppError } from '#server/lib/app-error.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { Secret } from '#server/lib/secret.ts'
import { createHttpTransport, DEFAULT_LIMITS } from '../http-transport.ts'
import type { Auth } from './auth.ts'
import { AZURE_SCOPE, createEntraAuth, type TokenAuthTools } from './entra.ts'
import {
  createSelfSignedAuth,
  createServiceAccountAuth,
  readServiceAccount,
  signJwt,
} from './google.ts'

const MINUTE_MS = 60_000
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const KEY_FILE = JSON.stringify({
  type: 'service_account',
  private_key_id: 'key-1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: 'galerne@project.iam.gserviceaccount.com',
  token_uri: 'https://attacker.example/token',
})

test('Entra ID is asked once by all who wait, then before the token ends, unnoticed by callers', async () => {
  await using service = await startTokenService()
  const clock = createManualClock()
  const auth = createEntraAuth(entraCredentials(service.origin), toolsFor(service, clock))

  const first = await Promise.all([headersOf(auth), headersOf(auth), headersOf(auth)])
  assert.deepEqual(new Set(first.map(String)), new Set(['authorization,Bearer token-1']))
  assert.equal(service.forms.length, 1)
  const [{ path, form } = assert.fail()] = service.forms
  assert.equal(path, '/our-tenant/oauth2/v2.0/token')
  assert.deepEqual(form, {
    grant_type: 'client_credentials',
    client_id: 'our-client',
    client_secret: 'entra-secret',
    scope: AZURE_SCOPE,
  })

  clock.advance(50 * MINUTE_MS)
  assert.deepEqual(await headersOf(auth), ['authorization', 'Bearer token-1'])
  clock.advance(6 * MINUTE_MS)
  // Four minutes are left: the old one serves, and the next is on its way.
  assert.deepEqual(await headersOf(auth), ['authorization', 'Bearer token-1'])
  await service.answered(2)
  await untilIs(auth, 'Bearer token-2')
  await auth.close?.()
})

test('a token that is refused is forgotten, but not one that was only just fetched', async () => {
  await using service = await startTokenService()
  const clock = createManualClock()
  const auth = createEntraAuth(entraCredentials(service.origin), toolsFor(service, clock))
  await headersOf(auth)
  assert.equal(auth.noteRefusal?.({ status: 401, serverTimeMs: null }), false)
  clock.advance(MINUTE_MS)
  assert.equal(auth.noteRefusal?.({ status: 403, serverTimeMs: null }), false)
  assert.equal(auth.noteRefusal?.({ status: 401, serverTimeMs: null }), true)
  assert.deepEqual(await headersOf(auth), ['authorization', 'Bearer token-2'])
  await auth.close?.()
})

test('a refused sign-in says why without a secret, asks nobody in a loop, and recovers', async () => {
  const said = 'AADSTS7000215: Invalid client secret entra-secret provided for our-client.'
  await using service = await startTokenService([
    [401, { error: 'invalid_client', error_description: said }],
  ])
  const clock = createManualClock()
  const auth = createEntraAuth(entraCredentials(service.origin), toolsFor(service, clock))
  for (let turn = 0; turn < 3; turn += 1) {
    await assert.rejects(headersOf(auth), (error) => {
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'provider_unavailable')
      assert.equal(
        error.message,
        'The provider “azure” cannot be called now: its sign-in service refused us (invalid_client): its client ID or secret is wrong or has expired.',
      )
      assert.match(String(error.cause), /AADSTS7000215/)
      assert.doesNotMatch(inspect(error, { depth: 9 }), /entra-secret/)
      return true
    })
  }
  assert.equal(service.forms.length, 1)
  clock.advance(MINUTE_MS)
  assert.deepEqual(await headersOf(auth), ['authorization', 'Bearer token-2'])
  assert.doesNotMatch(inspect(auth, { depth: 9 }) + String(auth.secrets()), /entra-secret|token-2/)
  await auth.close?.()
})

test('a renewal that fails leaves the old token in use until its last moments', async () => {
  await using service = await startTokenService([
    [200, { access_token: 'old', expires_in: '3600' }],
    [500, 'down'],
    [200, '<html>maintenance</html>'],
  ])
  const clock = createManualClock()
  const auth = createEntraAuth(entraCredentials(service.origin), toolsFor(service, clock))
  await headersOf(auth)
  clock.advance(57 * MINUTE_MS)
  assert.deepEqual(await headersOf(auth), ['authorization', 'Bearer old'])
  await service.answered(2)
  clock.advance(3 * MINUTE_MS)
  await assert.rejects(headersOf(auth), /sent no token|refused us \(HTTP 500\)/)
  await auth.close?.()
})

test('nobody at the token endpoint is told as such', async () => {
  const clock = createManualClock()
  const transport = createHttpTransport({
    id: 'azure',
    origin: 'http://127.0.0.1:9',
    limits: DEFAULT_LIMITS,
  })
  const tools = { providerId: 'azure', clock, transport }
  const auth = createEntraAuth(entraCredentials('http://127.0.0.1:9'), tools)
  await assert.rejects(headersOf(auth), /sign-in service cannot be reached/)
  await auth.close?.()
})

test('a Google service account trades its signature for a token, and never where its file says', async () => {
  await using service = await startTokenService()
  const clock = createManualClock(Date.UTC(2026, 8, 1))
  const account = readServiceAccount(KEY_FILE)
  const tokenUrl = `${service.origin}/token`
  const auth = createServiceAccountAuth(account, { ...toolsFor(service, clock), tokenUrl })
  assert.deepEqual(await headersOf(auth), ['authorization', 'Bearer token-1'])
  const [{ form, path } = assert.fail()] = service.forms
  assert.equal(path, '/token')
  assert.equal(form.grant_type, 'urn:ietf:params:oauth:grant-type:jwt-bearer')
  const { header, claims } = readJwt(form.assertion ?? '')
  assert.deepEqual(header, { alg: 'RS256', typ: 'JWT', kid: 'key-1' })
  const iat = Date.UTC(2026, 8, 1) / 1000 - 30
  assert.deepEqual(claims, {
    iss: 'galerne@project.iam.gserviceaccount.com',
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    aud: tokenUrl,
    iat,
    exp: iat + 3600,
  })
  assert.doesNotMatch(inspect(account, { depth: 9 }), /PRIVATE KEY/)
  await auth.close?.()
})

test('a service account can also sign for itself, asking nobody', async () => {
  const clock = createManualClock(Date.UTC(2026, 8, 1))
  const origin = 'https://europe-west4-aiplatform.googleapis.com'
  const auth = createSelfSignedAuth(readServiceAccount(KEY_FILE), origin, clock)
  const [, value = ''] = await headersOf(auth)
  assert.equal(readJwt(value.replace('Bearer ', '')).claims.aud, `${origin}/`)
  assert.equal((await headersOf(auth))[1], value)
  clock.advance(61 * MINUTE_MS)
  assert.notEqual((await headersOf(auth))[1], value)
})

test('what is no key file is refused without any of it in the message', () => {
  const noKey = JSON.stringify({ client_email: 'a@b', private_key: 'secret-not-a-key' })
  for (const text of ['secret-not-json', '{}', '[]', 'null', noKey]) {
    assert.throws(
      () => readServiceAccount(text),
      (error) => error instanceof Error && !error.message.includes('secret-not'),
    )
  }
})

test('a changed claim breaks the signature', () => {
  const jwt = signJwt(readServiceAccount(KEY_FILE), { iss: 'us' })
  const [header, , signature] = jwt.split('.')
  const forged = Buffer.from('{"iss":"them"}').toString('base64url')
  assert.throws(() => readJwt(`${header}.${forged}.${signature}`))
  assert.equal(readJwt(jwt).claims.iss, 'us')
})

function readJwt(jwt: string) {
  const [header = '', claims = '', signature = ''] = jwt.split('.')
  const bytes = Buffer.from(`${header}.${claims}`)
  assert.ok(verify('RSA-SHA256', bytes, publicKey, Buffer.from(signature, 'base64url')))
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: parse(header), claims: parse(claims) }
}

function entraCredentials(authority: string) {
  return {
    tenantId: 'our-tenant',
    clientId: 'our-client',
    clientSecret: new Secret('entra-secret'),
    scope: AZURE_SCOPE,
    authority,
  }
}

function toolsFor(service: { origin: string }, clock: TokenAuthTools['clock']): TokenAuthTools {
  const { origin } = service
  const transport = createHttpTransport({ id: 'azure', origin, limits: DEFAULT_LIMITS })
  return { providerId: 'azure', clock, transport }
}

async function headersOf(auth: Auth): Promise<string[]> {
  const url = new URL('https://provider.example/v1')
  return auth.headersFor({ method: 'POST', url, body: Buffer.alloc(0) })
}

async function untilIs(auth: Auth, value: string): Promise<void> {
  while ((await headersOf(auth))[1] !== value) await new Promise((next) => setImmediate(next))
}

/** Answers as scripted, then with `token-2`, `token-3`… that live an hour. */
async function startTokenService(script: [number, unknown][] = []) {
  const forms: { path: string | undefined; form: Record<string, string> }[] = []
  const answered: number[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const text = Buffer.concat(await Array.fromAsync<Buffer>(request)).toString()
    forms.push({ path: request.url, form: Object.fromEntries(new URLSearchParams(text)) })
    const usual = { token_type: 'Bearer', access_token: `token-${forms.length}`, expires_in: 3600 }
    const [status, body] = script[forms.length - 1] ?? [200, usual]
    response.writeHead(status)
    response.end(typeof body === 'string' ? body : JSON.stringify(body), () =>
      answered.push(status),
    )
  }
  const server = createServer((request, response) => void answer(request, response))
  const origin = `http://127.0.0.1:${await listenOnLoopback(server)}`
  return {
    origin,
    forms,
    async answered(count: number) {
      while (answered.length < count) await new Promise((next) => setImmediate(next))
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
