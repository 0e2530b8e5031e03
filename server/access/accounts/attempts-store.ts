import type { Database, TransactionSql } from '#server/lib/database.ts'

/** How often somebody may be wrong: a bucket that leaks, and a rest that grows. */
export interface Pace {
  /** So many failures are free. */
  free: number
  /** What is forgotten an hour. */
  leakPerHour: number
  /** After the free ones: the first rest, doubled by each further failure, up to the longest. */
  firstRestMs: number
  longestRestMs: number
}

export interface Subject {
  /** A keyed hash: of an address of the net, an account, a browser. */
  key: string
  pace: Pace
}

export interface AttemptsStore {
  /**
   * Counts a try as failed, before it is known whether it does: a hundred at once are a hundred. What is left to wait, in
   * milliseconds; then nothing was counted. 0: go on.
   */
  take(subjects: readonly Subject[], now: Date): Promise<number>
  /** It did not fail: as if it had not been. */
  giveBack(subjects: readonly Subject[]): Promise<void>
  /** All is forgiven. */
  forget(subjects: readonly Subject[]): Promise<void>
  /** False: it was used before. */
  spend(hash: string, expiresAt: Date, now: Date): Promise<boolean>
}

/** Whose rows these are cannot be said: who tries to sign in is nobody yet. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
const KEPT_MS = 48 * 60 * 60 * 1000

interface Row {
  failures: number
  last_at: Date
  free_at: Date
}

/** `identity.attempts` and `identity.spent`: the same for all processes. */
export function createAttemptsStore(database: Database): AttemptsStore {
  const asIdentity = <T>(work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(NOBODY, work, 'galerne_identity')
  return {
    take: (subjects, now) => asIdentity((sql) => take(sql, subjects, now)),

    giveBack: (subjects) =>
      asIdentity(async (sql) => {
        await sql`
          update identity.attempts set failures = greatest(0, failures - 1), free_at = last_at
          where subject = any(${subjects.map(({ key }) => key)})`
      }),

    forget: (subjects) =>
      asIdentity(async (sql) => {
        await sql`
          delete from identity.attempts where subject = any(${subjects.map(({ key }) => key)})`
      }),

    spend: (hash, expiresAt, now) =>
      asIdentity(async (sql) => {
        await sql`delete from identity.spent where expires_at <= ${now}`
        const { count } = await sql`
          insert into identity.spent (hash, expires_at) values (${hash}, ${expiresAt})
          on conflict do nothing`
        return count > 0
      }),
  }
}

async function take(sql: TransactionSql, subjects: readonly Subject[], now: Date) {
  await sql`delete from identity.attempts where last_at < ${new Date(now.getTime() - KEPT_MS)}`
  const rows = new Map<string, Row>()
  // In one order, so that two that are counted at once do not wait for each other for ever.
  const inOrder = subjects.toSorted((a, b) => a.key.localeCompare(b.key))
  for (const { key } of inOrder) {
    const [row] = await sql<Row[]>`
      insert into identity.attempts (subject, failures, last_at, free_at)
      values (${key}, 0, ${now}, ${now})
      on conflict (subject) do update set subject = excluded.subject
      returning failures, last_at, free_at`
    if (row) rows.set(key, row)
  }
  const waits = [...rows.values()].map((row) => row.free_at.getTime() - now.getTime())
  const waitMs = Math.max(0, ...waits)
  if (waitMs > 0) return waitMs
  for (const { key, pace } of inOrder) {
    const row = rows.get(key)
    if (row) {
      const { failures, restMs } = countFailure(row, pace, now.getTime())
      await sql`
        update identity.attempts set failures = ${failures}, last_at = ${now},
                                     free_at = ${new Date(now.getTime() + restMs)}
        where subject = ${key}`
    }
  }
  return 0
}

/** One more, of what has not leaked away; and for how long nothing more is taken. */
export function countFailure(
  before: Pick<Row, 'failures' | 'last_at'>,
  pace: Pace,
  nowMs: number,
): { failures: number; restMs: number } {
  const hours = Math.max(0, nowMs - before.last_at.getTime()) / 3_600_000
  const failures = Math.max(0, before.failures - hours * pace.leakPerHour) + 1
  const over = Math.ceil(failures - pace.free)
  const restMs = over <= 0 ? 0 : Math.min(pace.longestRestMs, pace.firstRestMs * 2 ** (over - 1))
  return { failures, restMs }
}
