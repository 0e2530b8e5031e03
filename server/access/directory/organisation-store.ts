import type { OrganisationSettings } from '#wire/directory.ts'
import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { changeDirectory } from './changes-store.ts'

/** What an organisation has decided for itself: a column of `organisations`. */
export function createOrganisationStore(database: Database) {
  return {
    saveSettings: (tenantId: string, settings: OrganisationSettings) =>
      changeDirectory(database, tenantId, async (sql) => {
        await sql`
          update organisations set settings = settings || ${JSON.stringify(settings)}::text::jsonb
          where tenant_id = ${tenantId}`
        await noteEvent(sql, tenantId, {
          action: 'organisation.change-settings',
          resource: { kind: 'organisation', id: tenantId },
          outcome: 'done',
          facts: { ...settings },
        })
      }),
  }
}
