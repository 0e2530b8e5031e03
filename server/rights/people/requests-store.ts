import type {
  RequestsQuery,
  RightsRequest,
  RightsRequestKind,
  RightsRequestStatus,
} from '#wire/rights.ts'
import { AppError } from '#server/lib/app-error.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'

interface Row {
  id: string
  personId: string
  personName: string
  kind: RightsRequestKind
  note: string
  status: RightsRequestStatus
  askedAt: Date
  dueAt: Date
  isLate: boolean
  delayReason: string
  decidedByName: string | null
  decidedAt: Date | null
  reason: string
  doneAt: Date | null
  disposalId: string | null
}

export interface NewRequest {
  id: string
  personId: string
  personName: string
  kind: RightsRequestKind
  note: string
  askedAt: Date
  dueAt: Date
}

export interface RequestChange {
  status: RightsRequestStatus
  by: { id: string; name: string } | null
  at: Date
  reason: string
  /** Another end, because it takes longer. */
  dueAt?: Date
  disposalId?: string
}

const PAGE = 50

export type RequestsStore = ReturnType<typeof createRequestsStore>

/** The table `rights_requests`. */
export function createRequestsStore(database: Database) {
  return {
    insert: (tenantId: string, request: NewRequest): Promise<RightsRequest> =>
      database.withTenant(tenantId, async (sql) => {
        const { id, personId, personName, kind, note, askedAt, dueAt } = request
        await sql`
          insert into rights_requests
            (tenant_id, id, person_id, person_name, kind, note, status, asked_at, due_at)
          values (${tenantId}, ${id}, ${personId}, ${personName}, ${kind}, ${note}, 'open',
                  ${askedAt}, ${dueAt})`
        await noteRequest(sql, tenantId, { action: 'rights.ask', id, kind })
        return get(sql, id)
      }),

    ofPerson: (tenantId: string, personId: string): Promise<RightsRequest[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select ${columns(sql)} from rights_requests where person_id = ${personId}
          order by asked_at desc, id desc limit ${PAGE}`
        return rows.map(toRequest)
      }),

    find: (tenantId: string, id: string): Promise<RightsRequest | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select ${columns(sql)} from rights_requests where id = ${id}`
        return rows.map(toRequest)[0]
      }),

    /** What is due first comes first; what is over, last. */
    page: (tenantId: string, { status, q, cursor }: RequestsQuery, limit = PAGE) =>
      database.withTenant(tenantId, async (sql) => {
        const skip = Number(cursor ?? 0) || 0
        const rows = await sql<Row[]>`
          select ${columns(sql)} from rights_requests
          where (${status} = 'all' or status = ${status})
            and (${q} = '' or strpos(lower(person_name || ' ' || note), lower(${q})) > 0)
          order by status in ('done', 'refused', 'withdrawn'), due_at, id
          limit ${limit + 1} offset ${skip}`
        const [late] = await sql<{ count: number }[]>`
          select count(*)::int as count from rights_requests
          where status in ('open', 'approved') and due_at < now()`
        return {
          requests: rows.slice(0, limit).map(toRequest),
          nextCursor: rows.length > limit ? String(skip + limit) : null,
          late: late?.count ?? 0,
        }
      }),

    /** Throws `not_found`, or `conflict` where it has come to its end already. */
    change: (tenantId: string, id: string, change: RequestChange): Promise<RightsRequest> =>
      database.withTenant(tenantId, async (sql) => {
        const before = await get(sql, id)
        if (before.status !== 'open' && before.status !== 'approved') {
          throw new AppError('conflict', 'This request has come to its end already.')
        }
        await applyChange(sql, id, change)
        await noteRequest(sql, tenantId, {
          action: `rights.${change.dueAt ? 'delay' : change.status}`,
          id,
          kind: before.kind,
        })
        return get(sql, id)
      }),
  }
}

/** Also within the transaction of an erasure, whose request is over with it. */
export async function applyChange(
  sql: TransactionSql,
  id: string,
  change: RequestChange,
): Promise<void> {
  const { status, by, at, reason, dueAt, disposalId } = change
  const isDelay = dueAt !== undefined
  await sql`
    update rights_requests set
      status = ${status},
      due_at = coalesce(${dueAt ?? null}, due_at),
      delay_reason = case when ${isDelay} then ${reason} else delay_reason end,
      reason = case when ${isDelay} then rights_requests.reason else ${reason} end,
      decided_by = coalesce(${by?.id ?? null}, decided_by),
      decided_by_name = coalesce(${by?.name ?? null}, decided_by_name),
      decided_at = case when ${by === null} then decided_at else ${at} end,
      done_at = case when ${status} = 'done' then ${at} else done_at end,
      disposal_id = coalesce(${disposalId ?? null}::uuid, disposal_id)
    where id = ${id}`
}

function columns(sql: TransactionSql) {
  return sql`
    id, person_id as "personId", person_name as "personName", kind, note, status,
    asked_at as "askedAt", due_at as "dueAt",
    status in ('open', 'approved') and due_at < now() as "isLate", delay_reason as "delayReason",
    decided_by_name as "decidedByName", decided_at as "decidedAt", reason,
    done_at as "doneAt", disposal_id as "disposalId"`
}

async function get(sql: TransactionSql, id: string): Promise<RightsRequest> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from rights_requests where id = ${id} for update`
  if (!row) throw new AppError('not_found', 'There is no such request.')
  return toRequest(row)
}

async function noteRequest(
  sql: TransactionSql,
  tenantId: string,
  { action, id, kind }: { action: string; id: string; kind: string },
): Promise<void> {
  const resource = { kind: 'rights', id }
  await noteEvent(sql, tenantId, { action, resource, outcome: 'done', facts: { kind } })
}

function toRequest(row: Row): RightsRequest {
  return {
    ...row,
    askedAt: row.askedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    doneAt: row.doneAt?.toISOString() ?? null,
  }
}
