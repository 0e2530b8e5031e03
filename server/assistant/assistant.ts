import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId as createUuid } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { createAskedStore } from './asked-store.ts'
import { createAnswering, type Answering, type AnsweringOptions } from './answer-run.ts'
import type { ChatGateway } from './ask-model.ts'
import type { AttachmentsPort } from './attachments-port.ts'
import { openConversations, type Conversations } from './open-conversations.ts'
import { openExtras, type ExtraOptions } from './open-extras.ts'
import { createConversationsStore } from './conversations-store.ts'
import type { Folders } from './folders/folders.ts'
import { createLanguageDetector } from './detect-language.ts'
import { salvageRun } from './end-stored-run.ts'
import { createEventWriter } from './event-writer.ts'
import type { Around } from './follow-ups/around.ts'
import { createFollowUpsStore } from './follow-ups/follow-ups-store.ts'
import { createLiveRuns } from './live-runs.ts'
import { createMessagesStore } from './messages-store.ts'
import { createProcessesStore, type Processes } from './processes-store.ts'
import type { AddToPrompt } from './prompt-additions.ts'
import type { RunPlan } from './plan-run.ts'
import { createRecovery } from './recovery.ts'
import { createRunEventsStore } from './run-events-store.ts'
import { createRunsInFlightStore } from './runs-in-flight-store.ts'
import { createRuns, type Runs } from './runs.ts'
import { createRunsStore } from './runs-store.ts'
import type { Search } from './search/search.ts'
import type { AnswerTemporarily } from './temporary/answer-temporarily.ts'

export interface AssistantOptions extends ExtraOptions {
  database: Database
  gateway: ChatGateway
  clock: Clock
  log: Log
  /** The model for those who chose none; null: the first that can chat. */
  defaultModelId?: () => string | null
  createId?: () => string
  /** An answer has come to its own end and is stored; absent: nobody wants to know. */
  onWhole?: AnsweringOptions['onWhole']
  /** An answer begins to be written; absent: nobody wants to know. */
  onBegin?: (plan: RunPlan) => void
  /** Answers of one person that are written at the same time. Default: 20. */
  maxRunsOfOwner?: number
  /** What models are told beside the conversation; absent: nothing. */
  additions?: readonly AddToPrompt[]
  /** Absent: messages are words alone. */
  attachments?: AttachmentsPort
  /** Whether a person may still come in; absent: nobody is ever sent away. */
  isPresent?: AnsweringOptions['isPresent']
  /** Absent: the database knows who lives. */
  processes?: Processes
}

/** Conversations and durable answers. */
export interface Assistant {
  conversations: Conversations
  runs: Runs
  folders: Folders
  search: Search
  answerTemporarily: AnswerTemporarily
  around: Around
  /** Resolves when what follows answers is done; for tests. */
  settled(): Promise<void>
  /** Before the first request: ends what a dead process left. */
  start(): Promise<void>
  /** Interrupts what is being written, keeps what was there. Before the gateway and the database close. */
  close(): Promise<void>
}

/** More than a person reads; few enough that nobody fills the server alone. */
const MAX_RUNS_OF_OWNER = 20

export function createAssistant(options: AssistantOptions): Assistant {
  const { database, gateway, clock, log, createId = createUuid } = options
  const { defaultModelId = () => null, maxRunsOfOwner = MAX_RUNS_OF_OWNER } = options
  const store = createRunsStore(database)
  const events = createRunEventsStore(database)
  const messages = createMessagesStore(database)
  const inFlight = createRunsInFlightStore(database)
  const asked = createAskedStore(database)
  const { processes = createProcessesStore(database), attachments, isPresent } = options
  const { processId } = processes
  const live = createLiveRuns({ store: events })
  const detectLanguage = createLanguageDetector({ log })
  const given = { ...(attachments && { attachments }), ...(isPresent && { isPresent }) }
  const extras = openExtras({ ...options, defaultModelId, detectLanguage, createId })
  const { folders, search, answerTemporarily, around } = extras
  const answering = createAnswering({
    gateway,
    messages,
    writer: createEventWriter({ store: events, processId, clock }),
    salvage: (run, error) => salvageRun(events, { run, processId, error }),
    detectLanguage,
    answerAgain: (plan) => runs.answerAgain(plan),
    clock,
    createId,
    log,
    isForeign: createFollowUpsStore(database).isTainted,
    promptSources: [folders.addToPrompt, ...(options.additions ?? [])],
    ...given,
    onWhole(tenantId, messageId, plan) {
      options.onWhole?.(tenantId, messageId, plan)
      extras.noteWhole(plan)
    },
  })
  const recovery = createRecovery({ store: events, inFlight, processes, live, answering, log })
  const tools = {
    messages,
    gateway,
    defaultModelId,
    detectLanguage,
    clock,
    createId,
    ...given,
  }
  const noticed = noticing(answering, [extras.noteBegin, options.onBegin])
  const conversations = createConversationsStore(database)
  const running = { store, inFlight, live, asked, conversations, processId, maxRunsOfOwner }
  const runs = createRuns({ ...tools, ...running, answering: noticed })

  return {
    conversations: openConversations(
      { ...options, messages, runs, createId, folders },
      // Somebody has opened the page: their first question shall not wait for the detector's tables, and nobody else
      // shall have 80 MB of them.
      () => void detectLanguage('bonjour'),
    ),
    runs,
    folders,
    search,
    answerTemporarily,
    around,
    settled: () => extras.settled(),
    start: async () => {
      await recovery.start()
      extras.start()
    },
    close: async () => {
      for (const part of [answering, extras, recovery]) await part.close()
    },
  }
}

/** The same, whose beginnings others hear of. */
function noticing(
  answering: Answering,
  listeners: readonly (((plan: RunPlan) => void) | undefined)[],
): Answering {
  return {
    ...answering,
    begin(plan, run) {
      for (const listener of listeners) listener?.(plan)
      answering.begin(plan, run)
    },
  }
}
