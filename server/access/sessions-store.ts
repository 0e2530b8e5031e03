import type { Database } from '#server/lib/database.ts'

export interface StoredSession {
  tenantId: string
  /** SHA-256 of the token, hex. */
  hash: string
  createdAt: Date
  expiresAt: Date
}

export interface SessionStore {
  find(tenantId: string, hash: string): Promise<StoredSession | undefined>
  insert(session: StoredSession): Promise<void>
  extend(tenantId: string, hash: string, expiresAt: Date): Promise<void>
  remove(tenantId: string, hash: string): Promise<void>
  removeExpired(tenantId: string, now: Date): Promise<void>
}

interface Row {
  tenant_id: string
  hash: string
  created_at: Date
  expires_at: Date
}

/** The table `sessions`: hashes of tokens, never a token. */
export function createSessionsStore(database: Database): SessionStore {
  return {
    find: (tenantId, hash) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`select * from sessions where hash = ${hash}`
        return row && toStoredSession(row)
      }),

    insert: (session) =>
      database.withTenant(session.tenantId, async (sql) => {
        await sql`
          insert into sessions (tenant_id, hash, created_at, expires_at)
          values (${session.tenantId}, ${session.hash}, ${session.createdAt}, ${session.expiresAt})`
      }),

    extend: (tenantId, hash, expiresAt) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`update sessions set expires_at = ${expiresAt} where hash = ${hash}`
      }),

    remove: (tenantId, hash) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`delete from sessions where hash = ${hash}`
      }),

    removeExpired: (tenantId, now) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`delete from sessions where expires_at <= ${now}`
      }),
  }
}

function toStoredSession(row: Row): StoredSession {
  return {
    tenantId: row.tenant_id,
    hash: row.hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
