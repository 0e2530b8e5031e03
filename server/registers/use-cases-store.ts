import type { RiskLevel, UseCaseStatus } from '#wire/registers.ts'
import { noteEvent, type AuditEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { PurposeState } from './purposes.ts'

/** What processes look at to see that use cases have changed. */
export const USE_CASES_TOPIC = 'use-cases'

export interface StoredUseCase extends PurposeState {
  id: string
  decidedVersion: number | null
  decidedBy: string | null
  decidedAt: Date | null
  decisionNote: string
  createdAt: Date
}

interface Row {
  id: string
  purpose: string
  risk: RiskLevel
  status: UseCaseStatus
  decided_version: number | null
  decided_by_name: string | null
  decided_at: Date | null
  decision_note: string
  created_at: Date
  keys: string[] | null
  routes: string[] | null
}

export interface UseCaseDecision {
  status: UseCaseStatus
  /** As it was when that was decided. */
  risk: RiskLevel
  by: string
  at: Date
  note: string
}

export type UseCasesStore = ReturnType<typeof createUseCasesStore>

/** The tables `use_cases` and `use_case_bindings`. */
export function createUseCasesStore(database: Database) {
  return {
    list: (tenantId: string): Promise<StoredUseCase[]> =>
      database.withTenant(tenantId, async (sql) => (await select(sql)).map(toUseCase)),
    listStates: (tenantId: string): Promise<PurposeState[]> =>
      database.withTenant(tenantId, async (sql) => (await select(sql)).map(toUseCase)),

    find: (tenantId: string, id: string): Promise<StoredUseCase | undefined> =>
      database.withTenant(tenantId, async (sql) => (await select(sql, id)).map(toUseCase)[0]),

    /** False: another one has this purpose. */
    insert: (
      tenantId: string,
      { id, purpose, createdAt }: { id: string; purpose: string; createdAt: Date },
    ): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          insert into use_cases (tenant_id, id, purpose, risk, status, created_at)
          values (${tenantId}, ${id}, ${purpose}, 'unknown', 'draft', ${createdAt})
          on conflict do nothing`
        if (count === 0) return false
        await changed(sql, tenantId, { id, action: 'use-case.create', facts: { purpose } })
        return true
      }),

    /** False: its risk is not the one that was decided about. */
    decide: (tenantId: string, id: string, decision: UseCaseDecision): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { status, by, at, note, risk } = decision
        const { count } = await sql`
          update use_cases set status = ${status}, decided_by_name = ${by}, decided_at = ${at},
            decision_note = ${note} where id = ${id} and risk = ${risk}`
        if (count === 0) return false
        await changed(sql, tenantId, { id, action: `use-case.${ACTIONS[status]}` })
        return true
      }),

    bind: (
      tenantId: string,
      id: string,
      { keys, routes }: { keys: readonly string[]; routes: readonly string[] },
    ): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const targets = [
          ...keys.map((target) => ({ kind: 'key', target })),
          ...routes.map((target) => ({ kind: 'route', target })),
        ]
        await sql`delete from use_case_bindings where use_case_id = ${id}`
        // One that served another use case serves this one now.
        for (const { kind, target } of targets) {
          await sql`
            insert into use_case_bindings (tenant_id, kind, target, use_case_id)
            values (${tenantId}, ${kind}, ${target}, ${id})
            on conflict (tenant_id, kind, target) do update set use_case_id = excluded.use_case_id`
        }
        const facts = { keys: keys.length, routes: routes.length }
        await changed(sql, tenantId, { id, action: 'use-case.bind', facts })
      }),
  }
}

const ACTIONS: Record<UseCaseStatus, string> = {
  draft: 'reopen',
  approved: 'approve',
  refused: 'refuse',
  retired: 'retire',
}

/**
 * Within the transaction of a change of its description: a new risk, and, where somebody had approved something that is not there
 * any more, a draft again.
 */
export async function reassess(
  sql: TransactionSql,
  tenantId: string,
  { id, risk, isRiskForm }: { id: string; risk: RiskLevel; isRiskForm: boolean },
): Promise<void> {
  const [before] = await sql<{ risk: RiskLevel; status: UseCaseStatus }[]>`
    select risk, status from use_cases where id = ${id} for update`
  if (!before) return
  const isVoid = before.status === 'approved' && (isRiskForm || before.risk === 'high')
  const status = isVoid ? 'draft' : before.status
  await sql`update use_cases set risk = ${risk}, status = ${status} where id = ${id}`
  const facts = { risk, isApprovalVoid: isVoid }
  await changed(sql, tenantId, { id, action: 'use-case.assess', facts })
}

async function changed(
  sql: TransactionSql,
  tenantId: string,
  { id, action, facts }: { id: string; action: string; facts?: AuditEvent['facts'] },
): Promise<void> {
  await noteRevision(sql, tenantId, USE_CASES_TOPIC)
  await noteEvent(sql, tenantId, {
    action,
    resource: { kind: 'use-case', id },
    outcome: 'done',
    ...(facts && { facts }),
  })
}

function select(sql: TransactionSql, id: string | null = null) {
  return sql<Row[]>`
    select u.*,
      (select array_agg(target order by target) from use_case_bindings b
        where b.tenant_id = u.tenant_id and b.use_case_id = u.id and b.kind = 'key') as keys,
      (select array_agg(target order by target) from use_case_bindings b
        where b.tenant_id = u.tenant_id and b.use_case_id = u.id and b.kind = 'route') as routes
    from use_cases u where ${id}::uuid is null or u.id = ${id}::uuid
    order by u.created_at, u.id`
}

function toUseCase(row: Row): StoredUseCase {
  return {
    id: row.id,
    purpose: row.purpose,
    risk: row.risk,
    status: row.status,
    keys: row.keys ?? [],
    routes: row.routes ?? [],
    decidedVersion: row.decided_version,
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at,
    decisionNote: row.decision_note,
    createdAt: row.created_at,
  }
}
