import postgres from 'postgres'
import type { KeyShelf } from './person-keys.ts'

/**
 * Keys in a schema of its own, for Galernes that share a server: of the same database, or, so that back-ups of the one
 * never hold the other, of another. Only the owner of the tables reads it.
 * @param url `postgres://…`
 */
export function createKeySchema(url: string): KeyShelf {
  // Connections of its own: a transaction that waits for a key would else wait for its own.
  const all = postgres(url, {
    max: 2,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: 'galerne keys' },
  })
  let preparing: Promise<typeof all> | undefined
  const prepared = () =>
    (preparing ??= prepare(all).catch((error: unknown) => {
      preparing = undefined
      throw error
    }))
  return {
    async put(tenantId, keyId, sealed) {
      const sql = await prepared()
      await sql`
        insert into galerne_keys.person_keys (tenant_id, key_id, sealed)
        values (${tenantId}, ${keyId}, ${sealed})`
    },
    async get(tenantId, keyId) {
      const sql = await prepared()
      const [row] = await sql<{ sealed: string | null }[]>`
        select sealed from galerne_keys.person_keys
        where tenant_id = ${tenantId} and key_id = ${keyId}`
      if (!row) return 'missing'
      return row.sealed === null ? 'destroyed' : { sealed: row.sealed }
    },
    async destroy(tenantId, keyId) {
      const sql = await prepared()
      await sql`
        insert into galerne_keys.person_keys (tenant_id, key_id, destroyed_at)
        values (${tenantId}, ${keyId}, now())
        on conflict (tenant_id, key_id) do update set sealed = null,
          destroyed_at = coalesce(person_keys.destroyed_at, now())`
      // What was there before goes from its page as well.
      await sql`vacuum galerne_keys.person_keys`
    },
    async rewrap(rewrap) {
      const sql = await prepared()
      const rows = await sql<{ tenant_id: string; key_id: string; sealed: string }[]>`
        select tenant_id, key_id, sealed from galerne_keys.person_keys where sealed is not null`
      let count = 0
      for (const { tenant_id, key_id, sealed } of rows) {
        const renewed = rewrap(sealed)
        if (renewed === sealed) continue
        const changed = await sql`
          update galerne_keys.person_keys set sealed = ${renewed}
          where tenant_id = ${tenant_id} and key_id = ${key_id} and sealed = ${sealed}`
        count += changed.count
      }
      return count
    },
    close: () => all.end({ timeout: 5 }),
  }
}

async function prepare(sql: postgres.Sql): Promise<postgres.Sql> {
  await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(4382)`
    await transaction.unsafe(SCHEMA)
  })
  return sql
}

const SCHEMA = `
  create schema if not exists galerne_keys;
  create table if not exists galerne_keys.person_keys (
    tenant_id uuid not null,
    key_id text not null,
    sealed text,
    destroyed_at timestamptz,
    primary key (tenant_id, key_id),
    check ((sealed is null) = (destroyed_at is not null))
  )`
