import type {
  Conversation,
  ConversationPage,
  CreateConversation,
  Message,
  UpdateConversation,
} from '#wire/conversations.ts'
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
    requireAllowed(principal, 'conversation.read', { kind: 'conversation', id })
    const found = isId(id) ? await store.find(ownerOf(principal), id) : undefined
    return found ?? throwMissing()
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
      const now = new Date(clock.now()).toISOString()
      const conversation = {
        id: createId(),
        title: storable(given.title ?? ''),
        modelId: given.modelId ?? null,
        createdAt: now,
        updatedAt: now,
      }
      await store.insert(ownerOf(principal), conversation)
      return conversation
    },

    async update(
      principal: Principal,
      id: string,
      { title, modelId }: UpdateConversation,
    ): Promise<Conversation> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id })
      const changes = { title: title === undefined ? undefined : storable(title), modelId }
      if (changes.title === '') throw new AppError('invalid_request', 'The title is empty.')
      const updated = isId(id) ? await store.update(ownerOf(principal), id, changes) : undefined
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
