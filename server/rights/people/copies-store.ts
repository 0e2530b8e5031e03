import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'

/** That somebody took a copy of all that is stored about a person. */
export function noteCopy(database: Database, tenantId: string, personId: string): Promise<void> {
  return database.withTenant(tenantId, (sql) =>
    noteEvent(sql, tenantId, {
      action: 'rights.export',
      resource: { kind: 'person', id: personId },
      outcome: 'done',
    }),
  )
}
