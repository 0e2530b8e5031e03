import type { Classification } from '#wire/classification.ts'
import type { Conversation, ConversationsShown } from '#wire/conversations.ts'
import type { Assurance, Principal } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { openRows, sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

/** Whose conversations: one owner's, within one tenant. */
export interface Owner {
  tenantId: string
  ownerId: string
  /** How surely they have signed in; absent: nobody knows. */
  assurance?: Assurance
}

export function ownerOf({ tenantId, id: ownerId, assurance }: Principal): Owner {
  return { tenantId, ownerId, ...(assurance && { assurance }) }
}

/** How surely somebody had signed in who puts something where others see it, for `folder_assurance`. */
export function assuranceColumn(sql: TransactionSql, { assurance }: Owner) {
  return sql`${assurance ? JSON.stringify(assurance) : null}::text::jsonb`
}

export interface ListAsked {
  shown: ConversationsShown
  limit: number
  /** The last one of the page before. */
  after: PageMark | null
}

export interface ConversationChanges {
  title?: string | undefined
  modelId?: string | null | undefined
  classification?: Classification | undefined
  folderId?: string | null | undefined
  presetId?: string | null | undefined
  lang?: string | null | undefined
  isPinned?: boolean | undefined
  isArchived?: boolean | undefined
  isUnread?: boolean | undefined
}

export type ConversationsStore = ReturnType<typeof createConversationsStore>

/** What is not the owner's does not exist for them. */
export function createConversationsStore(database: Database) {
  return {
    /** Newest use first, among those that are active pinned ones before. */
    list: (owner: Owner, asked: ListAsked): Promise<Conversation[]> =>
      database.withTenant(owner.tenantId, async (sql) =>
        (await openTitles(sql, await listRows(sql, owner, asked))).map(toConversation),
      ),

    find: (owner: Owner, id: string): Promise<Conversation | undefined> =>
      database.withTenant(owner.tenantId, (sql) => findConversation(sql, owner, id)),

    async insert(owner: Owner, conversation: Conversation): Promise<void> {
      const { id, title, modelId, classification, createdAt, updatedAt } = conversation
      const { folderId, presetId, lang } = conversation
      await database.withTenant(owner.tenantId, async (sql) => {
        const seal = await sealerFor(sql, SEALED.conversations, owner.ownerId)
        await sql`
          insert into conversations
            (tenant_id, id, owner_id, title, is_title_made, model_id, classification, created_at,
             updated_at, folder_id, folder_assurance, preset_id, lang)
          values (${owner.tenantId}, ${id}, ${owner.ownerId}, ${seal(id, { title }).title}, ${title === ''}, ${modelId},
                  ${classification}, ${createdAt}, ${updatedAt}, ${folderId},
                  ${assuranceColumn(sql, owner)}, ${presetId}, ${lang})`
      })
    },

    async update(
      owner: Owner,
      id: string,
      changes: ConversationChanges,
    ): Promise<Conversation | undefined> {
      const { title, modelId, classification } = changes
      return database.withTenant(owner.tenantId, async (sql) => {
        const seal = await sealerFor(sql, SEALED.conversations, owner.ownerId)
        const rows = await sql<ConversationRow[]>`
          update conversations set
            title = coalesce(${seal(id, { title }).title ?? null}, title),
            is_title_made = is_title_made and ${title === undefined},
            model_id = case when ${modelId === undefined} then model_id else ${modelId ?? null} end,
            classification = coalesce(${classification ?? null}, classification)
            ${lifeChanges(sql, owner, changes)}
          where id = ${id} and owner_id = ${owner.ownerId} and deleted_at is null
          returning *, ${isRunning(sql)}`
        if (rows.length > 0 && classification !== undefined) {
          await noteEvent(sql, owner.tenantId, {
            action: 'conversation.classify',
            resource: { kind: 'conversation', id },
            outcome: 'done',
            facts: { classification },
          })
        }
        return (await openTitles(sql, rows)).map(toConversation)[0]
      })
    },
  }
}

export async function findConversation(
  sql: TransactionSql,
  { ownerId }: Owner,
  id: string,
): Promise<Conversation | undefined> {
  const rows = await sql<ConversationRow[]>`
    select *, ${isRunning(sql)} from conversations
    where id = ${id} and owner_id = ${ownerId} and deleted_at is null`
  return (await openTitles(sql, rows)).map(toConversation)[0]
}

/** Of rows of conversations, in place. */
export function openTitles<T extends ConversationRow>(sql: TransactionSql, rows: readonly T[]) {
  return openRows(sql, SEALED.conversations, rows)
}

async function listRows(sql: TransactionSql, owner: Owner, { shown, limit, after }: ListAsked) {
  if (shown === 'active') {
    return sql<ConversationRow[]>`
      select *, ${isRunning(sql)} from conversations
      where owner_id = ${owner.ownerId} and deleted_at is null and archived_at is null
        ${
          after
            ? sql`and (pinned_at is not null, updated_at, id)
                < (${after.isPinned}, ${after.updatedAt}::timestamptz, ${after.id})`
            : sql``
        }
      order by (pinned_at is not null) desc, updated_at desc, id desc limit ${limit}`
  }
  const mark = shown === 'deleted' ? sql`deleted_at` : sql`updated_at`
  return sql<ConversationRow[]>`
    select *, ${isRunning(sql)} from conversations
    where owner_id = ${owner.ownerId}
      ${shown === 'deleted' ? sql`and deleted_at is not null` : sql`and deleted_at is null and archived_at is not null`}
      ${after ? sql`and (${mark}, id) < (${after.updatedAt}::timestamptz, ${after.id})` : sql``}
    order by ${mark} desc, id desc limit ${limit}`
}

/** Whether an answer is being written in the conversation of a row. */
export function isRunning(sql: TransactionSql) {
  return sql`exists (
    select from runs_in_flight join runs
      on runs.tenant_id = runs_in_flight.tenant_id and runs.id = runs_in_flight.run_id
    where runs.conversation_id = conversations.id) as is_running`
}

/** What changes where a conversation is, and how it is marked; each begins with its comma. */
function lifeChanges(sql: TransactionSql, owner: Owner, changes: ConversationChanges) {
  const { folderId, presetId, lang, isPinned, isArchived, isUnread } = changes
  const when = (is: boolean) => (is ? sql`now()` : sql`null`)
  return sql`
    ${
      folderId === undefined
        ? sql``
        : sql`, folder_id = ${folderId}, folder_assurance = ${assuranceColumn(sql, owner)}`
    }
    ${presetId === undefined ? sql`` : sql`, preset_id = ${presetId}`}
    ${lang === undefined ? sql`` : sql`, lang = ${lang}`}
    ${isPinned === undefined ? sql`` : sql`, pinned_at = ${when(isPinned)}`}
    ${isArchived === undefined ? sql`` : sql`, archived_at = ${when(isArchived)}`}
    ${
      isUnread === undefined
        ? sql``
        : sql`, read_at = ${when(!isUnread)}
      ${isUnread ? sql`, answered_at = coalesce(answered_at, now())` : sql``}`
    }`
}

/** Where a page ended. `updatedAt` is what the list is sorted by. */
export interface PageMark {
  isPinned: boolean
  updatedAt: string
  id: string
}

export interface ConversationRow {
  id: string
  title: string
  model_id: string | null
  classification: Classification
  folder_id: string | null
  preset_id: string | null
  lang: string | null
  pinned_at: Date | null
  archived_at: Date | null
  answered_at: Date | null
  read_at: Date | null
  is_running: boolean
  deleted_at: Date | null
  owner_id: string
  /** Only there where it was asked for. */
  owner_name?: string | null
  /** How surely whoever put it into its folder had signed in. */
  folder_assurance?: Assurance | null
  forked_from: string | null
  forked_from_message: string | null
  forked_from_share: string | null
  created_at: Date
  updated_at: Date
}

export function toConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    title: row.title,
    modelId: row.model_id,
    classification: row.classification,
    folderId: row.folder_id,
    presetId: row.preset_id,
    lang: row.lang,
    isPinned: row.pinned_at !== null,
    isArchived: row.archived_at !== null,
    isUnread: row.answered_at !== null && !(row.read_at && row.read_at >= row.answered_at),
    isRunning: row.is_running,
    ...(row.deleted_at && { deletedAt: row.deleted_at.toISOString() }),
    ...(row.forked_from_message !== null && {
      forkedFrom: {
        conversationId: row.forked_from,
        messageId: row.forked_from_message,
        shareId: row.forked_from_share,
      },
    }),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
