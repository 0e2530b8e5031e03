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
