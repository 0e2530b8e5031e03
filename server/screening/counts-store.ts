import { ScreeningCount } from '#wire/screening.ts'
import type { Acting } from '#server/lib/acting.ts'
import { noteEvents, type AuditEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'

/** One call in which something was changed or held back, for the trail. */
export interface ScreenedCall {
  acting: Acting
  target: string
  isBlocked: boolean
  facts: Record<string, number | string>
}

export interface CountsOfTenant {
  counts: readonly ScreeningCount[]
  calls: readonly ScreenedCall[]
}

/** How often something was found, a row a day. */
export function createCountsStore(database: Database) {
  return {
    async add(tenantId: string, { counts, calls }: CountsOfTenant): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        for (const { day, kind, destination, choice, count } of counts) {
          await sql`
            insert into screening_counts (tenant_id, day, kind, destination, choice, count)
            values (${tenantId}, ${day}, ${kind}, ${destination}, ${choice}, ${count})
            on conflict (tenant_id, day, kind, destination, choice)
              do update set count = screening_counts.count + excluded.count`
        }
        await noteEvents(sql, tenantId, calls.map(toEvent))
      })
    },
    since: (tenantId: string, day: string): Promise<ScreeningCount[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql`
          select day::text as day, kind, destination, choice, count::int as count
          from screening_counts where day >= ${day} order by day, kind`
        return rows.flatMap((row) => ScreeningCount.safeParse({ ...row }).data ?? [])
      }),
  }
}
export type CountsStore = ReturnType<typeof createCountsStore>

function toEvent({ acting, target, isBlocked, facts }: ScreenedCall): AuditEvent {
  return {
    action: isBlocked ? 'screening.block' : 'screening.replace',
    resource: { kind: 'model', id: target },
    outcome: isBlocked ? 'denied' : 'done',
    facts,
    acting,
  }
}
