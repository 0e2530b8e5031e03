import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { ChatGateway } from './ask-model.ts'
import { createBulkStore } from './bulk-store.ts'
import type { DetectLanguage } from './detect-language.ts'
import type { MayStillShare } from './folders/for-members.ts'
import { createFolders } from './folders/folders.ts'
import { createFoldersStore } from './folders/folders-store.ts'
import { createAround, type FindProposal } from './follow-ups/around.ts'
import { createFollowUpsStore } from './follow-ups/follow-ups-store.ts'
import { createFollowUpWriter } from './follow-ups/write-follow-ups.ts'
import { createMessagesStore } from './messages-store.ts'
import type { RunPlan } from './plan-run.ts'
import { createPurge } from './purge-deleted.ts'
import { openSearch } from './search/open-search.ts'
import { createTemporaryAnswers } from './temporary/answer-temporarily.ts'
import { createTitlesStore } from './titles/titles-store.ts'
import { createTitleWriter } from './titles/write-title.ts'

export interface ExtraOptions {
  /** Whether a model is asked for the title; absent: none is. */
  isTitleWanted?: (plan: RunPlan) => Promise<boolean>
  /** Whether a model is asked what may come next; absent: none is. */
  areFollowUpsWanted?: (plan: RunPlan) => Promise<boolean>
  /** What is proposed below an answer; absent: nothing. */
  findProposal?: FindProposal
  /** The organisations whose deleted conversations this process deletes for good; absent: another one does. */
  tenantIds?: () => readonly string[]
  /** Asked whenever somebody reads what others have put in a folder; absent: they may. */
  mayStillShare?: MayStillShare
}

interface Parts extends ExtraOptions {
  database: Database
  gateway: ChatGateway
  defaultModelId: () => string | null
  detectLanguage: DetectLanguage
  clock: Clock
  createId: () => string
  log: Log
}

export type Extras = ReturnType<typeof openExtras>

/** What there is around conversations and answers: folders, searching, titles, chats that are not stored, tidying up. */
export function openExtras(parts: Parts) {
  const { database, gateway, detectLanguage, clock, createId, log } = parts
  const { isTitleWanted, areFollowUpsWanted, findProposal, tenantIds } = parts
  const { search, filler } = openSearch(parts)
  const titles =
    isTitleWanted &&
    createTitleWriter({
      gateway,
      store: createTitlesStore(database),
      detectLanguage,
      createId,
      log,
      isWanted: isTitleWanted,
    })
  const followUpsStore = createFollowUpsStore(database)
  const followUps =
    areFollowUpsWanted &&
    createFollowUpWriter({
      gateway,
      store: followUpsStore,
      messages: createMessagesStore(database),
      detectLanguage,
      clock,
      createId,
      log,
      isWanted: areFollowUpsWanted,
    })
  const purge =
    tenantIds && createPurge({ store: createBulkStore(database), clock, log, tenantIds })
  return {
    folders: createFolders({ store: createFoldersStore(database), clock, createId }),
    search,
    answerTemporarily: createTemporaryAnswers(parts),
    around: createAround({ store: followUpsStore, clock, ...(findProposal && { findProposal }) }),
    /** Somebody asks on: what was written beside the answer before takes no turn of theirs. */
    noteBegin: ({ conversationId }: RunPlan) => followUps?.giveUp(conversationId),
    /** An answer has ended: it may have been the first of its conversation. */
    noteWhole(plan: RunPlan): void {
      titles?.begin(plan)
      followUps?.begin(plan)
    },
    /** Resolves when nothing is being written beside an answer; for tests. */
    settled: async () => void (await Promise.all([titles?.settled(), followUps?.settled()])),
    start(): void {
      filler.start()
      purge?.start()
    },
    async close(): Promise<void> {
      await titles?.close()
      await followUps?.close()
      await filler.close()
      await purge?.close()
    },
  }
}
