import type { Classification } from '#wire/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'

/** A conversation in which something may have been said. */
export async function plantConversation(
  database: Database,
  { tenantId, id: ownerId }: Principal,
  classification: Classification,
): Promise<string> {
  const id = createId()
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into conversations (tenant_id, id, owner_id, title, classification, created_at, updated_at)
      values (${tenantId}, ${id}, ${ownerId}, '', ${classification}, now(), now())`
  })
  return id
}

/** For good. */
export function purge(database: Database, id: string): Promise<void> {
  return database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    await sql`delete from conversations where id = ${id}`
  })
}

/** As its owner does. */
export function raise(database: Database, id: string, to: Classification): Promise<void> {
  return database.withTenant(LOCAL_TENANT_ID, async (sql) => {
    await sql`update conversations set classification = ${to} where id = ${id}`
  })
}

/** An answer in a conversation of theirs. */
export async function plantAnswer(
  database: Database,
  who: Principal,
): Promise<{ conversationId: string; messageId: string }> {
  const conversationId = await plantConversation(database, who, 'internal')
  const messageId = createId()
  await database.withTenant(who.tenantId, async (sql) => {
    await sql`
      insert into messages (tenant_id, id, conversation_id, depth, role, text, status, created_at)
      values (${who.tenantId}, ${messageId}, ${conversationId}, 1, 'assistant', 'Yes.', 'complete', now())`
  })
  return { conversationId, messageId }
}

/** A file that goes along with something in it. */
export async function plantFile(
  database: Database,
  { tenantId, id: ownerId }: Principal,
  conversationId: string,
): Promise<void> {
  const id = createId()
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into attachment_files (tenant_id, id, owner_id, fingerprint, size_bytes, media_type,
        kind, is_whole, outline, sealed_key, changed_at)
      values (${tenantId}, ${id}, ${ownerId}, ${id}, 7, 'text/plain', 'text', true, '{}', '', now())`
    await sql`
      insert into attachments (tenant_id, id, owner_id, file_id, conversation_id, name, created_at)
      values (${tenantId}, ${id}, ${ownerId}, ${id}, ${conversationId}, 'a.txt', now())`
  })
}
