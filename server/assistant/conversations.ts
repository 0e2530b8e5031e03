import type {
  Conversation,
  ConversationPage,
  CreateConversation,
  Message,
  UpdateConversation,
} from '#wire/conversations.ts'
import type { Classification } from '#wire/classification.ts'
import { classificationOf, requireMayReclassify } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { ownerOf, type ConversationsStore, type PageMark } from './conversations-store.ts'
import type { MessagesStore } from './messages-store.ts'
import type { Runs } from './runs.ts'

export interface ConversationsOptions {
  store: ConversationsStore
  messages: MessagesStore
  runs: Runs
  clock: Clock
  createId: () => string
}

export interface PageRequest {
  /** At most 200. */
  limit: number
  /** `nextCursor` of the page before. */
  cursor: string | null
}

export type Conversations = ReturnType<typeof createConversations>

/** A person's conversations. Those of others answer as if they did not exist. */
export function createConversations(options: ConversationsOptions) {
  const { store, messages, runs, clock, createId } = options
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

  return {
    get,

    async list(principal: Principal, { limit, cursor }: PageRequest): Promise<ConversationPage> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
      const after = cursor === null ? null : fromCursor(cursor)
      const found = await store.list(ownerOf(principal), { limit: limit + 1, after })
      const conversations = found.slice(0, limit)
      const last = conversations.at(-1)
      return { conversations, nextCursor: last && found.length > limit ? toCursor(last) : null }
    },

    async create(principal: Principal, given: CreateConversation): Promise<Conversation> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation' })
      const conversation = newConversation(principal, given, { clock, createId })
      await store.insert(ownerOf(principal), conversation)
      return conversation
    },

    async update(
      principal: Principal,
      id: string,
      { title, classification: wanted, ...rest }: UpdateConversation,
    ): Promise<Conversation> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id })
      const classification = wanted && checkClass(principal, await get(principal, id), wanted)
      const changes = {
        ...rest,
        title: title === undefined ? undefined : storable(title),
        classification,
      }
      if (changes.title === '') throw new AppError('invalid_request', 'The title is empty.')
      const updated = isId(id) ? await store.update(ownerOf(principal), id, changes) : undefined
      // What is being written under the class that it had may be somewhere where it may not be any more.
      if (classification) await runs.stopAllOf(await messages.list(principal.tenantId, id))
      return updated ?? throwMissing()
    },

    /** With all its messages; what is being written in it is stopped. */
    async remove(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id })
      const { id: found } = await get(principal, id)
      await runs.stopAllOf(await messages.list(principal.tenantId, found))
      await store.remove(ownerOf(principal), found)
    },

    async listMessages(principal: Principal, id: string): Promise<Message[]> {
      const { id: found } = await get(principal, id)
      return messages.list(principal.tenantId, found)
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

function throwMissing(): never {
  throw new AppError('not_found', 'This conversation does not exist.')
}

function storable(title: string): string {
  return title
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
}

function toCursor({ updatedAt, id }: PageMark): string {
  return Buffer.from(`${updatedAt} ${id}`).toString('base64url')
}

function fromCursor(cursor: string): PageMark {
  const [updatedAt = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  if (isId(id) && isInstant(updatedAt)) return { updatedAt, id }
  throw new AppError(
    'invalid_request',
    'The cursor is not one of ours: begin with the first page.',
    {
      param: 'cursor',
    },
  )
}

/** Exactly as we write it, and of our times: Postgres knows neither the year 0 nor all those that JavaScript does. */
function isInstant(text: string): boolean {
  const atMs = /^[1-9]\d{3}-/.test(text) ? Date.parse(text) : NaN
  return !Number.isNaN(atMs) && new Date(atMs).toISOString() === text
}
