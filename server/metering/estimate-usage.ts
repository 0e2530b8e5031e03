import type { TokenUsage } from '#server/dialects/conversation.ts'

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
