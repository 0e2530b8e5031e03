import { z } from 'zod'
import {
  MISTRAL_OPERATIONS,
  OPENAI_OPERATIONS,
  type QuirksByOperation,
} from './operation-quirks.ts'
import type { ChatWords } from './message-words.ts'
import { REPAIRS, type Repair } from './repairs.ts'

/**
 * In what a provider's wire differs from the dialect that it claims to speak. Data, declared by the provider; never guessed
 * from a name. Requests are adapted by the gateway, answers by the provider itself. Names of fields are top-level ones.
 */
export interface Quirks {
  /** Whether streams tell usage of their own accord, only when asked by `stream_options`, or never. */
  streamUsage: 'always' | 'when-asked' | 'never'
  /** Fields that it knows by another name: sent under that one, unless that one is there too. */
  rename: Readonly<Record<string, string>>
  /** The same, only for models that are declared to reason. */
  renameForReasoning: Readonly<Record<string, string>>
  /** Fields that it would refuse, and that do not change what is meant: left out, and named in `x-galerne-dropped`. */
  drop: readonly string[]
  /** The only fields that it takes, under its own names: any other is left out as those of `drop` are; absent: all. */
  takes?: readonly string[]
  /** True: it refuses fields that are null. They say nothing, so nothing is lost without them. */
  dropNulls: boolean
  /** Its word for “call some tool”. */
  anyTool: 'required' | 'any'
  /** What it calls the role of OpenAI's `developer` messages. */
  developerRole: 'developer' | 'system'
  /** Ids of tool calls must look like this; those of other models are put into that form, always the same way. */
  toolCallIds: 'any' | 'nine-alphanumeric'
  /** Where Mistral's `prefix` may stand; elsewhere it is left out. Who does not know it may refuse it, or show it to the model. */
  prefix: 'anywhere' | 'last-only' | 'nowhere'
  /** In whose words thoughts, documents, pictures, sounds and files stand in messages and answers: Mistral has others than OpenAI. */
  parts: ChatWords
  /** Of one model (quirksFor): it thinks, and what it thought is given back to it where its words can say it. */
  isReasoning?: boolean
  /** Fields of single messages that it would refuse: `refusal`, or of one role only: `user.name`. */
  dropFromMessages: readonly string[]
  /** What must be mended in its answers, so that clients of the dialect can read them. */
  repairs: readonly Repair[]
  /** Of operations that are no conversations. */
  operations?: QuirksByOperation
}

/** A dialect as its one speaker speaks it: nothing differs. */
export const PLAIN_QUIRKS: Quirks = {
  streamUsage: 'always',
  rename: {},
  renameForReasoning: {},
  drop: [],
  dropNulls: false,
  anyTool: 'required',
  developerRole: 'developer',
  toolCallIds: 'any',
  prefix: 'anywhere',
  parts: 'openai',
  dropFromMessages: [],
  repairs: [],
}

/** OpenAI's, by somebody who ignores what he does not know. Callers may write in Mistral's words too. */
export const LENIENT_QUIRKS: Quirks = {
  ...PLAIN_QUIRKS,
  streamUsage: 'when-asked',
  rename: { random_seed: 'seed' },
  prefix: 'nowhere',
  operations: OPENAI_OPERATIONS,
}

/** OpenAI refuses what it does not know: Mistral's own fields. Its models that reason refuse `max_tokens`. */
export const OPENAI_QUIRKS: Quirks = {
  ...LENIENT_QUIRKS,
  renameForReasoning: { max_tokens: 'max_completion_tokens' },
  drop: ['safe_prompt', 'prompt_mode', 'document_image_limit', 'document_page_limit', 'guardrails'],
  dropFromMessages: [
    'prefix',
    'reasoning_content',
    'reasoning',
    'reasoning_details',
    'thinking_blocks',
  ],
}

/** Mistral refuses what it does not know with 422 (`extra_forbidden`). Source: its openapi.yaml, 2026-10. */
export const MISTRAL_QUIRKS: Quirks = {
  ...PLAIN_QUIRKS,
  rename: { max_completion_tokens: 'max_tokens', seed: 'random_seed' },
  drop: [
    'stream_options',
    'user',
    'logprobs',
    'top_logprobs',
    'logit_bias',
    'store',
    'safety_identifier',
    'verbosity',
    'modalities',
    'web_search_options',
    'min_p',
    'top_k',
  ],
  // Of conversations and of code infill.
  takes: [
    'model',
    'messages',
    'temperature',
    'top_p',
    'max_tokens',
    'stream',
    'stop',
    'random_seed',
    'metadata',
    'response_format',
    'tools',
    'tool_choice',
    'presence_penalty',
    'frequency_penalty',
    'n',
    'prediction',
    'parallel_tool_calls',
    'reasoning_effort',
    'prompt_mode',
    'guardrails',
    'prompt_cache_key',
    'service_tier',
    'safe_prompt',
    'document_image_limit',
    'document_page_limit',
    'prompt',
    'suffix',
    'min_tokens',
  ],
  anyTool: 'any',
  developerRole: 'system',
  toolCallIds: 'nine-alphanumeric',
  prefix: 'last-only',
  parts: 'mistral',
  dropFromMessages: [
    'reasoning_content',
    'reasoning',
    'reasoning_details',
    'thinking_blocks',
    'refusal',
    'annotations',
    'audio',
    'function_call',
    'parsed',
    'provider_specific_fields',
    'cache_control',
    'system.name',
    'developer.name',
    'user.name',
    'assistant.name',
  ],
  repairs: ['tool-call-index', 'object-arguments'],
  operations: MISTRAL_OPERATIONS,
}

/** Servers of open models, which are lenient, and older than `max_completion_tokens` and `developer`. */
export const OPEN_SERVER_QUIRKS: Quirks = {
  ...LENIENT_QUIRKS,
  rename: { ...LENIENT_QUIRKS.rename, max_completion_tokens: 'max_tokens' },
  developerRole: 'system',
}

/** Refuses a null `encoding_format`; with Mistral's tokenizer it refuses their ids too, which is declared where it is so. */
export const VLLM_QUIRKS: Quirks = { ...OPEN_SERVER_QUIRKS, dropNulls: true }

/** Numbers no tool calls, ends calls of tools with `stop`, and knows no base64. Source: its openai/openai.go. */
export const OLLAMA_QUIRKS: Quirks = {
  ...OPEN_SERVER_QUIRKS,
  repairs: ['tool-call-index', 'object-arguments', 'tool-call-finish', 'float-embeddings'],
}

/** Source: https://console.groq.com/docs/openai, “Currently unsupported OpenAI features”. */
export const GROQ_QUIRKS: Quirks = {
  ...LENIENT_QUIRKS,
  drop: ['logprobs', 'logit_bias', 'top_logprobs'],
  dropFromMessages: ['name'],
  repairs: ['x-groq-usage'],
}

/** Source: https://api-docs.deepseek.com/api/create-chat-completion */
export const DEEPSEEK_QUIRKS: Quirks = {
  ...OPEN_SERVER_QUIRKS,
  repairs: ['cache-hit-usage'],
}

/** Its thoughts are billed, and not counted among what it says. Source: https://docs.x.ai/docs/guides/reasoning */
export const XAI_QUIRKS: Quirks = { ...LENIENT_QUIRKS, repairs: ['reasoning-apart'] }

/** Source: https://docs.cohere.com/docs/compatibility-api, “Unsupported parameters”. */
export const COHERE_QUIRKS: Quirks = {
  ...OPEN_SERVER_QUIRKS,
  streamUsage: 'always',
  drop: [
    'stream_options',
    'store',
    'metadata',
    'logit_bias',
    'top_logprobs',
    'modalities',
    'prediction',
    'service_tier',
    'parallel_tool_calls',
  ],
}

const forReasoning = new WeakMap<Quirks, Quirks>()

/** What holds for a model of a provider with these quirks. */
export function quirksFor(quirks: Quirks, isReasoning: boolean): Quirks {
  const hasRenames = Object.keys(quirks.renameForReasoning).length > 0
  if (!isReasoning || (!hasRenames && quirks.parts !== 'mistral')) return quirks
  const known = forReasoning.get(quirks)
  if (known) return known
  const rename = { ...quirks.rename, ...quirks.renameForReasoning }
  const merged = { ...quirks, rename, isReasoning: true }
  forReasoning.set(quirks, merged)
  return merged
}

const Name = z.string().min(1)
const Renames = z.record(Name, Name)

/** Quirks that the configuration may set by itself. */
export const QuirkSettings = z
  .strictObject({
    streamUsage: z.enum(['always', 'when-asked', 'never']),
    rename: Renames,
    renameForReasoning: Renames,
    drop: z.array(Name),
    takes: z.array(Name),
    dropNulls: z.boolean(),
    anyTool: z.enum(['required', 'any']),
    developerRole: z.enum(['developer', 'system']),
    toolCallIds: z.enum(['any', 'nine-alphanumeric']),
    prefix: z.enum(['anywhere', 'last-only', 'nowhere']),
    parts: z.enum(['openai', 'mistral']),
    dropFromMessages: z.array(Name),
    repairs: z.array(z.enum(REPAIRS)),
  })
  .partial()
