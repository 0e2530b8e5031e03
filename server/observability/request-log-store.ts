import { readNames } from '#server/access/directory/names-store.ts'
import { JSON_OID } from '#server/lib/database-types.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import type { LoggedRequest, LoggedRequestDetail, RequestSearch } from '#wire/observability.ts'
import { answeringAttempt, costOf, firstContentMsOf } from './record-facts.ts'
import { storableText } from './storable-text.ts'

export interface LogSearch extends RequestSearch {
  /** Ids of those whose requests are looked for; absent: everybody's. */
  of?: readonly string[] | undefined
}

export type RequestLogStore = ReturnType<typeof createRequestLogStore>

/** The table `request_log`. Its ids are UUIDs of version 7, so their order is that of time, and pages go by them. */
export function createRequestLogStore(database: Database) {
  return {
    /** Writing one again changes nothing. */
    async write(tenantId: string, records: UsageRecord[]): Promise<void> {
      const rows = records.map((record) => toRow(record))
      await database.withTenant(
        tenantId,
        (sql) => sql`
          insert into request_log
          select * from json_populate_recordset(null::request_log, ${sql.typed(rows, JSON_OID)})
          on conflict do nothing`,
      )
    },

    /** The newest first; `limit` and one more, by which one sees whether there are older ones. */
    search: (tenantId: string, search: LogSearch, limit: number): Promise<LoggedRequest[]> =>
      database.withTenant(tenantId, (sql) => searchLog(sql, search, limit)),

    /** What people call those who called. */
    names: (tenantId: string, ids: readonly string[]) => readNames(database, tenantId, ids),

    async find(tenantId: string, id: string): Promise<LoggedRequestDetail | undefined> {
      return database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<(Row & { detail: Detail })[]>`
          select ${columns(sql)}, detail from request_log where request_id = ${id}`
        if (!row) return undefined
        const { detail, ...logged } = row
        return { ...toLogged(logged), ...detail }
      })
    },

    /** Deletes what is older and not held, so many at a time; resolves with how many it were. */
    async forget(tenantId: string, beforeMs: number, limit: number): Promise<number> {
      return database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          delete from request_log where request_id in (
            select request_id from request_log where request_id < ${firstIdAt(beforeMs)}
              and not is_call_held(tenant_id, principal_kind, principal_id, conversation_id)
            limit ${limit}
          )`
        return count
      })
    },
  }
}

type Row = Omit<LoggedRequest, 'startedAt'> & { startedAt: Date }
type Detail = Omit<LoggedRequestDetail, keyof LoggedRequest>

/** The least UUID of version 7 that can be made at this moment. */
function firstIdAt(ms: number): string {
  const time = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

function columns(sql: TransactionSql) {
  return sql`
    request_id as id, started_at as "startedAt", principal_kind as "principalKind",
    principal_id as "principalId", operation, model, provider_id as "providerId", outcome,
    error_code as "errorCode", duration_ms as "durationMs", first_content_ms as "firstContentMs",
    input_tokens as "inputTokens", output_tokens as "outputTokens",
    cost_micros::float8 as "costMicros", currency, attempts`
}

async function searchLog(
  sql: TransactionSql,
  search: LogSearch,
  limit: number,
): Promise<LoggedRequest[]> {
  const { id, from, to, cursor, model, provider, principalId, operation } = search
  const { outcome, errorCode, minDurationMs, minCostMicros } = search
  const rows = await sql<Row[]>`
    select ${columns(sql)} from request_log
    where true
      ${id === undefined ? sql`` : sql`and request_id = ${id}`}
      ${from === undefined ? sql`` : sql`and request_id >= ${firstIdAt(Date.parse(from))}`}
      ${to === undefined ? sql`` : sql`and request_id < ${firstIdAt(Date.parse(to))}`}
      ${cursor === undefined ? sql`` : sql`and request_id < ${cursor}`}
      ${model === undefined ? sql`` : sql`and model = ${model}`}
      ${provider === undefined ? sql`` : sql`and provider_id = ${provider}`}
      ${principalId === undefined ? sql`` : sql`and principal_id = ${principalId}`}
      ${search.of === undefined ? sql`` : sql`and principal_id = any(${[...search.of]}::uuid[])`}
      ${operation === undefined ? sql`` : sql`and operation = ${operation}`}
      ${outcome === undefined ? sql`` : sql`and outcome = ${outcome}`}
      ${outcome === 'failed' || outcome === 'cancelled' ? sql`and outcome <> 'complete'` : sql``}
      ${errorCode === undefined ? sql`` : sql`and outcome <> 'complete' and error_code = ${errorCode}`}
      ${minDurationMs === undefined ? sql`` : sql`and duration_ms >= ${minDurationMs}`}
      ${minCostMicros === undefined ? sql`` : sql`and cost_micros >= ${minCostMicros}`}
    order by request_id desc limit ${limit + 1}`
  return rows.map((row) => toLogged(row))
}

function toLogged(row: Row): LoggedRequest {
  return { ...row, startedAt: row.startedAt.toISOString() }
}

function toRow(record: UsageRecord) {
  const cost = costOf(record)
  const firstMs = firstContentMsOf(record)
  return {
    tenant_id: record.tenantId,
    request_id: record.requestId,
    started_at: new Date(record.startedAtMs).toISOString(),
    principal_kind: record.principalKind,
    principal_id: record.principalId,
    operation: record.operation,
    model: storableText(record.model),
    provider_id: answeringAttempt(record)?.providerId ?? '',
    outcome: record.outcome,
    error_code: record.errorCode,
    duration_ms: toInt(record.durationMs),
    first_content_ms: firstMs === null ? null : toInt(firstMs),
    input_tokens: toInt(record.usage.inputTokens),
    output_tokens: toInt(record.usage.outputTokens),
    cost_micros: cost?.micros ?? null,
    currency: cost?.currency ?? null,
    attempts: record.attempts.length,
    classification: record.handled?.classification ?? null,
    conversation_id: record.handled?.conversationId ?? null,
    detail: toDetail(record),
  }
}

const MAX_INT = 2 ** 31 - 1

/** What providers claim has no end; a column has. One row that does not fit must not keep the others out. */
function toInt(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.min(MAX_INT, Math.round(value))) : 0
}

function toDetail(record: UsageRecord): Detail {
  const { usage, decision } = record
  return {
    classification: record.handled?.classification ?? null,
    policyHash: record.handled?.policyHash ?? null,
    isStream: record.isStream,
    dialect: record.dialect ?? null,
    requestBytes: record.requestBytes ?? null,
    usage: {
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      cachedInputTokens: usage.cachedInputTokens,
      cacheWriteTokens: usage.cacheWriteTokens ?? 0,
      reasoningTokens: usage.reasoningTokens,
      isEstimated: usage.isEstimated,
    },
    decision: decision
      ? {
          ...decision,
          route: storableText(decision.route),
          passedOver: decision.passedOver.map(({ deployment, reason }) => ({
            deployment: storableText(deployment),
            reason: storableText(reason),
          })),
        }
      : null,
    timeline: record.attempts.map((attempt) => ({
      number: attempt.number,
      providerId: attempt.providerId,
      upstreamModel: storableText(attempt.upstreamModel),
      outcome: attempt.outcome,
      errorCode: attempt.errorCode,
      status: attempt.status ?? null,
      isWaste: attempt.isWaste ?? false,
      startMs: Math.max(0, Math.round(attempt.startedAtMs - record.startedAtMs)),
      firstContentMs: attempt.firstContentMs === null ? null : Math.round(attempt.firstContentMs),
      durationMs: Math.round(attempt.durationMs),
      tags: attempt.tags ?? null,
      inputTokens: attempt.usage.inputTokens,
      outputTokens: attempt.usage.outputTokens,
    })),
  }
}
