import { z } from 'zod'
import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'

export interface StoredRoute {
  name: string
  /** In the words of galerne.yaml. */
  settings: Record<string, unknown>
  isEnabled: boolean
  updatedAt: Date
}

/** What other processes look at to see that a route was added, changed or removed. */
export const OWN_ROUTES_TOPIC = 'own-routes'

const Settings = z.record(z.string(), z.unknown())

interface Row {
  name: string
  settings: unknown
  is_enabled: boolean
  updated_at: Date
}

export type OwnRoutesStore = ReturnType<typeof createOwnRoutesStore>

/** The table `own_routes`. */
export function createOwnRoutesStore(database: Database) {
  return {
    list: (tenantId: string): Promise<StoredRoute[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`select * from own_routes order by name`
        return rows.map((row) => ({
          name: row.name,
          settings: Settings.parse(row.settings),
          isEnabled: row.is_enabled,
          updatedAt: row.updated_at,
        }))
      }),

    save: (tenantId: string, { name, settings, isEnabled, updatedAt }: StoredRoute) =>
      database.withTenant(tenantId, async (sql) => {
        const json = JSON.stringify(settings)
        const [before] = await sql`select from own_routes where name = ${name}`
        await sql`
          insert into own_routes (tenant_id, name, settings, is_enabled, created_at, updated_at)
          values (${tenantId}, ${name}, ${json}::text::jsonb, ${isEnabled}, ${updatedAt}, ${updatedAt})
          on conflict (tenant_id, name) do update set settings = excluded.settings,
            is_enabled = excluded.is_enabled, updated_at = excluded.updated_at`
        await noteRevision(sql, tenantId, OWN_ROUTES_TOPIC)
        await noteEvent(sql, tenantId, {
          action: before ? 'route.change' : 'route.add',
          resource: { kind: 'route', id: name },
          outcome: 'done',
          facts: { isEnabled },
        })
      }),

    /** False: there was none. */
    remove: (tenantId: string, name: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`delete from own_routes where name = ${name}`
        if (count === 0) return false
        await noteRevision(sql, tenantId, OWN_ROUTES_TOPIC)
        const resource = { kind: 'route', id: name }
        await noteEvent(sql, tenantId, { action: 'route.remove', resource, outcome: 'done' })
        return true
      }),
  }
}
