import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { CSRF_HEADER } from '#wire/access.ts'
import { loadConfig } from '#server/config.ts'
import { fillTestFolder } from '#server/lib/database-testing.ts'
import { createLog } from '#server/lib/log.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { API_OPERATIONS } from '#server/openapi/api-operations.ts'
import { Secret } from '#server/lib/secret.ts'
import { startGalerne } from '#server/start.ts'
import { settingsWithCanaries, withOpenSecrets } from './canary-settings.ts'

/*
 * Secrets are put wherever a secret can be, everything is used and made to fail, and then all that leaves this process is
 * searched: log, metrics, traces, errors, every answer of `/api`, what is exported, and the copies of the audit trail.
 */

const canaries: string[] = []
function canary(where: string): string {
  const secret = `canary-${where}-${randomBytes(9).toString('hex')}`
  canaries.push(secret)
  return secret
}

/** What left, by the way it took. */
const seen = {
  log: [] as string[],
  traces: [] as string[],
  metrics: [] as string[],
  api: [] as string[],
  errors: [] as string[],
  exports: [] as string[],
  trail: [] as string[],
}
const PROVIDERS = 30
let settings: ReturnType<typeof loadConfig>
let trailFolder = ''

let galerne: Awaited<ReturnType<typeof startGalerne>>
let ask: (method: string, path: string, body?: unknown) => Promise<{ status: number; text: string }>
let bytesOf: (path: string) => Promise<Buffer>
const closers: (() => Promise<void> | void)[] = []

before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-canaries-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  await fillTestFolder(join(folder, 'db'))
  const sink = createServer((request, response) => {
    // What a provider is sent is what it is for; what a collector is sent is looked at.
    const isOfTrail = /^\/(?:audit|trail)/.test(request.url ?? '')
    const texts = request.url?.startsWith('/v1/chat') ? [] : isOfTrail ? seen.trail : seen.traces
    // What a collector is shown to be let in is for it alone; copies of the trail are signed, never shown a secret.
    if (isOfTrail) texts.push(JSON.stringify([request.url, request.headers]))
    request.setEncoding('latin1').on('data', (text: string) => texts.push(text))
    request.on('end', () => response.end('{}'))
  })
  const port = await listenOnLoopback(sink)
  closers.push(() => {
    sink.closeAllConnections()
    sink.close()
  })
  trailFolder = join(folder, 'trail')
  const watch = (secret: string) => {
    canaries.push(secret)
    return secret
  }
  const places = { canary, watch, port, trailFolder, providers: PROVIDERS }
  writeFileSync(join(folder, 'galerne.yaml'), settingsWithCanaries(places))
  const log = createLog({ level: 'debug', write: (line) => seen.log.push(line) })
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
  settings = loadConfig(flags, { CANARY: canary('environment') })
  galerne = await startGalerne(settings, log)
  closers.unshift(() => galerne.close())
  ask = await signIn(galerne.createSignInUrl())
  canaries.push(readFileSync(join(folder, 'secrets-key'), 'utf8').trim())
  const { token } = JSON.parse(readFileSync(join(folder, 'local-token'), 'utf8'))
  canaries.push(String(token))
})
after(async () => {
  for (const close of closers) await close()
})

/** One session after the other: what changes how one signs in changes it. */
async function signIn(link: string): Promise<typeof ask> {
  let session = ''
  const renew = ({ headers }: Response) => {
    const [name = '', token = ''] =
      (headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? []
    if (token === '' || !/^galerne-\d+$/.test(name)) return
    session = `${name}=${token}`
    canaries.push(token)
  }
  renew(await fetch(link, { redirect: 'manual' }))
  const send = async (method: string, path: string, body?: unknown) => {
    const csrf = createHash('sha256')
      .update(`csrf:${session.split('=')[1]}`)
      .digest('base64url')
    const response = await fetch(`${galerne.url}${path}`, {
      method,
      headers: {
        cookie: session,
        [CSRF_HEADER]: csrf,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    renew(response)
    return response
  }
  bytesOf = async (path) => Buffer.from(await (await send('POST', path, {})).arrayBuffer())
  return async (method, path, body) => {
    const response = await send(method, path, body)
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
    seen.errors.push(await response.text(), JSON.stringify([...response.headers]))
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
    seen.api.push(made.text)
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

const Told = z.object({
  id: z.string().optional(),
  secret: z.string().optional(),
  url: z.string().optional(),
  token: z.string().nullish(),
  shares: z.array(z.unknown()).optional(),
})

/** What is made tells a secret once; from then on it is a canary. */
async function make(path: string, body: unknown): Promise<z.infer<typeof Told>> {
  const { status, text } = await ask('POST', `/api${path}`, body)
  assert.ok(status < 300, `${path}: ${text}`)
  const told = Told.parse(JSON.parse(text))
  // A link to sign in with, or to read something, has its secret after the `=`, the `#` or the last `/`.
  const inLink = told.url?.split(/[=#/]/).at(-1)
  canaries.push(...[told.secret, told.token, inLink].filter((one) => typeof one === 'string'))
  return told
}

test('what is told once is told once: second factors, links, keys of programs', async () => {
  const password = randomBytes(18).toString('base64url')
  canaries.push(password)
  const { text: own } = await ask('GET', '/api/session')
  const { principal } = z.object({ principal: z.object({ id: z.string() }) }).parse(JSON.parse(own))
  await ask('PATCH', `/api/people/${principal.id}`, { email: 'owner@example.eu' })
  const changed = await ask('POST', '/api/account/password', { password })
  assert.ok(changed.status < 300, changed.text)
  await make('/account/authenticator/options', {})
  const person = await make('/people', { name: 'Ada', email: 'ada@example.eu' })
  for (const kind of ['invitation', 'reset']) await make(`/people/${person.id}/tickets`, { kind })
  const account = await make('/service-accounts', { name: 'provisioning' })
  await make(`/service-accounts/${account.id}/roles`, { role: 'administrator' }).catch(() => {})
  const owner = { kind: 'service', id: account.id }
  await make('/keys', { name: 'scim', owner, scopes: ['scim'] })
  const conversation = await make('/conversations', { title: 'shared' })
  const question = { kind: 'message', parentId: null, text: 'Hello', modelId: 'fake' }
  const started = await ask('POST', `/api/conversations/${conversation.id}/runs`, question)
  const { runId } = z.object({ runId: z.string() }).parse(JSON.parse(started.text))
  await ask('GET', `/api/runs/${runId}/events`)
  const link = { kind: 'link', needsSignIn: true }
  const share = { mode: 'living', to: link, expiresInDays: 7 }
  await make(`/conversations/${conversation.id}/shares`, share)
})

/** Every answer that can be had without changing something, of the first things of each list as well. */
async function readEverything() {
  const gets = API_OPERATIONS.filter(({ method }) => method === 'get').map(({ path }) => path)
  const ids = new Map<string, string[]>()
  for (const path of gets.filter((one) => !one.includes(':'))) {
    const { text } = await ask('GET', `/api${path}`)
    seen.api.push(text)
    const found = [...text.matchAll(/"(?:id|sequence)":"?([\w-]+)/g)].map(([, id = '']) => id)
    ids.set(path, found.slice(0, 2))
  }
  let read = 0
  for (const path of gets) {
    const [list = '', more] = path.split(/\/:\w+/)
    if (!path.includes(':') || (more ?? '').includes(':')) continue
    for (const id of ids.get(list) ?? []) {
      seen.api.push((await ask('GET', `/api${path.replace(/:\w+/, id)}`)).text)
      read += 1
    }
  }
  assert.ok(read > 10, `${read} things were read by their ids`)
  return ids
}

async function exportEverything(ids: Map<string, string[]>) {
  const [conversationId] = ids.get('/conversations') ?? []
  const wish = { scope: 'conversation', conversationId, isWholeTree: true, format: 'json' }
  seen.exports.push((await ask('POST', '/api/exports', wish)).text)
  const archive = await bytesOf('/api/organisation/export')
  seen.exports.push(gunzipSync(archive).toString('latin1'))
}

test('none of a hundred secrets is found in anything that leaves', async () => {
  assert.ok(canaries.length >= 100, `${canaries.length} canaries`)
  await exportEverything(await readEverything())
  seen.metrics.push(await (await fetch(`${galerne.url}/metrics`)).text())
  await galerne.close()
  for (const file of globSync(`${trailFolder}/**/*.{jsonl,json,txt}`)) {
    seen.trail.push(readFileSync(file, 'utf8'))
  }
  for (const [way, texts] of Object.entries(seen)) {
    const text = texts.join('\n')
    assert.ok(text.length > 1000, `${way} was looked at: ${text.length} characters`)
    assert.deepEqual(foundIn(text), [], `in ${way}`)
  }
})

function foundIn(text: string): string[] {
  return canaries.filter((secret) => secret !== '' && text.includes(secret))
}

test('where secrets print themselves, a careless line is found to tell all that was set up', () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const careless = () => {
    log.info('settings', { settings })
    lines.push(inspect(settings, { depth: 20 }), JSON.stringify(settings))
  }
  careless()
  assert.deepEqual(foundIn(lines.join('\n')), [])
  withOpenSecrets(Secret, careless)
  const found = foundIn(lines.join('\n'))
  for (const where of [
    'api-key-0',
    'header-0',
    'oidc',
    'ldap',
    'audit-webhook',
    'audit-s3',
    'smtp',
    'otlp',
  ]) {
    assert.ok(
      found.some((secret) => secret.startsWith(`canary-${where}-`)),
      where,
    )
  }
  assert.ok(found.length > 2 * PROVIDERS, `${found.length} found`)
})
