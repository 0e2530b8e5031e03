import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createBulkStore } from './bulk-store.ts'
import { createConversations } from './conversations.ts'
import { createConversationsStore } from './conversations-store.ts'
import type { Folders } from './folders/folders.ts'
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
}

export type Conversations = ReturnType<typeof openConversations>

/** Conversations to read and to change. `onListed`: somebody looks at theirs. */
export function openConversations(parts: Parts, onListed: () => void) {
  const { database, messages, runs, clock, createId, folders } = parts
  const store = createConversationsStore(database)
  const bulk = createBulkStore(database)
  const reading = createReading({ store, readable: createReadableStore(database), messages })
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
