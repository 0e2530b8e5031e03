import type { FinishReason } from '../conversation.ts'
import { lookup } from '#server/lib/lookup.ts'

const FROM: Record<string, FinishReason | undefined> = lookup({
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool-calls',
  pause_turn: 'pause',
  refusal: 'refusal',
  model_context_window_exceeded: 'context-length',
})

const TO: Record<FinishReason, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  refusal: 'refusal',
  'context-length': 'model_context_window_exceeded',
  pause: 'pause_turn',
  error: 'end_turn',
  other: 'end_turn',
}

export function finishFrom(reason: string): FinishReason {
  return FROM[reason] ?? 'other'
}

export interface StopFields {
  stop_reason: string
  stop_sequence: string | null
}

export function stopTo(reason: FinishReason, stopSequence: string | undefined): StopFields {
  if (stopSequence !== undefined && reason === 'stop') {
    return { stop_reason: 'stop_sequence', stop_sequence: stopSequence }
  }
  return { stop_reason: TO[reason], stop_sequence: null }
}
