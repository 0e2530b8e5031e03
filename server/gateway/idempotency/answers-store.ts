import type { Database } from '#server/lib/database.ts'

/** Whose answer: the organisation, the SHA-256 of the caller with its key, and that of the request. */
export interface AnswerName {
  tenantId: string
  name: Buffer
  fingerprint: Buffer
}

/** `ours`: this process is to make the call, and holds it for `HOLD_MS`. */
export type Claim = 'ours' | 'under-way' | 'other-request' | { sealed: string }

/** A process that says nothing for so long has died, and its call with it. */
export const HOLD_MS = 30_000
/** Of one organisation; the oldest go. */
const MAX_ANSWERS = 10_000

/** Answers that all processes know, and who makes those that are not there yet. */
export function createAnswersStore(database: Database, processId: string) {
  return {
    claim: ({ tenantId, name, fingerprint }: AnswerName): Promise<Claim> =>
      database.withTenant(tenantId, async (sql) => {
        const taken = await sql`
          insert into idempotent_answers as known
            (tenant_id, name, fingerprint, holder, held_until, expires_at)
          values (${tenantId}, ${name}, ${fingerprint}, ${processId},
                  now() + ${HOLD_MS} * interval '1 ms', now() + interval '1 day')
          on conflict (tenant_id, name) do update set
            fingerprint = excluded.fingerprint, holder = excluded.holder,
            held_until = excluded.held_until, expires_at = excluded.expires_at, sealed = null
          where known.expires_at <= now() or (known.sealed is null and known.held_until <= now())
          returning 1`
        if (taken.length > 0) return 'ours'
        const [known] = await sql<{ isSame: boolean; sealed: string | null }[]>`
          select fingerprint = ${fingerprint} as "isSame", sealed
          from idempotent_answers where name = ${name}`
        if (known?.isSame === false) return 'other-request'
        return known && known.sealed !== null ? { sealed: known.sealed } : 'under-way'
      }),
    /** Still at it. */
    hold: ({ tenantId, name }: AnswerName): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update idempotent_answers set held_until = now() + ${HOLD_MS} * interval '1 ms'
          where name = ${name} and holder = ${processId} and sealed is null`
      }),
    keep: ({ tenantId, name }: AnswerName, sealed: string): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          update idempotent_answers set sealed = ${sealed}, holder = null, held_until = null
          where name = ${name} and holder = ${processId}`
        await sql`delete from idempotent_answers where expires_at <= now()`
        // Now and then: names are hashes, so that this is once in 256 answers.
        if (name[0] === 0) {
          await sql`
            delete from idempotent_answers where name in (
              select name from idempotent_answers order by expires_at desc offset ${MAX_ANSWERS})`
        }
      }),
    /** It came to nothing: whoever comes next makes the call. */
    release: ({ tenantId, name }: AnswerName): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          delete from idempotent_answers where name = ${name} and holder = ${processId}`
      }),
    forget: (tenantId: string): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`delete from idempotent_answers where sealed is not null`
      }),
  }
}

export type AnswersStore = ReturnType<typeof createAnswersStore>
