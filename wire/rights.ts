import { z } from 'zod'
import { Classification } from './classification.ts'

/** Kinds of what is stored about a person; each is shown with its place and its end. */
export const HeldKind = z.enum([
  'account',
  'memberships',
  'sign-ins',
  'credentials',
  'sessions',
  'conversations',
  'messages',
  'around-messages',
  'folders',
  'shares',
  'choices',
  'ratings',
  'library',
  'preferences',
  'memories',
  'plain-texts',
  'wordings',
  'attachments',
  'playgrounds',
  'keys',
  'resources',
  'requests',
  'bodies',
  'usage',
  'budgets',
  'approvals',
  'records',
  'literacy',
  'rights-requests',
])
export type HeldKind = z.infer<typeof HeldKind>

/** What becomes of it when the person is erased. */
export const HeldFate = z.enum(['erased', 'pseudonym', 'kept'])
export type HeldFate = z.infer<typeof HeldFate>

export const HeldData = z.object({
  kind: HeldKind,
  count: z.int(),
  fate: HeldFate,
  /** The oldest of it; null: none, or it has no date. */
  since: z.iso.datetime().nullable(),
})
export type HeldData = z.infer<typeof HeldData>

export const RightsRequestKind = z.enum([
  'access',
  'export',
  'correct',
  'erase',
  'restrict',
  'object',
])
export type RightsRequestKind = z.infer<typeof RightsRequestKind>
export const RightsRequestStatus = z.enum(['open', 'approved', 'done', 'refused', 'withdrawn'])
export type RightsRequestStatus = z.infer<typeof RightsRequestStatus>

export const RightsRequest = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  /** Empty: the person has been erased. */
  personName: z.string(),
  kind: RightsRequestKind,
  note: z.string(),
  status: RightsRequestStatus,
  askedAt: z.iso.datetime(),
  /** One month after it was asked (GDPR, Article 12(3)), or later where that was told. */
  dueAt: z.iso.datetime(),
  /** Nobody has answered it in time. */
  isLate: z.boolean(),
  delayReason: z.string(),
  decidedByName: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  /** Why it was decided so. */
  reason: z.string(),
  doneAt: z.iso.datetime().nullable(),
  disposalId: z.uuid().nullable(),
})
export type RightsRequest = z.infer<typeof RightsRequest>

export const MyData = z.object({
  held: z.array(HeldData),
  /** Conversations of a class go this long after their last use; absent: nobody has said so. */
  retention: z.array(z.object({ classification: Classification, days: z.int() })),
  requests: z.array(RightsRequest),
  mayEraseSelf: z.boolean(),
  /** Something of it must be kept for now, and cannot be erased. */
  isHeld: z.boolean(),
})
export type MyData = z.infer<typeof MyData>

const Note = z.string().trim().max(2000)

export const AskForRight = z.strictObject({
  kind: RightsRequestKind,
  note: Note.default(''),
})
export type AskForRight = z.infer<typeof AskForRight>

/** By the data-protection officer, for somebody who asked on paper. */
export const RecordRequest = AskForRight.extend({ personId: z.uuid() })
export type RecordRequest = z.infer<typeof RecordRequest>

export const DecideRequest = z.strictObject({
  decision: z.enum(['approve', 'refuse', 'done', 'delay']),
  reason: Note.default(''),
})
export type DecideRequest = z.infer<typeof DecideRequest>

export const RequestsQuery = z.object({
  status: RightsRequestStatus.or(z.literal('all')).default('all'),
  q: z.string().max(200).default(''),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
})
export type RequestsQuery = z.infer<typeof RequestsQuery>

export const RightsRequestPage = z.object({
  requests: z.array(RightsRequest),
  nextCursor: z.string().nullable(),
  /** Of those that are neither done nor refused: how many are late. */
  late: z.int(),
})
export type RightsRequestPage = z.infer<typeof RightsRequestPage>

export const RightsSettings = z.strictObject({ mayEraseSelf: z.boolean() })
export type RightsSettings = z.infer<typeof RightsSettings>

export const PersonData = z.object({
  personId: z.uuid(),
  name: z.string(),
  held: z.array(HeldData),
  isHeld: z.boolean(),
})
export type PersonData = z.infer<typeof PersonData>

/** To erase a person one writes their name: it cannot be undone. */
export const ErasePerson = z.strictObject({ name: z.string().max(400), reason: Note.default('') })
export type ErasePerson = z.infer<typeof ErasePerson>

export const HoldSubject = z.enum(['person', 'conversation'])
export type HoldSubject = z.infer<typeof HoldSubject>

export const Hold = z.object({
  id: z.uuid(),
  subjectKind: HoldSubject,
  subjectId: z.uuid(),
  /** Of the person, or of whose conversation it is; empty: not known any more. */
  subjectName: z.string(),
  reason: z.string(),
  placedByName: z.string(),
  placedAt: z.iso.datetime(),
  /** Null: until somebody lifts it. */
  until: z.iso.datetime().nullable(),
  liftedAt: z.iso.datetime().nullable(),
  liftedByName: z.string().nullable(),
  /** It holds now. */
  isActive: z.boolean(),
})
export type Hold = z.infer<typeof Hold>

export const HoldList = z.object({ holds: z.array(Hold) })
export type HoldList = z.infer<typeof HoldList>

export const PlaceHold = z.strictObject({
  subjectKind: HoldSubject,
  subjectId: z.uuid(),
  reason: z.string().trim().min(3).max(2000),
  until: z.iso.datetime().nullable().default(null),
})
export type PlaceHold = z.infer<typeof PlaceHold>

export const RetentionRule = z.object({
  classification: Classification,
  /** Null: kept until somebody deletes it. */
  days: z.int().nullable(),
  isEnabled: z.boolean(),
  /** How many conversations and messages there are, and how many of them would go now, with those that are held left out. */
  conversations: z.int(),
  expired: z.int(),
  expiredMessages: z.int(),
  /** Texts in plain language, which go by the same rule. */
  plainTexts: z.int(),
  expiredPlainTexts: z.int(),
  /** Conversations and texts. */
  held: z.int(),
})
export type RetentionRule = z.infer<typeof RetentionRule>

export const Retention = z.object({
  rules: z.array(RetentionRule),
  changedByName: z.string().nullable(),
  changedAt: z.iso.datetime().nullable(),
})
export type Retention = z.infer<typeof Retention>

export const SetRetention = z.strictObject({
  classification: Classification,
  days: z.int().min(1).max(36_500).nullable(),
  isEnabled: z.boolean(),
})
export type SetRetention = z.infer<typeof SetRetention>

/** What has gone for good. No content, no name. */
export const DisposalCertificate = z.strictObject({
  version: z.literal(1),
  id: z.uuid(),
  kind: z.enum(['erasure', 'retention']),
  organisation: z.strictObject({ id: z.uuid(), name: z.string() }),
  at: z.iso.datetime(),
  /** The rule, or the reason, by which it went. */
  rule: z.string(),
  by: z.string(),
  /** Of an erasure: by what the ledger knows the person from now on. */
  pseudonym: z.uuid().nullable(),
  counts: z.array(z.strictObject({ kind: z.string(), count: z.int(), fate: HeldFate })),
  /** SHA-256 of the ids of everything that has gone, sorted, one a line. */
  idsSha256: z.string(),
  /** What this does not say. */
  limits: z.string(),
})
export type DisposalCertificate = z.infer<typeof DisposalCertificate>

export const SignedDisposal = z.strictObject({
  certificate: DisposalCertificate,
  /** Ed25519 over `galerne-disposal`, a line feed and the certificate as canonical JSON (RFC 8785); base64url. */
  signature: z.string(),
  keyId: z.string(),
  publicKey: z.string(),
})
export type SignedDisposal = z.infer<typeof SignedDisposal>

export const DisposalList = z.object({
  disposals: z.array(SignedDisposal),
  nextCursor: z.string().nullable(),
})
export type DisposalList = z.infer<typeof DisposalList>

/** A conversation as copies of one's own data had it once. Imports take it in still. */
export const PortableConversation = z.object({
  id: z.uuid(),
  title: z.string().max(1000),
  classification: Classification,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  messages: z
    .array(
      z.object({
        id: z.uuid(),
        /** Null: it began the conversation. */
        parentId: z.uuid().nullable(),
        role: z.enum(['user', 'assistant']),
        text: z.string(),
        reasoning: z.string(),
        modelId: z.string().nullable(),
        lang: z.string().nullable(),
        createdAt: z.iso.datetime(),
      }),
    )
    .max(100_000),
})
export type PortableConversation = z.infer<typeof PortableConversation>

export const PortableConversations = z.object({
  format: z.literal('galerne-conversations/1'),
  conversations: z.array(PortableConversation).max(10_000),
})
export type PortableConversations = z.infer<typeof PortableConversations>
