import type { Database } from '#server/lib/database.ts'

export interface TestConversation {
  tenantId: string
  ownerId: string
  conversationId: string
  questionId: string
  messageId: string
  text: string
  /** Null: nothing of ours has written it; it was taken in from a file. */
  runId: string | null
}

/** For tests: a question and its answer, as the assistant stores them. */
export function insertConversation(database: Database, given: TestConversation): Promise<void> {
  const { tenantId, ownerId, conversationId, questionId, messageId, text, runId } = given
  return database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into conversations (tenant_id, id, owner_id, title, created_at, updated_at)
      values (${tenantId}, ${conversationId}, ${ownerId}, 'A letter', now(), now())`
    await sql`
      insert into messages (tenant_id, id, conversation_id, depth, role, text, status, created_at)
      values (${tenantId}, ${questionId}, ${conversationId}, 1, 'user', 'Write it.', 'complete', now())`
    await sql`
      insert into messages (tenant_id, id, conversation_id, parent_id, depth, role, text, status,
        run_id, model_id, lang, created_at)
      values (${tenantId}, ${messageId}, ${conversationId}, ${questionId}, 2, 'assistant', ${text},
        'complete', ${runId}, 'mistral-small', 'en', now())`
  })
}

/** For tests: what going on with an answer does to it. */
export function changeAnswer(
  database: Database,
  { tenantId, messageId, text }: Pick<TestConversation, 'tenantId' | 'messageId' | 'text'>,
): Promise<void> {
  return database.withTenant(tenantId, async (sql) => {
    await sql`update messages set text = ${text} where id = ${messageId}`
  })
}
