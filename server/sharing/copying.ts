import type { Conversation, Message } from '#wire/conversations.ts'
import type { MessagePart } from '#wire/message-parts.ts'
import type { CopyShared, ForkConversation } from '#wire/sharing.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import type { CopiedConversation, CopiesStore } from './copies-store.ts'
import { pathTo } from './for-readers.ts'
import type { MessageSource } from './ports.ts'
import type { Viewing } from './viewing.ts'

export interface CopyingOptions {
  store: CopiesStore
  source: MessageSource
  viewing: Pick<Viewing, 'find'>
  clock: Clock
  createId: () => string
}

export type Copying = ReturnType<typeof createCopying>

/** New conversations that begin as another one did: one's own, from any message on, or one that somebody shares. */
export function createCopying(options: CopyingOptions) {
  const { store, source, viewing } = options
  return {
    /** The path that ends at the message, with all that belongs to it; its class stays. */
    async fork(principal: Principal, id: string, wish: ForkConversation): Promise<Conversation> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation', id })
      const found = isId(id) ? await store.find(principal.tenantId, id) : undefined
      if (!found || found.ownerId !== principal.id) {
        throw new AppError('not_found', 'This conversation does not exist.')
      }
      const { classification } = found
      requireAllowed(principal, 'conversation.read', {
        kind: 'conversation',
        id,
        ownerId: principal.id,
        context: { classification },
      })
      const path = pathTo(await source.list(principal.tenantId, id), wish.messageId)
      const { folderId: before } = found
      const mayStay = before !== null && (await store.mayPutInto(principal, before))
      return copyPath(options, {
        principal,
        found: { ...found, folderId: mayStay ? before : null },
        path,
        title: wish.title,
        shareId: null,
        fromOwnerId: principal.id,
      })
    },

    /** What somebody shares and lets be gone on with, as one's own. Throws `not_found` for all else. */
    async copyShared(principal: Principal, id: string, wish: CopyShared): Promise<Conversation> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation' })
      const { share, shown } = await viewing.find(principal, id)
      if (!shown.mayCopy) {
        throw new AppError('not_found', 'This may be read, but not copied. Ask whoever shares it.')
      }
      const { conversationId, classification } = share
      const found = {
        id: conversationId,
        ownerId: principal.id,
        title: shown.title,
        classification,
        modelId: null,
        lang: null,
        presetId: null,
        folderId: null,
      }
      const path = pathTo(shown.messages, wish.messageId)
      return copyPath(options, {
        principal,
        found,
        path,
        title: wish.title,
        shareId: id,
        fromOwnerId: share.ownerId,
      })
    },
  }
}

interface Copied {
  principal: Principal
  found: CopiedConversation
  path: Message[]
  title: string | undefined
  shareId: string | null
  /** Whose files they are until now. */
  fromOwnerId: string
}

async function copyPath(options: CopyingOptions, copied: Copied): Promise<Conversation> {
  const { principal, found, path, title = found.title, shareId } = copied
  const { store, clock, createId } = options
  const last = path.at(-1)
  if (!last) throw new AppError('not_found', 'That message is not in this conversation.')
  if (path.some(({ status }) => status === 'streaming')) {
    throw new AppError('conflict', 'An answer is still being written. Wait for it, or stop it.')
  }
  const { tenantId, id: ownerId } = principal
  const createdAt = new Date(clock.now()).toISOString()
  const conversation: Conversation = {
    id: createId(),
    title: oneLine(title),
    modelId: found.modelId,
    classification: found.classification,
    folderId: found.folderId,
    presetId: found.presetId,
    lang: found.lang,
    isPinned: false,
    isArchived: false,
    isUnread: false,
    isRunning: false,
    createdAt,
    updatedAt: createdAt,
  }
  const files = new Map(attachmentIdsOf(path).map((id) => [id, createId()]))
  const messages = withNewIds(path, files, createId)
  const from = {
    conversationId: found.id,
    ownerId: copied.fromOwnerId,
    messageId: last.id,
    shareId,
  }
  await store.insert({ tenantId, ownerId, conversation, messages, files, from })
  return conversation
}

/** The files that go along with these messages. */
export function attachmentIdsOf(messages: readonly Message[]): string[] {
  return messages.flatMap(({ parts = [] }) =>
    parts.flatMap((part) => (part.type === 'attachment' ? [part.attachmentId] : [])),
  )
}

/** Ids order messages, so that the new ones are made in the order of the path. */
function withNewIds(
  path: readonly Message[],
  newFiles: ReadonlyMap<string, string>,
  createId: () => string,
): Message[] {
  let parentId: string | null = null
  return path.map((message) => {
    const { parts } = message
    const copy: Message = {
      ...message,
      id: createId(),
      parentId,
      ...(parts && { parts: withNewFiles(parts, newFiles) }),
    }
    parentId = copy.id
    return copy
  })
}

function withNewFiles(
  parts: readonly MessagePart[],
  newFiles: ReadonlyMap<string, string>,
): MessagePart[] {
  return parts.map((part) =>
    part.type === 'attachment'
      ? { ...part, attachmentId: newFiles.get(part.attachmentId) ?? part.attachmentId }
      : part,
  )
}

function oneLine(title: string): string {
  return title
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200)
}
