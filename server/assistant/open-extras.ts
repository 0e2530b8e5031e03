import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { ChatGateway } from './ask-model.ts'
import { createBulkStore } from './bulk-store.ts'
import type { DetectLanguage } from './detect-language.ts'
import type { MayStillShare } from './folders/for-members.ts'
import { createFolders } from './folders/folders.ts'
import { createFoldersStore } from './folders/folders-store.ts'
import type { RunPlan } from './plan-run.ts'
import { createPurge } from './purge-deleted.ts'
import { openSearch } from './search/open-search.ts'
import { createTemporaryAnswers } from './temporary/answer-temporarily.ts'
import { createTitlesStore } from './titles/titles-store.ts'
import { createTitleWriter } from './titles/write-title.ts'

export interface ExtraOptions {
  /** Whether a model is asked for the title; absent: none is. */
  isTitleWanted?: (plan: RunPlan) => Promise<boolean>
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
  const { database, gateway, detectLanguage, clock, createId, log, isTitleWanted, tenantIds } =
    parts
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
  const purge =
    tenantIds && createPurge({ store: createBulkStore(database), clock, log, tenantIds })
  return {
    folders: createFolders({ store: createFoldersStore(database), clock, createId }),
    search,
    answerTemporarily: createTemporaryAnswers(parts),
    /** An answer has ended: it may have been the first of its conversation. */
    noteWhole: (plan: RunPlan) => titles?.begin(plan),
    /** Resolves when no title is being written; for tests. */
    settled: async () => void (await titles?.settled()),
    start(): void {
      filler.start()
      purge?.start()
    },
    async close(): Promise<void> {
      await titles?.close()
      await filler.close()
      await purge?.close()
    },
  }
}
