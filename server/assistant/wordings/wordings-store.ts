import type { WordingProposal } from '#wire/wordings.ts'
import type { Database } from '#server/lib/database.ts'
import type { Owner } from '../conversations-store.ts'

export interface StoredWording extends Omit<WordingProposal, 'createdAt'> {
  createdAt: Date
}

export type WordingsStore = ReturnType<typeof createWordingsStore>

/** Better wording for the interface, by organisation. */
export function createWordingsStore(database: Database) {
  return {
    /** False: they have as many open as one person may have. */
    put: ({ tenantId, ownerId }: Owner, wording: StoredWording, most: number): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { id, language, messageId, source, current, proposed, reason, createdAt } = wording
        const { count } = await sql`
          insert into wording_proposals (tenant_id, id, person_id, language, message_id, source,
                                         current_text, proposed, reason, created_at)
          select ${tenantId}, ${id}, ${ownerId}, ${language}, ${messageId}, ${source}, ${current},
                 ${proposed}, ${reason}, ${createdAt}
          where (select count(*) from wording_proposals
                 where person_id = ${ownerId}
                   and (language, message_id) <> (${language}, ${messageId})) < ${most}
          on conflict (tenant_id, person_id, language, message_id) do update set
            source = excluded.source, current_text = excluded.current_text,
            proposed = excluded.proposed, reason = excluded.reason,
            created_at = excluded.created_at`
        return count > 0
      }),

    /** Of everybody, the oldest first. Null: in every language. */
    list: (tenantId: string, language: string | null, limit: number): Promise<StoredWording[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<StoredWording[]>`
          select id, language, message_id as "messageId", source, current_text as current,
            proposed, reason, created_at as "createdAt"
          from wording_proposals
          ${language === null ? sql`` : sql`where language = ${language}`}
          order by language, created_at, id limit ${limit}`
        return [...rows]
      }),

    /** False: there was none. */
    remove: (tenantId: string, id: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`delete from wording_proposals where id = ${id}`
        return count > 0
      }),
  }
}
