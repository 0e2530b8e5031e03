import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { AttemptRecord, UsageRecord } from './accounts.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'

export interface UsageStore {
  /** Takes a record into the next batch: waits for nothing and never throws. */
  record(usage: UsageRecord): void
  /** Resolves when all that was recorded before is in the database, or cannot be written now. */
  flush(): Promise<void>
  /** What a tenant has used since then. */
  totalsSince(tenantId: string, since: Date): Promise<UsageTotals>
  /** Writes what is left. */
  close(): Promise<void>
}

export interface UsageTotals {
  requests: number
  attempts: number
  inputTokens: number
  outputTokens: number
}

export interface UsageStoreOptions {
  database: Database
  log: Log
  /** How long a record may wait for others, so that many become one transaction. */
  flushAfterMs?: number
  /** Wait before a batch that could not be written is tried again. */
  retryAfterMs?: number
}

const BATCH_ROWS = 500
/** A database that stays away must not eat the memory; beyond this the oldest records are given up, and that is told. */
const MAX_WAITING = 100_000

/** The tables `usage_requests` and `usage_attempts`. A record is written once, however often it is sent. */
export function createUsageStore(options: UsageStoreOptions): UsageStore {
  const { database, log, flushAfterMs = 250, retryAfterMs = 2000 } = options
  let waiting: UsageRecord[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let isClosed = false

  const schedule = (ms: number) => {
    if (isClosed) return
    timer ??= setTimeout(() => {
      timer = undefined
      void flush()
    }, ms)
  }
  const writeAll = async () => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH_ROWS)
      try {
        for (const [tenantId, records] of Map.groupBy(batch, (one) => one.tenantId)) {
          await write(database, tenantId, records)
        }
      } catch (error) {
        // Records that are in already stay as they are: their ids are unique.
        waiting = [...batch, ...waiting]
        log.error('usage.not_written', { error, waiting: waiting.length })
        schedule(retryAfterMs)
        return
      }
    }
  }
  const flush = () => {
    // One writer: batches go in one after the other.
    writing = writing.then(writeAll)
    return writing
  }

  return {
    record(usage) {
      waiting.push(usage)
      if (waiting.length > MAX_WAITING) {
        const lost = waiting.splice(0, BATCH_ROWS).length
        log.error('usage.lost', { lost })
      }
      schedule(flushAfterMs)
    },
    flush,
    totalsSince: (tenantId, since) => readTotals(database, tenantId, since),
    async close() {
      isClosed = true
      clearTimeout(timer)
      await flush()
      if (waiting.length > 0) log.error('usage.lost', { lost: waiting.length })
    },
  }
}

/** Postgres's number for the type `json`: `jsonb` would first be built, and costs a sixth more. */
const JSON_OID = 114

/** One statement for any number of rows, so that the database prepares it once. */
async function write(database: Database, tenantId: string, records: UsageRecord[]): Promise<void> {
  const requests = records.map((record) => toRequestRow(record))
  const attempts = records.flatMap((record) =>
    record.attempts.map((attempt) => toAttemptRow(record, attempt)),
  )
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into usage_requests (${sql(columnsOf(requests))})
      select ${sql(columnsOf(requests))}
      from json_populate_recordset(null::usage_requests, ${sql.typed(requests, JSON_OID)})
      on conflict do nothing`
    await sql`
      insert into usage_attempts (${sql(columnsOf(attempts))})
      select ${sql(columnsOf(attempts))}
      from json_populate_recordset(null::usage_attempts, ${sql.typed(attempts, JSON_OID)})
      on conflict do nothing`
  })
}

/** By name, so that columns of others keep their defaults. All rows have the same ones. */
function columnsOf(rows: object[]): string[] {
  return Object.keys(rows[0] ?? { tenant_id: '' })
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
    operation: record.operation,
    model: storable(record.model),
    is_stream: record.isStream,
    outcome: record.outcome,
    error_code: record.errorCode,
    ...toTokenColumns(record.usage),
    started_at: new Date(record.startedAtMs).toISOString(),
    duration_ms: Math.round(record.durationMs),
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
    ...toTokenColumns(attempt.usage),
    started_at: new Date(attempt.startedAtMs).toISOString(),
    first_content_ms: attempt.firstContentMs,
    duration_ms: Math.round(attempt.durationMs),
  }
}

function toTokenColumns(usage: TokenUsage) {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    reasoning_tokens: usage.reasoningTokens,
    is_estimated: usage.isEstimated,
  }
}

/** Postgres has no text with NUL, nor half a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
