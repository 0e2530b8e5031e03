import type { FinishReason } from '../conversation.ts'
import { lookup } from '#server/lib/lookup.ts'

/** `model_length` is Mistral's; `function_call` of the time before tools. */
const FROM: Record<string, FinishReason | undefined> = lookup({
  stop: 'stop',
  length: 'length',
  model_length: 'context-length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  error: 'error',
})

const TO: Record<FinishReason, string> = {
  stop: 'stop',
  length: 'length',
  'context-length': 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  pause: 'stop',
  error: 'error',
  other: 'stop',
}

export interface Seen {
  hasToolCalls: boolean
  hasRefusal: boolean
}

/** Why an answer ended. Some servers say “stop” after tool calls; OpenAI says it after a refusal. */
export function finishFrom(reason: string, seen: Seen): FinishReason {
  const finish = FROM[reason] ?? 'other'
  if (finish !== 'stop') return finish
  if (seen.hasToolCalls) return 'tool-calls'
  return seen.hasRefusal ? 'refusal' : 'stop'
}

export function finishTo(reason: FinishReason, { hasRefusal }: Pick<Seen, 'hasRefusal'>): string {
  return reason === 'refusal' && hasRefusal ? 'stop' : TO[reason]
}
