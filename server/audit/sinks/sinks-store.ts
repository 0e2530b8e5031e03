import type { AuditSink } from '#wire/audit.ts'
import type { Database } from '#server/lib/database.ts'
import type { AuditSettings } from '../settings.ts'

export type SinksStore = ReturnType<typeof createSinksStore>

/** How far a sink is. */
export interface SinkPosition {
  /** Entries that arrived: all before this number. */
  entries: number
  /** Size of the last checkpoint that arrived. */
  checkpoints: number
}

interface Row {
  sink: string
  entries: string
  checkpoints: string
  delivered_at: Date | null
  problem: string | null
  failing_since: Date | null
}

const KINDS = {
  file: 'file',
  syslog: 'syslog',
  webhook: 'webhook',
  s3: 's3',
  timeStamps: 'time-stamps',
} as const

/** The table `audit_sinks`: how far each sink is, and which process delivers to it. */
export function createSinksStore(database: Database) {
  return {
    /** Undefined: another process delivers to it now. */
    take: (
      tenantId: string,
      sink: string,
      { holder, holdMs }: { holder: string; holdMs: number },
    ): Promise<SinkPosition | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const until = sql`now() + ${`${holdMs} milliseconds`}::interval`
        const [row] = await sql<Row[]>`
          insert into audit_sinks as sinks (tenant_id, sink, holder, held_until)
          values (${tenantId}, ${sink}, ${holder}, ${until})
          on conflict (tenant_id, sink) do update set holder = excluded.holder, held_until = excluded.held_until
          where sinks.holder = ${holder} or sinks.held_until is null or sinks.held_until < now()
          returning entries, checkpoints`
        return row && { entries: Number(row.entries), checkpoints: Number(row.checkpoints) }
      }),

    /** What has arrived; never less than before. */
    advance: (tenantId: string, sink: string, position: SinkPosition): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update audit_sinks set
            entries = greatest(entries, ${position.entries}),
            checkpoints = greatest(checkpoints, ${position.checkpoints}),
            delivered_at = now(), problem = null, failing_since = null
          where sink = ${sink}`
      }),

    /** Another process may deliver at once. */
    release: (tenantId: string, sink: string, holder: string): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update audit_sinks set holder = null, held_until = null
          where sink = ${sink} and holder = ${holder}`
      }),

    fail: (tenantId: string, sink: string, problem: string): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update audit_sinks set
            problem = ${problem.slice(0, 500)}, failing_since = coalesce(failing_since, now())
          where sink = ${sink}`
      }),

    /** Those of the settings, also before anything went there. */
    list: (tenantId: string, settings: AuditSettings): Promise<AuditSink[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select sink, entries, checkpoints, delivered_at, problem, failing_since from audit_sinks`
        const stored = new Map(rows.map((row) => [row.sink, row]))
        return Object.entries(KINDS)
          .filter(([name]) => settings[kindOf(name)] !== null)
          .map(([id, kind]) => {
            const row = stored.get(id)
            return {
              id,
              kind,
              entries: kind === 'time-stamps' ? null : Number(row?.entries ?? 0),
              checkpoints: Number(row?.checkpoints ?? 0),
              deliveredAt: row?.delivered_at?.toISOString() ?? null,
              problem: row?.problem ?? null,
              failingSince: row?.failing_since?.toISOString() ?? null,
            }
          })
      }),
  }
}

function kindOf(name: string): keyof typeof KINDS {
  switch (name) {
    case 'syslog':
    case 'webhook':
    case 's3':
    case 'timeStamps':
      return name
    default:
      return 'file'
  }
}
