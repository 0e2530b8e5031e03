import type { TokenUsage } from '../conversation.ts'
import { countIn } from '../lenient.ts'

/** `TokenUsage` of Converse, whose `inputTokens` count neither what was read from the cache nor what was written to it. */
export function usageFrom(usage: unknown): TokenUsage | null {
  const fresh = countIn(usage, 'inputTokens')
  const outputTokens = countIn(usage, 'outputTokens')
  if (fresh === undefined || outputTokens === undefined) return null
  const cachedInputTokens = countIn(usage, 'cacheReadInputTokens') ?? 0
  const cacheWriteTokens = countIn(usage, 'cacheWriteInputTokens') ?? 0
  return {
    inputTokens: fresh + cachedInputTokens + cacheWriteTokens,
    outputTokens,
    cachedInputTokens,
    cacheWriteTokens,
    // Thoughts are output here, and not counted apart.
    reasoningTokens: 0,
    isEstimated: false,
  }
}
