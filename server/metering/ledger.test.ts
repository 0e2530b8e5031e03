import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog, type Log } from '#server/lib/log.ts'
import type { UsageRecord } from './accounts.ts'
import { createLedgerFile } from './ledger-file.ts'
import { createLedger, type LedgerEntry, type LedgerOptions } from './ledger.ts'
import { createUsageStore } from './usage-store.ts'

const database = await openTestDatabase()
const folder = mkdtempSync(join(tmpdir(), 'galerne-ledger-test-'))
after(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
const OTHER_TENANT = '00000000-0000-7000-8000-00000000ffff'
const epoch = new Date(0)

function openLedger(options: Partial<LedgerOptions> & { on?: Database } = {}) {
  const processId = createId()
  const store = createUsageStore(options.on ?? database)
  const dead: { entry: LedgerEntry; reason: string }[] = []
  const file = createLedgerFile({ folder: join(folder, processId), log: silentLog })
  const ledger = createLedger({
    store,
    file,
    processId,
    log: silentLog,
    deadLetters: (entry, reason) => dead.push({ entry, reason }),
    ...options,
  })
  const totals = (tenantId = LOCAL_TENANT_ID) => store.totalsSince(tenantId, epoch)
  return { ...ledger, ledger, totals, dead, files: () => readdirSync(join(folder, processId)) }
}

test('a request is in the ledger once, with all its attempts, however often it is recorded', async () => {
  const { ledger, totals } = openLedger()
  const record = recordOf({ inputTokens: 11, outputTokens: 7 })
  ledger.record(record)
  ledger.record(record)
  await ledger.flush()
  ledger.record(record)
  await ledger.flush()
  assert.deepEqual(await totals(), { requests: 1, attempts: 2, inputTokens: 11, outputTokens: 7 })
  await ledger.close()
})

test('one tenant sees nothing of another', async () => {
  const { ledger, totals } = openLedger()
  ledger.record({ ...recordOf({}), tenantId: OTHER_TENANT })
  ledger.record({ ...recordOf({}), tenantId: OTHER_TENANT })
  await ledger.close()
  assert.equal((await totals(OTHER_TENANT)).requests, 2)
  assert.equal((await totals()).requests, 1)
})

test('what waits for a database that is slow is in the file, not in the memory, and arrives whole', async () => {
  const { ledger, totals } = openLedger({ maxInMemory: 2 })
  const before = await totals()
  // More than two fall to the file, whatever the length of a line.
  const records = Array.from({ length: 50 }, (_, at) => recordOf({ inputTokens: 10 ** (at % 6) }))
  for (const record of records) ledger.record(record)
  assert.equal(ledger.waiting(), 50)
  await ledger.flush()
  const { requests, inputTokens } = await totals()
  assert.equal(requests - before.requests, 50)
  const sum = records.reduce((all, { usage }) => all + usage.inputTokens, 0)
  assert.equal(inputTokens - before.inputTokens, sum)
  await ledger.close()
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
  const { ledger, totals } = openLedger({ on: counting })
  for (let n = 0; n < 1000; n += 1) {
    ledger.record({ ...recordOf({ inputTokens: 1, outputTokens: 2 }), tenantId })
  }
  await ledger.close()
  assert.equal(transactions, 2)
  const expected = { requests: 1000, attempts: 2000, inputTokens: 1000, outputTokens: 2000 }
  assert.deepEqual(await totals(tenantId), expected)
})

test('what could not be written is kept, and written when the database is back', async () => {
  let isAway = true
  const flaky: Database = {
    ...database,
    withTenant: (tenantId, work) =>
      isAway ? Promise.reject(new Error('away')) : database.withTenant(tenantId, work),
  }
  const tenantId = createId()
  const { ledger, totals } = openLedger({ on: flaky })
  ledger.record({ ...recordOf({}), tenantId })
  await ledger.flush()
  isAway = false
  await ledger.close()
  assert.equal((await totals(tenantId)).requests, 1)
})

test('a model name that no database can hold does not block the ledger', async () => {
  const tenantId = createId()
  const { ledger, totals } = openLedger()
  ledger.record({ ...recordOf({}), tenantId, model: 'a\0b\ud800c' })
  await ledger.close()
  assert.equal((await totals(tenantId)).requests, 1)
})

test('a row that no database takes is put aside with a line in the log, and blocks none of the others', async () => {
  const tenantId = createId()
  const lines: { message: string; fields: unknown }[] = []
  const log: Log = { ...silentLog, error: (message, fields) => lines.push({ message, fields }) }
  const { ledger, totals, dead, files } = openLedger({ log })
  const poisoned = { ...recordOf({ inputTokens: 2 ** 40 }), tenantId }
  for (let n = 0; n < 20; n += 1) ledger.record({ ...recordOf({}), tenantId })
  ledger.record(poisoned)
  for (let n = 0; n < 20; n += 1) ledger.record({ ...recordOf({}), tenantId })
  await ledger.flush()
  assert.equal((await totals(tenantId)).requests, 40)
  assert.deepEqual(
    dead.map(({ entry }) => entry.record.requestId),
    [poisoned.requestId],
  )
  const told = lines.filter(({ message }) => message === 'usage.dead_lettered')
  assert.deepEqual(
    told.map(({ fields }) => fields),
    [{ requestId: poisoned.requestId, code: '22003' }],
  )
  assert.equal(files().length, 1)
  await ledger.close()
})

test('while the disk is full no call is taken, nothing is lost in silence, and all goes on when there is room', async () => {
  const processId = createId()
  let isFull = false
  const path = join(folder, processId)
  const real = createLedgerFile({ folder: path, log: silentLog })
  const tenantId = createId()
  const { ledger, totals } = openLedger({
    retryAfterMs: 5,
    file: {
      ...real,
      append(text) {
        if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
        return real.append(text)
      },
    },
  })
  assert.equal(ledger.problem, null)
  isFull = true
  ledger.record({ ...recordOf({}), tenantId })
  assert.match(ledger.problem ?? '', /disk of this server is full.*free some space/)
  isFull = false
  while (ledger.problem !== null) await new Promise((resolve) => setTimeout(resolve, 2))
  const texts = readdirSync(path).map((name) => readFileSync(join(path, name), 'utf8'))
  assert.match(texts.join(''), new RegExp(tenantId), 'what was in memory alone is on the disk')
  await ledger.close()
  assert.equal((await totals(tenantId)).requests, 1)
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
