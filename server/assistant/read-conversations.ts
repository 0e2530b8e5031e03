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
import type { ReadableStore, Reader } from './folders/readable-store.ts'
import type { MessagesStore } from './messages-store.ts'

export interface ReadingOptions {
  store: Pick<ConversationsStore, 'list'>
  readable: ReadableStore
  messages: MessagesStore
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
export function createReading({ store, readable, messages }: ReadingOptions) {
  const read = async (principal: Principal, id: string): Promise<Conversation> => {
    requireAllowed(principal, 'conversation.read', { kind: 'conversation', id })
    const found = isId(id) ? await readable.find(readerOf(principal), id) : undefined
    if (!found) throw new AppError('not_found', 'This conversation does not exist.')
    const { conversation, ownerId } = found
    const context = { classification: conversation.classification }
    // Again, now that it is known how carefully it is to be handled.
    requireAllowed(principal, 'conversation.read', { kind: 'conversation', id, ownerId, context })
    return conversation
  }

  return {
    /** Also one of somebody else's that lies in a folder which this person is a member of. */
    read,

    async list(principal: Principal, asked: PageRequest): Promise<ConversationPage> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
      const { limit, cursor, shown = 'active', folderId } = asked
      const page = { limit: limit + 1, after: cursor === null ? null : fromCursor(cursor) }
      const found =
        folderId === undefined
          ? await store.list(ownerOf(principal), { ...page, shown })
          : await readable.listOfFolder(readerOf(principal), { ...page, folderId })
      const conversations = found.slice(0, limit)
      const last = conversations.at(-1)
      const nextCursor = last && found.length > limit ? toCursor(markOf(last, shown)) : null
      return { conversations, nextCursor }
    },

    /** All of them, or the newest. */
    async listMessages(principal: Principal, id: string, newest?: number): Promise<Message[]> {
      const { id: found } = await read(principal, id)
      return messages.list(principal.tenantId, found, newest)
    },
  }
}

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
