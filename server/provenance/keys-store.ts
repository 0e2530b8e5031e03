import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'

export interface StoredProvenanceKey {
  id: string
  purpose: 'sign' | 'index'
  /** Raw Ed25519, base64url; null: of an index. */
  publicKey: string | null
  sealed: string
  createdAt: Date
  retiredAt: Date | null
}

interface Row {
  id: string
  purpose: 'sign' | 'index'
  public_key: string | null
  sealed: string
  created_at: Date
  retired_at: Date | null
}

export type ProvenanceKeysStore = ReturnType<typeof createProvenanceKeysStore>

/** The table `provenance_keys`. */
export function createProvenanceKeysStore(database: Database) {
  return {
    /** The newest first. */
    list: (tenantId: string): Promise<StoredProvenanceKey[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select * from provenance_keys order by created_at desc, id`
        return rows.map(toStored)
      }),

    /** Unless another process was first: then what it made is what there is. */
    insertFirst: (tenantId: string, keys: StoredProvenanceKey[]): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`select pg_advisory_xact_lock(hashtext(${`provenance ${tenantId}`}))`
        for (const key of keys) {
          const [same] = await sql`select 1 from provenance_keys where purpose = ${key.purpose}`
          if (same) continue
          await sql`insert into provenance_keys ${sql(toRow(tenantId, key))}`
        }
      }),

    /** The new one signs from now on, the others no more. */
    rotate: (tenantId: string, key: StoredProvenanceKey): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update provenance_keys set retired_at = ${key.createdAt}
          where purpose = 'sign' and retired_at is null`
        await sql`insert into provenance_keys ${sql(toRow(tenantId, key))}`
        await noteEvent(sql, tenantId, {
          action: 'provenance.rotate-key',
          resource: { kind: 'provenance-key', id: key.id },
          outcome: 'done',
        })
      }),
  }
}

function toStored(row: Row): StoredProvenanceKey {
  return {
    id: row.id,
    purpose: row.purpose,
    publicKey: row.public_key,
    sealed: row.sealed,
    createdAt: row.created_at,
    retiredAt: row.retired_at,
  }
}

function toRow(tenantId: string, key: StoredProvenanceKey): Row & { tenant_id: string } {
  return {
    tenant_id: tenantId,
    id: key.id,
    purpose: key.purpose,
    public_key: key.publicKey,
    sealed: key.sealed,
    created_at: key.createdAt,
    retired_at: key.retiredAt,
  }
}
