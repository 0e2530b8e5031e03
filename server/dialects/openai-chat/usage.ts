import type { TokenUsage } from '../conversation.ts'
import { fieldOf } from '#server/lib/field-of.ts'

/** The `usage` object of OpenAI's dialect, cached tokens under any of their five names; null: it makes no sense. */
export function usageFrom(usage: unknown): TokenUsage | null {
  const inputTokens = countIn(usage, 'prompt_tokens')
  // Embeddings have no output.
  const outputTokens =
    countIn(usage, 'completion_tokens') ?? (has(usage, 'completion_tokens') ? null : 0)
  if (inputTokens === null || outputTokens === null) return null
  const input = fieldOf(usage, 'prompt_tokens_details') ?? fieldOf(usage, 'prompt_token_details')
  const output = fieldOf(usage, 'completion_tokens_details')
  const cached =
    countIn(input, 'cached_tokens') ??
    countIn(usage, 'num_cached_tokens') ??
    countIn(usage, 'prompt_cache_hit_tokens') ??
    0
  const cacheWrites = countIn(input, 'cache_write_tokens')
  const audioIn = countIn(input, 'audio_tokens')
  const audioOut = countIn(output, 'audio_tokens')
  const reasoning = countIn(output, 'reasoning_tokens') ?? 0
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: Math.min(cached, inputTokens),
    reasoningTokens: Math.min(reasoning, outputTokens),
    ...(cacheWrites && { cacheWriteTokens: Math.min(cacheWrites, inputTokens) }),
    ...(audioIn && { audioInputTokens: Math.min(audioIn, inputTokens) }),
    ...(audioOut && { audioOutputTokens: Math.min(audioOut, outputTokens) }),
    isEstimated: false,
  }
}

/** The same of a whole answer, or a piece of one, which says beside it at which tier it was handled. */
export function usageIn(body: unknown): TokenUsage | null {
  const usage = usageFrom(fieldOf(body, 'usage'))
  const tier = fieldOf(body, 'service_tier')
  return usage && typeof tier === 'string' ? { ...usage, tier } : usage
}

/** Beyond this a count is nonsense, and would not fit the ledger's column. */
const MAX_TOKENS = 2 ** 31 - 1

function countIn(value: unknown, name: string): number | null {
  const count = fieldOf(value, name)
  const isCount = typeof count === 'number' && Number.isInteger(count) && count >= 0
  return isCount && count <= MAX_TOKENS ? count : null
}

function has(value: unknown, name: string): boolean {
  return fieldOf(value, name) !== undefined
}

/** The same, as OpenAI writes it. */
export function usageTo(usage: TokenUsage): object {
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = usage
  const { audioInputTokens, audioOutputTokens, cacheWriteTokens } = usage
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: {
      cached_tokens: cachedInputTokens,
      ...(audioInputTokens !== undefined && { audio_tokens: audioInputTokens }),
      // OpenRouter's and vLLM's word for what OpenAI does not bill apart.
      ...(cacheWriteTokens !== undefined && { cache_write_tokens: cacheWriteTokens }),
    },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      ...(audioOutputTokens !== undefined && { audio_tokens: audioOutputTokens }),
    },
  }
}
