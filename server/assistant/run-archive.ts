import type { RunEvent } from '#wire/runs.ts'

/** An event as it is kept after its run has ended: text as a number of UTF-16 units, for the message has the text. */
export type ArchivedEvent = Exclude<RunEvent, { type: 'text' }> | number

/** Folds the events of an ended run, from sequence 1. */
export function toArchive(events: readonly RunEvent[]): ArchivedEvent[] {
  return events.map((event) => (event.type === 'text' ? event.text.length : event))
}

/** The very events that were folded. `text` is the message's, from where this run began to write. */
export function fromArchive(archive: readonly ArchivedEvent[], text: string): RunEvent[] {
  let at = 0
  return archive.map((entry, index) => {
    if (typeof entry !== 'number') return entry
    const from = at
    at += entry
    return { type: 'text', sequence: index + 1, text: text.slice(from, at) }
  })
}

/** What these events add to their message. */
export function textOf(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('')
}
