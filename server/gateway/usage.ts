/** Tokens of one attempt, as the provider counts them or as we estimate. Integers. */
export interface TokenUsage {
  inputTokens: number
  outputTokens: number
  /** Of the input, what the provider's own cache held. */
  cachedInputTokens: number
  /** Of the output, what was thought and not said. */
  reasoningTokens: number
  /** True when the provider did not say and we counted ourselves. */
  isEstimated: boolean
}

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

/** A rough count where there is no better: four bytes a token in, pieces as they came out. Marked as such. */
export function estimateUsage(requestBytes: number, outputTokens: number): TokenUsage {
  return {
    inputTokens: Math.ceil(requestBytes / 4),
    outputTokens,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    isEstimated: true,
  }
}

export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
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
