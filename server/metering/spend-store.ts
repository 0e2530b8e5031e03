import type { SpendBy } from '#wire/money.ts'
import { readNames } from '#server/access/directory/names-store.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { Subject } from './allowance.ts'
import type { Currency } from './currency.ts'

/** One line of a report in one booked currency: those in another one are lines of their own. */
export interface SpendLine {
  id: string
  label: string | null
  currency: Currency | null
  requests: number
  inputTokens: number
  outputTokens: number
  cachedInputTokens: number
  reasoningTokens: number
  micros: number
  wasteMicros: number
  unpriced: number
  estimated: number
  cacheHits: number
}

export interface SpendRange {
  /** Days in the time zone, both included: `2026-11-01`. */
  from: string
  to: string
  by: SpendBy
  timeZone: string
}

/** Reads of the ledger, for people. */
export interface SpendStore {
  report(tenantId: string, range: SpendRange): Promise<SpendLine[]>
  /** What a subject was charged since then, by currency. The organisation's has the waste in it. */
  spentOf(
    tenantId: string,
    subject: Subject,
    sinceMs: number,
  ): Promise<{ currency: Currency; micros: number }[]>
  /** What people call those of these ids that are keys, people, groups or service accounts. */
  names(tenantId: string, ids: readonly string[]): Promise<Map<string, string>>
}

export function createSpendStore(database: Database): SpendStore {
  return {
    report: (tenantId, range) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await (range.by === 'provider'
          ? byProvider(sql, range)
          : byRequest(sql, range))
        return rows.map(toLine)
      }),
    spentOf: (tenantId, subject, sinceMs) =>
      database.withTenant(tenantId, async (sql) => {
        const since = new Date(sinceMs)
        const rows = await sql<{ currency: Currency; micros: string }[]>`
          select booked_currency as currency, sum(booked_micros) as micros from usage_requests
          where started_at >= ${since} and booked_micros > 0 and ${isOf(sql, subject)}
          group by booked_currency`
        const waste =
          subject.kind === 'organisation'
            ? await sql<{ currency: Currency; micros: string }[]>`
                select booked_currency as currency, sum(booked_micros) as micros
                from usage_attempts where started_at >= ${since} and is_waste and booked_micros > 0
                group by booked_currency`
            : []
        return [...rows, ...waste].map(({ currency, micros }) => ({
          currency,
          micros: Number(micros),
        }))
      }),
    names: (tenantId, ids) => readNames(database, tenantId, ids),
  }
}

function isOf(sql: TransactionSql, { kind, id }: Subject) {
  switch (kind) {
    case 'organisation':
      return sql`true`
    case 'model':
      return sql`model = ${id}`
    case 'key':
      return sql`(principal_kind = 'key' and principal_id::text = ${id})`
    case 'person':
      return sql`((owner_kind = 'person' and owner_id = ${id})
                  or (principal_kind in ('owner', 'person') and principal_id::text = ${id}))`
    case 'service':
      return sql`(owner_kind = 'service' and owner_id = ${id})`
    case 'group':
      return sql`(group_id = ${id} or (owner_kind = 'group' and owner_id = ${id})
                  or coalesce(case when owner_kind = 'person' then owner_id end, principal_id::text)
                    in (select person_id::text from group_members where group_members.group_id::text = ${id}))`
    default:
      return sql`false`
  }
}

type Row = Record<keyof SpendLine, string | null>

function byRequest(sql: TransactionSql, range: SpendRange) {
  return sql<Row[]>`
    with waste as (
      select request_id, sum(booked_micros) as micros from usage_attempts
      where is_waste and ${isWithin(sql, range)} group by request_id
    )
    select ${groupOf(sql, range)} as id, null as label, booked_currency as currency,
      count(*) as requests,
      sum(input_tokens) as "inputTokens", sum(output_tokens) as "outputTokens",
      sum(cached_input_tokens) as "cachedInputTokens", sum(reasoning_tokens) as "reasoningTokens",
      coalesce(sum(booked_micros), 0) as micros, coalesce(sum(waste.micros), 0) as "wasteMicros",
      count(*) filter (where booked_micros is null) as unpriced,
      count(*) filter (where is_estimated) as estimated,
      count(*) filter (where cache = 'hit') as "cacheHits"
    from usage_requests left join waste using (request_id)
    where ${isWithin(sql, range)}
    group by 1, booked_currency`
}

/** What providers ask for: every attempt counts, the useless ones too. */
function byProvider(sql: TransactionSql, range: SpendRange) {
  return sql<Row[]>`
    select provider_id as id, null as label, booked_currency as currency,
      count(distinct request_id) as requests,
      sum(input_tokens) as "inputTokens", sum(output_tokens) as "outputTokens",
      sum(cached_input_tokens) as "cachedInputTokens", sum(reasoning_tokens) as "reasoningTokens",
      coalesce(sum(booked_micros), 0) as micros,
      coalesce(sum(booked_micros) filter (where is_waste), 0) as "wasteMicros",
      count(*) filter (where booked_micros is null) as unpriced,
      count(*) filter (where is_estimated) as estimated,
      0 as "cacheHits"
    from usage_attempts
    where ${isWithin(sql, range)}
    group by provider_id, booked_currency`
}

function isWithin(sql: TransactionSql, { from, to, timeZone }: SpendRange) {
  return sql`(started_at >= ${from}::date::timestamp at time zone ${timeZone}
    and started_at < (${to}::date + 1)::timestamp at time zone ${timeZone})`
}

function groupOf(sql: TransactionSql, { by, timeZone }: SpendRange) {
  switch (by) {
    case 'day':
      return sql`to_char(started_at at time zone ${timeZone}, 'YYYY-MM-DD')`
    case 'key':
      return sql`principal_id::text`
    case 'owner':
      return sql`coalesce(owner_kind || ':' || owner_id, 'person:' || principal_id)`
    case 'group':
      return sql`coalesce(group_id, case when owner_kind = 'group' then owner_id end, '')`
    case 'operation':
      return sql`operation`
    case 'purpose':
      return sql`coalesce(purpose, '')`
    case 'provider':
    case 'model':
      return sql`model`
    default:
      return sql`''`
  }
}

function toLine(row: Row): SpendLine {
  const count = (name: keyof SpendLine) => Number(row[name])
  return {
    id: row.id ?? '',
    label: row.label,
    currency: row.currency === 'EUR' || row.currency === 'USD' ? row.currency : null,
    requests: count('requests'),
    inputTokens: count('inputTokens'),
    outputTokens: count('outputTokens'),
    cachedInputTokens: count('cachedInputTokens'),
    reasoningTokens: count('reasoningTokens'),
    micros: count('micros'),
    wasteMicros: count('wasteMicros'),
    unpriced: count('unpriced'),
    estimated: count('estimated'),
    cacheHits: count('cacheHits'),
  }
}
