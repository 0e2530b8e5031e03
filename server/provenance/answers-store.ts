import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

/** An answer of the assistant, for whoever has to say something of it. */
export interface StoredAnswer {
  messageId: string
  conversationId: string
  ownerId: string
  text: string
  question: string | null
  status: string
  modelId: string | null
  lang: string | null
  runId: string | null
  createdAt: Date
}

/** Who answered a call, as the ledger has it. */
export interface StoredCall {
  principalId: string
  model: string
  providerId: string
  startedAt: Date
}

interface Row {
  id: string
  conversation_id: string
  owner_id: string
  text: string
  question: string | null
  question_id: string | null
  status: string
  model_id: string | null
  lang: string | null
  run_id: string | null
  created_at: Date
}

export type AnswersStore = ReturnType<typeof createAnswersStore>

/** Answers and the calls that made them, read only. */
export function createAnswersStore(database: Database) {
  return {
    find: (tenantId: string, messageId: string): Promise<StoredAnswer | undefined> =>
      database.withTenant(tenantId, (sql) => readAnswer(sql, messageId)),

    isOwner: (tenantId: string, conversationId: string, ownerId: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql`
          select 1 from conversations where id = ${conversationId} and owner_id = ${ownerId}`
        return row !== undefined
      }),

    /** The attempt that was answered. */
    findCall: (tenantId: string, requestId: string): Promise<StoredCall | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<StoredCall[]>`
          select request.principal_id::text as "principalId", request.model,
                 attempt.provider_id as "providerId", attempt.started_at as "startedAt"
          from usage_attempts attempt
          join usage_requests request using (tenant_id, request_id)
          where request_id = ${requestId} and attempt.outcome = 'complete'
          order by attempt.number desc limit 1`
        return row
      }),
  }
}

/** Within a transaction: the answer as it is now. */
export async function readAnswer(
  sql: TransactionSql,
  messageId: string,
): Promise<StoredAnswer | undefined> {
  const rows = await sql<Row[]>`
    select m.id, m.conversation_id, c.owner_id, m.text, q.text as question, q.id as question_id, m.status, m.model_id,
           m.lang, m.run_id, m.created_at
    from messages m
    join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
    left join messages q on q.tenant_id = m.tenant_id and q.id = m.parent_id
    where m.id = ${messageId} and m.role = 'assistant'`
  await openRows(sql, { table: SEALED.messages, columns: { text: 'text' } }, rows)
  await openRows(
    sql,
    { table: SEALED.messages, row: ['question_id'], columns: { question: 'text' } },
    rows,
  )
  const [row] = rows
  return (
    row && {
      messageId: row.id,
      conversationId: row.conversation_id,
      ownerId: row.owner_id,
      text: row.text,
      question: row.question,
      status: row.status,
      modelId: row.model_id,
      lang: row.lang,
      runId: row.run_id,
      createdAt: row.created_at,
    }
  )
}
