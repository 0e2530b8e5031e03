import type { Classification } from '#wire/classification.ts'
import type { Conversation } from '#wire/conversations.ts'
import type { Assurance } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import {
  isRunning,
  openTitles,
  toConversation,
  type ConversationRow,
  type ListAsked,
  type Owner,
} from '../conversations-store.ts'

/** Whoever reads, with what makes somebody else's conversation theirs to read. */
export interface Reader extends Owner {
  /** Ids of the groups that they belong to. */
  groups: readonly string[]
  /** The classes that may be shared. */
  sharedClasses: readonly Classification[]
}

export interface ReadableConversation {
  conversation: Conversation
  ownerId: string
  /** How surely its owner had signed in when they put it there; absent: nobody knows. */
  assurance?: Assurance
}

export type ReadableStore = ReturnType<typeof createReadableStore>

/** Conversations that somebody may read: their own, and what lies in folders that they see. */
export function createReadableStore(database: Database) {
  return {
    /** Also one of somebody else's, in a folder that the reader is a member of. */
    find: (reader: Reader, id: string): Promise<ReadableConversation | undefined> =>
      database.withTenant(reader.tenantId, async (sql) => {
        const rows = await sql<ConversationRow[]>`
          select *, ${isRunning(sql)}, (select name from people where people.id = owner_id) as owner_name
          from conversations
          where id = ${id} and deleted_at is null
            and (owner_id = ${reader.ownerId} or ${isSharedWith(sql, reader)})`
        return (await openTitles(sql, rows)).map((row) => toReadable(row, reader))[0]
      }),

    /** Those that lie in a folder that the reader may see. */
    listOfFolder: (
      reader: Reader,
      { folderId, limit, after }: Pick<ListAsked, 'limit' | 'after'> & { folderId: string },
    ): Promise<ReadableConversation[]> =>
      database.withTenant(reader.tenantId, async (sql) => {
        const rows = await sql<ConversationRow[]>`
          select *, ${isRunning(sql)}, (select name from people where people.id = owner_id) as owner_name
          from conversations
          where folder_id = ${folderId} and deleted_at is null
            and (owner_id = ${reader.ownerId} or ${isSharedWith(sql, reader)})
            ${after ? sql`and (updated_at, id) < (${after.updatedAt}::timestamptz, ${after.id})` : sql``}
          order by updated_at desc, id desc limit ${limit}`
        return (await openTitles(sql, rows)).map((row) => toReadable(row, reader))
      }),
  }
}

/** What is the reader's to see of others: it lies in a folder of theirs, and its class may be shared. */
function isSharedWith(sql: TransactionSql, { ownerId, groups, sharedClasses }: Reader) {
  return sql`(classification = any (${[...sharedClasses]}::text[])
    and folder_id in (
      select folder_id from folder_members where member_id = any (${[ownerId, ...groups]}::uuid[])
      union all select id from folders where owner_id = ${ownerId}))`
}

/** Somebody else's says whose it is, and keeps what only its owner has to know. */
function toReadable(row: ConversationRow, { ownerId }: Reader): ReadableConversation {
  const conversation = toConversation(row)
  if (row.owner_id === ownerId) return { conversation, ownerId }
  const ownerName = row.owner_name ?? ''
  const marks = { isPinned: false, isArchived: false, isUnread: false }
  const { owner_id, folder_assurance: assurance } = row
  return {
    conversation: { ...conversation, ...marks, ownerName },
    ownerId: owner_id,
    ...(assurance && { assurance }),
  }
}
