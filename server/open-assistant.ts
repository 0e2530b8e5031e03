import type { Hono } from 'hono'
import type { ApiEnv } from './access/api-env.ts'
import { withOrigins } from './answer-origins.ts'
import { createAssistant, type AssistantOptions } from './assistant/assistant.ts'
import { createRatings } from './assistant/ratings/ratings.ts'
import { createRatingsStore } from './assistant/ratings/ratings-store.ts'
import { createRatingRoutes } from './assistant/ratings/routes.ts'
import { createWordingRoutes } from './assistant/wordings/routes.ts'
import { createWordings } from './assistant/wordings/wordings.ts'
import { createWordingsStore } from './assistant/wordings/wordings-store.ts'
import type { Processes } from './assistant/processes-store.ts'
import { createAssistantRoutes } from './assistant/routes.ts'
import { authorize } from './access/authorize.ts'
import type { Directory } from './access/directory/directory.ts'
import type { Principal } from './access/principal.ts'
import type { Receipts } from './catalogue/receipts.ts'
import { systemClock } from './lib/clock.ts'
import { createId } from './lib/ids.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import type { Metering } from './metering/metering.ts'
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

/** The assistant, and what people give it beside their questions. */
export async function openAssistant({
  surroundings,
  closers,
  ...parts
}: AssistantParts): Promise<{ capabilities: Hono<ApiEnv>[] }> {
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
  })
  const gateway = withOrigins(parts.gateway, receipts)
  const translation = openTranslation({ database, log })
  const assistant = createAssistant({
    database,
    gateway,
    defaultModelId,
    clock: systemClock,
    log,
    attachments: attachments.port,
    additions: [...composing.additions, translation.addTerms],
    isTitleWanted: composing.isTitleWanted,
    areFollowUpsWanted: composing.areFollowUpsWanted,
    findProposal: (principal, messageId) => proposing.find(principal, messageId),
    onBegin: ({ conversationId }) => proposing.giveUp(conversationId),
    mayStillShare: ({ tenantId, ownerId, conversationId: id, classification, assurance }) => {
      const found = parts.directory.findPerson(tenantId, ownerId)
      // A policy that asks how they signed in asks about when they put it there: they are not here now.
      const person = found && assurance ? { ...found, assurance } : found
      const about = { kind: 'conversation', tenantId, id, ownerId } as const
      const shared = { ...about, context: { classification } }
      return !!person && authorize(person, 'conversation.share', shared).isAllowed
    },
    ...(surroundings.doesChores && { tenantIds: () => parts.organisations.ids() }),
    onWhole(tenantId, messageId, plan) {
      onWhole?.(tenantId, messageId, plan)
      proposing.begin(plan)
      composing.noteAnswer(tenantId, messageId, plan)
    },
    ...(processes && { processes }),
  })
  const ratings = createRatings({ store: createRatingsStore(database), clock: systemClock })
  const wordings = createWordings({
    store: createWordingsStore(database),
    clock: systemClock,
    createId,
  })
  await assistant.start()
  closers.push(
    () => assistant.close(),
    () => proposing.close(),
  )
  return {
    capabilities: [
      createAssistantRoutes(assistant),
      createRatingRoutes(ratings),
      createWordingRoutes(wordings),
      attachments.routes,
      ...composing.routes(assistant),
      ...translation.routes({ gateway, assistant, defaultModelId }),
    ],
  }
}
