import { z } from 'zod'
import { plainText } from './plain-text.ts'

const Id = z.uuid()

/** A message that waits for the answer before it. */
export const QueuedMessage = z.object({
  id: Id,
  /** The answer that it waits for, or that the one before it in the queue waits for. */
  parentId: Id,
  text: z.string(),
  attachmentIds: z.array(Id),
  modelId: z.string().nullable(),
  /** The language that was chosen for its answer, BCP 47; null: none. */
  replyLang: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
export type QueuedMessage = z.infer<typeof QueuedMessage>

/** In the order in which they will be sent. */
export const MessageQueue = z.object({ queue: z.array(QueuedMessage) })
export type MessageQueue = z.infer<typeof MessageQueue>

/** The idempotency key of the request is also that of the message: sent twice, it waits once. */
export const QueueMessage = z.strictObject({
  /** The answer that is being written. */
  parentId: Id,
  /** May be empty where files go along. */
  text: z.string().max(200_000),
  attachmentIds: z.array(Id).max(20).optional(),
  modelId: plainText(200).nullable().optional(),
  interfaceLang: z.string().max(35).optional(),
  replyLang: z.string().max(35).optional(),
})
export type QueueMessage = z.infer<typeof QueueMessage>

export const UpdateQueuedMessage = z.strictObject({
  text: z.string().min(1).max(200_000).optional(),
  /** Which one it comes before; null: it is the last. */
  beforeId: Id.nullable().optional(),
})
export type UpdateQueuedMessage = z.infer<typeof UpdateQueuedMessage>
