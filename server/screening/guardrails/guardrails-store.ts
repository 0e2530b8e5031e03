import { Guardrail, SaveGuardrail } from '#wire/guardrails.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'

export const GUARDRAILS_TOPIC = 'guardrails'

/** The checks of an organisation by other models. */
export function createGuardrailsStore(database: Database) {
  const changed = async (
    sql: TransactionSql,
    tenantId: string,
    { id, action }: { id: string; action: string },
  ) => {
    await noteEvent(sql, tenantId, { action, resource: { kind: 'screening', id }, outcome: 'done' })
    await noteRevision(sql, tenantId, GUARDRAILS_TOPIC)
  }
  return {
    list: (tenantId: string): Promise<Guardrail[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<{ id: string; settings: object }[]>`
          select id, settings from screening_guardrails order by created_at, id`
        // What a later version knew is nothing that this one could do.
        return rows.flatMap(
          ({ id, settings }) => Guardrail.safeParse({ ...settings, id }).data ?? [],
        )
      }),
    async save(tenantId: string, { id, ...settings }: Guardrail): Promise<void> {
      const { name, isEnabled } = settings
      const json = JSON.stringify(SaveGuardrail.parse(settings))
      await database.withTenant(tenantId, async (sql) => {
        await sql`
          insert into screening_guardrails (tenant_id, id, name, settings, is_enabled)
          values (${tenantId}, ${id}, ${name}, ${json}::text::jsonb, ${isEnabled})
          on conflict (tenant_id, id) do update
            set name = excluded.name, settings = excluded.settings, is_enabled = excluded.is_enabled`
        await changed(sql, tenantId, { id, action: 'guardrail.save' })
      })
    },
    /** False: there was none. */
    remove: (tenantId: string, id: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const gone = await sql`delete from screening_guardrails where id = ${id} returning id`
        if (gone.length > 0) await changed(sql, tenantId, { id, action: 'guardrail.remove' })
        return gone.length > 0
      }),
  }
}
