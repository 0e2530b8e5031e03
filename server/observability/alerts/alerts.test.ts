import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import type { SaveAlertRule } from '#wire/alerts.ts'
import { createTrafficStore } from '../traffic-store.ts'
import { createAlerts, type Alerts } from './alerts.ts'
import { signatureOf } from './send-notice.ts'

interface Heard {
  headers: IncomingHttpHeaders
  body: string
}

const heard: Heard[] = []
/** What the receiver of webhooks answers next; 200 when there is nothing. */
const answers: number[] = []
const mails: string[] = []
const clock = createManualClock(Date.UTC(2026, 10, 22, 12))
let database: Database
let health: DeploymentHealth[] = []
let budgets: { name: string; usedShare: number }[] = []
let webhookUrl = ''
let alerts: Alerts

const receiver = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (text: string) => (body += text))
  request.on('end', () => {
    heard.push({ headers: request.headers, body })
    response.writeHead(answers.shift() ?? 200).end()
  })
})
const mailServer = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  authOptional: true,
  onData(stream, _session, callback) {
    let text = ''
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    stream.on('end', () => {
      mails.push(text)
      callback()
    })
  },
})

before(async () => {
  database = await openTestDatabase()
  webhookUrl = `http://127.0.0.1:${await listenOnLoopback(receiver)}/hook?token=s3cret`
  const mail = await new Promise<number>((resolve) => {
    const listening = mailServer.listen(0, '127.0.0.1', () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  alerts = createAlerts({
    database,
    sources: {
      traffic: createTrafficStore(database, '00000000-0000-7000-8000-0000000000aa'),
      health: () => health,
      budgets: () => Promise.resolve(budgets),
      ledgerWaiting: () => 0,
      dataFolder: '/',
    },
    smtp: {
      host: '127.0.0.1',
      port: mail,
      security: 'none',
      user: null,
      password: null,
      from: 'Galerne <galerne@example.eu>',
    },
    sealing: {
      seal: (text, context) => `${context}|${text}`,
      open: (sealed) => sealed.split('|')[1] ?? '',
    },
    baseUrl: () => 'https://galerne.example.eu',
    tenantIds: () => [LOCAL_TENANT_ID],
    clock,
    log: silentLog,
  })
})
after(async () => {
  await database.close()
  receiver.close()
  await new Promise<void>((resolve) => mailServer.close(() => resolve()))
})
beforeEach(async () => {
  const { rules, channels } = await alerts.overview(LOCAL_TENANT_ID)
  for (const { id } of rules) await alerts.removeRule(LOCAL_TENANT_ID, id)
  for (const { id } of channels) await alerts.removeChannel(LOCAL_TENANT_ID, id)
  heard.length = 0
  mails.length = 0
  health = []
  budgets = []
})

const down = (state: DeploymentHealth['state']): DeploymentHealth => ({
  providerId: 'mistral',
  modelId: 'large',
  upstreamName: 'mistral-large',
  state,
  untilMs: null,
  latencyMs: null,
  tokensPerSecond: null,
  inFlight: 0,
  errorRate: 1,
})
const ruleOf = (fields: Partial<SaveAlertRule>): SaveAlertRule => ({
  name: 'Mistral is down',
  kind: 'provider-down',
  threshold: 0,
  windowMinutes: 5,
  model: null,
  providerId: null,
  channelIds: [],
  quietHours: null,
  isEnabled: true,
  ...fields,
})
const addWebhook = () =>
  alerts.addChannel(LOCAL_TENANT_ID, {
    kind: 'webhook',
    name: 'Chat',
    url: webhookUrl,
    isOwnHardware: true,
  })
const typesHeard = () => heard.map(({ body }) => String(JSON.parse(body).type))

test('a provider that is down is told once, signed, and so is its recovery', async () => {
  const { id, secret } = await addWebhook()
  await alerts.saveRule(LOCAL_TENANT_ID, null, ruleOf({ channelIds: [id] }))
  health = [down('open')]
  await alerts.turn()
  await alerts.turn()
  assert.deepEqual(typesHeard(), ['alert.fired'])
  const [first] = heard
  assert.ok(first && secret)
  const [webhookId, timestamp] = [first.headers['webhook-id'], first.headers['webhook-timestamp']]
  const signed = { id: String(webhookId), timestamp: String(timestamp), body: first.body, secret }
  assert.equal(first.headers['webhook-signature'], signatureOf(signed))
  assert.match(first.body, /"subject":"mistral"/)

  health = [down('closed')]
  await alerts.turn()
  assert.equal(heard.length, 1, 'one calm look may be chance')
  await alerts.turn()
  assert.deepEqual(typesHeard(), ['alert.fired', 'alert.recovered'])
  const { incidents } = await alerts.overview(LOCAL_TENANT_ID)
  assert.notEqual(incidents[0]?.endedAt, null)
})

test('a receiver that fails is tried again later, with the same id, until it takes the notice', async () => {
  const { id } = await addWebhook()
  await alerts.saveRule(LOCAL_TENANT_ID, null, ruleOf({ channelIds: [id] }))
  health = [down('quarantined')]
  answers.push(500)
  await alerts.turn()
  const { problems } = await alerts.overview(LOCAL_TENANT_ID)
  assert.deepEqual(
    problems.map(({ problem, willRetry }) => [problem, willRetry]),
    [['It answered with status 500.', true]],
  )
  await alerts.turn()
  assert.equal(heard.length, 1, 'not before its time')
  clock.advance(20_000)
  await alerts.turn()
  assert.equal(heard.length, 2)
  assert.equal(heard[0]?.headers['webhook-id'], heard[1]?.headers['webhook-id'])
  assert.deepEqual((await alerts.overview(LOCAL_TENANT_ID)).problems, [])
})

test('a budget is told by e-mail, each budget for itself', async () => {
  const { id, secret } = await alerts.addChannel(LOCAL_TENANT_ID, {
    kind: 'email',
    name: 'Operations',
    to: ['ops@example.eu'],
  })
  assert.equal(secret, null)
  const rule = ruleOf({ name: 'Budget', kind: 'budget', threshold: 80, channelIds: [id] })
  await alerts.saveRule(LOCAL_TENANT_ID, null, rule)
  budgets = [
    { name: 'Ferry timetable', usedShare: 0.95 },
    { name: 'Harbour', usedShare: 0.2 },
  ]
  await alerts.turn()
  assert.equal(mails.length, 1)
  assert.match(mails[0] ?? '', /^Subject: Galerne, Alert: Budget: Ferry timetable\r?$/m)
  assert.match(mails[0] ?? '', /95 % of the budget are used/)
  assert.match(mails[0] ?? '', /^To: ops@example\.eu\r?$/m)
})

test('a budget that ends is told at once, and by two processes that see it once', async () => {
  const { id } = await addWebhook()
  const rule = ruleOf({ kind: 'budget', threshold: 100, channelIds: [id] })
  await alerts.saveRule(LOCAL_TENANT_ID, null, rule)
  health = [down('open')]
  budgets = [{ name: 'Ferry timetable', usedShare: 1 }]
  await Promise.all([alerts.noteBudget(LOCAL_TENANT_ID), alerts.noteBudget(LOCAL_TENANT_ID)])
  await alerts.noteBudget(LOCAL_TENANT_ID)
  assert.deepEqual(typesHeard(), ['alert.fired'])
})

test('in quiet hours nobody is told, and what passed in them never is', async () => {
  const { id } = await addWebhook()
  const quietHours = { from: '10:00', to: '14:00', timeZone: 'UTC' }
  await alerts.saveRule(LOCAL_TENANT_ID, null, ruleOf({ channelIds: [id], quietHours }))
  health = [down('open')]
  await alerts.turn()
  health = []
  await alerts.turn()
  await alerts.turn()
  clock.advance(3 * 60 * 60_000)
  await alerts.turn()
  assert.deepEqual(typesHeard(), [])
  health = [down('open')]
  await alerts.turn()
  assert.deepEqual(typesHeard(), ['alert.fired'])
})

test('a webhook leads to no private address unless it is said to be own hardware, and shows nothing of its token', async () => {
  for (const url of [webhookUrl, 'https://169.254.169.254/latest', 'ftp://example.eu/x', 'x']) {
    await assert.rejects(
      alerts.addChannel(LOCAL_TENANT_ID, { kind: 'webhook', name: 'a', url, isOwnHardware: false }),
      { code: 'invalid_request' },
    )
  }
  await addWebhook()
  const { channels } = await alerts.overview(LOCAL_TENANT_ID)
  assert.equal(JSON.stringify(channels).includes('s3cret'), false)
})

test('the test button tells whether it arrived, and if not, why', async () => {
  const { id } = await addWebhook()
  assert.deepEqual(await alerts.testChannel(LOCAL_TENANT_ID, id), {
    isDelivered: true,
    problem: null,
  })
  answers.push(404)
  assert.deepEqual(await alerts.testChannel(LOCAL_TENANT_ID, id), {
    isDelivered: false,
    problem: 'It answered with status 404.',
  })
})

test('another tenant sees none of it', async () => {
  await addWebhook()
  await alerts.saveRule(LOCAL_TENANT_ID, null, ruleOf({}))
  const other = await alerts.overview('00000000-0000-7000-8000-00000000ffff')
  assert.deepEqual([other.rules, other.channels, other.incidents], [[], [], []])
})
