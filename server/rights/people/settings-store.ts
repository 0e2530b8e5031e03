import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'

export type SettingsStore = ReturnType<typeof createSettingsStore>

/** The table `rights_settings`, and who there is. */
export function createSettingsStore(database: Database) {
  return {
    mayEraseSelf: (tenantId: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ may: boolean }[]>`
          select may_erase_self as may from rights_settings`
        return row?.may ?? false
      }),

    setMayEraseSelf: (tenantId: string, may: boolean): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          insert into rights_settings (tenant_id, may_erase_self) values (${tenantId}, ${may})
          on conflict (tenant_id) do update set may_erase_self = excluded.may_erase_self`
        await noteEvent(sql, tenantId, {
          action: 'rights.settings',
          resource: { kind: 'rights', id: null },
          outcome: 'done',
          facts: { mayEraseSelf: may },
        })
      }),

    personName: (tenantId: string, personId: string): Promise<string | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ name: string }[]>`select name from people where id = ${personId}`
        return row?.name
      }),
  }
}
