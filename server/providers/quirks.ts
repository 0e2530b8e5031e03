import { z } from 'zod'

/**
 * In what a provider's wire differs from the dialect that it claims to speak. Data, declared by the provider and applied
 * to requests by the gateway; never guessed from a name. Names of fields are top-level ones of the request.
 */
export interface Quirks {
  /** Whether streams tell usage of their own accord, only when asked by `stream_options`, or never. */
  streamUsage: 'always' | 'when-asked' | 'never'
  /** Fields that it knows by another name: sent under that one, unless that one is there too. */
  rename: Readonly<Record<string, string>>
  /** Fields that it would refuse, and that do not change what is meant: left out, and named in `x-galerne-dropped`. */
  drop: readonly string[]
  /** Its word for “call some tool”. */
  anyTool: 'required' | 'any'
  /** Fields of single messages that it would refuse. */
  dropFromMessages: readonly string[]
}

/** The dialect as it is, by somebody who ignores what he does not know. Callers may write in Mistral's words too. */
export const LENIENT_QUIRKS: Quirks = {
  streamUsage: 'when-asked',
  rename: { random_seed: 'seed' },
  drop: [],
  anyTool: 'required',
  dropFromMessages: [],
}

/** OpenAI refuses what it does not know: Mistral's own fields. */
export const OPENAI_QUIRKS: Quirks = {
  ...LENIENT_QUIRKS,
  drop: ['safe_prompt', 'prompt_mode', 'document_image_limit', 'document_page_limit', 'guardrails'],
  dropFromMessages: ['prefix'],
}

/** Mistral refuses what it does not know with 422 (`extra_forbidden`). Source: its openapi.yaml, 2026-10. */
export const MISTRAL_QUIRKS: Quirks = {
  streamUsage: 'always',
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
  anyTool: 'any',
  dropFromMessages: ['reasoning_content', 'reasoning', 'refusal', 'annotations', 'audio'],
}

/** Servers of open models, which are lenient, and older than `max_completion_tokens`. */
export const OPEN_SERVER_QUIRKS: Quirks = {
  ...LENIENT_QUIRKS,
  rename: { ...LENIENT_QUIRKS.rename, max_completion_tokens: 'max_tokens' },
}

/** Anthropic's dialect has one speaker: nothing differs. */
export const ANTHROPIC_QUIRKS: Quirks = {
  streamUsage: 'always',
  rename: {},
  drop: [],
  anyTool: 'any',
  dropFromMessages: [],
}

const Name = z.string().min(1)

/** Quirks that the configuration may set by itself. */
export const QuirkSettings = z
  .strictObject({
    streamUsage: z.enum(['always', 'when-asked', 'never']),
    rename: z.record(Name, Name),
    drop: z.array(Name),
    anyTool: z.enum(['required', 'any']),
    dropFromMessages: z.array(Name),
  })
  .partial()
