import type { ArchivedFollowUps, ArchivedTranslation, Beside } from '#wire/exchange.ts'
import type { QueuedMessage } from '#wire/queue.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import type { Owner, StoredFileName } from './export-store.ts'

export type BesideStore = ReturnType<typeof createBesideStore>

/** What a person has around their messages, for a copy of their own. */
export function createBesideStore(database: Database) {
  return {
    read: (owner: Owner, conversationId: string): Promise<Beside> =>
      database.withTenant(owner.tenantId, async (sql) => ({
        translations: await readTranslations(sql, conversationId),
        followUps: await readFollowUps(sql, conversationId),
        queued: await readQueued(sql, owner, conversationId),
      })),

    /** Their files of a conversation; null: those of none, which wait to be sent or lie in a folder. */
    files: (owner: Owner, conversationId: string | null): Promise<StoredFileName[]> =>
      database.withTenant(
        owner.tenantId,
        (sql) => sql<StoredFileName[]>`
          select a.id, a.name from attachments a join attachment_files f on f.id = a.file_id
          where a.owner_id = ${owner.ownerId} and f.is_whole
            and a.conversation_id is not distinct from ${conversationId}
          order by a.id`,
      ),
  }
}

type TranslationRow = Omit<ArchivedTranslation, 'start' | 'blocks' | 'end' | 'madeAt'> & {
  lang: string
  /** Null: of somebody who was erased. */
  content: Pick<ArchivedTranslation, 'start' | 'blocks' | 'end'> | null
  madeAt: Date
}

async function readTranslations(
  sql: TransactionSql,
  conversationId: string,
): Promise<ArchivedTranslation[]> {
  const rows = await sql<TranslationRow[]>`
    select message_id as "messageId", lang, formality, source_sha256 as "sourceSha256",
           glossary_state as "glossaryState", content, created_at as "madeAt"
    from message_translations where conversation_id = ${conversationId}
    order by created_at, message_id, lang`
  await openRows(sql, { table: SEALED.translations, row: ['messageId', 'lang', 'formality'] }, rows)
  return rows.flatMap(({ content, madeAt, ...row }) => {
    if (content === null) return []
    const { messageId, formality, sourceSha256, glossaryState } = row
    const rest = { messageId, formality, sourceSha256, glossaryState }
    const { start, blocks, end } = content
    return [{ ...rest, madeAt: madeAt.toISOString(), start, blocks, end }]
  })
}

async function readFollowUps(
  sql: TransactionSql,
  conversationId: string,
): Promise<ArchivedFollowUps[]> {
  const rows = await sql<(Omit<ArchivedFollowUps, 'askedAt'> & { askedAt: Date })[]>`
    select message_id as "messageId", lang, questions, asked_at as "askedAt"
    from follow_ups where conversation_id = ${conversationId} and questions is not null
    order by asked_at, message_id`
  await openRows(sql, { table: SEALED.followUps, row: ['messageId'] }, rows)
  return rows.map(({ askedAt, ...rest }) => ({ ...rest, askedAt: askedAt.toISOString() }))
}

async function readQueued(
  sql: TransactionSql,
  { ownerId }: Owner,
  conversationId: string,
): Promise<QueuedMessage[]> {
  const rows = await sql<(Omit<QueuedMessage, 'createdAt'> & { createdAt: Date })[]>`
    select id, parent_id as "parentId", text, attachment_ids as "attachmentIds",
           model_id as "modelId", reply_lang as "replyLang", created_at as "createdAt"
    from queued_messages where conversation_id = ${conversationId} and owner_id = ${ownerId}
    order by position, id`
  await openRows(sql, SEALED.queued, rows)
  return rows.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: createdAt.toISOString() }))
}
