import { z } from 'zod'
import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'

export interface StoredWay {
  id: string
  kind: 'oidc' | 'saml' | 'ldap'
  /** In the words of galerne.yaml, without the secret. */
  settings: Record<string, unknown>
  /** The client secret, or the password of the account that searches; null: there is none. */
  sealedSecret: string | null
  isEnabled: boolean
  updatedAt: Date
}

/** What other processes look at to see that a way in was added, changed or removed. */
export const OWN_SIGN_IN_TOPIC = 'own-sign-in'

const Row = z
  .object({
    id: z.string(),
    kind: z.enum(['oidc', 'saml', 'ldap']),
    settings: z.record(z.string(), z.unknown()),
    sealed_secret: z.string().nullable(),
    is_enabled: z.boolean(),
    updated_at: z.date(),
  })
  .transform((row): StoredWay => ({
    id: row.id,
    kind: row.kind,
    settings: row.settings,
    sealedSecret: row.sealed_secret,
    isEnabled: row.is_enabled,
    updatedAt: row.updated_at,
  }))

export type OwnWaysStore = ReturnType<typeof createOwnWaysStore>

/** The table `own_sign_in`. */
export function createOwnWaysStore(database: Database) {
  return {
    list: (tenantId: string): Promise<StoredWay[]> =>
      database.withTenant(tenantId, async (sql) =>
        z.array(Row).parse([...(await sql`select * from own_sign_in order by created_at, id`)]),
      ),

    save: (tenantId: string, way: StoredWay): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const { id, kind, settings, sealedSecret, isEnabled, updatedAt } = way
        const json = JSON.stringify(settings)
        const [before] = await sql`select from own_sign_in where id = ${id}`
        await sql`
          insert into own_sign_in
            (tenant_id, id, kind, settings, sealed_secret, is_enabled, created_at, updated_at)
          values (${tenantId}, ${id}, ${kind}, ${json}::text::jsonb, ${sealedSecret}, ${isEnabled},
                  ${updatedAt}, ${updatedAt})
          on conflict (tenant_id, id) do update set settings = excluded.settings,
            sealed_secret = excluded.sealed_secret, is_enabled = excluded.is_enabled,
            updated_at = excluded.updated_at`
        await noteRevision(sql, tenantId, OWN_SIGN_IN_TOPIC)
        await noteEvent(sql, tenantId, {
          action: before ? 'sign-in.change' : 'sign-in.add',
          resource: { kind: 'sign-in', id },
          outcome: 'done',
          facts: { kind, isEnabled },
        })
      }),

    /** False: there was none. */
    remove: (tenantId: string, id: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`delete from own_sign_in where id = ${id}`
        if (count === 0) return false
        await noteRevision(sql, tenantId, OWN_SIGN_IN_TOPIC)
        const resource = { kind: 'sign-in', id }
        await noteEvent(sql, tenantId, { action: 'sign-in.remove', resource, outcome: 'done' })
        return true
      }),
  }
}
