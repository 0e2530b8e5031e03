import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import { codeOf } from '#server/lib/thrown.ts'
import type { Principal } from '../principal.ts'

/** What other processes look at to see that policies have changed. */
export const POLICIES_TOPIC = 'policies'

export interface StoredVersion {
  version: number
  /** JSON, as it was written. */
  document: string
  hash: string
  note: string
  author: Pick<Principal, 'kind' | 'id' | 'name'>
  restores: number | null
  createdAt: Date
}

export type PolicyStore = ReturnType<typeof createPolicyStore>

/** The table `policy_versions`. Rows are added, never changed. */
export function createPolicyStore(database: Database) {
  return {
    findNewest: (tenantId: string): Promise<StoredVersion | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`
          select * from policy_versions order by version desc limit 1`
        return row && toVersion(row)
      }),

    find: (tenantId: string, version: number): Promise<StoredVersion | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`select * from policy_versions where version = ${version}`
        return row && toVersion(row)
      }),

    /** The newest first, those before `before`. */
    list: (tenantId: string, before: number, limit: number): Promise<StoredVersion[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select * from policy_versions where version < ${before}
          order by version desc limit ${limit}`
        return rows.map(toVersion)
      }),

    /** False: somebody else was faster, and there is such a version already. */
    insert: (tenantId: string, added: StoredVersion, previousHash: string): Promise<boolean> =>
      database
        .withTenant(tenantId, async (sql) => {
          const { version, hash, restores } = added
          await sql`insert into policy_versions ${sql({ tenant_id: tenantId, ...toRow(added) })}`
          await noteRevision(sql, tenantId, POLICIES_TOPIC)
          await noteEvent(sql, tenantId, {
            action: restores === null ? 'policy.publish' : 'policy.restore',
            resource: { kind: 'policy', id: String(version) },
            outcome: 'done',
            facts: { version, hash, previousHash, restores },
          })
          return true
        })
        .catch((error: unknown) => {
          if (codeOf(error) === '23505') return false
          throw error
        }),
  }
}

interface Row {
  version: number
  document: string
  hash: string
  note: string
  author_kind: Principal['kind']
  author_id: string
  author_name: string
  restores: number | null
  created_at: Date
}

function toRow({ author, createdAt, ...rest }: StoredVersion) {
  const { kind, id, name } = author
  return { ...rest, author_kind: kind, author_id: id, author_name: name, created_at: createdAt }
}

function toVersion(row: Row): StoredVersion {
  const { author_kind: kind, author_id: id, author_name: name, created_at: createdAt } = row
  const { version, document, hash, note, restores } = row
  return { version, document, hash, note, restores, author: { kind, id, name }, createdAt }
}
