import type { Principal } from '#server/access/principal.ts'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'

/** Somebody of the first organisation, as far as folders and searching look at people. */
export async function addPerson(database: Database, { id, name }: Principal): Promise<void> {
  const { tenantId } = LOCAL_OWNER
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into people (tenant_id, id, name, status, created_at)
      values (${tenantId}, ${id}, ${name}, 'active', now()) on conflict do nothing`
  })
}

/** A legal hold on a conversation. */
export async function hold(database: Database, conversationId: string): Promise<void> {
  const { tenantId, id } = LOCAL_OWNER
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into holds (tenant_id, id, subject_kind, subject_id, reason, placed_by, placed_by_name, placed_at)
      values (${tenantId}, ${createId()}, 'conversation', ${conversationId}, 'A case', ${id}, 'Owner', now())`
  })
}

/** How many rows there are of a conversation. */
export function countAll(
  database: Database,
  table: 'messages' | 'search_entries',
  conversationId: string,
): Promise<number> {
  return database.withTenant(LOCAL_OWNER.tenantId, async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from ${sql(table)} where conversation_id = ${conversationId}`
    return row?.count ?? 0
  })
}
