import { DisposalCertificate, type SignedDisposal } from '#wire/rights.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { parseJson } from '#server/lib/parse-json.ts'

export interface StoredKey {
  id: string
  publicKey: string
  sealed: string
}

export interface StoredDisposal {
  id: string
  kind: DisposalCertificate['kind']
  at: string
  certificate: string
  signature: string
  keyId: string
}

/** The organisation's key, or this one, which is its first. */
export async function readOrInsertKey(
  sql: TransactionSql,
  tenantId: string,
  made: StoredKey,
): Promise<StoredKey> {
  // One at a time, so that no two processes make one.
  await sql`select pg_advisory_xact_lock(hashtext(${`rights ${tenantId}`}))`
  const [known] = await sql<StoredKey[]>`
    select id, public_key as "publicKey", sealed from rights_keys order by created_at desc limit 1`
  if (known) return known
  await sql`
    insert into rights_keys (tenant_id, id, public_key, sealed, created_at)
    values (${tenantId}, ${made.id}, ${made.publicKey}, ${made.sealed}, now())`
  return made
}

export async function insertDisposal(
  sql: TransactionSql,
  tenantId: string,
  disposal: StoredDisposal,
): Promise<void> {
  const { id, kind, at, certificate, signature, keyId } = disposal
  await sql`
    insert into disposals (tenant_id, id, kind, at, certificate, signature, key_id)
    values (${tenantId}, ${id}, ${kind}, ${at}, ${certificate}, ${signature}, ${keyId})`
}

interface Row {
  id: string
  certificate: string
  signature: string
  keyId: string
  publicKey: string
}

const PAGE = 50

/** The tables `disposals` and `rights_keys`. */
export function createDisposalsStore(database: Database) {
  return {
    /** The newest first, after the id of the last page. */
    list: (tenantId: string, after?: string) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select disposals.id, certificate, signature, key_id as "keyId", public_key as "publicKey"
          from disposals join rights_keys on rights_keys.id = key_id
          where ${after ?? null}::uuid is null or disposals.id < ${after ?? null}::uuid
          order by disposals.id desc limit ${PAGE + 1}`
        const disposals = rows.slice(0, PAGE).map(toSigned)
        const last = disposals.at(-1)
        return { disposals, nextCursor: rows.length > PAGE ? (last?.certificate.id ?? null) : null }
      }),

    find: (tenantId: string, id: string): Promise<SignedDisposal | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select disposals.id, certificate, signature, key_id as "keyId", public_key as "publicKey"
          from disposals join rights_keys on rights_keys.id = key_id where disposals.id = ${id}`
        return rows.map(toSigned)[0]
      }),
  }
}

export type DisposalsStore = ReturnType<typeof createDisposalsStore>

function toSigned({ certificate, signature, keyId, publicKey }: Row): SignedDisposal {
  const parsed = DisposalCertificate.parse(parseJson(certificate))
  return { certificate: parsed, signature, keyId, publicKey }
}
