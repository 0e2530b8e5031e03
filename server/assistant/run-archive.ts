import type { MessagePart } from '#wire/message-parts.ts'
import { withPart, type RunEvent } from '#wire/runs.ts'

/** An event as it is kept after its run has ended: text as a number of UTF-16 units, for the message has the text. */
export type ArchivedEvent = Exclude<RunEvent, { type: 'text' }> | number | ArchivedThought

// A type, because an interface is no JSON to the driver's types.
type ArchivedThought = {
  type: 'thought'
  length: number
  elapsedMs?: number
}

/** Folds the events of an ended run, from sequence 1. */
export function toArchive(events: readonly RunEvent[]): ArchivedEvent[] {
  return events.map((event) => {
    if (event.type === 'text') return event.text.length
    if (event.type !== 'reasoning') return event
    const { text, elapsedMs } = event
    return { type: 'thought', length: text.length, ...(elapsedMs !== undefined && { elapsedMs }) }
  })
}

/** The very events that were folded. `text` and `reasoning` are the message's, from where this run began to write. */
export function fromArchive(
  archive: readonly ArchivedEvent[],
  { text, reasoning }: { text: string; reasoning: string },
): RunEvent[] {
  let textAt = 0
  let reasoningAt = 0
  return archive.map((entry, index) => {
    const sequence = index + 1
    if (typeof entry === 'number') {
      const from = textAt
      textAt += entry
      return { type: 'text', sequence, text: text.slice(from, textAt) }
    }
    if (entry.type !== 'thought') return entry
    const { length, elapsedMs } = entry
    const from = reasoningAt
    reasoningAt += length
    const thought = reasoning.slice(from, reasoningAt)
    return {
      type: 'reasoning',
      sequence,
      text: thought,
      ...(elapsedMs !== undefined && { elapsedMs }),
    }
  })
}

/** What these events add to their message. */
export function sumOf(events: readonly RunEvent[]): {
  text: string
  parts: MessagePart[]
  reasoning: string
  /** null: nobody looked at a clock. */
  reasoningMs: number | null
  omittedMessages: number
} {
  const sum = { text: '', reasoning: '', reasoningMs: null as number | null, omittedMessages: 0 }
  let parts: MessagePart[] = []
  for (const event of events) {
    if (event.type === 'text') sum.text += event.text
    if (event.type === 'part') parts = withPart(parts, event.part)
    if (event.type === 'started') sum.omittedMessages = event.omittedMessages ?? 0
    if (event.type !== 'reasoning') continue
    sum.reasoning += event.text
    sum.reasoningMs = event.elapsedMs ?? sum.reasoningMs
  }
  return { ...sum, parts }
}
