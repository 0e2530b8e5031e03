import type { Database } from '#server/lib/database.ts'

export interface MadeUpMessage {
  id: string
  conversationId: string
  ownerId: string
  text: string
  at: string
}

/** Conversations and messages that nobody wrote, as many at a time as one statement takes well. */
export async function storeMadeUp(
  database: Database,
  tenantId: string,
  messages: readonly MadeUpMessage[],
): Promise<void> {
  await database.withTenant(tenantId, async (sql) => {
    const rows = sql.json(messages.map((message) => ({ ...message })))
    await sql`
      insert into conversations (tenant_id, id, owner_id, title, created_at, updated_at, classification)
      select distinct on ("conversationId") ${tenantId}::uuid, "conversationId", "ownerId", left(text, 50),
        at, at, 'internal'
      from jsonb_to_recordset(${rows}) as new ("conversationId" uuid, "ownerId" uuid, text text, at timestamptz)
      on conflict do nothing`
    await sql`
      insert into messages (tenant_id, id, conversation_id, depth, role, text, status, lang, created_at)
      select ${tenantId}, id, "conversationId", 1, 'user', text, 'complete', 'de', at
      from jsonb_to_recordset(${rows}) as new (id uuid, "conversationId" uuid, text text, at timestamptz)`
  })
}

/** As the upkeep of every database does now and then. */
export async function analyse(database: Database): Promise<void> {
  await database.sql`analyze search_entries`
  await database.sql`analyze conversations`
  await database.sql`analyze messages`
}
