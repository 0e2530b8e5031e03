import type { Database, TransactionSql } from '#server/lib/database.ts'

/** What a process says of one period of an allowance, and what it would like. Integers in the allowance's unit. */
export interface LeaseAsk {
  allowanceId: string
  startsAtMs: number
  hard: number
  /** Used up since the last time, and not told in any other way. */
  report: number
  /** Used or held by us, or kept for the next calls, and not reported yet: ours whatever happens. */
  inUse: number
  /** Calls wait for so much. */
  missing: number
  /** More than that is welcome: none, or a share of what is free. */
  wantsShare: boolean
  /** The period before, and how much of it still counts, from 0 to 1; absent: nothing of it. */
  before?: { startsAtMs: number; share: number }
}

/** What is held of one period of a budget for something that outlives the process. Micro-units of its currency. */
export interface HeldShare {
  allowanceId: string
  startsAtMs: number
  units: number
}

export interface PeriodSpent {
  allowanceId: string
  startsAtMs: number
  spent: number
  /** Held by batches under way. */
  standing: number
}

export interface LeaseAnswer {
  /** What we may use on top of `inUse`. */
  headroom: number
  /** Spent for good, by all. */
  spent: number
}

/** The one authority on budgets and limits: the tables `allowance_periods` and `allowance_leases`. */
export interface LeaseStore {
  /** In one transaction, so that no two processes are ever lent the same money. Answers come in the order of the asks. */
  ask(
    tenantId: string,
    asks: LeaseAsk[],
    options: { holder: string; leaseMs: number },
  ): Promise<LeaseAnswer[]>
  /** What is spent and held of periods; those that nobody has used are left out. */
  readSpent(
    tenantId: string,
    periods: { allowanceId: string; startsAtMs: number }[],
  ): Promise<PeriodSpent[]>
  /** Holds shares for so long at most, whichever process lives or dies. */
  stand(
    tenantId: string,
    shares: readonly HeldShare[],
    options: { holder: string; leaseMs: number },
  ): Promise<void>
  /** Gives back whatever a process, or something that stands, holds. */
  giveBack(tenantId: string, holder: string): Promise<void>
  /** Forgets minutes that are long over. */
  tidy(tenantId: string): Promise<void>
}

/** A process is lent this part of what is free, divided by how many there are, so that the others find something too. */
const SHARE = 4

export function createLeaseStore(database: Database): LeaseStore {
  return {
    ask: (tenantId, asks, options) =>
      database.withTenant(tenantId, async (sql) => {
        const answers = new Map<LeaseAsk, LeaseAnswer>()
        // In one order everywhere, so that nobody waits for somebody who waits for him.
        const inOrder = asks.toSorted(
          (a, b) => a.allowanceId.localeCompare(b.allowanceId) || a.startsAtMs - b.startsAtMs,
        )
        for (const ask of inOrder)
          answers.set(ask, await answerOne(sql, tenantId, { ask, ...options }))
        return asks.map((ask) => answers.get(ask) ?? { headroom: 0, spent: 0 })
      }),

    readSpent: (tenantId, periods) =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<
          { allowance_id: string; starts_at: Date; spent: string; standing: string }[]
        >`
          select asked.allowance_id, asked.starts_at, coalesce(periods.spent, 0) as spent,
                 coalesce(held.standing, 0) as standing
          from unnest(${periods.map(({ allowanceId }) => allowanceId)}::uuid[],
                      ${periods.map(({ startsAtMs }) => instant(startsAtMs))}::timestamptz[])
            as asked (allowance_id, starts_at)
          left join allowance_periods periods using (allowance_id, starts_at)
          left join (
            select allowance_id, starts_at, sum(granted) as standing from allowance_leases
            where is_standing and expires_at >= now() group by allowance_id, starts_at
          ) held using (allowance_id, starts_at)
          where periods.spent is not null or held.standing is not null`
        return rows.map((row) => ({
          allowanceId: row.allowance_id,
          startsAtMs: row.starts_at.getTime(),
          spent: Number(row.spent),
          standing: Number(row.standing),
        }))
      }),

    stand: (tenantId, shares, { holder, leaseMs }) =>
      database.withTenant(tenantId, async (sql) => {
        for (const { allowanceId, startsAtMs, units } of shares) {
          await sql`
            insert into allowance_leases (tenant_id, allowance_id, starts_at, holder, granted,
              expires_at, is_standing)
            values (${tenantId}, ${allowanceId}, ${instant(startsAtMs)}, ${holder}, ${units},
                    now() + ${leaseMs} * interval '1 millisecond', true)`
        }
      }),

    giveBack: (tenantId, holder) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`delete from allowance_leases where holder = ${holder}`
      }),

    tidy: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        await sql`delete from allowance_leases where expires_at < now() - interval '1 day'`
        await sql`
          delete from allowance_periods using limits
          where allowance_id = limits.id and starts_at > to_timestamp(0)
            and starts_at < now() - interval '1 hour'`
      }),
  }
}

async function answerOne(
  sql: TransactionSql,
  tenantId: string,
  { ask, holder, leaseMs }: { ask: LeaseAsk; holder: string; leaseMs: number },
): Promise<LeaseAnswer> {
  const { allowanceId, hard, report, inUse, missing, wantsShare } = ask
  const startsAt = instant(ask.startsAtMs)
  // The row is locked by this until the transaction ends: nobody else lends of it meanwhile.
  const [period] = await sql<{ spent: string }[]>`
    insert into allowance_periods (tenant_id, allowance_id, starts_at, spent)
    values (${tenantId}, ${allowanceId}, ${startsAt}, ${report})
    on conflict (tenant_id, allowance_id, starts_at)
      do update set spent = allowance_periods.spent + ${report}
    returning spent`
  const spent = Number(period?.spent)
  const [others] = await sql<{ lent: string; holders: string }[]>`
    select coalesce(sum(granted), 0) as lent, 
      count(*) filter (where not is_standing) as holders from allowance_leases
    where allowance_id = ${allowanceId} and starts_at = ${startsAt} and holder <> ${holder}
      and expires_at >= now()`
  const carried = ask.before ? await carriedFrom(sql, allowanceId, ask.before) : 0
  const free = Math.max(0, hard - spent - Number(others?.lent) - inUse - carried)
  const share = wantsShare
    ? Math.ceil(Math.max(0, free - missing) / (SHARE * (Number(others?.holders) + 1)))
    : 0
  const headroom = Math.min(free, missing + share)
  await sql`
    insert into allowance_leases (tenant_id, allowance_id, starts_at, holder, granted, expires_at)
    values (${tenantId}, ${allowanceId}, ${startsAt}, ${holder}, ${inUse + headroom},
            now() + ${leaseMs} * interval '1 millisecond')
    on conflict (tenant_id, allowance_id, starts_at, holder)
      do update set granted = excluded.granted, expires_at = excluded.expires_at`
  return { headroom, spent }
}

/** What was told of the period before; what a process has not told yet comes within seconds. */
async function carriedFrom(
  sql: TransactionSql,
  allowanceId: string,
  { startsAtMs, share }: NonNullable<LeaseAsk['before']>,
): Promise<number> {
  const [before] = await sql<{ spent: string }[]>`
    select spent from allowance_periods
    where allowance_id = ${allowanceId} and starts_at = ${instant(startsAtMs)}`
  return Math.ceil(Number(before?.spent ?? 0) * share)
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}
