import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createRandom } from '#server/lib/random-testing.ts'
import { scanText } from './scan-text.ts'

const random = createRandom(4)
const from = (letters: string, length: number) =>
  Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('')
const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const HEX = '0123456789abcdef'

/** Made up here, so that no scanner of this repository takes them for true ones. */
const KEYS: Record<string, () => string> = {
  'galerne-key': () => `gal-${from(BASE62, 43)}`,
  'openai-key': () => `sk-proj-${from(BASE62, 48)}`,
  'api-key': () => `sk-${from(BASE62, 47)}1`,
  'anthropic-key': () => `sk-ant-api03-${from(BASE62, 90)}`,
  'openrouter-key': () => `sk-or-v1-${from(HEX, 64)}`,
  'google-key': () => `AIza${from(BASE62, 35)}`,
  'aws-access-key': () => `AKIA${from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
  'github-token': () => `ghp_${from(BASE62, 36)}`,
  'gitlab-token': () => `glpat-${from(BASE62, 20)}`,
  'slack-token': () => `xoxb-${from('0123456789', 12)}-${from(BASE62, 24)}`,
  'stripe-key': () => `sk_live_${from(BASE62, 24)}`,
  'hugging-face-token': () => `hf_${from(BASE62, 34)}`,
  'groq-key': () => `gsk_${from(BASE62, 52)}`,
  'npm-token': () => `npm_${from(BASE62, 36)}`,
  'scaleway-key': () => `SCW${from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 17)}`,
  'databricks-token': () => `dapi${from(HEX, 32)}`,
  'sendgrid-key': () => `SG.${from(BASE62, 22)}.${from(BASE62, 43)}`,
  jwt: () =>
    `eyJ${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url').slice(3)}.eyJ${from(BASE62, 30)}.${from(BASE62, 43)}`,
}

for (const [type, make] of Object.entries(KEYS)) {
  test(`a ${type} is found wherever it was pasted`, () => {
    for (const around of [
      '#',
      'use # now',
      '"key": "#"',
      "KEY='#'",
      'Authorization: Bearer #',
      '`#`',
      '(#)',
      'curl -H "x-api-key:#"',
      'https://host/?key=#&x=1',
      'key\n#\nend',
    ]) {
      for (let round = 0; round < 5; round += 1) {
        const key = make()
        const text = around.replace('#', () => key)
        const [found] = scanText(text).filter(({ kind }) => kind === 'secret')
        assert.ok(found, text)
        assert.equal(text.slice(found.start, found.end), key)
      }
    }
  })
}

test('private keys are found whole, as PEM, as OpenSSH writes them, and cut off', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim()
  const ssh = `-----BEGIN OPENSSH PRIVATE KEY-----\n${from(BASE62, 70)}\n${from(BASE62, 70)}\n-----END OPENSSH PRIVATE KEY-----`
  for (const key of [pem, ssh, pem.replaceAll('\n', String.raw`\n`)]) {
    const [found] = scanText(`my key:\n${key}\nwhy?`)
    assert.ok(found)
    assert.equal(`my key:\n${key}\nwhy?`.slice(found.start, found.end), key)
  }
  assert.equal(scanText(pem.slice(0, 120))[0]?.type, 'private-key')
  assert.deepEqual(scanText('a file that begins with -----BEGIN PRIVATE KEY----- holds a key'), [])
})

test('passwords in addresses, and whatever is set under a name that says so', () => {
  const found = (text: string) =>
    scanText(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`)
  assert.deepEqual(found('postgres://app:Xk7!pq@db.example.org:5432/x'), ['secret Xk7!pq'])
  assert.deepEqual(found('mongodb+srv://u:hunter22@cluster0.abc.mongodb.net'), ['secret hunter22'])
  assert.deepEqual(found('password: Sommer2024!'), ['secret Sommer2024!'])
  assert.deepEqual(found('{"client_secret":"a8f5f167f44f4964e6c998dee827110c"}'), [
    'secret a8f5f167f44f4964e6c998dee827110c',
  ])
  assert.deepEqual(found('AccountKey=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA==;'), [
    'secret Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA==',
  ])
  assert.deepEqual(found('mot de passe : Ete-2024-Paris'), ['secret Ete-2024-Paris'])
})

test('what is long and random and no secret is left alone', () => {
  const hash = (name: string) => createHash(name).update(String(random())).digest('hex')
  const harmless = [
    () => randomUUID(),
    () => hash('sha256'),
    () => `commit ${hash('sha1')}`,
    () => `"integrity": "sha512-${from(BASE62, 86)}=="`,
    () => `data:image/png;base64,iVBORw0KGgo${from(BASE62, 400)}`,
    () => `etag: "${hash('md5')}"`,
    () => `token: string`,
    () => `password: required, at least 12 characters`,
    () => `const password = process.env.PASSWORD`,
    () => `api_key: \${API_KEY}`,
    () => `Authorization: Bearer <your token>`,
    () => `sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`,
    () => `postgres://user:password@localhost/db`,
    () => `max_tokens=4096&top_p=0.9`,
    () => `image: registry.example.org/app@sha256:${hash('sha256')}`,
    () => `/usr/lib/node_modules/some-very-long-package-name-2/dist/index.min.js`,
    () => `Donaudampfschifffahrtsgesellschaftskapitän`,
    () => `trace_id=${hash('md5')}`,
  ]
  for (const make of harmless) {
    for (let round = 0; round < 20; round += 1) {
      const text = make()
      assert.deepEqual(
        scanText(text).filter(({ kind }) => kind === 'secret'),
        [],
        text,
      )
    }
  }
  const lockfile = readFileSync('package-lock.json', 'utf8').slice(0, 300_000)
  assert.deepEqual(
    scanText(lockfile).filter(({ kind }) => kind === 'secret'),
    [],
  )
})

/** Each a text that some pattern, written carelessly, would go over again and again. */
const HOSTILE = [
  '1',
  '1 ',
  '12.',
  '1-',
  '1/',
  'a@',
  '@',
  'a.',
  ':',
  'a:',
  'ab:',
  '::',
  '=',
  'password=',
  'password:',
  'key="',
  '-',
  '-----BEGIN ',
  'sk-ant-',
  'eyJ',
  'eyJa.',
  'AB-1',
  'AB ',
  'A1',
  '+',
  '+49',
  '(',
  '00',
  'ab12',
  '2001:',
  'bsn 123456789 ',
  '\u00e9',
  '://',
  'a://b:c',
  '[',
  '⟦',
  '1\u00a0',
  'DE89',
  '12 März 19',
]

test('no text takes longer for each of its characters than another of its kind: the work grows with the length', () => {
  const time = (text: string) => {
    const start = process.cpuUsage()
    scanText(text)
    return process.cpuUsage(start).user / 1000
  }
  for (const piece of HOSTILE) {
    const small = piece.repeat(Math.ceil(20_000 / piece.length))
    time(small)
    const least = Math.min(time(small), time(small))
    const large = time(small.repeat(8))
    // Eight times the length, eight times the work; squared would be sixty-four.
    assert.ok(large < 60 + least * 32, `${JSON.stringify(piece)}: ${least} ms, then ${large} ms`)
  }
})
