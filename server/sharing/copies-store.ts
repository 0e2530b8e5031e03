import type { Classification } from '#wire/classification.ts'
import type { Conversation, Message } from '#wire/conversations.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { openRows, sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

/** What others may see or copy of a conversation's own row. */
export interface CopiedConversation {
  id: string
  ownerId: string
  title: string
  classification: Classification
  modelId: string | null
  lang: string | null
  presetId: string | null
  folderId: string | null
}

export interface Copy {
  tenantId: string
  conversation: Conversation
  ownerId: string
  /** Under their new ids, parents before children: a path. */
  messages: readonly Message[]
  /** New ids of the files that go along, by their old ones; what is gone stays gone. */
  files: ReadonlyMap<string, string>
  from: { conversationId: string; ownerId: string; messageId: string; shareId: string | null }
}

export type CopiesStore = ReturnType<typeof createCopiesStore>

/** Conversations made from others. */
export function createCopiesStore(database: Database) {
  return {
    /** Undefined: there is none, or it was deleted. Whose it is the caller checks. */
    find: (tenantId: string, id: string): Promise<CopiedConversation | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<CopiedConversation[]>`
          select id, owner_id as "ownerId", title, classification, model_id as "modelId", lang,
            preset_id as "presetId", folder_id as "folderId"
          from conversations where id = ${id} and deleted_at is null`
        return (await openRows(sql, SEALED.conversations, rows))[0]
      }),

    /** Whether somebody may still put something of their own into a folder. */
    mayPutInto: (
      { tenantId, id, groups = [] }: Pick<Principal, 'tenantId' | 'id' | 'groups'>,
      folderId: string,
    ): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql`
          select from folders where id = ${folderId} and (owner_id = ${id} or exists (
            select from folder_members where folder_id = folders.id and access = 'write'
              and member_id = any (${[id, ...groups]}::uuid[])))`
        return rows.length > 0
      }),

    insert: (copy: Copy): Promise<void> =>
      database.withTenant(copy.tenantId, (sql) => insertCopy(sql, copy)),
  }
}

async function insertCopy(sql: TransactionSql, copy: Copy): Promise<void> {
  const sealTitle = await sealerFor(sql, SEALED.conversations, copy.ownerId)
  const seal = await sealerFor(sql, SEALED.messages, copy.ownerId)
  const { tenantId, ownerId, conversation, messages, from } = copy
  const { id, title, modelId, classification, folderId, presetId, lang, createdAt } = conversation
  await sql`
    insert into conversations
      (tenant_id, id, owner_id, title, is_title_made, model_id, classification, created_at,
       updated_at, folder_id, preset_id, lang, forked_from, forked_from_message, forked_from_share)
    values (${tenantId}, ${id}, ${ownerId}, ${sealTitle(id, { title }).title}, ${title === ''}, ${modelId},
            ${classification}, ${createdAt}, ${createdAt}, ${folderId}, ${presetId}, ${lang},
            ${from.shareId === null ? from.conversationId : null}, ${from.messageId},
            ${from.shareId})`
  const rows = messages.map((message, index) => ({
    ...seal(message.id, toRow(message)),
    depth: index + 1,
  }))
  await sql`
    insert into messages (tenant_id, id, conversation_id, parent_id, depth, role, text, status,
      run_id, model_id, lang, usage, parts, origin, error, reasoning, reasoning_ms,
      omitted_messages, created_at)
    select ${tenantId}, row.id, ${id}, row.parent_id, row.depth, row.role, row.text, row.status,
      row.run_id, row.model_id, row.lang, row.usage, row.parts, row.origin, row.error,
      row.reasoning, row.reasoning_ms, row.omitted_messages, row.created_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (
      id uuid, parent_id uuid, depth int, role text, text text, status text, run_id uuid,
      model_id text, lang text, usage jsonb, parts jsonb, origin jsonb, error jsonb,
      reasoning text, reasoning_ms int, omitted_messages int, created_at timestamptz)`
  await carryFiles(sql, copy)
  await noteEvent(sql, tenantId, {
    action: from.shareId === null ? 'conversation.fork' : 'conversation.copy',
    resource: { kind: 'conversation', id: from.conversationId },
    outcome: 'done',
    facts: { copy: id, messages: messages.length, share: from.shareId },
  })
}

/** The same bytes, kept once: they go when nobody's message has them any more. */
async function carryFiles(sql: TransactionSql, copy: Copy): Promise<void> {
  const { tenantId, ownerId, conversation, files, from } = copy
  if (files.size === 0) return
  await sql`
    insert into attachments
      (tenant_id, id, owner_id, file_id, conversation_id, name, selected, created_at)
    select ${tenantId}, map.id, ${ownerId}, a.file_id, ${conversation.id}, a.name, a.selected, now()
    from unnest(${[...files.keys()]}::uuid[], ${[...files.values()]}::uuid[]) as map (old_id, id)
    join attachments a on a.tenant_id = ${tenantId} and a.id = map.old_id
    where a.owner_id = ${from.ownerId} and a.conversation_id = ${from.conversationId}`
}

function toRow(message: Message) {
  const { reasoning, omittedMessages = 0, parts = [], origin = null, usage, error } = message
  return {
    id: message.id,
    parent_id: message.parentId,
    role: message.role,
    text: message.text,
    status: message.status,
    run_id: message.runId,
    model_id: message.modelId,
    lang: message.lang,
    usage,
    parts,
    origin,
    error,
    reasoning: reasoning?.text ?? '',
    reasoning_ms: reasoning?.elapsedMs ?? null,
    omitted_messages: omittedMessages,
    created_at: message.createdAt,
  }
}
