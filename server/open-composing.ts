import type { Hono } from 'hono'
import type { OwnLimit } from '#wire/money.ts'
import type { ApiEnv } from './access/api-env.ts'
import type { Directory } from './access/directory/directory.ts'
import type { AssistantOptions, Assistant } from './assistant/assistant.ts'
import type { Principal } from './access/principal.ts'
import type { ChatGateway } from './assistant/ask-model.ts'
import { createLanguageDetector } from './assistant/detect-language.ts'
import { createFollowUpsStore } from './assistant/follow-ups/follow-ups-store.ts'
import { createConversationsStore } from './assistant/conversations-store.ts'
import { createMessagesStore } from './assistant/messages-store.ts'
import type { AddToPrompt } from './assistant/prompt-additions.ts'
import { createQueueStore } from './assistant/queue/queue-store.ts'
import { createQueue, type Queue } from './assistant/queue/queue.ts'
import { createQueueRoutes } from './assistant/queue/routes.ts'
import type { Clock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import { createId } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { addPersonal } from './memory/add-personal.ts'
import { createPersonalStore } from './memory/personal-store.ts'
import { createProposalsStore } from './memory/proposals-store.ts'
import { createProposing, type Proposing } from './memory/propose.ts'
import { createPersonalDesk } from './memory/personal.ts'
import { createPersonalRoutes } from './memory/routes.ts'
import { scanText } from './screening/detect/scan-text.ts'
import { addPreset } from './prompts/add-preset.ts'
import { createLibraryStore } from './prompts/library-store.ts'
import { createLibrary } from './prompts/library.ts'
import { createLibraryRoutes } from './prompts/routes.ts'

export interface ComposingParts {
  database: Database
  directory: Pick<Directory, 'findPerson' | 'snapshot' | 'nameOf'>
  gateway: ChatGateway
  /** What is left of all that limits somebody's calls to a model. */
  limitsOf: (principal: Principal, modelId: string) => readonly Pick<OwnLimit, 'leftShare'>[]
  clock: Clock
  log: Log
}

/** Of every limit, so much must be left that something is asked which nobody has asked for. */
const ENOUGH = 0.2

/** What people prepare before they ask: prompts and presets, instructions and memory, messages that wait. */
export function openComposing(parts: ComposingParts): {
  additions: readonly AddToPrompt[]
  /** An answer has come to its end. */
  noteAnswer: NonNullable<AssistantOptions['onWhole']>
  isTitleWanted: NonNullable<AssistantOptions['isTitleWanted']>
  areFollowUpsWanted: NonNullable<AssistantOptions['areFollowUpsWanted']>
  proposing: Proposing
  routes: (assistant: Assistant) => Hono<ApiEnv>[]
} {
  const { database, directory, gateway, limitsOf, clock, log } = parts
  const prompts = createLibraryStore(database)
  const personal = createPersonalStore(database)
  const named = {
    groupsOf: (tenantId: string) => directory.snapshot(tenantId).groups,
    nameOf: directory.nameOf,
  }
  const isAffordable = (principal: Principal, modelId: string) =>
    limitsOf(principal, modelId).every(({ leftShare }) => leftShare >= ENOUGH)
  const proposals = createProposalsStore(database)
  const proposing = createProposing({
    gateway,
    personal,
    proposals,
    isTainted: createFollowUpsStore(database).isTainted,
    isSensitive: (text) => scanText(text, { names: true }).length > 0,
    isAffordable,
    detectLanguage: createLanguageDetector({ log }),
    clock,
    createId,
    log,
  })
  let queue: Queue | undefined
  return {
    additions: [addPersonal({ store: personal, clock }), addPreset(prompts)],
    isTitleWanted: async ({ principal }) =>
      (await personal.readPreferences(principal)).isTitledByModel,
    async areFollowUpsWanted({ principal, model }) {
      if (principal.kind !== 'person' || !isAffordable(principal, model.id)) return false
      const { settings, preferences } = await personal.read(principal)
      return settings.areFollowUpsAllowed && preferences.isFollowedUp
    },
    proposing,
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
        createPersonalRoutes(createPersonalDesk({ store: personal, proposals, clock })),
        createQueueRoutes(queue),
      ]
    },
  }
}
