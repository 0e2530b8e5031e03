import { z } from 'zod'

/** What a model proposes to remember of whoever asked. Nothing is remembered before they say so. */
export const MemoryProposal = z.object({
  id: z.uuid(),
  text: z.string(),
  /** BCP 47; null: nobody is sure. */
  lang: z.string().nullable(),
})
export type MemoryProposal = z.infer<typeof MemoryProposal>

/** Questions that may come next. More than these nobody reads. */
export const MAX_FOLLOW_UPS = 3

/** `GET /api/messages/:id/around`: what stands below an answer. */
export const AroundAnswer = z.object({
  /** Something is still being written: ask again soon. */
  isPending: z.boolean(),
  /** None: there are none, or none that are good. */
  questions: z.array(z.string()).max(MAX_FOLLOW_UPS),
  /** BCP 47, of the questions; null: nobody is sure. */
  lang: z.string().nullable(),
  /** Null: nothing is proposed, or it was answered. */
  proposal: MemoryProposal.nullable(),
})
export type AroundAnswer = z.infer<typeof AroundAnswer>

/** What somebody says to a proposal. `text`: in other words than were proposed. */
export const AnswerProposal = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('keep'), text: z.string().trim().min(1).max(500).optional() }),
  z.strictObject({ answer: z.literal('refuse') }),
])
export type AnswerProposal = z.infer<typeof AnswerProposal>
