import { randomBytes } from 'node:crypto'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { deriveKeys, type SubjectKeys } from './trail/trail-record.ts'
import { createNoteSigner, readNoteSigner, type NoteSigner } from './trail/signed-note.ts'

/** A key that signs checkpoints, or signed them once. */
export interface SigningKey {
  id: string
  /** As signed notes name it: public. */
  verifier: string
  createdAt: string
  retiredAt: string | null
}

/** The table `audit_keys`: each organisation has its own, made when its trail begins. */
export function createKeysStore(database: Database, box: SecretBox) {
  /** Within the turn of the trail, so that no two processes make one. */
  async function readSigners(sql: TransactionSql, tenantId: string, origin: string) {
    const rows = await sql<{ id: string; sealed: string }[]>`
      select id, sealed from audit_keys where kind = 'signing' and sealed is not null
      order by created_at`
    const signers = rows.map(({ id, sealed }) =>
      readNoteSigner(origin, box.open(sealed, contextOf(tenantId, 'signing', id))),
    )
    return signers.length > 0 ? signers : [await addSigner(sql, tenantId, origin)]
  }

  async function addSigner(
    sql: TransactionSql,
    tenantId: string,
    origin: string,
  ): Promise<NoteSigner> {
    const { signer, secret } = createNoteSigner(origin)
    const { keyId, text } = signer.verifier
    const sealed = box.seal(secret, contextOf(tenantId, 'signing', keyId))
    await sql`
      insert into audit_keys (tenant_id, kind, id, verifier, sealed)
      values (${tenantId}, 'signing', ${keyId}, ${text}, ${sealed})`
    return signer
  }

  return {
    readSigners,
    addSigner,
    /** It signs no more; what it signed can still be checked. */
    async retire(sql: TransactionSql, id: string): Promise<void> {
      await sql`
        update audit_keys set sealed = null, retired_at = now() where kind = 'signing' and id = ${id}`
    },
    async list(tenantId: string): Promise<SigningKey[]> {
      return database.withTenant(tenantId, async (sql) => {
        const rows = await sql<
          { id: string; verifier: string; created_at: Date; retired_at: Date | null }[]
        >`
          select id, verifier, created_at, retired_at from audit_keys where kind = 'signing'
          order by created_at, id`
        return rows.map((row) => ({
          id: row.id,
          verifier: row.verifier,
          createdAt: row.created_at.toISOString(),
          retiredAt: row.retired_at?.toISOString() ?? null,
        }))
      })
    },
    readCommitment: createCommitments(box),
  }
}

export type KeysStore = ReturnType<typeof createKeysStore>

function contextOf(tenantId: string, kind: string, id: string): string {
  return `${tenantId}|audit_keys|${kind}|${id}`
}

/** The key of an organisation's own commitments; made the first time. Of two who make one at once, both get the same. */
function createCommitments(box: SecretBox) {
  const find = async (sql: TransactionSql, context: string) => {
    const [row] = await sql<{ sealed: string }[]>`
      select sealed from audit_keys where kind = 'commitment' and id = '1'`
    return row && deriveKeys(Buffer.from(box.open(row.sealed, context), 'base64'))
  }
  return async (sql: TransactionSql, tenantId: string): Promise<SubjectKeys> => {
    const context = contextOf(tenantId, 'commitment', '1')
    const known = await find(sql, context)
    if (known) return known
    const sealed = box.seal(randomBytes(32).toString('base64'), context)
    await sql`
      insert into audit_keys (tenant_id, kind, id, sealed)
      values (${tenantId}, 'commitment', '1', ${sealed})
      on conflict do nothing`
    const made = await find(sql, context)
    if (!made) throw new Error('The key of commitments is not there, though it was just made')
    return made
  }
}
