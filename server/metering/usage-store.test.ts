import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import type { UsageRecord } from './accounts.ts'
import { createUsageStore } from './usage-store.ts'

const database = await openTestDatabase()
after(() => database.close())
const OTHER_TENANT = '00000000-0000-7000-8000-00000000ffff'
const epoch = new Date(0)

test('a request is in the ledger once, with all its attempts, however often it is recorded', async () => {
  const usage = createUsageStore({ database, log: silentLog })
  const record = recordOf({ inputTokens: 11, outputTokens: 7 })
  usage.record(record)
  usage.record(record)
  await usage.flush()
  usage.record(record)
  await usage.flush()
  assert.deepEqual(await usage.totalsSince(LOCAL_TENANT_ID, epoch), {
    requests: 1,
    attempts: 2,
    inputTokens: 11,
    outputTokens: 7,
  })
  await usage.close()
})

test('one tenant sees nothing of another', async () => {
  const usage = createUsageStore({ database, log: silentLog })
  usage.record({ ...recordOf({}), tenantId: OTHER_TENANT })
  usage.record({ ...recordOf({}), tenantId: OTHER_TENANT })
  await usage.close()
  assert.equal((await usage.totalsSince(OTHER_TENANT, epoch)).requests, 2)
  assert.equal((await usage.totalsSince(LOCAL_TENANT_ID, epoch)).requests, 1)
})

test('a thousand requests at once are a few transactions', async () => {
  let transactions = 0
  const counting: Database = {
    ...database,
    withTenant: (tenantId, work) => {
      transactions += 1
      return database.withTenant(tenantId, work)
    },
  }
  const tenantId = createId()
  const usage = createUsageStore({ database: counting, log: silentLog })
  for (let n = 0; n < 1000; n += 1) {
    usage.record({ ...recordOf({ inputTokens: 1, outputTokens: 2 }), tenantId })
  }
  await usage.close()
  assert.equal(transactions, 2)
  const totals = await usage.totalsSince(tenantId, epoch)
  assert.deepEqual(totals, {
    requests: 1000,
    attempts: 2000,
    inputTokens: 1000,
    outputTokens: 2000,
  })
})

test('what could not be written is kept, and written when the database is back', async () => {
  let isAway = true
  const flaky: Database = {
    ...database,
    withTenant: (tenantId, work) =>
      isAway ? Promise.reject(new Error('away')) : database.withTenant(tenantId, work),
  }
  const tenantId = createId()
  const usage = createUsageStore({ database: flaky, log: silentLog })
  usage.record({ ...recordOf({}), tenantId })
  await usage.flush()
  isAway = false
  await usage.close()
  assert.equal((await usage.totalsSince(tenantId, epoch)).requests, 1)
})

test('a model name that no database can hold does not block the ledger', async () => {
  const tenantId = createId()
  const usage = createUsageStore({ database, log: silentLog })
  usage.record({ ...recordOf({}), tenantId, model: 'a\0b\ud800c' })
  await usage.close()
  assert.equal((await usage.totalsSince(tenantId, epoch)).requests, 1)
})

function recordOf(tokens: { inputTokens?: number; outputTokens?: number }): UsageRecord {
  const usage = {
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    isEstimated: false,
    ...tokens,
  }
  const startedAtMs = Date.UTC(2026, 0, 1)
  const attempt = { providerId: 'fake', upstreamModel: 'fake', startedAtMs, durationMs: 20, usage }
  return {
    requestId: createId(),
    tenantId: LOCAL_TENANT_ID,
    principalKind: 'key',
    principalId: createId(),
    operation: 'chat',
    model: 'fake',
    isStream: true,
    outcome: 'complete',
    errorCode: null,
    usage,
    startedAtMs,
    durationMs: 40,
    attempts: [
      { ...attempt, number: 0, outcome: 'failed', errorCode: 'busy', firstContentMs: null },
      { ...attempt, number: 1, outcome: 'complete', errorCode: null, firstContentMs: 12 },
    ],
  }
}
