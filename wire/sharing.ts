import { z } from 'zod'
import { Classification } from './classification.ts'
import { Message } from './conversations.ts'
import { plainText } from './plain-text.ts'

const Instant = z.iso.datetime()

/** `snapshot`: what was on the screen when it was shared, and no more. `living`: the whole tree, as it is whenever somebody looks. */
export const ShareMode = z.enum(['snapshot', 'living'])
export type ShareMode = z.infer<typeof ShareMode>

/** Somebody inside the organisation. */
export const Recipient = z.object({ kind: z.enum(['person', 'group']), id: z.uuid() })
export type Recipient = z.infer<typeof Recipient>

/** For whoever looks for somebody: the few whose name or address fits. `note`: what tells two of one name apart. */
export const RecipientList = z.object({
  recipients: z.array(Recipient.extend({ name: z.string(), note: z.string().nullable() })),
})
export type RecipientList = z.infer<typeof RecipientList>

/** One reader of a conversation, as its owner sees it. */
export const Share = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  title: z.string(),
  /** `name` is null where they are not there any more, and of a link. */
  recipient: z.object({
    kind: z.enum(['person', 'group', 'link']),
    id: z.uuid().nullable(),
    name: z.string().nullable(),
  }),
  mode: ShareMode,
  /** False: whoever has the link. */
  needsSignIn: z.boolean(),
  showsReasoning: z.boolean(),
  mayCopy: z.boolean(),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  /** Of a link: how often it was opened. */
  openedCount: z.int().nonnegative(),
  lastOpenedAt: Instant.nullable(),
  /** `hidden`: the conversation's class, or a policy, does not allow it any more; nobody sees it for as long as that holds. */
  state: z.enum(['active', 'expired', 'hidden']),
})
export type Share = z.infer<typeof Share>

/** What may be shared of one conversation. A reason is for a person to read; null: it may be. */
export const SharingLimits = z.object({
  refusal: z.string().nullable(),
  linkRefusal: z.string().nullable(),
  openLinkRefusal: z.string().nullable(),
})
export type SharingLimits = z.infer<typeof SharingLimits>

/** `GET /api/conversations/:id/shares` */
export const ShareList = z.object({ shares: z.array(Share), limits: SharingLimits })
export type ShareList = z.infer<typeof ShareList>

const Seen = z.strictObject({
  mode: ShareMode,
  /** The last message of the path that is on the screen, for a snapshot; null: the newest. */
  leafId: z.uuid().nullable().default(null),
  showsReasoning: z.boolean().default(false),
})

/** `POST /api/conversations/:id/shares/preview`: answers with exactly what readers would see. */
export const PreviewShare = Seen
export type PreviewShare = z.input<typeof PreviewShare>

/** `POST /api/conversations/:id/shares` */
export const CreateShares = Seen.extend({
  to: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('people'), recipients: z.array(Recipient).min(1).max(50) }),
    z.strictObject({ kind: z.literal('link'), needsSignIn: z.boolean().default(true) }),
  ]),
  mayCopy: z.boolean().default(true),
  /** Null: until it is revoked, which is for people and groups alone. */
  expiresInDays: z.int().min(1).max(365).nullable(),
})
export type CreateShares = z.input<typeof CreateShares>

export const CreatedShares = z.object({
  shares: z.array(Share),
  /** Of a link, the only time that it is told: it stands behind the `#` of `/s`. Null: there is none. */
  token: z.string().nullable(),
})
export type CreatedShares = z.infer<typeof CreatedShares>

/** `GET /api/shares`: what one shares oneself, the newest first. */
export const OwnShares = z.object({ shares: z.array(Share), nextCursor: z.uuid().nullable() })
export type OwnShares = z.infer<typeof OwnShares>

/** Something that somebody lets one read. */
export const SharedItem = z.object({
  /** Of the share. */
  id: z.uuid(),
  title: z.string(),
  ownerName: z.string(),
  mode: ShareMode,
  via: z.enum(['person', 'group', 'link']),
  classification: Classification,
  sharedAt: Instant,
  expiresAt: Instant.nullable(),
})
export type SharedItem = z.infer<typeof SharedItem>

/** `GET /api/shared`: what is shared with whoever asks, the newest first. */
export const SharedItems = z.object({
  items: z.array(SharedItem),
  nextCursor: z.uuid().nullable(),
})
export type SharedItems = z.infer<typeof SharedItems>

export const SharesQuery = z.object({ cursor: z.uuid().optional() })

/** `POST /api/shared/open`, and `POST /s/open` for whoever is not signed in. */
export const OpenSharedLink = z.strictObject({ token: plainText(200).min(1) })
export type OpenSharedLink = z.infer<typeof OpenSharedLink>

export const OpenedLink = z.object({ shareId: z.uuid() })
export type OpenedLink = z.infer<typeof OpenedLink>

/** What a reader sees: messages without what is the owner's alone (memory, instructions, costs, runs). */
export const SharedConversation = z.object({
  /** Of the share; null in a preview. */
  id: z.uuid().nullable(),
  title: z.string(),
  ownerName: z.string(),
  mode: ShareMode,
  mayCopy: z.boolean(),
  classification: Classification,
  sharedAt: Instant,
  expiresAt: Instant.nullable(),
  messages: z.array(Message),
})
export type SharedConversation = z.infer<typeof SharedConversation>

/** `POST /api/shared/:id/copy`: as far as a message; null: all of a snapshot, the newest path of what is living. */
export const CopyShared = z.strictObject({
  messageId: z.uuid().nullable(),
  title: z.string().max(200).optional(),
})
export type CopyShared = z.infer<typeof CopyShared>

/** `POST /api/conversations/:id/fork`: a new conversation from the path that ends at a message. */
export const ForkConversation = z.strictObject({
  messageId: z.uuid(),
  title: z.string().max(200).optional(),
})
export type ForkConversation = z.infer<typeof ForkConversation>
