import { fieldOf } from '#server/lib/field-of.ts'
import type { TokenUsage } from '../conversation.ts'
import { countIn, listIn } from '../lenient.ts'

/** The `usage` object of a response; null: it makes no sense. */
export function usageFrom(usage: unknown): TokenUsage | null {
  const inputTokens = countIn(usage, 'input_tokens')
  const outputTokens = countIn(usage, 'output_tokens')
  if (inputTokens === undefined || outputTokens === undefined) return null
  const input = fieldOf(usage, 'input_tokens_details')
  const cached = countIn(input, 'cached_tokens') ?? 0
  const written = countIn(input, 'cache_write_tokens') ?? 0
  const reasoning = countIn(fieldOf(usage, 'output_tokens_details'), 'reasoning_tokens') ?? 0
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: Math.min(cached, inputTokens),
    ...(written > 0 && { cacheWriteTokens: Math.min(written, inputTokens) }),
    reasoningTokens: Math.min(reasoning, outputTokens),
    isEstimated: false,
  }
}

/** The same of a whole response, which says beside it at which tier it was handled and how often it searched the web. */
export function usageIn(response: unknown): TokenUsage | null {
  const usage = usageFrom(fieldOf(response, 'usage'))
  if (!usage) return null
  const tier = fieldOf(response, 'service_tier')
  const searches = listIn(response, 'output').filter(isSearch).length
  return {
    ...usage,
    ...(typeof tier === 'string' && { tier }),
    ...(searches > 0 && { searches }),
  }
}

/** Pages that are opened, or searched for a word, are not billed. */
function isSearch(item: unknown): boolean {
  if (fieldOf(item, 'type') !== 'web_search_call') return false
  const action = fieldOf(fieldOf(item, 'action'), 'type')
  return action === undefined || action === 'search'
}

export function writeUsage(usage: TokenUsage): object {
  const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens = 0 } = usage
  return {
    input_tokens: inputTokens,
    input_tokens_details: {
      cached_tokens: cachedInputTokens,
      cache_write_tokens: cacheWriteTokens,
    },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: inputTokens + outputTokens,
  }
}
