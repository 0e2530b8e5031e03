import { Dimension, type LiveDrill, type Loss } from '#wire/dependence.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'

export const DRILLS_TOPIC = 'drills'

interface Row {
  id: string
  by: string
  name: string
  startedBy: string
  startedAt: Date
  until: Date
}

/** Live drills: the one that runs, for every process, and those that were. */
export function createDrillsStore(database: Database) {
  return {
    async begin(tenantId: string, drill: LiveDrill): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        await sql`update drills set ended_at = ${drill.startedAt}
                  where ended_at is null and until > ${drill.startedAt}`
        await sql`
          insert into drills (tenant_id, id, lost_by, lost_name, started_by, started_at, until)
          values (${tenantId}, ${drill.id}, ${drill.lose.by}, ${drill.lose.name},
                  ${drill.startedBy}, ${drill.startedAt}, ${drill.until})`
        await noteRevision(sql, tenantId, DRILLS_TOPIC)
        const { by, name } = drill.lose
        await noteEvent(sql, tenantId, {
          action: 'drill.begin',
          resource: { kind: 'drill', id: drill.id },
          outcome: 'done',
          facts: { by, name, until: drill.until },
        })
      })
    },
    async end(tenantId: string, at: Date): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          update drills set ended_at = ${at} where ended_at is null and until > ${at}`
        await noteRevision(sql, tenantId, DRILLS_TOPIC)
        const resource = { kind: 'drill', id: null }
        if (count > 0)
          await noteEvent(sql, tenantId, { action: 'drill.end', resource, outcome: 'done' })
      })
    },
    findLive: (tenantId: string, at: Date): Promise<LiveDrill | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`
          select id, lost_by as by, lost_name as name, started_by as "startedBy",
                 started_at as "startedAt", until
          from drills where ended_at is null and until > ${at}
          order by started_at desc limit 1`
        return row && toDrill(row)
      }),
    /** What was taken away since then. */
    lostSince: (tenantId: string, since: Date): Promise<Loss[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Pick<Row, 'by' | 'name'>[]>`
          select distinct lost_by as by, lost_name as name from drills where started_at >= ${since}`
        return rows.map(({ by, name }) => ({ by: Dimension.parse(by), name }))
      }),
  }
}
export type DrillsStore = ReturnType<typeof createDrillsStore>

function toDrill({ id, by, name, startedBy, startedAt, until }: Row): LiveDrill {
  return {
    id,
    lose: { by: Dimension.parse(by), name },
    startedBy,
    startedAt: startedAt.toISOString(),
    until: until.toISOString(),
  }
}
