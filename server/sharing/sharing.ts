import type {
  CreatedShares,
  CreateShares,
  OwnShares,
  PreviewShare,
  RecipientList,
  Share,
  SharedConversation,
  ShareList,
} from '#wire/sharing.ts'
import type { z } from 'zod'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import type { CopiedConversation, CopiesStore } from './copies-store.ts'
import { findRecipients, requireReader } from './recipients.ts'
import { forReaders, pathTo } from './for-readers.ts'
import { createLinkToken } from './link-token.ts'
import type { MessageSource } from './ports.ts'
import { limitsOf, stillHolds, type People } from './share-rules.ts'
import type { NewShare, SharesStore, Snapshot, StoredShare } from './shares-store.ts'

export interface SharingOptions {
  store: SharesStore
  copies: CopiesStore
  source: MessageSource
  people: People
  clock: Clock
  createId: () => string
}

export type Sharing = ReturnType<typeof createSharing>

type Wish = z.output<typeof CreateShares>
type Seen = z.output<typeof PreviewShare>

const PAGE = 50
/** Of one conversation: more readers than that are a group. Each snapshot is a copy. */
const MOST_SHARES = 200
const DAY_MS = 24 * 60 * 60 * 1000

/** What people let others read of their conversations. */
export function createSharing(options: SharingOptions) {
  const { store, people } = options
  return {
    async list(principal: Principal, id: string): Promise<ShareList> {
      const found = await findOwn(options, principal, id)
      const shares = await store.listOfConversation(principal.tenantId, found.id)
      return {
        shares: shares.map((share) => toShare(options, principal.tenantId, share)),
        limits: limitsOf(people, principal, found),
      }
    },

    async create(principal: Principal, id: string, wish: Wish): Promise<CreatedShares> {
      const found = await findOwn(options, principal, id)
      requireLimits(options, principal, { found, wish })
      await requireRoom(options, principal, { found, wish })
      const { tenantId } = principal
      const link = wish.to.kind === 'link' ? createLinkToken(tenantId) : null
      const snapshot = await takeSnapshot(options, principal, { found, wish })
      const shares = newShares(options, { principal, found, wish, snapshot, link })
      await store.insert(tenantId, shares, snapshot)
      const ids = new Set(shares.map((share) => share.id))
      const stored = await store.listOfConversation(tenantId, found.id)
      return {
        shares: stored
          .filter((share) => ids.has(share.id))
          .map((share) => toShare(options, tenantId, share)),
        token: link?.token ?? null,
      }
    },

    /** Exactly what readers would see. */
    preview: (principal: Principal, id: string, seen: Seen) =>
      preview(options, principal, { id, seen }),

    async listOwn(principal: Principal, cursor: string | null): Promise<OwnShares> {
      requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
      const { tenantId, id } = principal
      const found = await store.listOfOwner(tenantId, id, { limit: PAGE + 1, before: cursor })
      const shares = found.slice(0, PAGE).map((share) => toShare(options, tenantId, share))
      const last = shares.at(-1)
      return { shares, nextCursor: last && found.length > PAGE ? last.id : null }
    },

    /** At once: whoever reads it now reads it for the last time. Also where sharing is not allowed any more. */
    async revoke(principal: Principal, id: string): Promise<void> {
      requireAllowed(principal, 'conversation.write', { kind: 'conversation' })
      const { tenantId, id: ownerId } = principal
      if (isId(id) && (await store.revoke(tenantId, { id, ownerId }))) return
      throw new AppError('not_found', 'There is no such share.')
    },

    findRecipients(principal: Principal, q: string): RecipientList {
      requireAllowed(principal, 'conversation.share', { kind: 'conversation' })
      return { recipients: findRecipients(people, principal, q) }
    },
  }
}

async function preview(
  options: SharingOptions,
  principal: Principal,
  { id, seen }: { id: string; seen: Seen },
): Promise<SharedConversation> {
  const found = await findOwn(options, principal, id)
  const all = await options.source.list(principal.tenantId, found.id)
  const messages = seen.mode === 'living' ? all : requirePath(all, seen.leafId)
  return {
    id: null,
    title: found.title,
    ownerName: principal.name,
    mode: seen.mode,
    mayCopy: false,
    classification: found.classification,
    sharedAt: new Date(options.clock.now()).toISOString(),
    expiresAt: null,
    messages: messages.map((message) => forReaders(message, seen.showsReasoning)),
  }
}

/** Throws `not_found` for what is not theirs, `forbidden` for what they may not share at all. */
async function findOwn(
  { copies }: SharingOptions,
  principal: Principal,
  id: string,
): Promise<CopiedConversation> {
  requireAllowed(principal, 'conversation.share', { kind: 'conversation' })
  const found = isId(id) ? await copies.find(principal.tenantId, id) : undefined
  if (!found || found.ownerId !== principal.id) {
    throw new AppError('not_found', 'This conversation does not exist.')
  }
  requireAllowed(principal, 'conversation.read', aboutOf(found))
  return found
}

function aboutOf({ id, ownerId, classification }: CopiedConversation) {
  return { kind: 'conversation', id, ownerId, context: { classification } } as const
}

interface Wished {
  found: CopiedConversation
  wish: Wish
}

function requireLimits(
  { people }: SharingOptions,
  principal: Principal,
  { found, wish }: Wished,
): void {
  requireAllowed(principal, 'conversation.share', aboutOf(found))
  const { to, expiresInDays } = wish
  if (to.kind === 'people') {
    for (const recipient of to.recipients) requireReader(people, principal, recipient)
    const { linkRefusal } = limitsOf(people, principal, found)
    if (to.recipients.every(({ kind }) => kind === 'person') || linkRefusal === null) return
    throw refused(linkRefusal, found)
  }
  if (expiresInDays === null) {
    throw new AppError('invalid_request', 'A link needs an end: say after how many days.', {
      param: 'expiresInDays',
    })
  }
  const { linkRefusal, openLinkRefusal } = limitsOf(people, principal, found)
  const refusal = to.needsSignIn ? linkRefusal : openLinkRefusal
  if (refusal !== null) throw refused(refusal, found)
}

function refused(reason: string, { id }: CopiedConversation): AppError {
  return new AppError('forbidden', reason, {
    wanted: { action: 'conversation.share', kind: 'conversation', id },
  })
}

async function requireRoom(
  { store }: SharingOptions,
  { tenantId }: Principal,
  { found, wish: { to } }: Wished,
): Promise<void> {
  const { length } = await store.listOfConversation(tenantId, found.id)
  if (length + (to.kind === 'link' ? 1 : to.recipients.length) <= MOST_SHARES) return
  throw new AppError(
    'conflict',
    `A conversation can be shared ${MOST_SHARES} times. End some of them, or share it with a group.`,
  )
}

async function takeSnapshot(
  { source, clock, createId }: SharingOptions,
  principal: Principal,
  { found, wish }: Wished,
): Promise<Snapshot | null> {
  if (wish.mode === 'living') return null
  const path = requirePath(await source.list(principal.tenantId, found.id), wish.leafId)
  return {
    id: createId(),
    conversationId: found.id,
    title: found.title,
    messages: path.map((message) => forReaders(message, wish.showsReasoning)),
    createdAt: new Date(clock.now()),
  }
}

function requirePath(all: Parameters<typeof pathTo>[0], leafId: string | null) {
  const path = pathTo(all, leafId)
  if (path.length === 0) {
    throw new AppError('not_found', 'That message is not in this conversation.')
  }
  if (path.some(({ status }) => status === 'streaming')) {
    throw new AppError('conflict', 'An answer is still being written. Wait for it, or stop it.')
  }
  return path
}

interface Sharable extends Wished {
  principal: Principal
  snapshot: Snapshot | null
  link: { hash: string } | null
}

function newShares(
  { clock, createId }: SharingOptions,
  { principal, found, wish, snapshot, link }: Sharable,
): NewShare[] {
  const { to, showsReasoning, mayCopy, expiresInDays } = wish
  const nowMs = clock.now()
  const common = {
    conversationId: found.id,
    ownerId: principal.id,
    snapshotId: snapshot?.id ?? null,
    showsReasoning,
    mayCopy,
    assurance: principal.assurance ?? null,
    createdAt: new Date(nowMs),
    expiresAt: expiresInDays === null ? null : new Date(nowMs + expiresInDays * DAY_MS),
    tokenHash: link?.hash ?? null,
  }
  if (to.kind === 'link') {
    const { needsSignIn } = to
    return [{ ...common, id: createId(), recipientKind: 'link', recipientId: null, needsSignIn }]
  }
  const each = new Map(to.recipients.map((recipient) => [recipient.id, recipient]))
  return [...each.values()].map(({ kind, id }) => ({
    ...common,
    id: createId(),
    recipientKind: kind,
    recipientId: id,
    needsSignIn: true,
  }))
}

function toShare({ people, clock }: SharingOptions, tenantId: string, share: StoredShare): Share {
  const { recipientKind: kind, recipientId: id, expiresAt } = share
  const name = kind === 'link' || id === null ? null : people.nameOf(tenantId, { kind, id })
  const isExpired = expiresAt !== null && expiresAt.getTime() <= clock.now()
  const isHeld = !isExpired && stillHolds(people, tenantId, share)
  return {
    id: share.id,
    conversationId: share.conversationId,
    title: share.title,
    recipient: { kind, id, name },
    mode: share.snapshotId === null ? 'living' : 'snapshot',
    needsSignIn: share.needsSignIn,
    showsReasoning: share.showsReasoning,
    mayCopy: share.mayCopy,
    createdAt: share.createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    openedCount: share.openedCount,
    lastOpenedAt: share.lastOpenedAt?.toISOString() ?? null,
    state: isExpired ? 'expired' : isHeld ? 'active' : 'hidden',
  }
}
