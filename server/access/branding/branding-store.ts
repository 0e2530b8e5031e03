import { BrandingSettings } from '#wire/branding.ts'
import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'

/** What other processes read anew when the branding of an organisation has changed. */
export const BRANDING_TOPIC = 'branding'

export interface BrandingRow {
  settings: BrandingSettings
  logo: Buffer | null
}

export type BrandingStore = ReturnType<typeof createBrandingStore>

/** The table `branding`: one row an organisation that has any. */
export function createBrandingStore(database: Database) {
  const read = (tenantId: string) =>
    database.withTenant(tenantId, async (sql) => {
      const [row] = await sql<{ settings: unknown; logo: Buffer | null }[]>`
        select settings, logo from branding`
      return row
    })
  return {
    /** Undefined: there is none, or none that this version would let in. What an archive brought was not checked. */
    async find(tenantId: string): Promise<BrandingRow | undefined> {
      const row = await read(tenantId)
      const settings = BrandingSettings.safeParse(row?.settings)
      if (!row || !settings.success) return undefined
      return { settings: settings.data, logo: row.logo && Buffer.from(row.logo) }
    },

    /** @param logo Undefined: the one that is there stays. */
    save: (tenantId: string, wish: BrandingSettings, logo: Buffer | null | undefined) =>
      database.withTenant(tenantId, async (sql) => {
        const settings = JSON.stringify(wish)
        await sql`
          insert into branding (tenant_id, settings, logo, updated_at)
          values (${tenantId}, ${settings}::text::jsonb, ${logo ?? null}, now())
          on conflict (tenant_id) do update set settings = excluded.settings, updated_at = now()`
        if (logo === null) await sql`update branding set logo = null`
        if (logo) await sql`update branding set logo = ${logo}`
        await noteRevision(sql, tenantId, BRANDING_TOPIC)
        await noteEvent(sql, tenantId, {
          action: 'branding.change',
          resource: { kind: 'organisation', id: tenantId },
          outcome: 'done',
          // Colours and which links there are; names and notices are words.
          facts: {
            light: wish.accent?.light ?? null,
            dark: wish.accent?.dark ?? null,
            links: Object.entries(wish.links).flatMap(([name, link]) => (link ? [name] : [])),
            logo: logo === undefined ? 'kept' : logo === null ? 'none' : 'new',
          },
        })
      }),
  }
}
