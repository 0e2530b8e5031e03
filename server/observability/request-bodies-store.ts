import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'

/** What was asked and answered, sealed, as it lies in the database. */
export interface StoredBody {
  requestId: string
  keptAt: Date
  expiresAt: Date
  sealed: Buffer
}

export type RequestBodiesStore = ReturnType<typeof createRequestBodiesStore>

/** The table `request_bodies`. */
export function createRequestBodiesStore(database: Database) {
  return {
    async write(tenantId: string, bodies: StoredBody[]): Promise<void> {
      const rows = bodies.map(({ requestId, keptAt, expiresAt, sealed }) => ({
        tenant_id: tenantId,
        request_id: requestId,
        kept_at: keptAt,
        expires_at: expiresAt,
        sealed,
      }))
      await database.withTenant(
        tenantId,
        (sql) => sql`insert into request_bodies ${sql(rows)} on conflict do nothing`,
      )
    },

    /** Somebody reads what was said: that is an event itself. */
    noteReading: (tenantId: string, requestId: string): Promise<void> =>
      database.withTenant(tenantId, (sql) =>
        noteEvent(sql, tenantId, {
          action: 'request.read-body',
          resource: { kind: 'request', id: requestId },
          outcome: 'done',
        }),
      ),

    /** Until its time is over, and no longer, also where it is not deleted yet. */
    async find(
      tenantId: string,
      requestId: string,
      now: Date,
    ): Promise<Pick<StoredBody, 'sealed' | 'expiresAt'> | undefined> {
      return database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Pick<StoredBody, 'sealed' | 'expiresAt'>[]>`
          select sealed, expires_at as "expiresAt" from request_bodies
          where request_id = ${requestId} and expires_at > ${now}`
        return row
      })
    },

    async forget(tenantId: string, now: Date): Promise<void> {
      await database.withTenant(
        tenantId,
        // What is held waits until it is not, as the calls that it was of.
        (sql) => sql`
          delete from request_bodies b where expires_at <= ${now} and not exists (
            select from request_log l where l.tenant_id = b.tenant_id and l.request_id = b.request_id
              and is_call_held(l.tenant_id, l.principal_kind, l.principal_id, l.conversation_id))`,
      )
    },
  }
}
