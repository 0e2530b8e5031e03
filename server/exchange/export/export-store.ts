import { createHash } from 'node:crypto'
import type { ArchivedConversation, ArchivedMessage } from '#wire/exchange.ts'
import type { AnswerOrigin, FinishReason, Message, Usage } from '#wire/conversations.ts'
import type { ApiError } from '#wire/errors.ts'
import type { MessagePart } from '#wire/message-parts.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { openRows } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

export interface Owner {
  tenantId: string
  ownerId: string
}

/** A conversation without its messages. */
export type ExportedHead = Omit<ArchivedConversation, 'messages' | 'beside' | 'files'>

/** A file that goes along. */
export interface StoredFileName {
  id: string
  name: string
}

export type ExportStore = ReturnType<typeof createExportStore>

/** What leaves. What is not the owner's does not exist, nor what is in the bin, but for their own copy. */
export function createExportStore(database: Database) {
  return {
    /** Of all their conversations, or of those; the newest use first. */
    heads: (
      owner: Owner,
      ids: readonly string[] | null,
      { hasBin = false } = {},
    ): Promise<ExportedHead[]> =>
      database.withTenant(owner.tenantId, async (sql) => {
        const rows = await sql<HeadRow[]>`
          select id, title, model_id, classification, lang, pinned_at, archived_at, imported_from,
                 created_at, updated_at, ${folderOf(sql)} as folder
          from conversations
          where owner_id = ${owner.ownerId} ${hasBin ? sql`` : sql`and deleted_at is null`}
            ${ids === null ? sql`` : sql`and id = any (${[...ids]}::uuid[])`}
          order by updated_at desc, id desc`
        return (await openRows(sql, SEALED.conversations, rows)).map(toHead)
      }),

    /** The conversation that a message is in. */
    conversationOf: (owner: Owner, messageId: string): Promise<string | undefined> =>
      database.withTenant(owner.tenantId, async (sql) => {
        const [row] = await sql<{ conversation_id: string }[]>`
          select messages.conversation_id from messages
          join conversations on conversations.tenant_id = messages.tenant_id
            and conversations.id = messages.conversation_id
          where messages.id = ${messageId} and owner_id = ${owner.ownerId} and deleted_at is null`
        return row?.conversation_id
      }),

    /** How the messages hang together, parents before children, and how long each is. */
    tree: (tenantId: string, conversationId: string) =>
      database.withTenant(
        tenantId,
        async (sql) => sql<{ id: string; parentId: string | null; chars: number }[]>`
          select id, parent_id as "parentId", text_length(text) + text_length(reasoning) as chars from messages
          where conversation_id = ${conversationId} order by depth, id`,
      ),

    /** Files that were given along with its questions; of those, or all. What is another's is not among them. */
    files: (
      owner: Owner,
      conversationId: string,
      ids: readonly string[] | null,
    ): Promise<StoredFileName[]> =>
      database.withTenant(owner.tenantId, (sql) => readFiles(sql, owner, { conversationId, ids })),

    /** Those messages, in that order. */
    messages: (tenantId: string, ids: readonly string[]): Promise<ArchivedMessage[]> =>
      database.withTenant(tenantId, (sql) => readMessages(sql, ids)),

    /** That something left, before its first byte does. */
    note: (tenantId: string, left: LeftEvent): Promise<void> =>
      database.withTenant(tenantId, (sql) =>
        noteEvent(sql, tenantId, {
          action: 'conversation.export',
          resource: { kind: 'conversation', id: left.id ?? null },
          outcome: 'done',
          facts: { scope: left.scope, format: left.format, conversations: left.conversations },
        }),
      ),
  }
}

async function readMessages(
  sql: TransactionSql,
  ids: readonly string[],
): Promise<ArchivedMessage[]> {
  const rows = await sql<MessageRow[]>`
    select messages.*, runs.finish_reason
    from messages
    left join runs on runs.tenant_id = messages.tenant_id and runs.id = messages.run_id
    where messages.id = any (${[...ids]}::uuid[])`
  const approved = await sql<ApprovalRow[]>`
    select message_id, text_sha256, decided_by_name, decided_at from answer_approvals
    where message_id = any (${[...ids]}::uuid[]) and state = 'approved' and decided_at is not null
    order by decided_at desc`
  const approvals = Map.groupBy(approved, (row) => row.message_id)
  await openRows(sql, SEALED.messages, rows)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toMessage(row, approvalOf(row, approvals.get(id) ?? []))] : []
  })
}

interface ApprovalRow {
  message_id: string
  text_sha256: string
  decided_by_name: string | null
  decided_at: Date
}

/** The newest that holds for the text as it is. */
function approvalOf({ text }: MessageRow, rows: readonly ApprovalRow[]): ApprovalRow | undefined {
  if (rows.length === 0) return undefined
  const sha256 = createHash('sha256').update(text).digest('hex')
  return rows.find((row) => row.text_sha256 === sha256)
}

function readFiles(
  sql: TransactionSql,
  { ownerId }: Owner,
  { conversationId, ids }: { conversationId: string; ids: readonly string[] | null },
): Promise<StoredFileName[]> {
  return sql<StoredFileName[]>`
    select attachments.id, attachments.name
    from attachments join attachment_files on attachment_files.id = attachments.file_id
    where conversation_id = ${conversationId} and attachments.owner_id = ${ownerId}
      and is_whole ${ids === null ? sql`` : sql`and attachments.id = any (${[...ids]}::uuid[])`}
    order by attachments.id`
}

export interface LeftEvent {
  id?: string
  scope: string
  format: string
  conversations: number
}

/** The name of the folder that a conversation lies in. */
function folderOf(sql: TransactionSql) {
  return sql`(select name from folders where folders.id = conversations.folder_id)`
}

interface HeadRow {
  id: string
  title: string
  model_id: string | null
  classification: ExportedHead['classification']
  lang: string | null
  pinned_at: Date | null
  archived_at: Date | null
  imported_from: string | null
  folder: string | null
  created_at: Date
  updated_at: Date
}

function toHead(row: HeadRow): ExportedHead {
  return {
    id: row.id,
    title: row.title,
    modelId: row.model_id,
    classification: row.classification,
    lang: row.lang,
    folder: row.folder,
    isPinned: row.pinned_at !== null,
    isArchived: row.archived_at !== null,
    importedFrom: row.imported_from,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

interface MessageRow {
  id: string
  parent_id: string | null
  role: Message['role']
  text: string
  status: Message['status']
  finish_reason: FinishReason | null
  run_id: string | null
  model_id: string | null
  lang: string | null
  usage: Usage | null
  parts: MessagePart[]
  origin: AnswerOrigin | null
  error: ApiError | null
  reasoning: string
  reasoning_ms: number | null
  omitted_messages: number
  created_at: Date
}

function toMessage(row: MessageRow, approved: ApprovalRow | undefined): ArchivedMessage {
  return {
    id: row.id,
    parentId: row.parent_id,
    role: row.role,
    text: row.text,
    ...(row.parts.length > 0 && { parts: row.parts }),
    status: row.status,
    ...(row.reasoning !== '' && {
      reasoning: { text: row.reasoning, elapsedMs: row.reasoning_ms },
    }),
    ...(row.omitted_messages > 0 && { omittedMessages: row.omitted_messages }),
    ...(row.finish_reason && { finishReason: row.finish_reason }),
    runId: row.run_id,
    modelId: row.model_id,
    lang: row.lang,
    usage: row.usage,
    ...(row.origin && { origin: row.origin }),
    error: row.error,
    createdAt: row.created_at.toISOString(),
    approval: approved
      ? { by: approved.decided_by_name ?? '', at: approved.decided_at.toISOString() }
      : null,
  }
}
