import { z } from 'zod'
import { Classification } from './classification.ts'
import { FinishReason, Usage } from './conversations.ts'
import { ApiError } from './errors.ts'
import { LanguagePart } from './message-parts.ts'
import { plainText } from './plain-text.ts'

/** A chat that only the page has: all that was said comes with every question. The last message is what is answered. */
export const TemporaryQuestion = z.strictObject({
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant']),
        text: z.string().min(1).max(200_000),
        /** BCP 47, as an answer before was told; absent: not known. */
        lang: z.string().max(35).optional(),
      }),
    )
    .min(1)
    .max(400),
  modelId: plainText(200).nullable().optional(),
  /** Absent: as the organisation says. It can be raised, never lowered. */
  classification: Classification.optional(),
  interfaceLang: z.string().max(35).optional(),
})
export type TemporaryQuestion = z.infer<typeof TemporaryQuestion>

/** What comes back, as it comes. The last one is `finished` or `failed`; a line that breaks off before is broken. */
export const TemporaryEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), modelId: z.string(), lang: z.string().nullable() }),
  z.object({ type: z.enum(['text', 'reasoning']), text: z.string() }),
  /** It was wholly in another language than it should be: another answer to the same question begins, which is the last. */
  z.object({ type: z.literal('again'), language: LanguagePart }),
  z.object({
    type: z.literal('finished'),
    reason: FinishReason,
    usage: Usage.nullable(),
    lang: z.string().nullable(),
    /** Absent: it is in the language that it should be in. */
    language: LanguagePart.optional(),
  }),
  z.object({ type: z.literal('failed'), error: ApiError }),
])
export type TemporaryEvent = z.infer<typeof TemporaryEvent>
