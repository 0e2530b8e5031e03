import type {
  Conversation,
  ConversationPage,
  ConversationsShown,
  Message,
} from '#wire/conversations.ts'
import { Classification } from '#wire/classification.ts'
import { handlingOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import { ownerOf, type ConversationsStore, type PageMark } from './conversations-store.ts'
import { forMembers, type MayStillShare } from './folders/for-members.ts'
import type { ReadableConversation, ReadableStore, Reader } from './folders/readable-store.ts'
import type { MessagesStore } from './messages-store.ts'

export interface ReadingOptions {
  store: Pick<ConversationsStore, 'list'>
  readable: ReadableStore
  messages: MessagesStore
  /** Absent: whoever has put something in a folder may go on doing so. */
  mayStillShare?: MayStillShare
}

export interface PageRequest {
  /** At most 200. */
  limit: number
  /** `nextCursor` of the page before. */
  cursor: string | null
  /** Absent: what is neither archived nor deleted. */
  shown?: ConversationsShown
  /** Only what lies in this folder, whosever it is; absent: one's own, wherever it lies. */
  folderId?: string
}

/** What a person may read: their own conversations, and those in folders that they see. Nothing here changes anything. */
export function createReading({ store, readable, messages, mayStillShare }: ReadingOptions) {
  const isOpen = ({ tenantId, id }: Principal, asked: ReadableConversation) => {
    const { conversation, ownerId, assurance } = asked
    const { id: conversationId, classification } = conversation
    const where = { tenantId, ownerId, conversationId, classification }
    const place = { ...where, ...(assurance && { assurance }) }
    return ownerId === id || mayStillShare?.(place) !== false
  }
  const find = async (principal: Principal, id: string): Promise<ReadableConversation> => {
    requireAllowed(principal, 'conversation.read', { kind: 'conversation', id })
    const found = isId(id) ? await readable.find(readerOf(principal), id) : undefined
    if (!found || !isOpen(principal, found))
      throw new AppError('not_found', 'This conversation does not exist.')
    const { conversation, ownerId } = found
    const context = { classification: conversation.classification }
    // Again, now that it is known how carefully it is to be handled.
    requireAllowed(principal, 'conversation.read', { kind: 'conversation', id, ownerId, context })
    return found
  }

  return {
    /** Also one of somebody else's that lies in a folder which this person is a member of. */
    read: async (principal: Principal, id: string): Promise<Conversation> =>
      (await find(principal, id)).conversation,

    async list(principal: Principal, asked: PageRequest): Promise<ConversationPage> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
      const { limit, cursor, shown = 'active', folderId } = asked
      const page = { limit: limit + 1, after: cursor === null ? null : fromCursor(cursor) }
      const found =
        folderId === undefined
          ? (await store.list(ownerOf(principal), { ...page, shown })).map(ownedBy(principal))
          : await readable.listOfFolder(readerOf(principal), { ...page, folderId })
      const some = found.slice(0, limit)
      const last = some.at(-1)?.conversation
      const nextCursor = last && found.length > limit ? toCursor(markOf(last, shown)) : null
      const seen = some.filter((one) => isOpen(principal, one))
      return { conversations: seen.map(({ conversation }) => conversation), nextCursor }
    },

    /** All of them, or the newest. */
    async listMessages(principal: Principal, id: string, newest?: number): Promise<Message[]> {
      const { conversation, ownerId } = await find(principal, id)
      const listed = await messages.list(principal.tenantId, conversation.id, newest)
      return ownerId === principal.id ? listed : listed.map(forMembers)
    },
  }
}

const ownedBy =
  ({ id: ownerId }: Principal) =>
  (conversation: Conversation): ReadableConversation => ({ conversation, ownerId })

/** Who reads, and what of others they may see. */
export function readerOf(principal: Principal): Reader {
  const { groups = [] } = principal
  const sharedClasses = Classification.options.filter((one) => handlingOf(principal, one).mayShare)
  return { ...ownerOf(principal), groups, sharedClasses }
}

function markOf({ id, isPinned, updatedAt, deletedAt }: Conversation, shown: ConversationsShown) {
  return { id, isPinned, updatedAt: shown === 'deleted' ? (deletedAt ?? updatedAt) : updatedAt }
}

function toCursor({ isPinned, updatedAt, id }: PageMark): string {
  return Buffer.from(`${isPinned ? 1 : 0} ${updatedAt} ${id}`).toString('base64url')
}

function fromCursor(cursor: string): PageMark {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [pinned, updatedAt = '', id = ''] = text.split(' ')
  if (isId(id) && isInstant(updatedAt)) return { isPinned: pinned === '1', updatedAt, id }
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
