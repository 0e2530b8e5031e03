import { JSON_OID } from '#server/lib/database-types.ts'
import { noteEvents } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import type { AttemptRecord, UsageRecord } from './accounts.ts'
import { toCallEvents } from './call-events.ts'
import type { LedgerEntry, LedgerStore } from './ledger.ts'
import type { UsageUnits } from './usage-units.ts'

export interface UsageStore extends LedgerStore {
  /** What a tenant has used since then. */
  totalsSince(tenantId: string, since: Date): Promise<UsageTotals>
}

export interface UsageTotals {
  requests: number
  attempts: number
  inputTokens: number
  outputTokens: number
}

/**
 * The tables `usage_requests` and `usage_attempts`. A record is written once, however often it is sent, and what it takes
 * from budgets is taken in the same transaction, so that a budget is the sum of its ledger.
 */
export function createUsageStore(database: Database): UsageStore {
  return {
    write: (tenantId, entries) =>
      database.withTenant(tenantId, async (sql) => {
        const written = await writeRecords(
          sql,
          entries.map(({ record }) => record),
        )
        const fresh = entries.filter(({ record }) => written.has(record.requestId))
        await takeFromBudgets(sql, tenantId, fresh)
        await noteEvents(sql, tenantId, toCallEvents(fresh.map(({ record }) => record)))
      }),
    totalsSince: (tenantId, since) => readTotals(database, tenantId, since),
  }
}

/** One statement for any number of rows, so that the database prepares it once. Resolves with the ids that are new. */
async function writeRecords(sql: TransactionSql, records: UsageRecord[]): Promise<Set<string>> {
  const requests = records.map((record) => toRequestRow(record))
  const attempts = records.flatMap((record) =>
    record.attempts.map((attempt) => toAttemptRow(record, attempt)),
  )
  const columns = columnsOf(requests)
  const rows = await sql<{ request_id: string }[]>`
    insert into usage_requests (${sql(columns)})
    select ${sql(columns)}
    from json_populate_recordset(null::usage_requests, ${sql.typed(pick(requests, columns), JSON_OID)})
    on conflict do nothing
    returning request_id`
  // Answered from memory, or refused before anyone was asked.
  if (attempts.length === 0) return new Set(rows.map((row) => row.request_id))
  const fields = columnsOf(attempts)
  await sql`
    insert into usage_attempts (${sql(fields)})
    select ${sql(fields)}
    from json_populate_recordset(null::usage_attempts, ${sql.typed(pick(attempts, fields), JSON_OID)})
    on conflict do nothing`
  return new Set(rows.map((row) => row.request_id))
}

/** What columns are when nothing is said of them; of the others null. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  cache_write_tokens: 0,
  audio_input_tokens: 0,
  audio_output_tokens: 0,
  is_recovered: false,
  is_waste: false,
}

/**
 * The columns that some row has something to say in. Most have no audio, no cache and no price: reading so much JSON in
 * vain is a fifth of what a batch costs.
 */
function columnsOf(rows: Readonly<Record<string, unknown>>[]): string[] {
  const [first = { tenant_id: '' }] = rows
  return Object.keys(first).filter((column) =>
    rows.some((row) => row[column] !== (DEFAULTS[column] ?? null)),
  )
}

/** The rows with these columns alone: what is undefined is not in their JSON. Changes them, which costs no copy. */
function pick<Row extends Record<string, unknown>>(rows: Row[], columns: string[]): Row[] {
  const [first = {}] = rows
  const silent = Object.keys(first).filter((column) => !columns.includes(column))
  for (const row of rows) for (const column of silent) Reflect.set(row, column, undefined)
  return rows
}

interface Taken {
  allowanceId: string
  startsAt: string
  holder: string
  units: number
}

async function takeFromBudgets(sql: TransactionSql, tenantId: string, entries: LedgerEntry[]) {
  for (const { allowanceId, startsAt, holder, units } of sumOfCharges(entries)) {
    await sql`
      insert into allowance_periods (tenant_id, allowance_id, starts_at, spent)
      values (${tenantId}, ${allowanceId}, ${startsAt}, ${units})
      on conflict (tenant_id, allowance_id, starts_at)
        do update set spent = allowance_periods.spent + ${units}`
    await sql`
      update allowance_leases set granted = greatest(0, granted - ${units})
      where allowance_id = ${allowanceId} and starts_at = ${startsAt} and holder = ${holder}`
  }
}

/** In one order everywhere, so that no two transactions wait for each other. */
function sumOfCharges(entries: LedgerEntry[]): Taken[] {
  const sums = new Map<string, Taken>()
  for (const { record, holder } of entries) {
    for (const { allowanceId, startsAtMs, units } of record.charges ?? []) {
      const startsAt = new Date(startsAtMs).toISOString()
      const name = `${allowanceId} ${startsAt} ${holder}`
      const sum = sums.get(name) ?? { allowanceId, startsAt, holder, units: 0 }
      sum.units += units
      sums.set(name, sum)
    }
  }
  return [...sums].toSorted(([a], [b]) => a.localeCompare(b)).map(([, taken]) => taken)
}

async function readTotals(database: Database, tenantId: string, since: Date): Promise<UsageTotals> {
  return database.withTenant(tenantId, async (sql) => {
    const [row] = await sql<Record<keyof UsageTotals, string>[]>`
      select count(*) as requests,
             coalesce(sum(input_tokens), 0) as "inputTokens",
             coalesce(sum(output_tokens), 0) as "outputTokens",
             (select count(*) from usage_attempts where started_at >= ${since}) as attempts
      from usage_requests where started_at >= ${since}`
    return {
      requests: Number(row?.requests),
      attempts: Number(row?.attempts),
      inputTokens: Number(row?.inputTokens),
      outputTokens: Number(row?.outputTokens),
    }
  })
}

function toRequestRow(record: UsageRecord) {
  return {
    tenant_id: record.tenantId,
    request_id: record.requestId,
    principal_kind: record.principalKind,
    principal_id: record.principalId,
    owner_kind: record.owner?.kind ?? null,
    owner_id: record.owner?.id ?? null,
    group_id: record.group ?? null,
    operation: record.operation,
    purpose: record.handled?.purpose === undefined ? null : storable(record.handled.purpose),
    model: storable(record.model),
    is_stream: record.isStream,
    outcome: record.outcome,
    error_code: record.errorCode,
    ...toTokenColumns(record.usage, record.units),
    started_at: new Date(record.startedAtMs).toISOString(),
    duration_ms: Math.round(record.durationMs),
    cache: record.cache ?? null,
    charge_micros: record.chargeMicros ?? null,
    currency: record.currency ?? null,
    booked_micros: record.bookedMicros ?? null,
    booked_currency: record.bookedCurrency ?? null,
    is_recovered: record.isRecovered ?? false,
  }
}

function toAttemptRow(record: UsageRecord, attempt: AttemptRecord) {
  return {
    tenant_id: record.tenantId,
    request_id: record.requestId,
    number: attempt.number,
    provider_id: attempt.providerId,
    upstream_model: storable(attempt.upstreamModel),
    outcome: attempt.outcome,
    error_code: attempt.errorCode,
    ...toTokenColumns(attempt.usage, attempt.units),
    started_at: new Date(attempt.startedAtMs).toISOString(),
    first_content_ms: attempt.firstContentMs,
    duration_ms: Math.round(attempt.durationMs),
    cost_micros: attempt.costMicros ?? null,
    currency: attempt.currency ?? null,
    price_date: attempt.priceDate ?? null,
    price_source: attempt.priceSource ?? null,
    is_waste: attempt.isWaste ?? false,
    booked_micros: attempt.bookedMicros ?? null,
    booked_currency: record.bookedCurrency ?? null,
  }
}

function toTokenColumns(usage: TokenUsage, units: UsageUnits | undefined) {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWriteTokens ?? 0,
    reasoning_tokens: usage.reasoningTokens,
    audio_input_tokens: usage.audioInputTokens ?? 0,
    audio_output_tokens: usage.audioOutputTokens ?? 0,
    other_units: units ?? null,
    is_estimated: usage.isEstimated,
  }
}

/** Postgres has no text with NUL, nor half a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
