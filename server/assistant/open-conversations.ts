import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createBulkStore } from './bulk-store.ts'
import { createConversations } from './conversations.ts'
import { createConversationsStore } from './conversations-store.ts'
import type { Folders } from './folders/folders.ts'
import type { MayStillShare } from './folders/for-members.ts'
import { createReadableStore } from './folders/readable-store.ts'
import type { MessagesStore } from './messages-store.ts'
import { createReading } from './read-conversations.ts'
import type { Runs } from './runs.ts'

interface Parts {
  database: Database
  messages: MessagesStore
  runs: Runs
  clock: Clock
  createId: () => string
  folders: Pick<Folders, 'requirePlace'>
  mayStillShare?: MayStillShare
}

export type Conversations = ReturnType<typeof openConversations>

/** Conversations to read and to change. `onListed`: somebody looks at theirs. */
export function openConversations(parts: Parts, onListed: () => void) {
  const { database, messages, runs, clock, createId, folders, mayStillShare } = parts
  const store = createConversationsStore(database)
  const bulk = createBulkStore(database)
  const readable = createReadableStore(database)
  const reading = createReading({
    store,
    readable,
    messages,
    ...(mayStillShare && { mayStillShare }),
  })
  const changing = createConversations({
    store,
    bulk,
    messages,
    runs,
    clock,
    createId,
    requireFolder: (...asked) => folders.requirePlace(...asked),
  })
  return {
    ...reading,
    ...changing,
    list(...asked: Parameters<typeof reading.list>) {
      onListed()
      return reading.list(...asked)
    },
  }
}
