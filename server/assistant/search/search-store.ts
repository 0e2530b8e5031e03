import type { Classification } from '#wire/classification.ts'
import type { Assurance } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import type { Reader } from '../folders/readable-store.ts'

/** What a search found, newest first, titles before messages. */
export interface FoundEntry {
  conversationId: string
  /** The conversation's own id: its title. */
  messageId: string
}

export interface FoundText {
  conversationId: string
  messageId: string
  title: string
  folderId: string | null
  isArchived: boolean
  ownerId: string
  ownerName: string | null
  classification: Classification
  /** How surely its owner had signed in when they put it into its folder; null: nobody knows. */
  assurance: Assurance | null
  /** Null: the title. */
  message: { role: 'user' | 'assistant'; text: string; lang: string | null } | null
  at: Date
}

/** Turns a text into what it is found by. */
export type ToWords = (text: string, lang: string | null) => string[]

export type SearchStore = ReturnType<typeof createSearchStore>

/** The index of words. Whoever asks has been checked; each function answers for one person of one organisation. */
export function createSearchStore(database: Database) {
  return {
    /** The organisations with words that are not in the index yet. */
    async listWaiting(): Promise<string[]> {
      const rows = await database.sql<{ tenant_id: string }[]>`
        select distinct tenant_id from search_queue`
      return rows.map((row) => row.tenant_id)
    },

    /**
     * Queues all texts of organisations whose index is not there: it is in no back-up, and a database that has crashed empties
     * it. Resolves with how many organisations.
     */
    async requeueLost(): Promise<number> {
      const rows = await database.sql<{ tenant_id: string }[]>`select tenant_id from organisations`
      let count = 0
      for (const { tenant_id: tenantId } of rows) {
        if (await database.withTenant(tenantId, (sql) => requeue(sql, tenantId))) count += 1
      }
      return count
    },

    /** Takes some of what waits into the index. Resolves with how many; several processes do it side by side. */
    fillSome: (tenantId: string, limit: number, toWords: ToWords): Promise<number> =>
      database.withTenant(tenantId, (sql) => fillSome(sql, { tenantId, limit, toWords })),

    find: (
      reader: Reader,
      { tsquery, folderId, most }: { tsquery: string; folderId: string | null; most: number },
    ): Promise<FoundEntry[]> =>
      database.withTenant(reader.tenantId, async (sql) => {
        const shared = await listShared(sql, reader, folderId)
        // Of a folder only what lies in it is looked through, whosever it is.
        const whose = folderId === null ? reader.ownerId : NOBODY
        // Those among the newest are found twice.
        const rows = await sql<{ conversationId: string; messageId: string }[]>`
          select conversation_id as "conversationId", message_id as "messageId"
          from (
            select distinct * from find_search_entries(${whose}, ${shared}::uuid[],
              ${tsquery}::tsquery, ${most})) as found
          order by (message_id = conversation_id) desc, at desc, message_id desc limit ${most}`
        return rows
      }),

    /** What was found, with its words, in the same order; what has gone meanwhile is left out. */
    read: (tenantId: string, entries: readonly FoundEntry[]): Promise<FoundText[]> =>
      database.withTenant(tenantId, (sql) => readTexts(sql, entries)),
  }
}

async function requeue(sql: TransactionSql, tenantId: string): Promise<boolean> {
  const { count } = await sql`
    insert into search_fills (tenant_id) values (${tenantId}) on conflict do nothing`
  if (count === 0) return false
  await sql`
    insert into search_queue (tenant_id, conversation_id, message_id)
    select tenant_id, id, id from conversations where deleted_at is null and title <> ''
    union all
    select messages.tenant_id, conversation_id, messages.id from messages
      join conversations on conversations.id = conversation_id
    where deleted_at is null and messages.status <> 'streaming' and text <> ''
    on conflict do nothing`
  return true
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Conversations in folders that this person sees: of others, or, in one folder, all of them. */
async function listShared(
  sql: TransactionSql,
  { ownerId, groups, sharedClasses }: Reader,
  folderId: string | null,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from conversations
    where deleted_at is null and folder_id is not null
      and (classification = any (${[...sharedClasses]}::text[]) and owner_id <> ${ownerId}
        and folder_id in (
          select folder_id from folder_members where member_id = any (${[ownerId, ...groups]}::uuid[])
          union all select id from folders where owner_id = ${ownerId})
        ${folderId === null ? sql`` : sql`or owner_id = ${ownerId}`})
      ${folderId === null ? sql`` : sql`and folder_id = ${folderId}`}
    limit 20000`
  return rows.map(({ id }) => id)
}

interface WaitingRow {
  conversation_id: string
  message_id: string
  owner_id: string
  deleted_at: Date | null
  title: string
  text: string | null
  lang: string | null
  at: Date | null
}

async function fillSome(
  sql: TransactionSql,
  { tenantId, limit, toWords }: { tenantId: string; limit: number; toWords: ToWords },
): Promise<number> {
  const waiting = await sql<WaitingRow[]>`
    with taken as (
      delete from search_queue where (conversation_id, message_id) in (
        select conversation_id, message_id from search_queue
        order by message_id desc limit ${limit} for update skip locked)
      returning conversation_id, message_id
    )
    select taken.*, owner_id, deleted_at, messages.lang,
      title, text,
      case when taken.message_id = taken.conversation_id then conversations.created_at
           else messages.created_at end as at
    from taken join conversations on conversations.id = taken.conversation_id
    left join messages on messages.id = taken.message_id`
  await openBoth(sql, waiting, ['conversation_id', 'message_id'])
  const rows = waiting.flatMap(({ lang, at, ...entry }) => {
    const { conversation_id, message_id, owner_id } = entry
    const text = message_id === conversation_id ? entry.title : entry.text
    if (entry.deleted_at !== null || text === null || at === null) return []
    const words = [...toWords(text, lang), `@${owner_id}`]
    return [{ conversation_id, message_id, owner_id, at: at.toISOString(), words }]
  })
  if (rows.length > 0) {
    await sql`
      insert into search_entries (tenant_id, conversation_id, message_id, owner_id, at, words)
      select ${tenantId}, conversation_id, message_id, owner_id, at, array_to_tsvector(words)
      from jsonb_to_recordset(${sql.json(rows)}) as new
        (conversation_id uuid, message_id uuid, owner_id uuid, at timestamptz, words text[])
      on conflict (tenant_id, conversation_id, message_id) do update set words = excluded.words`
  }
  return waiting.length
}

/** Of a longer message, where what was found is marked. */
const MOST_LOOKED = 200_000

/** Titles and texts of rows that have both. */
async function openBoth(
  sql: TransactionSql,
  rows: readonly object[],
  [conversation, message]: readonly [string, string],
): Promise<void> {
  await openRows(
    sql,
    { table: SEALED.conversations, row: [conversation], columns: { title: 'title' } },
    rows,
  )
  await openRows(sql, { table: SEALED.messages, row: [message], columns: { text: 'text' } }, rows)
}

interface TextRow extends Omit<FoundText, 'message'> {
  role: 'user' | 'assistant' | null
  text: string | null
  lang: string | null
}

async function readTexts(
  sql: TransactionSql,
  entries: readonly FoundEntry[],
): Promise<FoundText[]> {
  if (entries.length === 0) return []
  const rows = await sql<TextRow[]>`
    select found."conversationId", found."messageId", title, folder_id as "folderId",
      archived_at is not null as "isArchived", owner_id as "ownerId", classification, folder_assurance as assurance, people.name as "ownerName",
      role, text, written.lang,
      coalesce(written.created_at, conversations.updated_at) as at
    from jsonb_to_recordset(${sql.json(entries.map((entry) => ({ ...entry })))}) as found ("conversationId" uuid, "messageId" uuid)
    join conversations on conversations.id = found."conversationId" and deleted_at is null
    left join people on people.id = owner_id
    left join messages written on written.id = found."messageId"`
  await openBoth(sql, rows, ['conversationId', 'messageId'])
  const byId = new Map(rows.map((row) => [row.messageId, row]))
  return entries.flatMap(({ conversationId, messageId }): FoundText[] => {
    const row = byId.get(messageId)
    if (!row) return []
    const { role, text, lang, ...rest } = row
    if (messageId === conversationId) return [{ ...rest, message: null }]
    return role === null || text === null
      ? []
      : [{ ...rest, message: { role, text: text.slice(0, MOST_LOOKED), lang } }]
  })
}
