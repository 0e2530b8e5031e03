import type { Database } from '#server/lib/database.ts'
import { sealerOfConversation } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import type { RunPlan } from '../plan-run.ts'

export type TitlesStore = ReturnType<typeof createTitlesStore>

/** Titles that were made, as long as nobody has given one. */
export function createTitlesStore(database: Database) {
  return {
    /** True once for a conversation, and never for one that a person has named, deleted, or made stricter than when it was asked. */
    claim: (
      tenantId: string,
      { conversationId, classification }: Pick<RunPlan, 'conversationId' | 'classification'>,
    ): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          update conversations set title_asked_at = now()
          where id = ${conversationId} and is_title_made and title_asked_at is null
            and deleted_at is null and classification = ${classification}`
        return count > 0
      }),

    /** Nothing happens where somebody was quicker with a name of their own. */
    put: (tenantId: string, conversationId: string, title: string): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const seal = await sealerOfConversation(sql, SEALED.conversations, conversationId)
        if (!seal) return
        await sql`
          update conversations set title = ${seal(conversationId, { title }).title}
          where id = ${conversationId} and is_title_made and deleted_at is null`
      }),
  }
}
