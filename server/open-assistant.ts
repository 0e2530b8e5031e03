import type { Hono } from 'hono'
import type { Classification } from '#wire/classification.ts'
import type { ApiEnv } from './access/api-env.ts'
import { withOrigins } from './answer-origins.ts'
import { createAssistant, type Assistant, type AssistantOptions } from './assistant/assistant.ts'
import type { FileKeeper } from './exchange/import/take-files.ts'
import { createRatings } from './assistant/ratings/ratings.ts'
import { createRatingsStore } from './assistant/ratings/ratings-store.ts'
import { createReportStore } from './assistant/ratings/report-store.ts'
import { createRatingsReport } from './assistant/ratings/report.ts'
import { createRatingRoutes } from './assistant/ratings/routes.ts'
import { createWordingRoutes } from './assistant/wordings/routes.ts'
import { createWordings } from './assistant/wordings/wordings.ts'
import { createWordingsStore } from './assistant/wordings/wordings-store.ts'
import type { Processes } from './assistant/processes-store.ts'
import { createAssistantRoutes } from './assistant/routes.ts'
import { authorize } from './access/authorize.ts'
import type { Directory } from './access/directory/directory.ts'
import type { Assurance, Principal } from './access/principal.ts'
import type { Receipts } from './catalogue/receipts.ts'
import { systemClock } from './lib/clock.ts'
import { createId } from './lib/ids.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import type { Metering } from './metering/metering.ts'
import type { AddToPrompt } from './assistant/prompt-additions.ts'
import type { FolderFilesDesk } from './attachments/folder-files.ts'
import { openAttachments, type AttachmentParts } from './open-attachments.ts'
import { openComposing } from './open-composing.ts'
import { openTranslation } from './open-translation.ts'

export interface AssistantParts extends Pick<AssistantOptions, 'onWhole'> {
  gateway: AttachmentParts['gateway'] & AssistantOptions['gateway']
  config: { attachments: AttachmentParts['settings'] }
  secretKeys: AttachmentParts['secretKeys']
  organisations: { ids: AttachmentParts['tenantIds'] }
  metering: Pick<Metering, 'limitsOf'>
  /** What calls were answered by, and what they cost. */
  receipts: Receipts
  defaultModelId: () => string | null
  database: Database
  directory: Directory
  surroundings: {
    processes?: (database: Database) => Processes | undefined
    doesChores: boolean
  }
  log: Log
  closers: (() => Promise<void> | void)[]
}

export interface OpenAssistant {
  capabilities: Hono<ApiEnv>[]
  /** Throws `not_found` where they may not read it. */
  readConversation: Assistant['conversations']['read']
  /** For files that come out of an archive. */
  keeper: FileKeeper
}

/** The assistant, and what people give it beside their questions. */
export async function openAssistant({
  surroundings,
  closers,
  ...parts
}: AssistantParts): Promise<OpenAssistant> {
  const processes = surroundings.processes?.(parts.database)
  const { database, receipts, defaultModelId, onWhole, log } = parts
  const limitsOf = (principal: Principal, modelId: string) =>
    parts.metering.limitsOf(principal, modelId)
  const composing = openComposing({ ...parts, limitsOf, clock: systemClock })
  const { proposing } = composing
  const attachments = openAttachments({
    ...parts,
    closers,
    settings: parts.config.attachments,
    tenantIds: () => parts.organisations.ids(),
    doesChores: surroundings.doesChores,
    mayStillShare: ({ folderId: id, ...place }) =>
      mayShare(parts.directory, { ...place, kind: 'folder', id }),
  })
  const gateway = withOrigins(parts.gateway, receipts)
  const translation = openTranslation({ database, log })
  const assistant = createAssistant({
    isPresent: (tenantId, id) => parts.directory.findPerson(tenantId, id) !== undefined,
    database,
    gateway,
    defaultModelId,
    clock: systemClock,
    log,
    attachments: attachments.port,
    additions: [...composing.additions, translation.addTerms, telling(attachments.folderFiles)],
    isTitleWanted: composing.isTitleWanted,
    areFollowUpsWanted: composing.areFollowUpsWanted,
    findProposal: (principal, messageId) => proposing.find(principal, messageId),
    onBegin: ({ conversationId }) => proposing.giveUp(conversationId),
    mayStillShare: ({ conversationId: id, ...place }) =>
      mayShare(parts.directory, { ...place, kind: 'conversation', id }),
    ...(surroundings.doesChores && { tenantIds: () => parts.organisations.ids() }),
    onWhole(tenantId, messageId, plan) {
      onWhole?.(tenantId, messageId, plan)
      proposing.begin(plan)
      composing.noteAnswer(tenantId, messageId, plan)
    },
    ...(processes && { processes }),
  })
  const ratings = createRatings({ store: createRatingsStore(database), clock: systemClock })
  const report = createRatingsReport({ store: createReportStore(database) })
  const wordingStore = createWordingsStore(database)
  const wordings = createWordings({ store: wordingStore, clock: systemClock, createId })
  await assistant.start()
  closers.push(
    () => assistant.close(),
    () => proposing.close(),
  )
  return {
    readConversation: assistant.conversations.read,
    keeper: attachments.keeper,
    capabilities: [
      createAssistantRoutes(assistant),
      createRatingRoutes(ratings, report),
      createWordingRoutes(wordings),
      ...attachments.routes,
      ...composing.routes(assistant),
      ...translation.routes({ gateway, assistant, defaultModelId }),
    ],
  }
}

const telling =
  (folderFiles: FolderFilesDesk): AddToPrompt =>
  (request) =>
    folderFiles.addToPrompt(request)

interface Shared {
  kind: 'conversation' | 'folder'
  tenantId: string
  ownerId: string
  id: string
  classification: Classification
  assurance?: Assurance | null
}

/**
 * Whether somebody, as they are now, may let others read something of theirs. A policy that asks how they signed in asks about
 * when they put it there: they are not here now.
 */
function mayShare(directory: Directory, shared: Shared): boolean {
  const { tenantId, ownerId, classification, assurance, ...thing } = shared
  const found = directory.findPerson(tenantId, ownerId)
  if (!found) return false
  const { kind, id } = thing
  const about = { kind, id, tenantId, ownerId, context: { classification } }
  const person = assurance ? { ...found, assurance } : found
  return authorize(person, 'conversation.share', about).isAllowed
}
