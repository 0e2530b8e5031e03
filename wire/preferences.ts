import { z } from 'zod'
import { plainText } from './plain-text.ts'

const Id = z.uuid()
const Words = z.string().max(3000)

/** What a person has set for themself; it follows them to every browser. */
export const Preferences = z.strictObject({
  /** Who they are and what they do, in their words. */
  aboutMe: Words.default(''),
  howToAnswer: Words.default(''),
  /** Whether models are told the two. */
  areInstructionsOn: z.boolean().default(true),
  /** Who answers new conversations; null: as the organisation has it. */
  defaultModelId: plainText(200).nullable().default(null),
  /** A model writes the titles of conversations. */
  isTitledByModel: z.boolean().default(true),
  isMemoryOn: z.boolean().default(false),
  /** A model may propose what to remember; only with the memory on, and nothing is kept without their yes. */
  isMemoryProposed: z.boolean().default(false),
  /** A model suggests what to ask next. */
  isFollowedUp: z.boolean().default(true),
})
export type Preferences = z.infer<typeof Preferences>

export const UpdatePreferences = z.strictObject({
  aboutMe: Words.optional(),
  howToAnswer: Words.optional(),
  areInstructionsOn: z.boolean().optional(),
  defaultModelId: plainText(200).nullable().optional(),
  isTitledByModel: z.boolean().optional(),
  isMemoryOn: z.boolean().optional(),
  isMemoryProposed: z.boolean().optional(),
  isFollowedUp: z.boolean().optional(),
})
export type UpdatePreferences = z.infer<typeof UpdatePreferences>

const MemoryText = z.string().trim().min(1).max(500)

/** One thing that a person wants to be known in every conversation. */
export const Memory = z.object({
  id: Id,
  text: z.string(),
  /** Where it was said; null: entered by hand, or the conversation is gone. */
  conversationId: Id.nullable(),
  createdAt: z.iso.datetime(),
  /** When an answer was last told; null: never. */
  usedAt: z.iso.datetime().nullable(),
})
export type Memory = z.infer<typeof Memory>

export const MemoryList = z.object({
  memories: z.array(Memory),
  /** Whether the organisation lets anybody have a memory. */
  isAllowed: z.boolean(),
})
export type MemoryList = z.infer<typeof MemoryList>

export const CreateMemory = z.strictObject({
  text: MemoryText,
  conversationId: Id.nullable().default(null),
})
export type CreateMemory = z.infer<typeof CreateMemory>

export const UpdateMemory = z.strictObject({ text: MemoryText })
export type UpdateMemory = z.infer<typeof UpdateMemory>

/** What the organisation lets its assistant do. */
export const AssistantSettings = z.strictObject({
  isMemoryAllowed: z.boolean().default(true),
  /** Models may suggest what to ask next, to those who want it. */
  areFollowUpsAllowed: z.boolean().default(true),
  /** The strictest class of conversations in which memory is used. */
  memoryClass: z.enum(['public', 'internal', 'restricted', 'secret']).default('internal'),
  /** Limits of people in tokens count every language by what it says, not by how many tokens its words take. */
  isCountingFair: z.boolean().default(true),
  /** People may speak their messages; some browsers send the voice to their maker. */
  isDictationAllowed: z.boolean().default(false),
})
export type AssistantSettings = z.infer<typeof AssistantSettings>
