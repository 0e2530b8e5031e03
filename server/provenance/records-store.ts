import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'

export type MarkKind = 'exact' | 'words' | 'paragraph'

export interface StoredRecord {
  id: string
  /** The signed record as JSON, in the secret box. */
  sealed: string
  messageId: string | null
  requestId: string | null
  isApproved: boolean
  createdAt: Date
}

export interface FoundRecord {
  mark: string
  kind: MarkKind
  id: string
  sealed: string
}

interface Row {
  id: string
  sealed: string
  message_id: string | null
  request_id: string | null
  is_approved: boolean
  created_at: Date
}

export type RecordsStore = ReturnType<typeof createRecordsStore>

/** The tables `provenance_records` and `provenance_marks`. */
export function createRecordsStore(database: Database) {
  return {
    /** Beside what was said of the same answer before: its id may have been given to somebody. */
    insert: (
      tenantId: string,
      record: StoredRecord,
      marks: readonly { kind: MarkKind; mark: string }[],
    ): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const { id, sealed, messageId, requestId, isApproved, createdAt } = record
        await sql`
          insert into provenance_records ${sql({
            tenant_id: tenantId,
            id,
            sealed,
            message_id: messageId,
            request_id: requestId,
            is_approved: isApproved,
            created_at: createdAt,
          })}`
        const rows = marks.map(({ kind, mark }) => ({
          tenant_id: tenantId,
          mark,
          record_id: id,
          kind,
        }))
        await sql`insert into provenance_marks ${sql(rows)} on conflict do nothing`
        await noteMade(sql, tenantId, record)
      }),

    /** Of each mark and kind the best: approved before others, the newest first. */
    findByMarks: (tenantId: string, marks: readonly string[]): Promise<FoundRecord[]> =>
      database.withTenant(
        tenantId,
        async (sql) => sql<FoundRecord[]>`
          select distinct on (m.kind, m.mark) m.mark, m.kind, r.id, r.sealed
          from provenance_marks m
          join provenance_records r on r.tenant_id = m.tenant_id and r.id = m.record_id
          where m.mark = any (${[...marks]})
          order by m.kind, m.mark, r.is_approved desc, r.created_at desc`,
      ),

    find: (tenantId: string, id: string): Promise<StoredRecord | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`select * from provenance_records where id = ${id}`
        return row && toStored(row)
      }),

    /** The newest first. */
    ofMessage: (tenantId: string, messageId: string): Promise<StoredRecord[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select * from provenance_records where message_id = ${messageId}
          order by created_at desc, id desc`
        return rows.map(toStored)
      }),
  }
}

function toStored(row: Row): StoredRecord {
  return {
    id: row.id,
    sealed: row.sealed,
    messageId: row.message_id,
    requestId: row.request_id,
    isApproved: row.is_approved,
    createdAt: row.created_at,
  }
}

function noteMade(sql: TransactionSql, tenantId: string, record: StoredRecord): Promise<void> {
  return noteEvent(sql, tenantId, {
    action: 'provenance.sign',
    resource: { kind: 'provenance-record', id: record.id },
    outcome: 'done',
    facts: {
      messageId: record.messageId,
      requestId: record.requestId,
      isApproved: record.isApproved,
    },
  })
}
