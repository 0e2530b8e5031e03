import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { LOCAL_OWNER, LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createGateway, type Gateway, type GatewayCall } from '#server/gateway/gateway.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createLog, silentLog } from '#server/lib/log.ts'
import { createAccounts } from '#server/metering/accounts.ts'
import { RequestSearch, type TrafficRange } from '#wire/observability.ts'
import { writeFamilies } from './exposition.ts'
import { createObservability, type ObservabilityOptions } from './observability.ts'
import { readTraffic } from './read-traffic.ts'
import { TelemetrySettings } from './settings.ts'
import { attemptOf, failedOver, recordOf, TEST_KEY_ID, usageOf } from './testing.ts'

const OTHER_TENANT = '00000000-0000-7000-8000-00000000ffff'
const MINUTE_MS = 60_000
const clock = createManualClock(Date.UTC(2026, 10, 22, 12))
let database: Database
before(async () => {
  database = await openTestDatabase()
})
after(() => database.close())

function setup(settings: object = {}, options: Partial<ObservabilityOptions> = {}) {
  return createObservability({
    settings: TelemetrySettings.parse(settings),
    database,
    clock,
    log: silentLog,
    version: '1.2.3',
    tenantIds: () => [LOCAL_TENANT_ID],
    ledgerWaiting: () => 0,
    presetOf: () => null,
    ...options,
  })
}
const trafficOf = (
  seen: ReturnType<typeof setup>,
  range: TrafficRange,
  tenantId = LOCAL_TENANT_ID,
) => readTraffic(seen.traffic, { tenantId, range, nowMs: clock.now() })
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

test('what happened is summed up in every range, over processes and restarts, by tenant', async () => {
  const tenantId = createId()
  for (const writer of [setup(), setup()]) {
    writer.record({ ...failedOver(), tenantId, chargeMicros: 1500, currency: 'EUR' })
    await writer.flush()
    writer.record({
      ...recordOf({ durationMs: 100 }),
      tenantId,
      chargeMicros: 500,
      currency: 'EUR',
    })
    writer.record({ ...recordOf({ outcome: 'failed', errorCode: 'provider_error' }), tenantId })
    await writer.close()
  }
  const reader = setup()
  for (const range of ['15m', '1h', '6h', '24h', '7d', '30d', '90d'] as const) {
    const traffic = await trafficOf(reader, range, tenantId)
    assert.equal(traffic.times.length, traffic.requests.length, range)
    assert.deepEqual([sum(traffic.requests), sum(traffic.failed)], [6, 2], range)
    assert.deepEqual(traffic.totals.spend, [{ currency: 'EUR', micros: 4000 }], range)
    assert.equal(sum(traffic.errors[0]?.counts ?? []), 2, range)
    assert.equal(traffic.models[0]?.model, 'mistral-large', range)
    assert.equal(sum(traffic.outputTokens), 120, range)
    assert.ok((traffic.totals.durationP95Ms ?? 0) > 600, range)
    assert.ok((traffic.totals.firstContentP50Ms ?? 0) > 150, range)
  }
  assert.equal((await trafficOf(reader, '1h', OTHER_TENANT)).totals.requests, 0)
  await reader.close()
})

test('minutes are minutes, and how full the process was is kept with them', async () => {
  const tenantId = createId()
  const seen = setup()
  seen.record({ ...recordOf(), tenantId })
  await seen.flush()
  clock.advance(2 * MINUTE_MS)
  seen.record({ ...recordOf(), tenantId })
  seen.record({ ...recordOf(), tenantId })
  await seen.close()
  const traffic = await trafficOf(seen, '15m', tenantId)
  assert.deepEqual(traffic.requests.slice(-3), [1, 0, 2])
  const { saturation } = await trafficOf(seen, '15m')
  assert.ok((saturation.memoryBytes.at(-1) ?? 0) > 1e6)
})

test('the log finds requests by whatever one knows of them, a page at a time', async () => {
  const seen = setup()
  const atMs = Date.UTC(2026, 5, 1)
  const records = Array.from({ length: 120 }, (_, at) =>
    recordOf({
      startedAtMs: atMs + at * 1000,
      model: at % 2 === 0 ? 'even' : 'odd',
      durationMs: at * 100,
    }),
  )
  const broken = recordOf({
    startedAtMs: atMs + 500,
    outcome: 'failed',
    errorCode: 'provider_timeout',
    principalId: createId(),
    attempts: [attemptOf({ providerId: 'azure', outcome: 'failed', startedAtMs: atMs })],
    chargeMicros: 9000,
    currency: 'EUR',
  })
  for (const record of [...records, broken]) seen.record(record)
  await seen.flush()
  const span = { from: new Date(atMs).toISOString(), to: new Date(atMs + 200_000).toISOString() }
  const find = (search: object, limit = 500) =>
    seen.requests.search(LOCAL_TENANT_ID, RequestSearch.parse({ ...span, ...search }), limit)

  assert.equal((await find({})).length, 121)
  assert.equal((await find({ model: 'even' })).length, 60)
  assert.equal((await find({ minDurationMs: '11500' })).length, 5)
  assert.equal((await find({ id: records[3]?.requestId })).length, 1)
  for (const search of [
    { outcome: 'failed' },
    { errorCode: 'provider_timeout' },
    { provider: 'azure' },
    { principalId: broken.principalId },
    { minCostMicros: 9000 },
  ]) {
    const found = await find(search)
    assert.deepEqual(
      found.map(({ id }) => id),
      [broken.requestId],
      JSON.stringify(search),
    )
  }
  const ids: string[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const page = await find(cursor === undefined ? {} : { cursor }, 50)
    ids.push(...page.slice(0, 50).map(({ id }) => id))
    cursor = ids.at(-1)
    more = page.length > 50
  }
  assert.equal(new Set(ids).size, 121)
  assert.deepEqual(ids, ids.toSorted().toReversed(), 'the newest first')
  assert.deepEqual(await seen.requests.search(OTHER_TENANT, {}, 10), [])
  await seen.close()
})

test('what no column can hold keeps nothing else out', async () => {
  const tenantId = createId()
  const seen = setup()
  const usage = usageOf({ inputTokens: 1e300, outputTokens: -5 })
  const first = { ...recordOf({ model: 'a\0\ud800', durationMs: 1e12, usage }), tenantId }
  seen.record(first)
  seen.record({ ...recordOf(), tenantId })
  await seen.flush()
  const logged = await seen.requests.search(tenantId, {}, 10)
  assert.equal(logged.length, 2)
  assert.equal((await trafficOf(seen, '1h', tenantId)).totals.requests, 2)
  await seen.close()
})

test('one request has its attempts in order, its decision and its timings', async () => {
  const seen = setup()
  const record = {
    ...failedOver(),
    decision: {
      route: 'chat-default',
      strategy: 'order',
      queuedMs: 0,
      isHedged: false,
      passedOver: [{ deployment: 'azure/large', reason: 'It failed: 503.\0' }],
    },
  }
  seen.record(record)
  await seen.flush()
  const found = await seen.requests.find(LOCAL_TENANT_ID, record.requestId)
  assert.deepEqual(
    found?.timeline.map(({ providerId, startMs, status }) => [providerId, startMs, status]),
    [
      ['azure', 0, 503],
      ['mistral', 50, null],
    ],
  )
  assert.equal(found?.firstContentMs, 250)
  assert.equal(found?.decision?.passedOver[0]?.deployment, 'azure/large')
  assert.equal(await seen.requests.find(OTHER_TENANT, record.requestId), undefined)
  await seen.close()
})

test('more than the log takes in a second is counted, not written; failures have room of their own', async () => {
  const tenantId = createId()
  const seen = setup({ requestLog: { maxPerSecond: 1 } })
  for (let at = 0; at < 30; at += 1) seen.record({ ...recordOf(), tenantId })
  seen.record({ ...recordOf({ outcome: 'failed', errorCode: 'busy' }), tenantId })
  await seen.flush()
  const logged = await seen.requests.search(tenantId, {}, 100)
  assert.equal(logged.length, 11)
  assert.equal(logged.filter(({ outcome }) => outcome === 'failed').length, 1)
  assert.equal(seen.skippedRequests(), 20)
  assert.equal((await trafficOf(seen, '1h', tenantId)).totals.requests, 31)
  await seen.close()
})

test('a database that is away loses nothing that was seen meanwhile', async () => {
  const tenantId = createId()
  let isAway = true
  const flaky: Database = {
    ...database,
    withTenant: (id, work) =>
      isAway ? Promise.reject(new Error('away')) : database.withTenant(id, work),
  }
  const seen = setup({}, { database: flaky })
  seen.record({ ...recordOf(), tenantId })
  await seen.flush()
  isAway = false
  await seen.flush()
  assert.equal((await trafficOf(seen, '1h', tenantId)).totals.requests, 1)
  assert.equal((await seen.requests.search(tenantId, {}, 10)).length, 1)
  await seen.close()
})

const BODIES = { encryptionKey: Buffer.alloc(32, 7).toString('base64'), models: ['mistral-large'] }

/** A gateway whose calls end with a record, as the real one's do. */
function gatewayOf(seen: ReturnType<typeof setup>, model: string): Gateway {
  const call = async ({ requestId, principal }: GatewayCall) => {
    const body = (async function* () {
      yield Buffer.from('data: Sannu, ')
      yield Buffer.from('lafiya?\n\n')
      seen.record(recordOf({ requestId, model, tenantId: principal.tenantId }))
    })()
    return { status: 200, headers: {}, body }
  }
  const accounts = createAccounts({ clock, recordUsage: () => undefined })
  const empty = createGateway({ providers: () => [], accounts, clock, log: silentLog })
  return { ...empty, call }
}
const callOf = (requestId: string): GatewayCall => ({
  operation: 'chat',
  dialect: 'openai-chat',
  principal: LOCAL_OWNER,
  requestId,
  body: Buffer.from('{"messages":[{"role":"user","content":"Ina kwana?"}]}'),
  signal: new AbortController().signal,
})

test('what was said is kept only where a rule wants it, sealed, for its time and no longer', async () => {
  const seen = setup({ bodies: { ...BODIES, retentionDays: 1, maxBytes: 20 } })
  const kept = createId()
  const other = createId()
  for (const [id, model] of [
    [kept, 'mistral-large'],
    [other, 'codestral'],
  ] as const) {
    const said = await seen.watch(gatewayOf(seen, model)).call(callOf(id))
    let text = ''
    for await (const chunk of said.body) text += chunk.toString()
    assert.equal(text, 'data: Sannu, lafiya?\n\n')
  }
  await seen.flush()
  assert.deepEqual(await seen.bodies.read(LOCAL_TENANT_ID, kept), {
    request: '{"messages":[{"role"',
    answer: 'data: Sannu, lafiya?',
    isCut: true,
  })
  assert.equal(await seen.bodies.read(LOCAL_TENANT_ID, other), undefined)
  assert.equal(await seen.bodies.read(OTHER_TENANT, kept), undefined)
  const stored = await database.withTenant(
    LOCAL_TENANT_ID,
    async (sql) => sql<{ sealed: Buffer }[]>`select sealed from request_bodies`,
  )
  assert.equal(stored.length, 1)
  assert.equal(stored[0]?.sealed.includes('Sannu'), false)

  const wrongKey = setup({
    bodies: { ...BODIES, encryptionKey: Buffer.alloc(32).toString('base64') },
  })
  await assert.rejects(wrongKey.bodies.read(LOCAL_TENANT_ID, kept), { code: 'not_ready' })
  assert.equal(await setup().bodies.read(LOCAL_TENANT_ID, kept), undefined, 'without a key')
  clock.advance(25 * 60 * MINUTE_MS)
  assert.equal(await seen.bodies.read(LOCAL_TENANT_ID, kept), undefined)
  await seen.close()
})

test('what is turned away before anything is tried is counted and logged too, and nothing stays under way', async () => {
  const seen = setup()
  const refusing = seen.watch({
    ...gatewayOf(seen, 'x'),
    call: () => Promise.reject(new AppError('budget_exceeded', 'No.')),
  })
  const requestId = createId()
  await assert.rejects(refusing.call(callOf(requestId)))
  await seen.flush()
  const logged = await seen.requests.find(LOCAL_TENANT_ID, requestId)
  assert.equal(logged?.errorCode, 'budget_exceeded')
  assert.deepEqual(logged.timeline, [])
  const text = writeFamilies(seen.listFamilies(), 'text')
  assert.match(text, /^galerne_refused_requests_total\{error_type="budget_exceeded"\} 1$/m)
  assert.match(text, /^galerne_requests_in_flight 0$/m)
  await seen.close()
})

test('each request is one line in the log, without a word of what was said', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const seen = setup({}, { log })
  const record = { ...failedOver(), chargeMicros: 7, currency: 'EUR' as const }
  seen.record(record)
  await seen.close()
  await turn()
  const [line = ''] = lines.filter((one) => one.includes('"message":"request"'))
  assert.equal(lines.filter((one) => one.includes('"message":"request"')).length, 1)
  assert.deepEqual(
    { ...JSON.parse(line), at: '', startedAt: '' },
    {
      at: '',
      startedAt: '',
      level: 'info',
      message: 'request',
      requestId: record.requestId,
      principal: TEST_KEY_ID,
      operation: 'chat',
      model: 'mistral-large',
      provider: 'mistral',
      outcome: 'complete',
      durationMs: 800,
      firstContentMs: 250,
      attempts: 2,
      inputTokens: 10,
      outputTokens: 20,
      costMicros: 7,
      currency: 'EUR',
    },
  )
})
