import type { Message } from '#wire/conversations.ts'
import type { OpenedLink, SharedConversation, SharedItems } from '#wire/sharing.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import { attachmentIdsOf } from './copying.ts'
import { forReaders } from './for-readers.ts'
import { readLinkToken } from './link-token.ts'
import type { MessageSource, SharedFile, SharedFiles } from './ports.ts'
import { mayRead, maySpread, stillHolds, type People } from './share-rules.ts'
import type { Reader, SharesStore, StoredShare } from './shares-store.ts'

export interface ViewingOptions {
  store: SharesStore
  source: MessageSource
  people: People
  /** Absent: messages are words alone. */
  files?: SharedFiles
}

export type Viewing = ReturnType<typeof createViewing>

const PAGE = 50

/**
 * Reading what others share. Whatever the reason why somebody may not (unknown, ended, revoked, forbidden by now), they hear the
 * same. Everything is asked anew at each reading.
 */
export function createViewing(options: ViewingOptions) {
  const { store, people, files } = options

  async function find(principal: Principal, id: string) {
    requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
    const share = isId(id) ? await store.findForReader(readerOf(principal), id) : undefined
    if (!share || !stillHolds(people, principal.tenantId, share)) throwMissing()
    if (!mayRead(principal, share)) throwMissing()
    return { share, shown: await show(options, principal.tenantId, share) }
  }

  return {
    find,

    get: async (principal: Principal, id: string): Promise<SharedConversation> =>
      (await find(principal, id)).shown,

    async list(principal: Principal, cursor: string | null): Promise<SharedItems> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
      const { tenantId } = principal
      const page = { limit: PAGE + 1, before: cursor }
      const found = await store.listForReader(readerOf(principal), page)
      const items = found
        .slice(0, PAGE)
        .filter((share) => stillHolds(people, tenantId, share) && mayRead(principal, share))
        .map((share) => ({ ...headOf(people, tenantId, share), via: share.recipientKind }))
      const last = found[PAGE - 1]
      return { items, nextCursor: last && found.length > PAGE ? last.id : null }
    },

    /** From then on it is among what is shared with them. */
    async open(principal: Principal, token: string): Promise<OpenedLink> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
      const read = readLinkToken(token)
      // A link leads into one organisation: to all others it is unknown.
      if (!read || read.tenantId !== principal.tenantId) throwMissing()
      const share = await store.findByToken(read.tenantId, read.hash)
      if (!share || !stillHolds(people, read.tenantId, share)) throwMissing()
      if (!mayRead(principal, share)) throwMissing()
      if (share.ownerId !== principal.id) {
        await store.noteOpened(read.tenantId, { shareId: share.id, personId: principal.id })
      }
      return { shareId: share.id }
    },

    /** For whoever is not signed in: only where the link, the class and the organisation all say so. */
    async openToAnybody(token: string): Promise<SharedConversation> {
      const read = readLinkToken(token)
      const share = read && (await store.findByToken(read.tenantId, read.hash))
      if (!read || !share || share.needsSignIn) throwMissing()
      if (!stillHolds(people, read.tenantId, share)) throwMissing()
      await store.noteOpened(read.tenantId, { shareId: share.id, personId: null })
      const shown = await show(options, read.tenantId, share)
      // Files are for those who are signed in, and so are copies.
      return { ...shown, mayCopy: false, messages: shown.messages.map(withoutFiles) }
    },

    /** A file of what one sees: by one's own session and this share, never by an address of its own. */
    async readFile(principal: Principal, id: string, attachmentId: string): Promise<SharedFile> {
      const { share, shown } = await find(principal, id)
      if (!attachmentIdsOf(shown.messages).includes(attachmentId)) throwMissing()
      const owner = { tenantId: principal.tenantId, ownerId: share.ownerId }
      return (await files?.read(owner, attachmentId)) ?? throwMissing()
    },
  }
}

async function show(
  { store, source, people }: ViewingOptions,
  tenantId: string,
  share: StoredShare,
): Promise<SharedConversation> {
  const { snapshotId, showsReasoning, conversationId, classification } = share
  const owner = people.findPerson(tenantId, share.ownerId)
  const mayCopy = share.mayCopy && owner !== undefined && maySpread(owner, classification)
  const snapshot = snapshotId === null ? null : await store.readSnapshot(tenantId, snapshotId)
  if (snapshot === undefined) throwMissing()
  const messages = snapshot?.messages ?? (await source.list(tenantId, conversationId))
  const head = headOf(people, tenantId, share)
  return {
    ...head,
    title: snapshot?.title ?? head.title,
    mayCopy,
    messages: messages.map((message) => forReaders(message, showsReasoning)),
  }
}

function headOf(people: People, tenantId: string, share: StoredShare) {
  const { id, title, snapshotId, classification, createdAt, expiresAt, ownerId } = share
  return {
    id,
    title,
    ownerName: people.nameOf(tenantId, { kind: 'person', id: ownerId }) ?? '',
    mode: snapshotId === null ? ('living' as const) : ('snapshot' as const),
    classification,
    sharedAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  }
}

function readerOf({ tenantId, id, groups = [] }: Principal): Reader {
  return { tenantId, personId: id, groups }
}

function withoutFiles({ parts, ...message }: Message): Message {
  const left = parts?.filter(({ type }) => type !== 'attachment') ?? []
  return { ...message, ...(left.length > 0 && { parts: left }) }
}

function throwMissing(): never {
  throw new AppError(
    'not_found',
    'This does not exist, or it is not shared with you any more. Ask whoever sent it to you.',
  )
}
