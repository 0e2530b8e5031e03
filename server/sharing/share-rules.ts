import type { Classification } from '#wire/classification.ts'
import type { SharingLimits } from '#wire/sharing.ts'
import { authorize } from '#server/access/authorize.ts'
import { handlingOf } from '#server/access/classification.ts'
import type { Directory } from '#server/access/directory/directory.ts'
import type { Principal } from '#server/access/principal.ts'
import type { StoredShare } from './shares-store.ts'

export type People = Pick<
  Directory,
  'findPerson' | 'findGroup' | 'organisation' | 'nameOf' | 'snapshot'
>

/** What the rules must know of a conversation. */
export type RuledConversation = Pick<StoredShare, 'ownerId' | 'classification'> & { id: string }

/** What the owner may share of a conversation as it is now, with the reasons where they may not. */
export function limitsOf(
  people: People,
  owner: Principal,
  conversation: RuledConversation,
): SharingLimits {
  const { classification } = conversation
  const decision = authorize(owner, 'conversation.share', aboutOf(owner.tenantId, conversation))
  const refusal = decision.isAllowed
    ? null
    : [decision.reason, decision.askWhom].filter((part) => part !== undefined).join(' ')
  const linkRefusal =
    refusal ??
    (maySpread(owner, classification)
      ? null
      : `Your organisation does not let conversations of the class “${classification}” be shared by a link or with a group. Share it with single people, who then read it and cannot copy it.`)
  const openLinkRefusal = linkRefusal ?? openRefusal(people, owner.tenantId, classification)
  return { refusal, linkRefusal, openLinkRefusal }
}

/**
 * Whether something of this class may go beyond people whom its owner has named: by a link, to whoever is in a group or a folder,
 * or into copies that its owner cannot take back.
 */
export function maySpread(owner: Principal, classification: Classification): boolean {
  return handlingOf(owner, classification).mayShare
}

function openRefusal(
  people: People,
  tenantId: string,
  classification: Classification,
): string | null {
  if (classification !== 'public') {
    return 'Only conversations of the class “public” can be read without signing in.'
  }
  if (people.organisation(tenantId).settings.openLinks) return null
  return 'Your organisation has not opened links to people who are not signed in.'
}

/**
 * Whether a share still holds, asked whenever somebody reads: its owner is there and may share this, the class lets it be
 * shared in this way. What was right when it was shared need not be so any more.
 */
export function stillHolds(people: People, tenantId: string, share: StoredShare): boolean {
  const owner = people.findPerson(tenantId, share.ownerId)
  if (!owner) return false
  const as = share.assurance ? { ...owner, assurance: share.assurance } : owner
  const limits = limitsOf(people, as, { ...share, id: share.conversationId })
  if (share.recipientKind === 'person') return limits.refusal === null
  if (share.recipientKind === 'group') return limits.linkRefusal === null
  return (share.needsSignIn ? limits.linkRefusal : limits.openLinkRefusal) === null
}

/** Whether the reader's own rights, and what policies say of the class, let them read it. */
export function mayRead(reader: Principal, share: StoredShare): boolean {
  const about = aboutOf(reader.tenantId, { ...share, id: share.conversationId })
  return authorize(reader, 'conversation.read', about).isAllowed
}

function aboutOf(tenantId: string, { id, ownerId, classification }: RuledConversation) {
  return { kind: 'conversation', tenantId, id, ownerId, context: { classification } } as const
}
