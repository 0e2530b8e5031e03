import type { TokenUsage } from '../conversation.ts'
import type { JsonObject } from '../json-values.ts'
import { countIn } from '../lenient.ts'
import { fieldOf } from '#server/lib/field-of.ts'

/** What was counted so far: later events of a stream replace what they name, and nothing adds up. */
export interface UsageCounts {
  input: number | undefined
  output: number | undefined
  cacheRead: number | undefined
  cacheWrite: number | undefined
  cacheWriteHour: number | undefined
  thinking: number | undefined
  searches: number | undefined
}

export function noCounts(): UsageCounts {
  return {
    input: undefined,
    output: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
    cacheWriteHour: undefined,
    thinking: undefined,
    searches: undefined,
  }
}

export function addCounts(counts: UsageCounts, usage: unknown): void {
  counts.input = countIn(usage, 'input_tokens') ?? counts.input
  counts.output = countIn(usage, 'output_tokens') ?? counts.output
  counts.cacheRead = countIn(usage, 'cache_read_input_tokens') ?? counts.cacheRead
  counts.cacheWrite = countIn(usage, 'cache_creation_input_tokens') ?? counts.cacheWrite
  const kept = fieldOf(usage, 'cache_creation')
  counts.cacheWriteHour = countIn(kept, 'ephemeral_1h_input_tokens') ?? counts.cacheWriteHour
  const details = fieldOf(usage, 'output_tokens_details')
  counts.thinking = countIn(details, 'thinking_tokens') ?? counts.thinking
  const tools = fieldOf(usage, 'server_tool_use')
  counts.searches = countIn(tools, 'web_search_requests') ?? counts.searches
}

/** Anthropic's `input_tokens` exclude those of the cache: all three together are the input. Null: nothing was told. */
export function usageOf(counts: UsageCounts): TokenUsage | null {
  const { input, output, cacheRead = 0, cacheWrite = 0, thinking = 0, searches = 0 } = counts
  const cacheWriteHour = Math.min(counts.cacheWriteHour ?? 0, cacheWrite)
  if (input === undefined || output === undefined) return null
  return {
    inputTokens: input + cacheRead + cacheWrite,
    outputTokens: output,
    cachedInputTokens: cacheRead,
    ...(cacheWrite > 0 && { cacheWriteTokens: cacheWrite }),
    ...(cacheWriteHour > 0 && { cacheWriteHourTokens: cacheWriteHour }),
    reasoningTokens: Math.min(thinking, output),
    ...(searches > 0 && { searches }),
    isEstimated: false,
  }
}

/** The same, as Anthropic writes it. Null: nobody has counted; its clients need numbers. */
export function usageTo(usage: TokenUsage | null): JsonObject {
  const {
    inputTokens = 0,
    outputTokens = 0,
    cachedInputTokens = 0,
    cacheWriteTokens = 0,
  } = usage ?? {}
  const { reasoningTokens = 0 } = usage ?? {}
  return {
    input_tokens: Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens),
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    ...(reasoningTokens > 0 && { output_tokens_details: { thinking_tokens: reasoningTokens } }),
  }
}
