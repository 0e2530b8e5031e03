import type {
  Budget,
  CreateBudget,
  CreateLimit,
  Limit,
  SetPrice,
  UpdateBudget,
} from '#wire/money.ts'
import { noteEvent, type AuditEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { codeOf } from '#server/lib/thrown.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Allowance, Subject } from './allowance.ts'

/** What other processes look at to see that budgets, limits or prices have changed. */
export const ALLOWANCES_TOPIC = 'allowances'
export const PRICES_TOPIC = 'prices'

export interface StoredBudget extends Pick<Budget, 'subject' | 'period' | 'currency'> {
  id: string
  softMicros: number | null
  hardMicros: number | null
}

export type StoredLimit = Pick<Limit, 'id' | 'subject' | 'metric' | 'amount'>

export interface StoredPrice extends SetPrice {
  id: string
}

/** The tables `budgets`, `limits` and `price_overrides`. */
export interface BudgetsStore {
  listBudgets(tenantId: string): Promise<StoredBudget[]>
  listLimits(tenantId: string): Promise<StoredLimit[]>
  listPrices(tenantId: string): Promise<StoredPrice[]>
  /** What was spent of its period already counts. Throws `conflict` where there is one for this subject and period. */
  insertBudget(tenantId: string, budget: NewBudget): Promise<void>
  /** False: there is none. */
  updateBudget(tenantId: string, id: string, ends: UpdateBudget): Promise<boolean>
  insertLimit(
    tenantId: string,
    limit: CreateLimit & { id: string; createdAt: string },
  ): Promise<void>
  updateLimit(tenantId: string, id: string, amount: number): Promise<boolean>
  remove(
    tenantId: string,
    table: 'budgets' | 'limits' | 'price_overrides',
    id: string,
  ): Promise<boolean>
  /** In place of one of the same provider, model and day. */
  putPrice(tenantId: string, price: StoredPrice): Promise<void>
}

export interface NewBudget extends CreateBudget {
  id: string
  createdAt: string
  /** The period that it begins in, and what was spent in it before. */
  startsAtMs: number
  spentMicros: number
}

interface BudgetRow {
  id: string
  subject_kind: Subject['kind']
  subject_id: string
  period: Budget['period']
  currency: Budget['currency']
  soft_micros: string | null
  hard_micros: string | null
}

interface LimitRow extends Pick<BudgetRow, 'id' | 'subject_kind' | 'subject_id'> {
  metric: Limit['metric']
  amount: string
}

export function createBudgetsStore(database: Database): BudgetsStore {
  const change: Change = (tenantId, event, work) =>
    database.withTenant(tenantId, async (sql) => {
      const count = await work(sql)
      const { action, id, facts = {} } = event
      const [kind = ''] = action.split('.')
      await noteRevision(sql, tenantId, kind === 'price' ? PRICES_TOPIC : ALLOWANCES_TOPIC)
      const resource = { kind, id }
      if (count > 0) await noteEvent(sql, tenantId, { action, resource, outcome: 'done', facts })
      return count > 0
    })
  return {
    ...reads(database),
    insertBudget: (tenantId, budget) =>
      change(tenantId, toEvent('budget.create', budget), async (sql) => {
        const { count } = await sql`
          insert into budgets ${sql({
            tenant_id: tenantId,
            id: budget.id,
            ...toSubjectColumns(budget.subject),
            period: budget.period,
            currency: budget.currency,
            soft_micros: budget.softMicros,
            hard_micros: budget.hardMicros,
            created_at: budget.createdAt,
          })}`
        await sql`
          insert into allowance_periods (tenant_id, allowance_id, starts_at, spent)
          values (${tenantId}, ${budget.id}, ${new Date(budget.startsAtMs)}, ${budget.spentMicros})`
        return count
      })
        .then(() => undefined)
        .catch(explainConflict('There is a budget for this already. Change that one.')),
    updateBudget: (tenantId, id, { softMicros, hardMicros }) => {
      const event = { action: 'budget.update', id, facts: { softMicros, hardMicros } } as const
      return change(tenantId, event, async (sql) => {
        const { count } = await sql`
          update budgets set soft_micros = ${softMicros}, hard_micros = ${hardMicros} where id = ${id}`
        return count
      })
    },
    ...limitChanges(change),
    remove: (tenantId, table, id) =>
      change(tenantId, { action: REMOVALS[table], id }, async (sql) => {
        const { count } = await sql`delete from ${sql(table)} where id = ${id}`
        return count
      }),
    async putPrice(tenantId, { id, provider, model, validFrom, currency, prices, source }) {
      const facts = { provider, model, validFrom, currency }
      await change(tenantId, { action: 'price.set', id, facts }, async (sql) => {
        const { count } = await sql`
          insert into price_overrides (tenant_id, id, provider, model, valid_from, currency, prices, source)
          values (${tenantId}, ${id}, ${provider}, ${model}, ${validFrom}, ${currency},
                  ${sql.json(prices)}, ${source})
          on conflict (tenant_id, provider, model, valid_from)
            do update set currency = excluded.currency, prices = excluded.prices, source = excluded.source`
        return count
      })
    },
  }
}

/** What the audit trail says of a change; what it is of tells which processes have to read anew. */
interface ChangeEvent {
  action: `${'budget' | 'limit' | 'price'}.${string}`
  id: string
  facts?: AuditEvent['facts']
}

/** In one transaction with the note for the other processes. False: nothing was changed. */
type Change = (
  tenantId: string,
  event: ChangeEvent,
  work: (sql: TransactionSql) => Promise<number>,
) => Promise<boolean>

const REMOVALS = {
  budgets: 'budget.delete',
  limits: 'limit.delete',
  price_overrides: 'price.delete',
} as const

function toEvent(
  action: ChangeEvent['action'],
  of: { id: string; subject: Subject; metric?: string; amount?: number } & Partial<NewBudget>,
): ChangeEvent {
  const { id, subject, metric, amount, period, softMicros, hardMicros } = of
  const facts = {
    subject: subject.id,
    subjectKind: subject.kind,
    ...(metric !== undefined && { metric, amount: amount ?? null }),
    ...(period !== undefined && {
      period,
      softMicros: softMicros ?? null,
      hardMicros: hardMicros ?? null,
    }),
  }
  return { action, id, facts }
}

function limitChanges(change: Change): Pick<BudgetsStore, 'insertLimit' | 'updateLimit'> {
  return {
    insertLimit(tenantId, { id, subject, metric, amount, createdAt }) {
      const event = toEvent('limit.create', { id, subject, metric, amount })
      return change(tenantId, event, async (sql) => {
        const row = { tenant_id: tenantId, id, metric, amount, created_at: createdAt }
        const { count } =
          await sql`insert into limits ${sql({ ...row, ...toSubjectColumns(subject) })}`
        return count
      })
        .then(() => undefined)
        .catch(explainConflict('There is a limit for this already. Change that one.'))
    },
    updateLimit: (tenantId, id, amount) =>
      change(tenantId, { action: 'limit.update', id, facts: { amount } }, async (sql) => {
        const { count } = await sql`update limits set amount = ${amount} where id = ${id}`
        return count
      }),
  }
}

function reads(
  database: Database,
): Pick<BudgetsStore, 'listBudgets' | 'listLimits' | 'listPrices'> {
  return {
    listBudgets: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<BudgetRow[]>`select * from budgets order by id`
        return rows.map(toBudget)
      }),
    listLimits: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<LimitRow[]>`select * from limits order by id`
        return rows.map((row) => ({
          id: row.id,
          subject: { kind: row.subject_kind, id: row.subject_id },
          metric: row.metric,
          amount: Number(row.amount),
        }))
      }),
    listPrices: (tenantId) =>
      database.withTenant(
        tenantId,
        (sql) => sql<StoredPrice[]>`
          select id, provider, model, to_char(valid_from, 'YYYY-MM-DD') as "validFrom", currency,
                 prices, source
          from price_overrides order by provider, model, valid_from desc`,
      ),
  }
}

/** Ready for the path of every call. */
export async function readAllowances(store: BudgetsStore, tenantId: string): Promise<Allowance[]> {
  const budgets = await store.listBudgets(tenantId)
  const limits = await store.listLimits(tenantId)
  return [
    ...budgets.map(({ id, subject, period, currency, softMicros, hardMicros }): Allowance => ({
      id,
      tenantId,
      subject,
      metric: 'money',
      hard: hardMicros,
      soft: softMicros,
      currency,
      period,
    })),
    ...limits.map(({ id, subject, metric, amount }): Allowance => ({
      id,
      tenantId,
      subject,
      metric,
      hard: amount,
      soft: null,
      currency: 'EUR',
      period: metric === 'concurrency' ? 'always' : 'minute',
    })),
  ]
}

function toBudget(row: BudgetRow): StoredBudget {
  return {
    id: row.id,
    subject: { kind: row.subject_kind, id: row.subject_id },
    period: row.period,
    currency: row.currency,
    softMicros: row.soft_micros === null ? null : Number(row.soft_micros),
    hardMicros: row.hard_micros === null ? null : Number(row.hard_micros),
  }
}

function toSubjectColumns({ kind, id }: Subject) {
  return { subject_kind: kind, subject_id: id }
}

function explainConflict(message: string) {
  return (error: unknown): never => {
    if (codeOf(error) === '23505') throw new AppError('conflict', message)
    throw error
  }
}
