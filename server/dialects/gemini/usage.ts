import type { TokenUsage } from '../conversation.ts'
import { countIn, listIn, textIn } from '../lenient.ts'

/** `usageMetadata`: thoughts are counted apart from what was said, cached tokens are among those of the prompt. */
export function usageFrom(usage: unknown): TokenUsage | null {
  const prompt = countIn(usage, 'promptTokenCount')
  const total = countIn(usage, 'totalTokenCount')
  // Zero is left out, as in every message of Google's.
  if (prompt === undefined && total === undefined) return null
  const reasoningTokens = countIn(usage, 'thoughtsTokenCount') ?? 0
  const inputTokens = (prompt ?? 0) + (countIn(usage, 'toolUsePromptTokenCount') ?? 0)
  const outputTokens = (countIn(usage, 'candidatesTokenCount') ?? 0) + reasoningTokens
  const cached = countIn(usage, 'cachedContentTokenCount') ?? 0
  const audioInputTokens = audioIn(usage, 'promptTokensDetails')
  const audioOutputTokens = audioIn(usage, 'candidatesTokensDetails')
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: Math.min(cached, inputTokens),
    reasoningTokens,
    ...(audioInputTokens > 0 && { audioInputTokens }),
    ...(audioOutputTokens > 0 && { audioOutputTokens }),
    isEstimated: false,
  }
}

function audioIn(usage: unknown, name: string): number {
  const details = listIn(usage, name).filter((detail) => textIn(detail, 'modality') === 'AUDIO')
  return details.reduce<number>((sum, detail) => sum + (countIn(detail, 'tokenCount') ?? 0), 0)
}
