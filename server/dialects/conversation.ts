/**
 * A call and its answer in no dialect: what two dialects have in common when one is translated into the other. Whatever a
 * dialect can say has a place here, or travels as `foreign` to the same dialect and is named as dropped for any other.
 */
export interface ChatCall {
  /** Whose words `extra` and `foreign` are: they go to the same dialect as they came, to no other. */
  dialect: DialectName
  messages: Message[]
  tools: Tool[]
  toolChoice: ToolChoice | null
  /** May several tools be called at once; null: not said. */
  hasParallelToolCalls: boolean | null
  responseFormat: ResponseFormat | null
  reasoning: ReasoningWish | null
  sampling: Sampling
  /** How many tokens at most; null: not said. */
  maxTokens: number | null
  isStream: boolean
  /** Usage is told in the stream as well. */
  wantsUsage: boolean
  /** Who the caller's end user is; null: not said. */
  user: string | null
  metadata: Record<string, unknown> | null
  serviceTier: string | null
  promptCacheKey: string | null
  /** Top-level fields that have no place above, by their name in the caller's dialect. */
  extra: Record<string, unknown>
  /** What answers repeat of the request, as it came (Responses). */
  said?: Record<string, unknown>
}

export interface Message {
  /** `system` covers OpenAI's `developer`. A `tool` message holds tool results only. */
  role: 'system' | 'user' | 'assistant' | 'tool'
  parts: Part[]
  /** OpenAI's `name` of a participant. */
  name?: string
  /** Mistral's: the answer goes on from this text. */
  isPrefix?: boolean
  /** A `system` message that OpenAI's dialect called `developer`. */
  isDeveloper?: boolean
  /** Fields of the message that have no place above, in the words of the call's dialect. */
  extra?: Record<string, unknown>
}

export type Part =
  | { type: 'text'; text: string; cache?: CacheMark; citations?: unknown[]; extra?: Extra }
  | { type: 'image'; source: MediaSource; detail?: string; cache?: CacheMark; extra?: Extra }
  | { type: 'document'; source: MediaSource; name?: string; cache?: CacheMark; extra?: Extra }
  | { type: 'audio'; source: MediaSource; extra?: Extra }
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | { type: 'refusal'; text: string }
  /** Only its own dialect knows what this is. */
  | { type: 'foreign'; dialect: DialectName; value: unknown }

/** Fields of a part that have no place of their own, in the words of the call's dialect. */
export type Extra = Record<string, unknown>

export interface ReasoningPart {
  type: 'reasoning'
  text: string
  /** Proof of the provider that it thought this: goes back to it as it came, marked with its dialect (proof.ts). */
  signature?: string
  /** Thoughts that only the provider can read, in place of `text`; marked as signatures are. */
  encrypted?: string
  id?: string
}

export interface ToolCallPart {
  type: 'tool-call'
  id: string
  name: string
  /** JSON text, as the model wrote it. */
  arguments: string
  signature?: string
  cache?: CacheMark
  extra?: Extra
}

export interface ToolResultPart {
  type: 'tool-result'
  callId: string
  /** Some dialects know the tool by its name only; null: not said. */
  name: string | null
  parts: Part[]
  isError?: boolean
  cache?: CacheMark
  extra?: Extra
}

/** “Keep what was said up to here”, as the caller wrote it. */
export type CacheMark = Record<string, unknown>

export type MediaSource =
  | { kind: 'url'; url: string }
  | { kind: 'base64'; mediaType: string; base64: string }
  | { kind: 'file'; fileId: string }

export interface Tool {
  name: string
  description: string | null
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown> | null
  isStrict: boolean | null
  cache?: CacheMark
  extra?: Extra
  /** A tool that the provider runs itself (web search…), as the caller wrote it: only its own dialect knows it. */
  foreign?: unknown
}

export type ToolChoice =
  | { type: 'auto' }
  | { type: 'none' }
  | { type: 'any' }
  | { type: 'tool'; name: string }

export type ResponseFormat =
  | { type: 'text' }
  | { type: 'json' }
  | {
      type: 'json-schema'
      name: string
      description: string | null
      schema: Record<string, unknown>
      isStrict: boolean | null
    }

export interface ReasoningWish {
  /** `none`, `minimal`, `low`, `medium`, `high`…; null: not said. */
  effort: string | null
  budgetTokens: number | null
  /** OpenAI's `summary` of a response; null: not said. */
  summary: string | null
  /** Anthropic's: the model decides how much it thinks. */
  isAdaptive?: boolean
  /** Anthropic's: whether the thoughts are shown (`summarized`, `omitted`). */
  display?: string
}

/** Absent: not said. */
export interface Sampling {
  temperature?: number
  topP?: number
  topK?: number
  minP?: number
  stop?: string[]
  seed?: number
  presencePenalty?: number
  frequencyPenalty?: number
  choices?: number
  hasLogprobs?: boolean
  topLogprobs?: number
  logitBias?: Record<string, number>
}

export interface Answer {
  id: string | null
  /** As the provider named it. */
  model: string | null
  /** Seconds since 1970; null: not said. */
  created: number | null
  choices: AnswerChoice[]
  usage: TokenUsage | null
}

export interface AnswerChoice {
  index: number
  parts: Part[]
  finish: FinishReason
  /** Which of `stop` was met. */
  stopSequence?: string
  logprobs?: unknown
}

export type FinishReason =
  | 'stop'
  | 'length'
  | 'tool-calls'
  | 'content-filter'
  | 'refusal'
  | 'context-length'
  | 'pause'
  | 'error'
  | 'other'

/** Tokens of one call, as billed. Input and output include what the others count apart. */
export interface TokenUsage {
  /** With those read from and written to the provider's prompt cache. */
  inputTokens: number
  outputTokens: number
  /** Read from the prompt cache. */
  cachedInputTokens: number
  /** Written to the prompt cache, where that is billed apart. */
  cacheWriteTokens?: number
  /** Of those, what is kept for an hour. */
  cacheWriteHourTokens?: number
  reasoningTokens: number
  audioInputTokens?: number
  audioOutputTokens?: number
  /** Searches of the web that the provider made for it. */
  searches?: number
  /** The service tier at which it says that it was handled. */
  tier?: string
  /** Of a sum of calls: the input of its longest. Absent: it is one call. */
  longestInputTokens?: number
  /** Counted here, because the provider did not tell. */
  isEstimated: boolean
}

/** What happens in a stream, in order. Pieces of one part follow each other; `part` tells parts of a choice apart. */
export type ChatEvent =
  | { type: 'start'; id: string | null; model: string | null; created: number | null }
  | { type: 'text'; choice: number; part: number; text: string; logprobs?: unknown }
  | { type: 'refusal'; choice: number; part: number; text: string }
  | {
      type: 'reasoning'
      choice: number
      part: number
      text: string
      signature?: string
      encrypted?: string
      id?: string
    }
  | {
      type: 'tool-call'
      choice: number
      part: number
      /** Only in the first piece of a call. */
      id?: string
      name?: string
      /** The next piece of the JSON text; may be empty. */
      arguments: string
      signature?: string
    }
  | { type: 'citation'; choice: number; part: number; value: unknown }
  | { type: 'foreign'; dialect: DialectName; value: unknown }
  | { type: 'finish'; choice: number; reason: FinishReason; stopSequence?: string }
  | { type: 'usage'; usage: TokenUsage }
  | { type: 'ping' }
  /** As the provider said it. Nothing comes after it. */
  | { type: 'error'; error: unknown }
  /** The provider's own end of the stream: without it (or a finish of every choice) the stream was cut off. */
  | { type: 'done' }

export const DIALECT_NAMES = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'bedrock-converse',
  'ollama',
] as const
export type DialectName = (typeof DIALECT_NAMES)[number]
