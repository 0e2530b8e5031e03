import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import type { Directory } from './access/directory/directory.ts'
import type { AssistantOptions, Assistant } from './assistant/assistant.ts'
import { createConversationsStore } from './assistant/conversations-store.ts'
import { createMessagesStore } from './assistant/messages-store.ts'
import type { AddToPrompt } from './assistant/prompt-additions.ts'
import { createQueueStore } from './assistant/queue/queue-store.ts'
import { createQueue, type Queue } from './assistant/queue/queue.ts'
import { createQueueRoutes } from './assistant/queue/routes.ts'
import type { Clock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { addPersonal } from './memory/add-personal.ts'
import { createPersonalStore } from './memory/personal-store.ts'
import { createPersonalDesk } from './memory/personal.ts'
import { createPersonalRoutes } from './memory/routes.ts'
import { addPreset } from './prompts/add-preset.ts'
import { createLibraryStore } from './prompts/library-store.ts'
import { createLibrary } from './prompts/library.ts'
import { createLibraryRoutes } from './prompts/routes.ts'

export interface ComposingParts {
  database: Database
  directory: Pick<Directory, 'findPerson' | 'snapshot' | 'nameOf'>
  clock: Clock
  log: Log
}

/** What people prepare before they ask: prompts and presets, instructions and memory, messages that wait. */
export function openComposing({ database, directory, clock, log }: ComposingParts): {
  additions: readonly AddToPrompt[]
  /** An answer has come to its end. */
  noteAnswer: NonNullable<AssistantOptions['onWhole']>
  isTitleWanted: NonNullable<AssistantOptions['isTitleWanted']>
  routes: (assistant: Assistant) => Hono<ApiEnv>[]
} {
  const prompts = createLibraryStore(database)
  const personal = createPersonalStore(database)
  const named = {
    groupsOf: (tenantId: string) => directory.snapshot(tenantId).groups,
    nameOf: directory.nameOf,
  }
  let queue: Queue | undefined
  return {
    additions: [addPersonal({ store: personal, clock }), addPreset(prompts)],
    isTitleWanted: async ({ principal }) =>
      (await personal.readPreferences(principal)).isTitledByModel,
    noteAnswer(tenantId, messageId, { conversationId, principal }) {
      void queue?.afterAnswer(tenantId, { messageId, conversationId, ownerId: principal.id })
    },
    routes({ runs }) {
      queue = createQueue({
        store: createQueueStore(database),
        conversations: createConversationsStore(database),
        messages: createMessagesStore(database),
        runs,
        findPerson: (tenantId, id) => directory.findPerson(tenantId, id),
        clock,
        log,
      })
      return [
        createLibraryRoutes(createLibrary({ store: prompts, directory: named, clock })),
        createPersonalRoutes(createPersonalDesk({ store: personal, clock })),
        createQueueRoutes(queue),
      ]
    },
  }
}
