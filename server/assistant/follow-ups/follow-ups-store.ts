import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows, sealerOfConversation } from '#server/lib/database-texts.ts'
import type { MessagePart } from '#wire/message-parts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import type { Owner } from '../conversations-store.ts'
import type { RunPlan } from '../plan-run.ts'

export interface StoredFollowUps {
  /** Null: they are being written, or whoever wrote them has died. */
  questions: string[] | null
  lang: string | null
  askedAt: Date
}

export type FollowUpsStore = ReturnType<typeof createFollowUpsStore>

/** The table `follow_ups`: questions that may come next, with the answer and as long as it. */
export function createFollowUpsStore(database: Database) {
  return {
    /** True once for an answer, and never where its conversation was deleted, or made stricter than when it was asked. */
    claim: (
      tenantId: string,
      { conversationId, classification, answer }: RunPlan,
      at: Date,
    ): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          insert into follow_ups (tenant_id, message_id, conversation_id, asked_at)
          select ${tenantId}, ${answer.id}, id, ${at} from conversations
          where id = ${conversationId} and deleted_at is null and classification = ${classification}
          on conflict do nothing`
        return count > 0
      }),

    put: (
      tenantId: string,
      messageId: string,
      { questions, lang }: { questions: readonly string[]; lang: string | null },
    ): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ conversation_id: string }[]>`
          select conversation_id from follow_ups where message_id = ${messageId}`
        const seal = row && (await sealerOfConversation(sql, SEALED.followUps, row.conversation_id))
        if (!seal) return
        const { questions: sealed } = seal(messageId, { questions })
        await sql`
          update follow_ups set questions = ${JSON.stringify(sealed)}::text::jsonb, lang = ${lang}
          where message_id = ${messageId}`
      }),

    /** Of an answer in a conversation of one's own. Undefined: none were asked for. */
    find: ({ tenantId, ownerId }: Owner, messageId: string): Promise<StoredFollowUps | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<(StoredFollowUps & { message_id: string })[]>`
          select message_id, questions, f.lang, asked_at as "askedAt" from follow_ups f
          join conversations c on c.id = f.conversation_id
          where message_id = ${messageId} and c.owner_id = ${ownerId} and c.deleted_at is null`
        const [found] = await openRows(sql, SEALED.followUps, rows)
        return found && { questions: found.questions, lang: found.lang, askedAt: found.askedAt }
      }),

    /** Whether something that a stranger wrote is part of a conversation: a file, a source, what a tool found, another's or another program's conversation. */
    isTainted: (tenantId: string, conversationId: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql`
          select 1 from conversations c where c.id = ${conversationId} and (
            c.forked_from_share is not null
            or c.imported_from is not null
            or exists (select from attachments where conversation_id = c.id)
            or exists (select from folder_file_uses where conversation_id = c.id))`
        return rows.length > 0 || hasStrangersParts(sql, conversationId)
      }),
  }
}

const OF_STRANGERS = new Set<MessagePart['type']>(['attachment', 'source', 'tool_call'])

async function hasStrangersParts(sql: TransactionSql, conversationId: string): Promise<boolean> {
  const rows = await sql<{ id: string; parts: MessagePart[] }[]>`
    select id, parts from messages where conversation_id = ${conversationId} and parts <> '[]'`
  const opened = await openRows(sql, { table: SEALED.messages, columns: { parts: 'parts' } }, rows)
  return opened.some(({ parts }) => parts.some(({ type }) => OF_STRANGERS.has(type)))
}
