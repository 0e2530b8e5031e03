import type { Database } from '#server/lib/database.ts'

export interface StoredPair {
  certificate: string
  sealedKey: string
}

export type OwnKeysStore = ReturnType<typeof createOwnKeysStore>

/** The table `sign_in_keys`. */
export function createOwnKeysStore(database: Database) {
  return {
    /** The first that was made stays, whichever process made it. */
    keepFirst: (tenantId: string, made: StoredPair): Promise<StoredPair> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          insert into sign_in_keys (tenant_id, certificate, sealed_key)
          values (${tenantId}, ${made.certificate}, ${made.sealedKey}) on conflict do nothing`
        const [row] = await sql<StoredPair[]>`
          select certificate, sealed_key as "sealedKey" from sign_in_keys`
        return row ?? made
      }),

    find: (tenantId: string): Promise<StoredPair | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<StoredPair[]>`
          select certificate, sealed_key as "sealedKey" from sign_in_keys`
        return row
      }),
  }
}
