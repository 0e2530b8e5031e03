import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId as createUuid } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { createAnswering } from './answer-run.ts'
import type { ChatGateway } from './ask-model.ts'
import { createConversations, type Conversations } from './conversations.ts'
import { createConversationsStore } from './conversations-store.ts'
import { createLanguageDetector } from './detect-language.ts'
import { createEventWriter } from './event-writer.ts'
import { createLiveRuns } from './live-runs.ts'
import { createProcessesStore } from './processes-store.ts'
import { createRecovery } from './recovery.ts'
import { createRuns, type Runs } from './runs.ts'
import { createRunsStore } from './runs-store.ts'

export interface AssistantOptions {
  database: Database
  gateway: ChatGateway
  clock: Clock
  log: Log
  /** The model for those who chose none; null: the first that can chat. */
  defaultModelId?: () => string | null
  createId?: () => string
}

/** Conversations and durable answers. */
export interface Assistant {
  conversations: Conversations
  runs: Runs
  /** Before the first request: ends what a dead process left. */
  start(): Promise<void>
  /** Interrupts what is being written, keeps what was there. Before the gateway and the database close. */
  close(): Promise<void>
}

export function createAssistant(options: AssistantOptions): Assistant {
  const { database, gateway, clock, log, createId = createUuid } = options
  const { defaultModelId = () => null } = options
  const store = createRunsStore(database)
  const conversations = createConversationsStore(database)
  const processes = createProcessesStore(database)
  const { processId } = processes
  const live = createLiveRuns({ store })
  const detectLanguage = createLanguageDetector({ log })
  const recovery = createRecovery({
    store,
    processes,
    live,
    stop: (runId) => answering.stop(runId),
    log,
  })
  const answering = createAnswering({
    gateway,
    conversations,
    writer: createEventWriter({ store, processId, clock }),
    salvage: (run, error) => recovery.salvage(run, error),
    detectLanguage,
    log,
  })
  const tools = { gateway, defaultModelId, detectLanguage, clock, createId }
  const runs = createRuns({ ...tools, conversations, store, live, answering, processId })

  return {
    conversations: createConversations({ store: conversations, runs, clock, createId }),
    runs,
    async start() {
      await recovery.start()
      // In the background: so that the first question does not wait for the detector's tables.
      void detectLanguage('bonjour')
    },
    async close() {
      await answering.close()
      await recovery.close()
    },
  }
}
