import { AppError } from '#server/lib/app-error.ts'
import { createSseDecoder } from '#server/lib/sse.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import { usageIn } from '#server/dialects/openai-chat/usage.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'

/** What one event of a chat completion stream is to the gateway. */
export type StreamEvent =
  /** Start-up metadata, or a comment: nothing that a person reads. */
  | { kind: 'metadata' }
  | { kind: 'content'; finishes: number; usage: TokenUsage | null }
  /** Usage on its own, with no choices: only for callers that asked for it. */
  | { kind: 'usage'; usage: TokenUsage | null }
  | { kind: 'done' }
  | { kind: 'error'; error: unknown; usage?: TokenUsage | null }
  | { kind: 'malformed' }

export function readEvent(bytes: Buffer): StreamEvent {
  const decoder = createSseDecoder()
  const [data] = [...decoder.push(bytes), ...decoder.end()]
  if (data === undefined) return { kind: 'metadata' }
  if (data.trim() === '[DONE]') return { kind: 'done' }
  const event = parseJson(data)
  if (typeof event !== 'object' || event === null) return { kind: 'malformed' }
  const error = fieldOf(event, 'error')
  if (error !== undefined && error !== null) return { kind: 'error', error }
  // Mistral's errors are flat.
  if (fieldOf(event, 'object') === 'error') return { kind: 'error', error: event }
  const usage = fieldOf(event, 'usage')
  const choices = fieldOf(event, 'choices')
  if (!Array.isArray(choices) || choices.length === 0) {
    if (usage === undefined || usage === null) return { kind: 'metadata' }
    return { kind: 'usage', usage: usageIn(event) }
  }
  const finishes = choices.filter((choice) => typeof fieldOf(choice, 'finish_reason') === 'string')
  if (finishes.some((choice) => fieldOf(choice, 'finish_reason') === 'error')) {
    return { kind: 'error', error: STOPPED, usage: usageIn(event) }
  }
  if (finishes.length === 0 && !choices.some(hasContent)) return { kind: 'metadata' }
  return { kind: 'content', finishes: finishes.length, usage: usageIn(event) }
}

/** The error of an answer that says of itself that it ended in one, and not in which (`finish_reason: "error"`). */
export const STOPPED = { message: 'The model stopped with an error.', type: 'model_error' }

/** Cuts a stream where its events end, so that none is forwarded by halves. */
export function createEventSplitter(maxEventBytes = 16 * 1024 * 1024) {
  let tail: Buffer[] = []
  let tailBytes = 0
  /** The last bytes of the tail: a blank line may begin there. */
  let seam: Buffer = Buffer.alloc(0)
  return {
    /** All events that this chunk completes, as one piece; undefined: none. Throws `provider_error` on a huge event. */
    push(chunk: Buffer): Buffer | undefined {
      const probe = seam.length > 0 ? Buffer.concat([seam, chunk]) : chunk
      const end = lastEventEnd(probe) - seam.length
      if (end <= 0) {
        tail.push(chunk)
        tailBytes += chunk.length
        seam = Buffer.from(probe.subarray(-3))
        if (tailBytes <= maxEventBytes) return undefined
        throw new AppError('provider_error', 'The provider sent an event without end.')
      }
      const head = chunk.subarray(0, end)
      const complete = tailBytes > 0 ? Buffer.concat([...tail, head]) : head
      const left = chunk.subarray(end)
      tail = left.length > 0 ? [left] : []
      tailBytes = left.length
      seam = left.subarray(-3)
      return complete
    },
    /** What the stream ended within; empty: it ended where an event did. */
    rest: () => Buffer.concat(tail),
  }
}

const BLANK_LINE = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))/g
const CR = 13

/** The single events of what the splitter gave. */
export function splitEvents(bytes: Buffer): Buffer[] {
  const events: Buffer[] = []
  const text = bytes.toString('latin1')
  for (let from = 0; from < text.length;) {
    const end = eventEnd(text, from)
    events.push(bytes.subarray(from, end))
    from = end
  }
  return events
}

/** Where the event that begins at `from` ends, its blank line included. */
export function eventEnd(text: string, from: number): number {
  return blankLineEnd(text, from) ?? text.length
}

/** Undefined: there is no blank line any more. */
function blankLineEnd(text: string, from: number): number | undefined {
  BLANK_LINE.lastIndex = from
  return BLANK_LINE.test(text) ? BLANK_LINE.lastIndex : undefined
}

function lastEventEnd(bytes: Buffer): number {
  if (!bytes.includes(CR)) {
    const at = bytes.lastIndexOf('\n\n')
    return at < 0 ? 0 : at + 2
  }
  const text = bytes.toString('latin1')
  let end = 0
  for (let next: number | undefined = 0; next !== undefined; next = blankLineEnd(text, end)) {
    end = next
  }
  return end
}

function hasContent(choice: unknown): boolean {
  if (fieldOf(choice, 'text')) return true
  const delta = fieldOf(choice, 'delta')
  if (typeof delta !== 'object' || delta === null) return false
  return Object.entries(delta).some(([name, value]) => name !== 'role' && !isEmpty(value))
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
