import type { TokenUsage } from '../conversation.ts'
import { fieldOf } from '#server/lib/field-of.ts'

/** The `usage` object of OpenAI's dialect, cached tokens under any of their four names; null: it makes no sense. */
export function usageFrom(usage: unknown): TokenUsage | null {
  const inputTokens = countIn(usage, 'prompt_tokens')
  // Embeddings have no output.
  const outputTokens =
    countIn(usage, 'completion_tokens') ?? (has(usage, 'completion_tokens') ? null : 0)
  if (inputTokens === null || outputTokens === null) return null
  const cached =
    countIn(fieldOf(usage, 'prompt_tokens_details'), 'cached_tokens') ??
    countIn(fieldOf(usage, 'prompt_token_details'), 'cached_tokens') ??
    countIn(usage, 'num_cached_tokens') ??
    0
  const reasoning = countIn(fieldOf(usage, 'completion_tokens_details'), 'reasoning_tokens') ?? 0
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: Math.min(cached, inputTokens),
    reasoningTokens: Math.min(reasoning, outputTokens),
    isEstimated: false,
  }
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
