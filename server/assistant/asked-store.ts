import type { Conversation, Message } from '#wire/conversations.ts'
import type { Database } from '#server/lib/database.ts'
import { findConversation, type Owner } from './conversations-store.ts'
import { findMessage } from './messages-store.ts'
import { findRunByKey, type StoredRun } from './runs-store.ts'

/** What a request for an answer names. */
export interface Named {
  conversationId: string
  /** The message that it follows, answers again or goes on with; null: none. */
  messageId: string | null
  idempotencyKey: string | null
}

/** What there is of it. Whatever hangs on a conversation that is not there is not there either. */
export interface Found {
  conversation: Conversation | undefined
  message: Message | undefined
  /** The run that had this key before. */
  run: StoredRun | undefined
}

export type AskedStore = ReturnType<typeof createAskedStore>

/** All that is looked up before an answer is begun, in one transaction and one round trip: a person waits for it. */
export function createAskedStore(database: Database) {
  return {
    find: (owner: Owner, { conversationId, messageId, idempotencyKey }: Named): Promise<Found> =>
      database.withTenant(owner.tenantId, async (sql) => {
        const [conversation, message, run] = await Promise.all([
          findConversation(sql, owner, conversationId),
          messageId === null ? undefined : findMessage(sql, { conversationId, id: messageId }),
          idempotencyKey === null ? undefined : findRunByKey(sql, idempotencyKey),
        ])
        return conversation
          ? { conversation, message, run }
          : { conversation, message: undefined, run: undefined }
      }),
  }
}
