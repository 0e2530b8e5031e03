import type {
  ChangeConversations,
  Conversation,
  CreateConversation,
  UpdateConversation,
} from '#wire/conversations.ts'
import type { Classification } from '#wire/classification.ts'
import { classificationOf, requireMayReclassify } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import type { BulkStore } from './bulk-store.ts'
import { ownerOf, type ConversationsStore } from './conversations-store.ts'
import type { MessagesStore } from './messages-store.ts'
import type { Runs } from './runs.ts'

export interface ConversationsOptions {
  store: ConversationsStore
  bulk: BulkStore
  messages: MessagesStore
  runs: Runs
  clock: Clock
  createId: () => string
  /** The folder, with the model of what is new in it. Throws where this person may put nothing there. */
  requireFolder: (
    principal: Principal,
    folderId: string | null,
  ) => Promise<{ modelId: string | null } | null>
}

export type Conversations = ReturnType<typeof createConversations>

/** What a person does with their conversations. Those of others answer as if they did not exist. */
export function createConversations(options: ConversationsOptions) {
  const { store, bulk, messages, runs, clock, createId } = options
  const get = async (principal: Principal, id: string): Promise<Conversation> => {
    const resource = { kind: 'conversation', id, ownerId: principal.id } as const
    requireAllowed(principal, 'conversation.read', resource)
    const found = isId(id) ? await store.find(ownerOf(principal), id) : undefined
    if (!found) throwMissing()
    const { classification } = found
    // Again, now that it is known how carefully it is to be handled.
    requireAllowed(principal, 'conversation.read', { ...resource, context: { classification } })
    return found
  }

  /** What is being written in them is stopped, by whatever process. */
  const stopAll = async ({ tenantId }: Principal, ids: readonly string[]) => {
    for (const id of ids) await runs.stopAllOf(tenantId, await messages.list(tenantId, id))
  }

  return {
    /** One's own: whoever may read another's (read-conversations.ts) may still not change it. */
    get,

    async create(principal: Principal, given: CreateConversation): Promise<Conversation> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation' })
      const folder = await options.requireFolder(principal, given.folderId ?? null)
      const modelId = given.modelId ?? folder?.modelId ?? null
      const conversation = newConversation(principal, { ...given, modelId }, { clock, createId })
      await store.insert(ownerOf(principal), conversation)
      return conversation
    },

    async update(
      principal: Principal,
      id: string,
      { title, classification: wanted, ...rest }: UpdateConversation,
    ): Promise<Conversation> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id })
      const { folderId } = rest
      if (typeof folderId === 'string') await options.requireFolder(principal, folderId)
      const classification = wanted && checkClass(principal, await get(principal, id), wanted)
      const changes = {
        ...rest,
        title: title === undefined ? undefined : storable(title),
        classification,
      }
      if (changes.title === '') throw new AppError('invalid_request', 'The title is empty.')
      const updated = isId(id) ? await store.update(ownerOf(principal), id, changes) : undefined
      // What is being written under the class that it had may be somewhere where it may not be any more.
      if (classification) await stopAll(principal, [id])
      return updated ?? throwMissing()
    },

    /** For a while it can be brought back; what is being written in it is stopped. */
    async remove(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id })
      const { id: found } = await get(principal, id)
      await bulk.changeAll(ownerOf(principal), { change: 'delete', ids: [found] })
      await stopAll(principal, [found])
    },

    /** Those that are not this person's, or gone, are left as they are. */
    async changeAll(principal: Principal, wanted: ChangeConversations): Promise<string[]> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation' })
      if (wanted.change === 'move') await options.requireFolder(principal, wanted.folderId)
      const ids = await bulk.changeAll(ownerOf(principal), wanted)
      if (wanted.change === 'delete') await stopAll(principal, ids)
      return ids
    },
  }
}

/** Undefined: it has that class already. Throws where it may not have it. */
function checkClass(
  principal: Principal,
  { id, classification: from }: Conversation,
  to: Classification,
): Classification | undefined {
  if (from === to) return undefined
  requireMayReclassify(principal, { from, to, kind: 'conversation', id })
  return to
}

function newConversation(
  principal: Principal,
  given: CreateConversation,
  { clock, createId }: Pick<ConversationsOptions, 'clock' | 'createId'>,
): Conversation {
  const now = new Date(clock.now()).toISOString()
  const usual = classificationOf(principal)
  const classification = given.classification ?? usual
  requireMayReclassify(principal, { from: usual, to: classification, kind: 'conversation' })
  return {
    id: createId(),
    title: storable(given.title ?? ''),
    modelId: given.modelId ?? null,
    classification,
    folderId: given.folderId ?? null,
    presetId: given.presetId ?? null,
    lang: given.lang ?? null,
    isPinned: false,
    isArchived: false,
    isUnread: false,
    isRunning: false,
    createdAt: now,
    updatedAt: now,
  }
}

export function throwMissing(): never {
  throw new AppError('not_found', 'This conversation does not exist.')
}

function storable(title: string): string {
  return title
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
}
