import type { AnswerOrigin, FinishReason, Message, Usage } from '#wire/conversations.ts'
import type { ApiError } from '#wire/errors.ts'
import type { MessagePart } from '#wire/message-parts.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

/** The part of a message's history that fits a budget of characters. */
export interface History {
  /** Oldest first; the last one is the message asked for. */
  messages: Message[]
  /** How many older ones there are that were not read. */
  olderCount: number
}

export type MessagesStore = ReturnType<typeof createMessagesStore>

/** The messages of conversations, whose owner the caller has checked. */
export function createMessagesStore(database: Database) {
  return {
    /** All of them, or the newest of them; parents before children. */
    async list(tenantId: string, conversationId: string, newest?: number): Promise<Message[]> {
      return database.withTenant(tenantId, async (sql) => {
        const rows = await sql<MessageRow[]>`
          select messages.*, runs.finish_reason
          from messages left join runs
            on runs.tenant_id = messages.tenant_id and runs.id = messages.run_id
          where messages.conversation_id = ${conversationId}
          order by messages.id desc ${newest === undefined ? sql`` : sql`limit ${newest}`}`
        return (await openMessages(sql, rows)).toReversed().map(toMessage)
      })
    },

    find: (tenantId: string, asked: MessageAsked): Promise<Message | undefined> =>
      database.withTenant(tenantId, (sql) => findMessage(sql, asked)),

    /** Those that exist, in the order of the ids. */
    async findAll(tenantId: string, ids: string[]): Promise<Message[]> {
      return database.withTenant(tenantId, async (sql) => {
        const rows = await sql<MessageRow[]>`
          select * from messages where id = any (${ids}::uuid[])`
        await openMessages(sql, rows)
        return ids.flatMap((id) => rows.filter((row) => row.id === id).map(toMessage))
      })
    },

    /** From a message towards the root, as far as `maxCharacters` go: reads as much of a long chat as is used, no more. */
    async readHistory(
      tenantId: string,
      { messageId, maxCharacters }: { messageId: string; maxCharacters: number },
    ): Promise<History> {
      return database.withTenant(tenantId, async (sql) => {
        const rows = await sql<MessageRow[]>`
          with recursive history as (
            select tenant_id, id, parent_id, depth, role, text, status, run_id, model_id, lang,
              parts, created_at, text_length(text)::bigint as read_length
            from messages where id = ${messageId}
            union all
            select parent.tenant_id, parent.id, parent.parent_id, parent.depth, parent.role, parent.text,
              parent.status, parent.run_id, parent.model_id, parent.lang,
              parent.parts, parent.created_at,
              history.read_length + text_length(parent.text)
            from history join messages parent on parent.tenant_id = history.tenant_id
              and parent.id = history.parent_id
            where history.read_length < ${maxCharacters}
          )
          select *, null as usage, null as error from history order by depth`
        await openMessages(sql, rows)
        return { messages: rows.map(toMessage), olderCount: Math.max(0, (rows[0]?.depth ?? 1) - 1) }
      })
    },
  }
}

export interface MessageAsked {
  conversationId: string
  id: string
}

export async function findMessage(
  sql: TransactionSql,
  { conversationId, id }: MessageAsked,
): Promise<Message | undefined> {
  const rows = await sql<MessageRow[]>`
    select * from messages where conversation_id = ${conversationId} and id = ${id}`
  return (await openMessages(sql, rows)).map(toMessage)[0]
}

function openMessages(sql: TransactionSql, rows: readonly MessageRow[]) {
  return openRows(sql, SEALED.messages, rows)
}

interface MessageRow {
  id: string
  conversation_id: string
  parent_id: string | null
  depth: number
  role: Message['role']
  text: string
  status: Message['status']
  /** Of its run; only there where it was asked for. */
  finish_reason?: FinishReason | null
  run_id: string | null
  model_id: string | null
  lang: string | null
  usage: Usage | null
  parts: MessagePart[]
  origin?: AnswerOrigin | null
  error: ApiError | null
  /** Absent where a model's history is read: what was thought before is not told again. */
  reasoning?: string
  reasoning_ms?: number | null
  omitted_messages?: number
  created_at: Date
}

function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    parentId: row.parent_id,
    role: row.role,
    text: row.text,
    ...(row.parts.length > 0 && { parts: row.parts }),
    status: row.status,
    ...(row.reasoning && {
      reasoning: { text: row.reasoning, elapsedMs: row.reasoning_ms ?? null },
    }),
    ...(row.omitted_messages && { omittedMessages: row.omitted_messages }),
    ...(row.finish_reason && { finishReason: row.finish_reason }),
    runId: row.run_id,
    modelId: row.model_id,
    lang: row.lang,
    usage: row.usage,
    ...(row.origin && { origin: row.origin }),
    error: row.error,
    createdAt: row.created_at.toISOString(),
  }
}
