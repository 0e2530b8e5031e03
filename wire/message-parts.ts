import { z } from 'zod'

/** A file that a person gave along with a message. */
export const AttachmentPart = z.object({
  type: z.literal('attachment'),
  attachmentId: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int().nonnegative(),
})
export type AttachmentPart = z.infer<typeof AttachmentPart>

/** What an answer rests on. `passage` is the very text that was read. */
export const SourcePart = z.object({
  type: z.literal('source'),
  /** As the answer's text cites it: `[1]`. */
  number: z.int().positive(),
  title: z.string(),
  url: z.string().nullable(),
  passage: z.string().nullable(),
  /** BCP 47, of the passage. */
  lang: z.string().nullable(),
})
export type SourcePart = z.infer<typeof SourcePart>

/** Something that a model had done for it. */
export const ToolCallPart = z.object({
  type: z.literal('tool_call'),
  callId: z.string(),
  tool: z.string(),
  status: z.enum(['running', 'complete', 'failed', 'refused']),
  /** JSON, as the model wrote it. */
  input: z.string(),
  output: z.string().nullable(),
})
export type ToolCallPart = z.infer<typeof ToolCallPart>

/** What the model was told beside the conversation: whoever reads the answer shall know. */
export const UsedPart = z.object({
  type: z.literal('used'),
  what: z.enum(['instructions', 'folder', 'files', 'preset', 'memory', 'glossary']),
  /** What a person calls each: a preset's name, what is remembered, a term. */
  names: z.array(z.string()),
  /** What did not fit, in full or at all; absent: everything did. */
  leftOut: z.array(z.string()).optional(),
})
export type UsedPart = z.infer<typeof UsedPart>

/** The answer, or a part of it, is not in the language that it should be in. */
export const LanguagePart = z.object({
  type: z.literal('language'),
  /** BCP 47 both. */
  wanted: z.string(),
  found: z.string(),
  /**
   * Whether all of it is (absent too), a part of it, or nothing: then it only tells which passages are in another language, as
   * was asked.
   */
  verdict: z.enum(['wrong', 'partly', 'right']).optional(),
  /** The next version, asked for at once with a stronger instruction. */
  nextMessageId: z.uuid().optional(),
  /** What is in another language than the message, in UTF-16 units of its text. */
  passages: z
    .array(z.object({ from: z.int().nonnegative(), to: z.int().nonnegative(), lang: z.string() }))
    .optional(),
})
export type LanguagePart = z.infer<typeof LanguagePart>

/** What a message has beside its text. Readers ignore types that they do not know. */
export const MessagePart = z.discriminatedUnion('type', [
  AttachmentPart,
  SourcePart,
  ToolCallPart,
  UsedPart,
  LanguagePart,
])
export type MessagePart = z.infer<typeof MessagePart>
