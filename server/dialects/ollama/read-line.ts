import { createHash } from 'node:crypto'
import { fieldOf } from '#server/lib/field-of.ts'
import type { FinishReason, TokenUsage, ToolCallPart } from '../conversation.ts'
import { countIn, listIn, textIn } from '../lenient.ts'
import { lookup } from '#server/lib/lookup.ts'

/** What one line, or a whole answer, says. */
export interface Line {
  thinking: string
  text: string
  calls: ToolCallPart[]
}

/** `calls`: how many came before. */
export function readLine(body: unknown, calls: number): Line {
  const message = fieldOf(body, 'message')
  const seed = textIn(body, 'created_at') ?? ''
  return {
    thinking: textIn(message, 'thinking') ?? '',
    text: textIn(message, 'content') ?? '',
    calls: listIn(message, 'tool_calls').map((call, at) => readCall(call, `${seed} ${calls + at}`)),
  }
}

function readCall(call: unknown, seed: string): ToolCallPart {
  const definition = fieldOf(call, 'function')
  const said = fieldOf(definition, 'arguments')
  const args = typeof said === 'string' ? said : JSON.stringify(said ?? {})
  const name = textIn(definition, 'name') ?? ''
  const id = textIn(call, 'id') || nameCall(`${seed} ${name} ${args}`)
  return { type: 'tool-call', id, name, arguments: args }
}

/** Older servers give calls no id; ours is the same whenever it is made again. */
function nameCall(seed: string): string {
  return `call_${createHash('sha256').update(seed).digest('hex').slice(0, 24)}`
}

export function usageFrom(body: unknown): TokenUsage | null {
  const outputTokens = countIn(body, 'eval_count')
  // Left out where all of the prompt was known already.
  const inputTokens = countIn(body, 'prompt_eval_count')
  if (outputTokens === undefined && inputTokens === undefined) return null
  return {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    isEstimated: false,
  }
}

const FINISHES: Record<string, FinishReason | undefined> = lookup({
  stop: 'stop',
  length: 'length',
})

/** `load` and `unload` are answers to calls that asked for nothing. */
export function finishFrom(body: unknown, hasToolCalls: boolean): FinishReason {
  const reason = textIn(body, 'done_reason')
  const finish = reason === undefined || reason === '' ? 'stop' : (FINISHES[reason] ?? 'other')
  return finish === 'stop' && hasToolCalls ? 'tool-calls' : finish
}

/** Seconds since 1970; null: not said. */
export function createdIn(body: unknown): number | null {
  const ms = Date.parse(textIn(body, 'created_at') ?? '')
  return Number.isFinite(ms) ? Math.floor(ms / 1000) : null
}

/** As chat completions have them; undefined: none. */
export function logprobsIn(body: unknown): { logprobs?: unknown } {
  const content = listIn(body, 'logprobs')
  return content.length > 0 ? { logprobs: { content } } : {}
}
