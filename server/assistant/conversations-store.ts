import type { Classification } from '#wire/classification.ts'
import type { Conversation } from '#wire/conversations.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Database } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'

/** Whose conversations: one owner's, within one tenant. */
export interface Owner {
  tenantId: string
  ownerId: string
}

export function ownerOf(principal: Principal): Owner {
  return { tenantId: principal.tenantId, ownerId: principal.id }
}

export interface ConversationChanges {
  title?: string | undefined
  modelId?: string | null | undefined
  classification?: Classification | undefined
}

export type ConversationsStore = ReturnType<typeof createConversationsStore>

/** What is not the owner's does not exist for them. */
export function createConversationsStore(database: Database) {
  return {
    /** Newest use first. `after` is the last one of the page before. */
    async list(owner: Owner, { limit, after }: { limit: number; after: PageMark | null }) {
      return database.withTenant(owner.tenantId, async (sql) => {
        const rows = await sql<ConversationRow[]>`
          select * from conversations
          where owner_id = ${owner.ownerId}
            ${after ? sql`and (updated_at, id) < (${after.updatedAt}::timestamptz, ${after.id})` : sql``}
          order by updated_at desc, id desc limit ${limit}`
        return rows.map(toConversation)
      })
    },

    async find(owner: Owner, id: string): Promise<Conversation | undefined> {
      return database.withTenant(owner.tenantId, async (sql) => {
        const rows = await sql<ConversationRow[]>`
          select * from conversations where id = ${id} and owner_id = ${owner.ownerId}`
        return rows.map(toConversation)[0]
      })
    },

    async insert(owner: Owner, conversation: Conversation): Promise<void> {
      const { id, title, modelId, classification, createdAt, updatedAt } = conversation
      await database.withTenant(owner.tenantId, async (sql) => {
        await sql`
          insert into conversations
            (tenant_id, id, owner_id, title, is_title_made, model_id, classification, created_at,
             updated_at)
          values (${owner.tenantId}, ${id}, ${owner.ownerId}, ${title}, ${title === ''}, ${modelId},
                  ${classification}, ${createdAt}, ${updatedAt})`
      })
    },

    async update(
      owner: Owner,
      id: string,
      { title, modelId, classification }: ConversationChanges,
    ): Promise<Conversation | undefined> {
      return database.withTenant(owner.tenantId, async (sql) => {
        const rows = await sql<ConversationRow[]>`
          update conversations set
            title = coalesce(${title ?? null}, title),
            is_title_made = is_title_made and ${title === undefined},
            model_id = case when ${modelId === undefined} then model_id else ${modelId ?? null} end,
            classification = coalesce(${classification ?? null}, classification)
          where id = ${id} and owner_id = ${owner.ownerId} returning *`
        if (rows.length > 0 && classification !== undefined) {
          await noteEvent(sql, owner.tenantId, {
            action: 'conversation.classify',
            resource: { kind: 'conversation', id },
            outcome: 'done',
            facts: { classification },
          })
        }
        return rows.map(toConversation)[0]
      })
    },

    /** With its messages, runs and events. False: there was none. */
    remove: (owner: Owner, id: string): Promise<boolean> => removeOne(database, owner, id),
  }
}

function removeOne(database: Database, owner: Owner, id: string): Promise<boolean> {
  return database.withTenant(owner.tenantId, async (sql) => {
    const { count } = await sql`
      delete from conversations where id = ${id} and owner_id = ${owner.ownerId}`
    if (count === 0) return false
    const resource = { kind: 'conversation', id }
    await noteEvent(sql, owner.tenantId, {
      action: 'conversation.delete',
      resource,
      outcome: 'done',
    })
    return true
  })
}

/** Where a page ended. */
export interface PageMark {
  updatedAt: string
  id: string
}

interface ConversationRow {
  id: string
  title: string
  model_id: string | null
  classification: Classification
  created_at: Date
  updated_at: Date
}

function toConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    title: row.title,
    modelId: row.model_id,
    classification: row.classification,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
