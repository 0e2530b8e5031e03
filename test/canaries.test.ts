import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { CSRF_HEADER, Session } from '#wire/access.ts'
import { loadConfig } from '#server/config.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { createLog } from '#server/lib/log.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { API_OPERATIONS } from '#server/openapi/api-operations.ts'
import { startGalerne } from '#server/start.ts'

/*
 * Secrets are put wherever a secret can be, everything is used and made to fail, and then all that leaves this process is
 * searched: log, metrics, traces, errors, and every answer of `/api`.
 */

const canaries: string[] = []
function canary(where: string): string {
  const secret = `canary-${where}-${randomBytes(9).toString('hex')}`
  canaries.push(secret)
  return secret
}

/** What left, by the way it took. */
const seen: Record<string, string[]> = { log: [], traces: [], metrics: [], api: [], errors: [] }
const PROVIDERS = 30

let galerne: Awaited<ReturnType<typeof startGalerne>>
let ask: (method: string, path: string, body?: unknown) => Promise<{ status: number; text: string }>
const closers: (() => Promise<void> | void)[] = []

before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-canaries-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  await fillTestFolder(join(folder, 'db'))
  const sink = createServer((request, response) => {
    // What a provider is sent is what it is for; what a collector is sent is looked at.
    const texts = request.url?.startsWith('/v1/chat') ? [] : seen['traces']
    request.setEncoding('latin1').on('data', (text: string) => texts?.push(text))
    request.on('end', () => response.end('{}'))
  })
  const port = await listenOnLoopback(sink)
  closers.push(() => {
    sink.closeAllConnections()
    sink.close()
  })
  writeFileSync(join(folder, 'galerne.yaml'), settings(port))
  const log = createLog({ level: 'debug', write: (line) => seen['log']?.push(line) })
  const flags = [
    '--port',
    '0',
    '--data',
    folder,
    '--no-model',
    '--fake-provider',
    '--log-level',
    'debug',
  ]
  galerne = await startGalerne(loadConfig(flags, { CANARY: canary('environment') }), log)
  closers.unshift(() => galerne.close())
  ask = await signIn(galerne.createSignInUrl())
  canaries.push(readFileSync(join(folder, 'secrets-key'), 'utf8').trim())
  const { token } = JSON.parse(readFileSync(join(folder, 'local-token'), 'utf8'))
  canaries.push(String(token))
})
after(async () => {
  for (const close of closers) await close()
})

/** Every provider answers with an error, or does not answer. */
function settings(port: number): string {
  const providers = Array.from(
    { length: PROVIDERS },
    (_, n) => `
  p${n}:
    protocol: openai-chat
    baseUrl: http://127.0.0.1:${n % 2 === 0 ? port : 1}/v1
    apiKey: ${canary(`api-key-${n}`)}
    headers: { x-further: ${canary(`header-${n}`)} }
    tags: { isOwnHardware: true }
    models: [m${n}]`,
  )
  return `providers:${providers.join('')}
  entra:
    preset: azure
    resource: nowhere
    entra: { tenantId: t, clientId: c, clientSecret: ${canary('entra')} }
    models: [azure-model]
  bedrock:
    preset: bedrock
    region: eu-central-1
    aws: { accessKeyId: AKIAIOSFODNN7EXAMPLE, secretAccessKey: ${canary('aws')} }
    models: [bedrock-model]
  fromenvironment:
    protocol: openai-chat
    baseUrl: http://127.0.0.1:1/v1
    apiKey: \${CANARY}
    tags: { isOwnHardware: true }
    models: [environment-model]
telemetry:
  otlp:
    endpoint: http://127.0.0.1:${port}
    headers: { authorization: ${canary('otlp')} }
  smtp:
    host: 127.0.0.1
    port: 1
    security: none
    user: somebody
    password: ${canary('smtp')}
    from: galerne@example.eu
`
}

async function signIn(link: string): Promise<typeof ask> {
  const { headers } = await fetch(link, { redirect: 'manual' })
  const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  canaries.push(cookie.split('=')[1] ?? '')
  const answer = await fetch(`${galerne.url}/api/session`, { headers: { cookie } })
  const session = Session.parse(await answer.json())
  return async (method, path, body) => {
    const response = await fetch(`${galerne.url}${path}`, {
      method,
      headers: {
        cookie,
        [CSRF_HEADER]: session.csrfToken,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    return { status: response.status, text: await response.text() }
  }
}

/** A secret that is told once, when it is made, is a canary from then on. */
async function makeKey(): Promise<string> {
  const { text } = await ask('POST', '/api/keys', { name: 'a key' })
  const { secret } = JSON.parse(text)
  canaries.push(String(secret))
  return String(secret)
}

test('everything is used, and made to fail', async () => {
  const key = await makeKey()
  const call = async (path: string, body: unknown, authorization = `Bearer ${key}`) => {
    const response = await fetch(`${galerne.url}${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    seen['errors']?.push(await response.text(), JSON.stringify([...response.headers]))
    return response.status
  }
  const messages = [{ role: 'user', content: canary('prompt') }]
  const models = Array.from({ length: PROVIDERS }, (_, n) => `m${n}`)
  const failing = [...models, 'environment-model'].map((model) =>
    call('/v1/chat/completions', { model, messages }),
  )
  for (const status of await Promise.all(failing)) assert.ok(status >= 400)
  for (const authorization of [`Bearer gal-${canary('wrong-key')}`, `Basic ${canary('basic')}`]) {
    assert.equal(await call('/v1/chat/completions', { model: 'm0', messages }, authorization), 401)
  }
  for (const body of [{ email: 'a@example.eu', password: canary('password') }, canary('no-json')]) {
    assert.ok((await ask('POST', '/api/sign-in/password', body)).status >= 400)
  }
  await fetch(`${galerne.url}/sign-in?token=${canary('link')}`)
  await fetch(`${galerne.url}/api/session?token=${canary('query')}`)
})

const MODEL = {
  upstreamName: 'm',
  id: null,
  kind: 'chat',
  contextTokens: null,
  maxOutputTokens: null,
  hasVision: false,
  hasReasoning: false,
}

test('what is entered in the web app is told to nobody again', async () => {
  for (let n = 0; n < 30; n += 1) {
    const made = await ask('POST', '/api/providers', {
      id: `stored${n}`,
      preset: null,
      protocol: 'openai-chat',
      baseUrl: 'http://127.0.0.1:1/v1',
      tags: { isOwnHardware: true },
      models: [MODEL],
      secrets: { apiKey: canary(`stored-${n}`) },
    })
    assert.ok(made.status < 300, made.text)
    seen['api']?.push(made.text)
  }
  const webhook = {
    kind: 'webhook',
    name: 'hook',
    url: 'https://example.eu/',
    isOwnHardware: false,
  }
  const channel = await ask('POST', '/api/alerts/channels', webhook)
  const { secret } = JSON.parse(channel.text)
  if (typeof secret === 'string') canaries.push(secret)
})

test('none of a hundred secrets is found in anything that leaves', async () => {
  assert.ok(canaries.length >= 100, `${canaries.length} canaries`)
  for (const { method, path } of API_OPERATIONS) {
    if (method !== 'get' || path.includes(':')) continue
    seen['api']?.push((await ask('GET', `/api${path}`)).text)
  }
  seen['metrics']?.push(await (await fetch(`${galerne.url}/metrics`)).text())
  await galerne.close()
  for (const [way, texts] of Object.entries(seen)) {
    const text = texts.join('\n')
    assert.ok(text.length > 1000, `${way} was looked at: ${text.length} characters`)
    const found = canaries.filter((secret) => secret !== '' && text.includes(secret))
    assert.deepEqual(found, [], `in ${way}`)
  }
})

test('a log that prints what it is given would have been caught', () => {
  const [first = ''] = canaries
  const careless = JSON.stringify({ message: 'provider.added', apiKey: first })
  assert.ok(canaries.some((secret) => careless.includes(secret)))
  assert.ok(!careless.includes(createHash('sha256').update(first).digest('hex')))
})
