import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { AuditSettings } from '../settings.ts'
import { createDial } from './dial.ts'
import { createTimeStampSink } from './time-stamp-sink.ts'
import { openTimeStamp, readTimeStampResponse, writeTimeStampRequest } from './time-stamp.ts'

const folder = mkdtempSync(join(tmpdir(), 'galerne-tsa-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
const text = (name: string) => readFileSync(join(folder, name), 'utf8')

/** A root, an authority under it, and one that is not for time stamps: by openssl, which is not ours. */
function makeAuthority(): void {
  writeFileSync(
    join(folder, 'tsa.cnf'),
    `[tsa]
default_tsa = one
[one]
serial = ${folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[stamps]
extendedKeyUsage = critical,timeStamping
[other]
extendedKeyUsage = serverAuth
`,
  )
  writeFileSync(join(folder, 'serial'), '01\n')
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...curve, '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=Root')
  openssl('req', '-x509', ...curve, '-keyout', 'x.key', '-out', 'stranger.pem', '-subj', '/CN=X')
  openssl('req', ...curve, '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', '/CN=Test TSA')
  const sign = ['x509', '-req', '-in', 'tsa.csr', '-CA', 'root.pem', '-CAkey', 'root.key']
  const usage = ['-extfile', 'tsa.cnf', '-extensions', 'stamps', '-days', '2']
  openssl(...sign, '-CAcreateserial', ...usage, '-out', 'tsa.pem')
  // Whoever has the authority's key certifies another, as only a root may.
  openssl('req', ...curve, '-keyout', 'false.key', '-out', 'false.csr', '-subj', '/CN=False TSA')
  const issuer = ['-CA', 'tsa.pem', '-CAkey', 'tsa.key', '-CAcreateserial']
  openssl('x509', '-req', '-in', 'false.csr', ...issuer, ...usage, '-out', 'false.pem')
}
makeAuthority()

function answer(request: Buffer, name = 'tsa', chain = 'root'): Buffer {
  writeFileSync(join(folder, 'request.tsq'), request)
  const signer = ['-signer', `${name}.pem`, '-inkey', `${name}.key`, '-chain', `${chain}.pem`]
  const files = ['-queryfile', 'request.tsq', '-out', 'answer.tsr']
  openssl('ts', '-reply', '-config', 'tsa.cnf', '-section', 'one', ...signer, ...files)
  return readFileSync(join(folder, 'answer.tsr'))
}

const { request, nonce } = writeTimeStampRequest('a note')
const token = readTimeStampResponse(answer(request))
const authorities = [text('root.pem')]

test('openssl understands what is asked, and its answer is believed', () => {
  const { at, authority } = openTimeStamp(token, 'a note', { authorities, nonce })
  assert.match(at, /^\d{4}-\d\d-\d\dT/)
  assert.equal(authority, 'CN=Test TSA')
})

test('a stamp of something else, of somebody else, or of another question is not', () => {
  assert.throws(() => openTimeStamp(token, 'another note', { authorities }), /something else/)
  const strangers = [text('stranger.pem')]
  assert.throws(
    () => openTimeStamp(token, 'a note', { authorities: strangers }),
    /nobody whom you trust/,
  )
  const other = { authorities, nonce: Buffer.alloc(8, 1) }
  assert.throws(() => openTimeStamp(token, 'a note', other), /no answer to what was asked/)
})

test('a certificate that an authority gave itself, and no root did, stamps nothing', () => {
  const asked = writeTimeStampRequest('a note')
  const given = readTimeStampResponse(answer(asked.request, 'false', 'tsa'))
  const { authority } = openTimeStamp(given, 'a note', { authorities: [] })
  assert.equal(authority, 'CN=False TSA', 'where nobody is asked for, it is believed')
  const [leaf, issuer] = [text('false.pem'), text('tsa.pem')].map((pem) => new X509Certificate(pem))
  assert.ok(leaf && issuer)
  assert.ok(leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey), 'signatures alone fit')
  assert.throws(() => openTimeStamp(given, 'a note', { authorities }), /nobody whom you trust/)
})

test('no byte of what a stamp says can be another', () => {
  const { at, authority } = openTimeStamp(token, 'a note', { authorities })
  for (let place = 0; place < token.length; place += 7) {
    const changed = Buffer.from(token)
    changed[place] = (changed[place] ?? 0) ^ 0x10
    let said: unknown
    try {
      said = openTimeStamp(changed, 'a note', { authorities })
    } catch {
      continue
    }
    // What nobody signs, such as a certificate that is not needed, may differ; what is told may not.
    assert.deepEqual(said, { at, authority }, `byte ${place}`)
  }
})

test('a checkpoint is stamped by the authority that the settings name, and not again before its time', async () => {
  const server = createServer((asked, answered) => {
    const chunks: Buffer[] = []
    asked.on('data', (chunk: Buffer) => chunks.push(chunk))
    asked.on('end', () => answered.end(answer(Buffer.concat(chunks))))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { timeStamps } = AuditSettings.parse({
    timeStamps: { url: `http://127.0.0.1:${port}`, caFile: join(folder, 'root.pem') },
  })
  assert.ok(timeStamps)
  const kept: { size: number }[] = []
  const clock = createManualClock()
  const stamps = { add: async (_tenant: string, stamp: { size: number }) => void kept.push(stamp) }
  const dial = createDial()
  const sink = createTimeStampSink(timeStamps, { dial, clock, stamps })
  const checkpoints = [{ size: 7, note: 'a note of seven', timeStamp: null }]
  const trail = { tenantId: 't', origin: 'o', from: 0, records: [], keys: [], prefix: [] }
  await sink.deliver({ ...trail, checkpoints })
  assert.deepEqual(
    kept.map(({ size }) => size),
    [7],
  )
  assert.equal(sink.isDue?.('t'), false)
  clock.advance(3_600_000)
  assert.equal(sink.isDue?.('t'), true)
  await dial.close()
  server.close()
})
