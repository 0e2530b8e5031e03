import type { Database } from '#server/lib/database.ts'
import type { KeyStore, StoredKey } from './keys.ts'

interface Row {
  tenant_id: string
  id: string
  name: string
  hint: string
  hash: string
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
}

/** The table `keys`. It holds hashes; nobody who reads it can make a call with what it says. */
export function createKeysStore(database: Database): KeyStore {
  return {
    list: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`select * from keys order by id`
        return rows.map(toStoredKey)
      }),

    insert: (key) =>
      database.withTenant(key.tenantId, async (sql) => {
        await sql`
          insert into keys (tenant_id, id, name, hint, hash, created_at, expires_at)
          values (${key.tenantId}, ${key.id}, ${key.name}, ${key.hint}, ${key.hash},
                  ${key.createdAt}, ${key.expiresAt})`
      }),

    remove: (tenantId, id) =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`delete from keys where id = ${id}`
        return count > 0
      }),

    touch: (tenantId, uses) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update keys set last_used_at = used.at
          from unnest(${uses.map(({ id }) => id)}::uuid[], ${uses.map(({ at }) => at)}::timestamptz[])
            as used (id, at)
          where keys.id = used.id`
      }),
  }
}

function toStoredKey(row: Row): StoredKey {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    name: row.name,
    hint: row.hint,
    hash: row.hash,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}
