import type { QueuedMessage, QueueMessage } from '#wire/queue.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows, sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import type { Owner } from '../conversations-store.ts'

export interface StoredQueued extends QueuedMessage {
  interfaceLang: string | null
}

export interface NewQueued extends QueueMessage {
  id: string
  conversationId: string
  idempotencyKey: string | null
  atMs: number
}

interface QueuedRow {
  id: string
  parent_id: string
  text: string
  attachment_ids: string[]
  model_id: string | null
  interface_lang: string | null
  reply_lang: string | null
  created_at: Date
}

/** More than that nobody keeps in mind. */
export const MAX_QUEUED = 20

/** With this key a message is sent, however often somebody tries. */
export const keyOf = (id: string): string => `queued-${id}`

export type QueueStore = ReturnType<typeof createQueueStore>

/** The table `queued_messages`: what waits in conversations of one owner. */
export function createQueueStore(database: Database) {
  const within = <T>({ tenantId }: Owner, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work)

  return {
    list: (owner: Owner, conversationId: string): Promise<StoredQueued[]> =>
      within(owner, (sql) => select(sql, owner, conversationId)),

    /** False: there is no room. The same key again changes nothing. */
    add: (owner: Owner, message: NewQueued): Promise<boolean> =>
      within(owner, (sql) => addOne(sql, owner, message)),

    /** False: it does not wait, or somebody has sent it and was cut off before it left the queue. */
    setText: (owner: Owner, id: string, text: string): Promise<boolean> =>
      within(owner, async (sql) => {
        const seal = await sealerFor(sql, SEALED.queued, owner.ownerId)
        const changed = await sql`
          update queued_messages set text = ${seal(id, { text }).text} where id = ${id} and owner_id = ${owner.ownerId}
            and not exists (
              select from runs where idempotency_key = ${`${owner.ownerId} ${keyOf(id)}`})`
        return changed.count > 0
      }),

    /** Before another one of the same conversation, or last. */
    move: (owner: Owner, moved: { conversationId: string; id: string; beforeId: string | null }) =>
      within(owner, async (sql) => {
        const { conversationId, id, beforeId } = moved
        await lock(sql, owner, conversationId)
        const ids = (await select(sql, owner, conversationId)).map((each) => each.id)
        const others = ids.filter((each) => each !== id)
        const at = beforeId === null ? others.length : others.indexOf(beforeId)
        if (!ids.includes(id) || at < 0) return false
        const order = others.toSpliced(at, 0, id)
        for (const [position, each] of order.entries()) {
          await sql`update queued_messages set position = ${position + 1} where id = ${each}`
        }
        return true
      }),

    remove: (owner: Owner, id: string): Promise<boolean> =>
      within(owner, async (sql) => {
        const gone = await sql`
          delete from queued_messages where id = ${id} and owner_id = ${owner.ownerId}`
        return gone.count > 0
      }),

    /** It was sent, and `answerId` is being written: whatever waited behind it waits for that. */
    sent: (
      owner: Owner,
      { conversationId, id, answerId }: { conversationId: string; id: string; answerId: string },
    ): Promise<void> =>
      within(owner, async (sql) => {
        const gone = await sql`
          delete from queued_messages where id = ${id} and owner_id = ${owner.ownerId}`
        // Somebody else has said so before.
        if (gone.count === 0) return
        await sql`
          update queued_messages set parent_id = ${answerId}
          where conversation_id = ${conversationId} and owner_id = ${owner.ownerId}`
      }),
  }
}

async function addOne(sql: TransactionSql, owner: Owner, message: NewQueued): Promise<boolean> {
  await lock(sql, owner, message.conversationId)
  const waiting = await select(sql, owner, message.conversationId)
  if (waiting.length >= MAX_QUEUED) return false
  const { id, conversationId, text, idempotencyKey, attachmentIds = [] } = message
  // Who joins a queue waits for what the others wait for.
  const parentId = waiting[0]?.parentId ?? message.parentId
  const seal = await sealerFor(sql, SEALED.queued, owner.ownerId)
  await sql`
    insert into queued_messages (tenant_id, id, conversation_id, owner_id, position, parent_id, text,
      attachment_ids, model_id, interface_lang, reply_lang, idempotency_key, created_at)
    values (${owner.tenantId}, ${id}, ${conversationId}, ${owner.ownerId},
      (select coalesce(max(position), 0) + 1 from queued_messages where conversation_id = ${conversationId}),
      ${parentId}, ${seal(id, { text }).text}, ${attachmentIds}, ${message.modelId ?? null},
      ${message.interfaceLang ?? null}, ${message.replyLang ?? null}, ${idempotencyKey}, ${new Date(message.atMs)})
    on conflict (tenant_id, owner_id, idempotency_key) do nothing`
  return true
}

async function select(
  sql: TransactionSql,
  { ownerId }: Owner,
  conversationId: string,
): Promise<StoredQueued[]> {
  const rows = await sql<QueuedRow[]>`
    select id, parent_id, text, attachment_ids, model_id, interface_lang, reply_lang, created_at
    from queued_messages where conversation_id = ${conversationId} and owner_id = ${ownerId}
    order by position, id`
  return (await openRows(sql, SEALED.queued, rows)).map((row) => ({
    id: row.id,
    parentId: row.parent_id,
    text: row.text,
    attachmentIds: row.attachment_ids,
    modelId: row.model_id,
    interfaceLang: row.interface_lang,
    replyLang: row.reply_lang,
    createdAt: row.created_at.toISOString(),
  }))
}

/** Changes of one queue take turns. */
async function lock(sql: TransactionSql, { ownerId }: Owner, id: string): Promise<void> {
  await sql`select 1 from conversations where id = ${id} and owner_id = ${ownerId} for update`
}
