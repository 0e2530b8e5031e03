import { z } from 'zod'
import { plainText } from './plain-text.ts'
import { ApiError } from './errors.ts'

export const MAX_PLAYGROUND_MODELS = 4
const MAX_TEXT = 400_000
/** A data: URL of an image; a link would have the provider fetch it. */
const Image = z
  .string()
  .max(8_000_000)
  .regex(/^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+=*$/, 'It is no picture.')

/** What was asked, the same for every model. */
export const PlaygroundPrompt = z.strictObject({
  system: z.string().max(MAX_TEXT),
  text: z.string().max(MAX_TEXT),
  images: z.array(Image).max(4),
  /** Null: the model's own. */
  temperature: z.number().min(0).max(2).nullable(),
  topP: z.number().min(0).max(1).nullable(),
  maxTokens: z.int().min(1).max(1_000_000).nullable(),
  seed: z.int().min(0).max(2_147_483_647).nullable(),
  stop: z.array(z.string().min(1).max(200)).max(4),
  /** OpenAI's `tools`, as JSON text; empty: none. */
  tools: z.string().max(MAX_TEXT),
  /** A JSON Schema that answers keep to, as JSON text; empty: none. */
  schema: z.string().max(MAX_TEXT),
})
export type PlaygroundPrompt = z.infer<typeof PlaygroundPrompt>

/** One model is asked; a page asks several at once. */
export const PlaygroundRun = z.strictObject({
  model: plainText(200).min(1),
  prompt: PlaygroundPrompt,
})
export type PlaygroundRun = z.infer<typeof PlaygroundRun>

/** What the answer cost and how it came, once it is over. */
export const Receipt = z.object({
  requestId: z.string(),
  providerId: z.string().nullable(),
  upstreamModel: z.string().nullable(),
  /** Where it was computed, for a person to read. */
  place: z.string().nullable(),
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  cachedInputTokens: z.int().nonnegative(),
  reasoningTokens: z.int().nonnegative(),
  /** The provider did not say; it was counted here. */
  isEstimated: z.boolean(),
  /** Micro-units; null: the price is not known. */
  costMicros: z.int().nonnegative().nullable(),
  currency: z.enum(['EUR', 'USD']).nullable(),
  firstContentMs: z.number().nonnegative().nullable(),
  durationMs: z.number().nonnegative(),
})
export type Receipt = z.infer<typeof Receipt>

/** What a model does, as it does it. `receipt` is the last one. */
export const PlaygroundEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({
    type: z.literal('tool-call'),
    index: z.int().nonnegative(),
    /** In the first piece of a call. */
    name: z.string().optional(),
    arguments: z.string(),
  }),
  /** OpenAI's `finish_reason`. */
  z.object({ type: z.literal('finish'), reason: z.string() }),
  z.object({ type: z.literal('error'), error: ApiError }),
  z.object({ type: z.literal('receipt'), receipt: Receipt }),
])
export type PlaygroundEvent = z.infer<typeof PlaygroundEvent>

export const PlaygroundToolCall = z.object({ name: z.string(), arguments: z.string() })

/** An answer as it is kept with what was asked. */
export const PlaygroundAnswer = z.object({
  model: z.string().max(200),
  text: z.string().max(MAX_TEXT),
  reasoning: z.string().max(MAX_TEXT),
  toolCalls: z.array(PlaygroundToolCall).max(100),
  finish: z.string().max(100).nullable(),
  error: ApiError.nullable(),
  receipt: Receipt.nullable(),
})
export type PlaygroundAnswer = z.infer<typeof PlaygroundAnswer>

export const PlaygroundState = z.strictObject({
  models: z.array(plainText(200).min(1)).max(MAX_PLAYGROUND_MODELS),
  prompt: PlaygroundPrompt,
  answers: z.array(PlaygroundAnswer).max(MAX_PLAYGROUND_MODELS),
})
export type PlaygroundState = z.infer<typeof PlaygroundState>

export const SavePlayground = z.strictObject({
  title: plainText(200).min(1),
  state: PlaygroundState,
  /** Whoever belongs to the organisation may open it by its link. */
  isShared: z.boolean(),
})
export type SavePlayground = z.infer<typeof SavePlayground>

export const PlaygroundSummary = z.object({
  id: z.uuid(),
  title: z.string(),
  models: z.array(z.string()),
  isShared: z.boolean(),
  isOwn: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type PlaygroundSummary = z.infer<typeof PlaygroundSummary>

export const Playground = PlaygroundSummary.extend({ state: PlaygroundState })
export type Playground = z.infer<typeof Playground>

export const PlaygroundList = z.object({ playgrounds: z.array(PlaygroundSummary) })
export type PlaygroundList = z.infer<typeof PlaygroundList>
