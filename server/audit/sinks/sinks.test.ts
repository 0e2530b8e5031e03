import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { silentLog } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { Secret } from '#server/lib/secret.ts'
import { happen, openTestAudit, TENANT, testSecretKeys } from '../audit-testing.ts'
import { verifyBundle } from '../bundle/verify-bundle.ts'
import { createKeysStore } from '../keys-store.ts'
import { createReadStore } from '../read-store.ts'
import { AuditSettings } from '../settings.ts'
import { createTrailStore } from '../trail-store.ts'
import { createDeliverer } from './deliver.ts'
import { openSinks } from './open-sinks.ts'
import { signS3 } from './s3-signature.ts'
import { createSinksStore } from './sinks-store.ts'
import { createTimeStampsStore } from './time-stamps-store.ts'

const database = await openTestDatabase()
const opened = openTestAudit(database)
const { audit } = opened
const folder = mkdtempSync(join(tmpdir(), 'galerne-sinks-'))
after(async () => {
  await opened.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const store = createSinksStore(database)
const read = createReadStore(database)
const keys = createKeysStore(database, createSecretBox(testSecretKeys))

/** Sinks of these settings, and a way to bring them what they do not have. */
function open(given: object, clock = createManualClock()) {
  const settings = AuditSettings.parse(given)
  const outside = openSinks(settings, { clock, stamps: createTimeStampsStore(database) })
  const deliverer = createDeliverer({ ...outside, store, read, keys, clock, log: silentLog })
  return {
    clock,
    settings,
    async bring() {
      await audit.settle(TENANT)
      opened.clock.advance(60_000)
      await audit.settle(TENANT)
      for (const trail of await createTrailStore(database).listTrails())
        await deliverer.bring(trail)
      return (await store.list(TENANT, settings))[0]
    },
    async close() {
      await deliverer.close()
      await outside.close()
    },
  }
}

interface Heard {
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** A receiver that answers with these statuses, then with 200. */
async function listenHttp(statuses: number[] = []) {
  const heard: Heard[] = []
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url = '', headers } = request
      const status = statuses.shift() ?? 200
      if (status === 200) heard.push({ url, headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { heard, port: portOf(server.address()), close: () => void server.close() }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0
}

/** Numbers of the entries in what arrived. */
function numbersOf(text: string): number[] {
  return [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq))
}

test('the file sink is a folder that anybody can check, also after it was opened anew', async () => {
  const settings = { file: { folder } }
  for (let round = 0; round < 3; round += 1) {
    const sinks = open(settings)
    for (let times = 0; times < 5; times += 1) await happen(database)
    const state = await sinks.bring()
    assert.equal(state?.problem, null)
    await sinks.close()
  }
  const [name = ''] = readdirSync(folder)
  const report = await verifyBundle({ folder: join(folder, name) })
  assert.equal(report.finding, null)
  assert.equal(report.size, 15)
  assert.equal(report.signedSize, 15)
})

test('a webhook that fails gets everything later, each entry, in order, and signed', async () => {
  const receiver = await listenHttp([500, 503])
  const secret = 'whsec_' + Buffer.from('a secret of the tests').toString('base64')
  const url = `http://127.0.0.1:${receiver.port}/hook`
  const sinks = open({ webhook: { url, secret } })
  await happen(database)
  const failed = await sinks.bring()
  assert.match(failed?.problem ?? '', /status 500/)
  assert.equal(failed?.entries, 0)
  for (let round = 0; round < 3; round += 1) {
    await happen(database)
    sinks.clock.advance(10_000)
    await sinks.bring()
  }
  const numbers = receiver.heard.flatMap(({ body }) => numbersOf(body))
  assert.deepEqual(
    numbers,
    numbers.map((_, at) => at),
  )
  assert.equal((await sinks.bring())?.entries, numbers.length)
  const [first] = receiver.heard
  assert.ok(first)
  const {
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': signature,
  } = first.headers
  const key = Buffer.from(secret.slice(6), 'base64')
  const signed = createHmac('sha256', key).update(`${String(id)}.${String(time)}.${first.body}`)
  assert.equal(signature, `v1,${signed.digest('base64')}`)
  assert.match(first.body, /\{"note":"galerne\.example\.eu\/audit\//)
  await sinks.close()
  receiver.close()
})

test('syslog gets one message an entry, framed by its length, and a checkpoint', async () => {
  const chunks: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sinks = open({
    syslog: { host: '127.0.0.1', port: portOf(server.address()), transport: 'tcp' },
  })
  await happen(database, { outcome: 'denied', action: 'role.manage' })
  assert.equal((await sinks.bring())?.problem, null)
  const messages: string[] = []
  for (let rest = Buffer.concat(chunks); rest.length > 0;) {
    const start = rest.indexOf(' ') + 1
    const end = start + Number(rest.subarray(0, start).toString())
    assert.ok(end > start, 'each message has its length before it')
    messages.push(rest.subarray(start, end).toString())
    rest = rest.subarray(end)
  }
  assert.equal(numbersOf(messages.join('')).length, (await sinks.bring())?.entries)
  const denied = messages.find((message) => message.includes('role.manage'))
  assert.match(
    denied ?? '',
    /^<109>1 \d{4}-\d\d-\d\dT\S+Z \S+ galerne \d+ role\.manage - \{"action"/,
  )
  assert.ok(messages.some((message) => message.includes(' audit.checkpoint - {"note":')))
  await sinks.close()
  server.close()
})

test('syslog over UDP is a datagram an entry; a receiver that is away is a problem that is told', async () => {
  const socket = createSocket('udp4')
  const heard = once(socket, 'message')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const port = socket.address().port
  await database.sql`update audit_sinks set entries = entries - 3 where sink = 'syslog'`
  const sinks = open({ syslog: { host: '127.0.0.1', port, transport: 'udp' } })
  await happen(database)
  await sinks.bring()
  const [message] = await heard
  assert.match(String(message), /^<1\d\d>1 /)
  await sinks.close()
  socket.close()
  const away = open({ syslog: { host: '127.0.0.1', port: 1, transport: 'tcp' } })
  await happen(database)
  assert.match((await away.bring())?.problem ?? '', /ECONNREFUSED/)
  await away.close()
})

test('S3 gets signed entries as objects under lock, named by their numbers', async () => {
  const receiver = await listenHttp()
  const sinks = open({
    s3: {
      endpoint: `http://127.0.0.1:${receiver.port}`,
      bucket: 'audit',
      prefix: 'one two/',
      region: 'eu-central-1',
      accessKeyId: 'AKIA',
      secretAccessKey: 'secret',
      lockDays: 30,
    },
  })
  assert.equal((await sinks.bring())?.problem, null)
  const entries = receiver.heard.find(({ url }) => url.includes('/entries/'))
  assert.match(
    entries?.url ?? '',
    /^\/audit\/one%20two\/galerne\.example\.eu_audit_\w+\/entries\/0{12}-0+\d+\.jsonl$/,
  )
  assert.equal(entries?.headers['x-amz-object-lock-mode'], 'COMPLIANCE')
  assert.match(String(entries?.headers['x-amz-object-lock-retain-until-date']), /^2026-01-31T/)
  assert.match(
    String(entries?.headers.authorization),
    /^AWS4-HMAC-SHA256 Credential=AKIA\/20260101\/eu-central-1\/s3\//,
  )
  assert.ok(receiver.heard.some(({ url }) => url.includes('/checkpoints/')))
  assert.ok(receiver.heard.some(({ url }) => url.includes('/keys/')))
  await sinks.close()
  receiver.close()
})

test('a signature for S3 is that of Amazon’s own example', () => {
  const authorization = signS3(
    {
      method: 'PUT',
      url: new URL('https://examplebucket.s3.amazonaws.com/test%24file.text'),
      headers: {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        host: 'examplebucket.s3.amazonaws.com',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
        'x-amz-date': '20130524T000000Z',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      },
    },
    {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
      region: 'us-east-1',
    },
  )
  assert.match(authorization, /98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/)
})
