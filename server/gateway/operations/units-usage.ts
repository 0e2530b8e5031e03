import type { TokenUsage } from '#server/dialects/conversation.ts'
import { usageFrom } from '#server/dialects/openai-chat/usage.ts'
import { fieldOf } from '#server/lib/field-of.ts'

/** Usage in either of OpenAI's spellings (`prompt_tokens`, or `input_tokens` of images and audio); null: not told. */
export function operationUsageFrom(usage: unknown): TokenUsage | null {
  if (typeof usage !== 'object' || usage === null) return null
  const input = fieldOf(usage, 'input_tokens')
  if (input === undefined) {
    return fieldOf(usage, 'prompt_tokens') === undefined ? null : usageFrom(usage)
  }
  return usageFrom({
    prompt_tokens: input,
    completion_tokens: fieldOf(usage, 'output_tokens') ?? 0,
    prompt_tokens_details: fieldOf(usage, 'input_tokens_details'),
    completion_tokens_details: fieldOf(usage, 'output_tokens_details'),
  })
}

/** Billed by something else than tokens. */
export const NO_TOKENS: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  isEstimated: false,
}
