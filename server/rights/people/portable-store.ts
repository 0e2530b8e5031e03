import type { PortableConversation, TakenConversations } from '#wire/rights.ts'
import { AppError } from '#server/lib/app-error.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'

interface MessageRow {
  conversationId: string
  id: string
  parentId: string | null
  role: 'user' | 'assistant'
  text: string
  reasoning: string
  modelId: string | null
  lang: string | null
  createdAt: Date
}

type ConversationRow = Omit<PortableConversation, 'messages' | 'createdAt' | 'updatedAt'> & {
  createdAt: Date
  updatedAt: Date
}

/** That somebody took a copy of all that is stored about a person. */
export function noteCopy(database: Database, tenantId: string, personId: string): Promise<void> {
  return database.withTenant(tenantId, (sql) =>
    noteEvent(sql, tenantId, {
      action: 'rights.export',
      resource: { kind: 'person', id: personId },
      outcome: 'done',
    }),
  )
}

/** A person's conversations as they take them along. */
export async function readPortable(
  database: Database,
  tenantId: string,
  personId: string,
): Promise<PortableConversation[]> {
  return database.withTenant(tenantId, async (sql) => {
    const conversations = await sql<ConversationRow[]>`
      select id, title, classification, created_at as "createdAt", updated_at as "updatedAt"
      from conversations where owner_id = ${personId} order by id`
    const messages = await sql<MessageRow[]>`
      select conversation_id as "conversationId", id, parent_id as "parentId", role, text, reasoning,
             model_id as "modelId", lang, created_at as "createdAt"
      from messages where conversation_id in (
        select id from conversations where owner_id = ${personId})
      order by depth, id`
    const byConversation = Map.groupBy(messages, ({ conversationId }) => conversationId)
    return conversations.map(({ createdAt, updatedAt, ...one }) => ({
      ...one,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
      messages: (byConversation.get(one.id) ?? []).map(toPortableMessage),
    }))
  })
}

function toPortableMessage(row: MessageRow): PortableConversation['messages'][number] {
  const { id, parentId, role, text, reasoning, modelId, lang, createdAt } = row
  return { id, parentId, role, text, reasoning, modelId, lang, createdAt: createdAt.toISOString() }
}

/** Takes them in as the person's, under ids of their own: all of them, or none. Throws `invalid_request`. */
export async function takePortable(
  database: Database,
  { tenantId, personId }: { tenantId: string; personId: string },
  conversations: readonly PortableConversation[],
): Promise<TakenConversations> {
  return database.withTenant(tenantId, async (sql) => {
    let messages = 0
    for (const conversation of conversations) {
      messages += await takeOne(sql, { tenantId, personId, conversation })
    }
    await noteEvent(sql, tenantId, {
      action: 'rights.import',
      resource: { kind: 'person', id: personId },
      outcome: 'done',
      facts: { conversations: conversations.length, messages },
    })
    return { conversations: conversations.length, messages }
  })
}

interface Taking {
  tenantId: string
  personId: string
  conversation: PortableConversation
}

async function takeOne(sql: TransactionSql, taking: Taking): Promise<number> {
  const { tenantId, personId, conversation } = taking
  const { title, classification, createdAt, updatedAt, messages } = conversation
  const conversationId = createId()
  await sql`
    insert into conversations
      (tenant_id, id, owner_id, title, is_title_made, classification, created_at, updated_at)
    values (${tenantId}, ${conversationId}, ${personId}, ${clean(title)}, false,
            ${classification}, ${createdAt}, ${updatedAt})`
  const known = new Map<string, { id: string; depth: number }>()
  for (const message of messages) {
    const parent = message.parentId === null ? undefined : known.get(message.parentId)
    if ((message.parentId !== null && !parent) || known.has(message.id)) {
      throw new AppError('invalid_request', 'A message answers one that does not come before it.')
    }
    const own = { id: createId(), depth: (parent?.depth ?? 0) + 1 }
    known.set(message.id, own)
    await sql`
      insert into messages (tenant_id, id, conversation_id, parent_id, depth, role, text, reasoning,
                            status, model_id, lang, created_at)
      values (${tenantId}, ${own.id}, ${conversationId}, ${parent?.id ?? null}, ${own.depth},
              ${message.role}, ${clean(message.text)}, ${clean(message.reasoning)}, 'complete',
              ${message.modelId}, ${message.lang}, ${message.createdAt})`
  }
  return messages.length
}

/** Postgres takes no NUL in a text. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed()
}
