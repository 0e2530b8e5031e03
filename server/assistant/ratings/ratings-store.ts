import type { Classification } from '#wire/classification.ts'
import type { RatingReason } from '#wire/ratings.ts'
import type { Database } from '#server/lib/database.ts'
import { openRows, sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Owner } from '../conversations-store.ts'

export interface StoredRating {
  messageId: string
  verdict: 'good' | 'bad'
  reasons: RatingReason[]
  comment: string
  better: string
  isShared: boolean
  updatedAt: Date
}

/** With what was said, for whoever evaluates models. */
export interface RatingWithWords extends StoredRating {
  personId: string
  modelId: string | null
  lang: string | null
  classification: Classification
  question: string
  answer: string
}

export interface ReasonCount {
  modelId: string | null
  verdict: 'good' | 'bad'
  /** Null: the verdicts themselves. */
  reason: RatingReason | null
  count: number
  shared: number
}

/** Whole answers of one's own, and nothing else, can be rated. */
export interface RateableAnswer {
  conversationId: string
}

export type RatingsStore = ReturnType<typeof createRatingsStore>

export function createRatingsStore(database: Database) {
  return {
    /** Undefined: there is no such answer of theirs. */
    findAnswer: (
      { tenantId, ownerId }: Owner,
      messageId: string,
    ): Promise<RateableAnswer | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<RateableAnswer[]>`
          select c.id as "conversationId" from messages m
          join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
          where m.id = ${messageId} and m.role = 'assistant' and m.status <> 'streaming'
            and c.owner_id = ${ownerId} and c.deleted_at is null`
        return row
      }),

    put: (
      { tenantId, ownerId }: Owner,
      { conversationId }: RateableAnswer,
      rating: StoredRating,
    ): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const seal = await sealerFor(sql, SEALED.ratings, ownerId)
        const { comment, better } = seal(rating.messageId, { ...rating })
        await sql`
          insert into answer_ratings (tenant_id, message_id, person_id, conversation_id, verdict,
                                      reasons, comment, better, is_shared, updated_at)
          values (${tenantId}, ${rating.messageId}, ${ownerId}, ${conversationId},
                  ${rating.verdict}, ${JSON.stringify(rating.reasons)}::text::jsonb,
                  ${comment}, ${better}, ${rating.isShared}, ${rating.updatedAt})
          on conflict (tenant_id, message_id, person_id) do update set
            verdict = excluded.verdict, reasons = excluded.reasons, comment = excluded.comment,
            better = excluded.better, is_shared = excluded.is_shared,
            updated_at = excluded.updated_at`
      }),

    remove: ({ tenantId, ownerId }: Owner, messageId: string): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          delete from answer_ratings where message_id = ${messageId} and person_id = ${ownerId}`
      }),

    list: ({ tenantId, ownerId }: Owner, conversationId: string): Promise<StoredRating[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<StoredRating[]>`
          select message_id as "messageId", verdict, reasons, comment, better,
            is_shared as "isShared", updated_at as "updatedAt"
          from answer_ratings
          where conversation_id = ${conversationId} and person_id = ${ownerId}
          order by message_id`
        await openRows(sql, RATING, rows)
        return rows.map(({ messageId, verdict, reasons, comment, better, isShared, updatedAt }) => {
          return { messageId, verdict, reasons, comment, better, isShared, updatedAt }
        })
      }),

    ...createReports(database),

    noteTaken: (tenantId: string): Promise<void> =>
      database.withTenant(tenantId, (sql) =>
        noteEvent(sql, tenantId, {
          action: 'rating.read',
          resource: { kind: 'answer', id: null },
          outcome: 'done',
        }),
      ),
  }
}

/** What whoever looks after models reads. */
function createReports(database: Database) {
  return {
    /** How often which model was rated how, and why. */
    count: (tenantId: string): Promise<ReasonCount[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<ReasonCount[]>`
          select m.model_id as "modelId", r.verdict, reason, count(*)::int as count,
            count(*) filter (where r.is_shared)::int as shared
          from answer_ratings r
          join messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
          cross join lateral (
            select null as reason
            union all select jsonb_array_elements_text(r.reasons)
          ) as given
          group by m.model_id, r.verdict, reason
          order by m.model_id nulls last, r.verdict, reason`
        return [...rows]
      }),

    /** A page of all, in the order of their messages. */
    page: (
      tenantId: string,
      { after, limit }: { after: string | null; limit: number },
    ): Promise<RatingWithWords[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<(RatingWithWords & { questionId?: string | null })[]>`
          select r.message_id as "messageId", r.person_id as "personId", r.verdict, r.reasons,
            r.comment, r.better, r.is_shared as "isShared", r.updated_at as "updatedAt",
            m.model_id as "modelId", m.lang, c.classification,
            q.id as "questionId",
            case when r.is_shared then m.text else '' end as answer,
            case when r.is_shared then coalesce(q.text, '') else '' end as question
          from answer_ratings r
          join conversations c on c.tenant_id = r.tenant_id and c.id = r.conversation_id
          join messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
          left join messages q on q.tenant_id = m.tenant_id and q.id = m.parent_id
          where c.deleted_at is null ${after === null ? sql`` : sql`and r.message_id > ${after}`}
          order by r.message_id, r.person_id limit ${limit}`
        await openRows(sql, RATING, rows)
        await openRows(sql, ANSWER, rows)
        await openRows(sql, QUESTION, rows)
        for (const row of rows) delete row.questionId
        return [...rows]
      }),
  }
}

const RATING = { table: SEALED.ratings, row: ['messageId'] }
const ANSWER = { table: SEALED.messages, row: ['messageId'], columns: { answer: 'text' } }
const QUESTION = { table: SEALED.messages, row: ['questionId'], columns: { question: 'text' } }
