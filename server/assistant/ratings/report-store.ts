import type { RatingReason } from '#wire/ratings.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'

export interface ReportRange {
  from: Date | null
  /** Before then. */
  until: Date | null
  lang: string | null
}

export interface JudgedRow {
  modelId: string | null
  lang: string | null
  verdict: 'good' | 'bad'
  reasons: RatingReason[]
  count: number
}

/** One comparison: who stood there, and who was chosen; null: nobody was better. */
export interface ComparedRow {
  lang: string | null
  shown: (string | null)[]
  chosen: string | null
  isDecided: boolean
  count: number
}

export type ReportStore = ReturnType<typeof createReportStore>

/** What was judged, counted: no text leaves the database, and nobody who judged. */
export function createReportStore(database: Database) {
  return {
    ratings: (tenantId: string, range: ReportRange): Promise<JudgedRow[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<JudgedRow[]>`
          select m.model_id as "modelId", split_part(m.lang, '-', 1) as lang, r.verdict, r.reasons,
            count(*)::int as count
          from answer_ratings r
          join messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
          join conversations c on c.id = r.conversation_id
          where c.deleted_at is null and ${isWithin(sql, sql`r.updated_at`, range)}
          group by 1, 2, 3, 4`
        return [...rows]
      }),

    comparisons: (tenantId: string, range: ReportRange): Promise<ComparedRow[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<ComparedRow[]>`
          select split_part(q.lang, '-', 1) as lang,
            (select jsonb_agg(one -> 'modelId') from jsonb_array_elements(o.shown) one) as shown,
            (select one ->> 'modelId' from jsonb_array_elements(o.shown) one
              where one ->> 'messageId' = o.chosen_id::text limit 1) as chosen,
            o.chosen_id is not null as "isDecided", count(*)::int as count
          from answer_choices o
          join conversations c on c.id = o.conversation_id
          join messages q on q.tenant_id = o.tenant_id and q.id = o.question_id
          where c.deleted_at is null and ${isWithin(sql, sql`o.created_at`, range)}
          group by 1, 2, 3, 4`
        return [...rows]
      }),
  }
}

function isWithin(
  sql: TransactionSql,
  at: ReturnType<TransactionSql>,
  { from, until }: ReportRange,
) {
  return sql`(${from}::timestamptz is null or ${at} >= ${from}::timestamptz)
    and (${until}::timestamptz is null or ${at} < ${until}::timestamptz)`
}
