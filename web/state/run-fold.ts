import type { AnswerOrigin, FinishReason, MessageStatus, Usage } from '#wire/conversations.ts'
import type { ApiError } from '#wire/errors.ts'
import type { MessagePart } from '#wire/message-parts.ts'
import { withPart, type RunEvent } from '#wire/runs.ts'

/** What the events of a run, up to `lastSequence`, add up to. */
export interface RunFold {
  lastSequence: number
  modelId: string | null
  lang: string | null
  text: string
  parts: readonly MessagePart[]
  reasoning: string
  /** From the question until the last thought; null: nobody said. */
  reasoningMs: number | null
  /** Earlier messages that the model was not shown, because they did not fit. */
  omittedMessages: number
  status: MessageStatus
  finishReason: FinishReason | null
  usage: Usage | null
  origin: AnswerOrigin | null
  error: ApiError | null
}

export const EMPTY_FOLD: RunFold = {
  lastSequence: 0,
  modelId: null,
  lang: null,
  text: '',
  parts: [],
  reasoning: '',
  reasoningMs: null,
  omittedMessages: 0,
  status: 'streaming',
  finishReason: null,
  usage: null,
  origin: null,
  error: null,
}

/** Adds an event. One that was folded already changes nothing; one that leaves a gap is a bug of the reader, and throws. */
export function foldRunEvent(fold: RunFold, event: RunEvent): RunFold {
  if (event.sequence <= fold.lastSequence) return fold
  if (event.sequence > fold.lastSequence + 1) {
    throw new RangeError(`Event ${event.sequence} came after event ${fold.lastSequence}`)
  }
  return { ...fold, ...changeOf(fold, event), lastSequence: event.sequence }
}

/** Whether nothing but the text has grown, which had begun before. */
export function isSameButWords(one: RunFold | null, other: RunFold | null): boolean {
  if (one === null || other === null) return one === other
  const { text, lastSequence, ...rest } = one
  return (
    (text === '') === (other.text === '') &&
    (lastSequence === 0) === (other.lastSequence === 0) &&
    Object.entries(rest).every(([name, value]) => Reflect.get(other, name) === value)
  )
}

function changeOf(fold: RunFold, event: RunEvent): Partial<RunFold> {
  switch (event.type) {
    case 'started':
      return {
        modelId: event.modelId,
        lang: event.lang,
        omittedMessages: event.omittedMessages ?? 0,
      }
    case 'text':
      return { text: fold.text + event.text }
    case 'part':
      return { parts: withPart(fold.parts, event.part) }
    case 'reasoning':
      return {
        reasoning: fold.reasoning + event.text,
        reasoningMs: event.elapsedMs ?? fold.reasoningMs,
      }
    case 'finished': {
      const { reason, usage, lang, origin = null } = event
      return { status: 'complete', finishReason: reason, usage, origin, lang: lang ?? fold.lang }
    }
    case 'failed':
      return { status: 'failed', error: event.error, origin: event.origin ?? null }
    case 'stopped':
      return { status: 'stopped', origin: event.origin ?? null }
    case 'interrupted':
      return { status: event.type }
    default:
      return event satisfies never
  }
}
