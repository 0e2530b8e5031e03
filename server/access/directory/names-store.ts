import type { Database } from '#server/lib/database.ts'

/**
 * What people call these: keys (also revoked ones), people, groups and service accounts, by id. Of no use to decide
 * anything: who is suspended has a name as well.
 */
export function readNames(
  database: Database,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return Promise.resolve(new Map())
  return database.withTenant(tenantId, async (sql) => {
    const rows = await sql<{ id: string; name: string }[]>`
      select id, name from keys where id::text = any(${wanted})
      union all select id, name from people where id::text = any(${wanted})
      union all select id, name from groups where id::text = any(${wanted})
      union all select id, name from service_accounts where id::text = any(${wanted})`
    return new Map(rows.map(({ id, name }) => [id, name]))
  })
}
