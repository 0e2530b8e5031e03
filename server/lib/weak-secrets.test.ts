import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ConfigError, loadConfig } from '../config.ts'
import { Secret } from './secret.ts'
import { refuseWeakSecrets } from './weak-secrets.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'galerne-weak-secrets-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

const strong = () => randomBytes(32).toString('base64')

/** What the start says of such a file; empty: it starts. */
function problemsOf(yaml: string, environment: Record<string, string> = {}): string {
  const path = join(folder, 'galerne.yaml')
  writeFileSync(path, yaml)
  try {
    loadConfig(['--data', folder, '--config', path], environment)
    return ''
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
}

const bodies = (key: string) => `telemetry: { bodies: { encryptionKey: '${key}' } }\n`
const keys = (...list: string[]) => `secrets: { keys: ${JSON.stringify(list)} }\n`
const webhook = (secret: string) =>
  `audit: { webhook: { url: 'https://siem.example.eu/x', secret: '${secret}' } }\n`

const provider = (key: string) =>
  `providers: { lab: { preset: mistral, apiKey: '${key}', models: [mistral-large-latest] } }\n`

test('secrets that are strong, each for its own purpose, are taken', () => {
  assert.equal(problemsOf(keys(strong(), strong()) + bodies(strong()) + webhook(strong())), '')
})

test('a secret that is a pattern, an example or short ends the start, whatever it is for, and names its line', () => {
  const zeros = Buffer.alloc(32).toString('base64')
  assert.match(
    problemsOf(bodies(zeros)),
    /^galerne\.yaml:1:\d+ +telemetry\.bodies\.encryptionKey: is weak/,
  )
  assert.match(problemsOf(webhook('changemechangemechangeme')), /audit\.webhook\.secret: is weak/)
  assert.match(
    problemsOf(webhook('my-own-webhook-password-2026')),
    /audit\.webhook\.secret: is weak/,
  )
  assert.match(problemsOf(webhook('8f4Kq')), /audit\.webhook\.secret/)
  assert.match(problemsOf(keys('0123456789abcdef0123456789abcdef')), /secrets\.keys\[0\]: is weak/)
})

test('one secret for two purposes ends the start, in whatever way it is written', () => {
  const key = randomBytes(32)
  const both = keys(key.toString('base64url')) + bodies(key.toString('base64'))
  assert.match(
    problemsOf(both),
    /secrets\.keys\[0\]: is the same as telemetry\.bodies\.encryptionKey/,
  )
  assert.match(problemsOf(keys(key.toString('hex'), key.toString('hex'))), /is the same as/)
  const ofProvider = provider('${SHARED}')
  const shared = { SHARED: strong() }
  assert.match(
    problemsOf(webhook('${SHARED}') + ofProvider, shared),
    /audit\.webhook\.secret: is the same as providers\.lab/,
  )
  const ofDatabase = "database: { url: 'postgres://galerne:${SHARED}@db.example.eu/galerne' }\n"
  const safe = { SHARED: randomBytes(32).toString('hex') }
  assert.match(problemsOf(webhook('${SHARED}') + ofDatabase, safe), /is the same as database\.url/)
})

test('what others give was filled in', () => {
  assert.match(problemsOf(provider('changeme')), /was not filled in/)
  assert.match(problemsOf(provider('<your-key>')), /was not filled in/)
  assert.equal(problemsOf(provider('sk-from-them')), '')
})

test('keys that come from a vault or a program are looked at as well', () => {
  const key = strong()
  const settings = {
    secrets: { keys: [new Secret(key)] },
    telemetry: { bodies: { encryptionKey: new Secret(key) } },
  }
  assert.throws(() => refuseWeakSecrets(settings), { code: 'not_ready', message: /is the same as/ })
})
