import { noteRevision } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'
import type { Trouble } from './hearsay.ts'

export const TROUBLES_TOPIC = 'troubles'

/** What a process says of one deployment. */
export interface Told extends Trouble {
  /** `provider/model`. */
  deployment: string
}

export interface Heard extends Told {
  /** Changes with everything that is told of it. */
  toldAt: string
  ageMs: number
}

/** What processes tell each other of deployments: the last word on each. */
export function createTroublesStore(database: Database, processId: string) {
  return {
    async tell(tenantId: string, troubles: Told[]): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        for (const { deployment, ...one } of troubles) await tellOne(sql, deployment, one)
        await sql`delete from deployment_troubles where told_at < now() - interval '1 day'`
        await noteRevision(sql, tenantId, TROUBLES_TOPIC)
      })

      async function tellOne(
        sql: Parameters<Parameters<typeof database.withTenant>[1]>[0],
        deployment: string,
        one: Trouble,
      ) {
        const row = {
          tenant_id: tenantId,
          deployment,
          told_by: processId,
          open_for_ms: Math.round(one.openForMs),
          refused_for_ms: Math.round(one.refusedForMs),
        }
        await sql`
          insert into deployment_troubles ${sql(row)}
          on conflict (tenant_id, deployment) do update set ${sql(row)}, told_at = now()`
        await sql`
          update deployment_troubles set
            open_until = ${untilOf(one.openMs)}::float8 * interval '1 ms' + now(),
            cool_until = ${untilOf(one.coolMs)}::float8 * interval '1 ms' + now(),
            refused_until = ${untilOf(one.refusedMs)}::float8 * interval '1 ms' + now()
          where deployment = ${deployment}`
      }
    },
    /** By other processes, and not long over. */
    async hear(tenantId: string): Promise<Heard[]> {
      return database.withTenant(
        tenantId,
        (sql) => sql<Heard[]>`
          select deployment, told_at::text as "toldAt", open_for_ms as "openForMs",
                 refused_for_ms as "refusedForMs",
                 extract(epoch from now() - told_at)::float8 * 1000 as "ageMs",
                 ${leftOf('open_until')} as "openMs", ${leftOf('cool_until')} as "coolMs",
                 ${leftOf('refused_until')} as "refusedMs"
          from deployment_troubles
          where told_by <> ${processId} and told_at > now() - interval '10 minutes'`,
      )

      function leftOf(column: string) {
        const { sql } = database
        return sql`case when ${sql(column)} is null then 0 else
          greatest(1, extract(epoch from ${sql(column)} - now()) * 1000) end::float8`
      }
    },
  }
}

export type TroublesStore = ReturnType<typeof createTroublesStore>

function untilOf(ms: number): number | null {
  return ms > 0 ? ms : null
}
