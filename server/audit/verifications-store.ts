import type { AuditFinding, AuditVerification } from '#wire/audit.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'

export type VerificationsStore = ReturnType<typeof createVerificationsStore>

interface Row {
  id: string
  started_at: Date
  ended_at: Date | null
  checked: string
  total: string
  problem: AuditFinding | null
}

/** The table `audit_verifications`: how far they are, for all processes. */
export function createVerificationsStore(database: Database) {
  return {
    async begin(tenantId: string, id: string, total: number): Promise<void> {
      await database.withTenant(
        tenantId,
        (sql) => sql`
          insert into audit_verifications (tenant_id, id, total) values (${tenantId}, ${id}, ${total})`,
      )
    },
    async advance(tenantId: string, id: string, checked: number): Promise<void> {
      await database.withTenant(
        tenantId,
        (sql) => sql`
          update audit_verifications set checked = ${checked}, seen_at = now() where id = ${id}`,
      )
    },
    /** What it found is an event of the trail too. */
    async end(
      tenantId: string,
      id: string,
      { size, finding }: { size: number; finding: AuditFinding | null },
    ): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        await sql`
          update audit_verifications set
            checked = ${size}, total = ${size}, ended_at = now(), seen_at = now(),
            problem = ${finding === null ? null : JSON.stringify(finding)}::text::jsonb
          where id = ${id}`
        await sql`
          delete from audit_verifications where id not in (
            select id from audit_verifications order by started_at desc limit 50)`
        await noteEvent(sql, tenantId, {
          action: 'audit.verify',
          resource: { kind: 'audit', id: null },
          outcome: finding === null ? 'done' : 'failed',
          ...(finding && { reason: finding.message }),
          facts: { entries: size, finding: finding?.kind ?? null },
        })
      })
    },
    /** The newest one. What a dead process left under way does not count. */
    last: (tenantId: string): Promise<AuditVerification | null> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`
          select id, started_at, ended_at, checked, total, problem from audit_verifications
          where ended_at is not null or seen_at > now() - interval '1 minute'
          order by started_at desc limit 1`
        return row ? toVerification(row) : null
      }),
  }
}

function toVerification(row: Row): AuditVerification {
  return {
    id: row.id,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    checked: Number(row.checked),
    total: Number(row.total),
    finding: row.problem,
  }
}
