import { z } from 'zod'
import { Classification } from './classification.ts'
import { ApiError } from './errors.ts'
import { MessagePart } from './message-parts.ts'
import { plainText } from './plain-text.ts'

const Instant = z.iso.datetime()
const Id = z.uuid()

export const Usage = z.object({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  /** True when the provider did not say and we counted ourselves. */
  isEstimated: z.boolean(),
})
export type Usage = z.infer<typeof Usage>

export const Conversation = z.object({
  id: Id,
  title: z.string(),
  /** The model that new messages go to; null means the default. */
  modelId: z.string().nullable(),
  /** How carefully all of it is to be handled. */
  classification: Classification,
  /** The folder that it lies in; null: none. */
  folderId: Id.nullable(),
  /** What it begins every answer with: a model's instructions and settings, made once; null: none. */
  presetId: Id.nullable(),
  /** The language that is always answered in, BCP 47; null: that of each message. */
  lang: z.string().nullable(),
  isPinned: z.boolean(),
  isArchived: z.boolean(),
  /** An answer has ended since its owner last looked. */
  isUnread: z.boolean(),
  /** An answer is being written. */
  isRunning: z.boolean(),
  /** Of somebody else, in a folder that one is a member of: it can be read, no more. Absent: one's own. */
  ownerName: z.string().optional(),
  /** Since when it waits to be deleted for good; absent: it does not. */
  deletedAt: Instant.optional(),
  /**
   * What it is a copy of, as far as which message: a conversation of one's own, or what somebody shares (`shareId`). Either may
   * be gone by now. Absent: it is no copy.
   */
  forkedFrom: z
    .object({ conversationId: Id.nullable(), messageId: Id, shareId: Id.nullable() })
    .optional(),
  createdAt: Instant,
  updatedAt: Instant,
})
export type Conversation = z.infer<typeof Conversation>

export const ConversationPage = z.object({
  conversations: z.array(Conversation),
  /** Opaque; null on the last page. */
  nextCursor: z.string().nullable(),
})
export type ConversationPage = z.infer<typeof ConversationPage>

/** `active`: pinned ones first. `deleted`: what can still be brought back. */
export const ConversationsShown = z.enum(['active', 'archived', 'deleted'])
export type ConversationsShown = z.infer<typeof ConversationsShown>

const Ids = z.array(Id).min(1).max(500)

/** The same for several conversations at once. What is not one's own, or gone, is left as it is. */
export const ChangeConversations = z.discriminatedUnion('change', [
  z.strictObject({
    change: z.enum(['archive', 'unarchive', 'pin', 'unpin', 'read', 'delete', 'restore', 'purge']),
    ids: Ids,
  }),
  z.strictObject({ change: z.literal('move'), ids: Ids, folderId: Id.nullable() }),
])
export type ChangeConversations = z.infer<typeof ChangeConversations>

/** Those that were changed. */
export const ChangedConversations = z.object({ ids: z.array(Id) })
export type ChangedConversations = z.infer<typeof ChangedConversations>

export const CreateConversation = z.strictObject({
  title: z.string().max(200).optional(),
  modelId: plainText(200).nullable().optional(),
  /** Absent: as the organisation says. */
  classification: Classification.optional(),
  folderId: Id.nullable().optional(),
  presetId: Id.nullable().optional(),
  lang: z.string().max(35).nullable().optional(),
})
export type CreateConversation = z.infer<typeof CreateConversation>

export const UpdateConversation = z.strictObject({
  title: z.string().min(1).max(200).optional(),
  modelId: plainText(200).nullable().optional(),
  /** Anybody may raise it; lowering it is a right. */
  classification: Classification.optional(),
  folderId: Id.nullable().optional(),
  presetId: Id.nullable().optional(),
  lang: z.string().max(35).nullable().optional(),
  isPinned: z.boolean().optional(),
  isArchived: z.boolean().optional(),
  /** False: the owner has seen all of it. True: they want to come back to it. */
  isUnread: z.boolean().optional(),
})
export type UpdateConversation = z.infer<typeof UpdateConversation>

/** `streaming` is the only state that changes. `interrupted`: a dead process left it; what it had is kept. */
export const MessageStatus = z.enum(['complete', 'streaming', 'stopped', 'failed', 'interrupted'])
export type MessageStatus = z.infer<typeof MessageStatus>

/** Why a model stopped writing by itself. `length`: a limit of length cut it. */
export const FinishReason = z.enum(['stop', 'length', 'content_filter', 'tool_calls', 'other'])
export type FinishReason = z.infer<typeof FinishReason>

/** Where an answer comes from, and what it took. */
export const AnswerOrigin = z.object({
  /** The deployment that answered, as a person knows it: provider and model. */
  provider: z.string().nullable(),
  deployment: z.string().nullable(),
  /** Where it was computed; null: not declared. ISO 3166-1 alpha-2 or a name of a zone. */
  place: z.string().nullable(),
  /** Millionths of `currency`; null: no price is known. */
  costMicros: z.int().nonnegative().nullable(),
  currency: z.string().nullable(),
  firstTokenMs: z.int().nonnegative().nullable(),
  elapsedMs: z.int().nonnegative(),
  /** An estimate, and how it was made; null: nothing to estimate it from. */
  energy: z.object({ milliwattHours: z.number().nonnegative(), method: z.string() }).nullable(),
  /** The call's, as in the request log. */
  requestId: z.string().nullable(),
})
export type AnswerOrigin = z.infer<typeof AnswerOrigin>

/** Messages form a tree: `parentId` is null at the root; editing or regenerating adds a sibling. */
export const Message = z.object({
  id: Id,
  parentId: Id.nullable(),
  role: z.enum(['user', 'assistant']),
  /** While `streaming`: what was there before the run `runId`. The run's events, from sequence 1, hold what it adds. */
  text: z.string(),
  /** What a message has beside its text, in the order in which it came; absent: nothing. As `text` while `streaming`. */
  parts: z.array(MessagePart).optional(),
  status: MessageStatus,
  /** What the model thought and for how long, if anybody knows; absent: nothing that we were told. As `text` while `streaming`. */
  reasoning: z.object({ text: z.string(), elapsedMs: z.int().nonnegative().nullable() }).optional(),
  /** The oldest messages of the conversation that did not fit the model's context; absent: none. */
  omittedMessages: z.int().positive().optional(),
  /** Of a `complete` answer; absent where nobody said. */
  finishReason: FinishReason.optional(),
  /** The run that wrote an assistant message. */
  runId: Id.nullable(),
  modelId: z.string().nullable(),
  /** BCP 47, of the text; null when nobody is sure. */
  lang: z.string().nullable(),
  usage: Usage.nullable(),
  /** Of an answer that a model has ended; absent: nobody noted it. */
  origin: AnswerOrigin.optional(),
  error: ApiError.nullable(),
  createdAt: Instant,
})
export type Message = z.infer<typeof Message>

export const MessageList = z.object({
  messages: z.array(Message),
  /** Only the newest were asked for, and there are more. */
  hasEarlier: z.boolean().optional(),
})
export type MessageList = z.infer<typeof MessageList>

export const MessageQuery = z.object({
  /** Only so many, the newest; absent: all. */
  newest: z.coerce.number().int().min(1).max(1000).optional(),
})
