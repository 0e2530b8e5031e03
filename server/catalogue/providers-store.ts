import { z } from 'zod'
import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'

export interface StoredProvider {
  id: string
  /** In the words of galerne.yaml, without secrets. */
  settings: Record<string, unknown>
  sealed: string | null
  isEnabled: boolean
  version: string
  createdAt: Date
  updatedAt: Date
}

export interface ProvidersStore {
  list(tenantId: string): Promise<StoredProvider[]>
  /** Ids and versions in one line: another one after any change, whichever process made it. */
  mark(tenantId: string): Promise<string>
  save(tenantId: string, provider: StoredProvider): Promise<void>
  /** Replaces what is sealed; nothing where the provider was changed meanwhile. */
  reseal(tenantId: string, provider: StoredProvider, sealed: string): Promise<void>
  remove(tenantId: string, id: string): Promise<boolean>
}

interface Row {
  id: string
  settings: unknown
  sealed: string | null
  is_enabled: boolean
  version: string
  created_at: Date
  updated_at: Date
}

const Settings = z.record(z.string(), z.unknown())

/** What other processes look at to see that a provider was added, changed or removed. */
export const PROVIDERS_TOPIC = 'providers'

/** The table `stored_providers`. */
export function createProvidersStore(database: Database): ProvidersStore {
  return {
    list: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`select * from stored_providers order by created_at, id`
        return rows.map(toStoredProvider)
      }),

    mark: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ mark: string }[]>`
          select coalesce(string_agg(id || ' ' || version, ',' order by id), '') as mark
          from stored_providers`
        return row?.mark ?? ''
      }),

    save: (tenantId, provider) =>
      database.withTenant(tenantId, async (sql) => {
        const { id, settings, sealed, isEnabled, version, createdAt, updatedAt } = provider
        const json = JSON.stringify(settings)
        const [before] = await sql`select id from stored_providers where id = ${id}`
        await sql`
          insert into stored_providers
            (tenant_id, id, settings, sealed, is_enabled, version, created_at, updated_at)
          values (${tenantId}, ${id}, ${json}::text::jsonb, ${sealed}, ${isEnabled}, ${version},
                  ${createdAt}, ${updatedAt})
          on conflict (tenant_id, id) do update set
            settings = excluded.settings, sealed = excluded.sealed,
            is_enabled = excluded.is_enabled, version = excluded.version,
            updated_at = excluded.updated_at`
        await noteRevision(sql, tenantId, PROVIDERS_TOPIC)
        await noteEvent(sql, tenantId, {
          action: before ? 'provider.change' : 'provider.add',
          resource: { kind: 'provider', id },
          outcome: 'done',
          facts: { isEnabled, version, settings: Object.keys(settings).toSorted() },
        })
      }),

    reseal: (tenantId, { id, version }, sealed) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update stored_providers set sealed = ${sealed} where id = ${id} and version = ${version}`
      }),

    remove: (tenantId, id) =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`delete from stored_providers where id = ${id}`
        await noteRevision(sql, tenantId, PROVIDERS_TOPIC)
        if (count > 0) {
          const resource = { kind: 'provider', id }
          await noteEvent(sql, tenantId, { action: 'provider.remove', resource, outcome: 'done' })
        }
        return count > 0
      }),
  }
}

function toStoredProvider(row: Row): StoredProvider {
  return {
    id: row.id,
    settings: Settings.parse(row.settings),
    sealed: row.sealed,
    isEnabled: row.is_enabled,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
