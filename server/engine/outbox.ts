import type { GenerationEvent } from './generation-events.ts'

export interface OutboxOptions {
  emit: (events: GenerationEvent[]) => void
  /** Milliseconds, monotonic. */
  now: () => number
}

/** What the steps brought, on its way to the server. */
export interface Outbox {
  add(event: GenerationEvent): void
  /** `isShort`: the coming step computes one token of each answer, and nobody waits for a place. */
  beforeStep(isShort: boolean): void
  afterStep(tookMs: number): void
  /** Whoever asked for it has gone. */
  forget(id: string): void
  flush(): void
}

/** Nobody sees that two words come together 40 ms late: a page shows them at most every 16 ms, and reads slower than that. */
const MAX_HELD_MS = 40
/** The first pieces of an answer go out at once. */
const PROMPT_PIECES = 4

/**
 * Lets the text of short steps wait for that of the next, and sends it as one message: each message wakes two processes and a
 * client, on cores that the model computes on. Whatever is not text takes all that waits along at once.
 */
export function createOutbox({ emit, now }: OutboxOptions): Outbox {
  let events: GenerationEvent[] = []
  let heldSinceMs = 0
  let isUrgent = false
  let stepMs = 0
  /** How many pieces of each answer there were. */
  const pieces = new Map<string, number>()
  return {
    add(event) {
      if (events.length === 0) heldSinceMs = now()
      if (event.type !== 'text') {
        isUrgent = true
        events.push(event)
        if (event.type !== 'started') pieces.delete(event.id)
        return
      }
      const count = (pieces.get(event.id) ?? 0) + 1
      pieces.set(event.id, count)
      if (count <= PROMPT_PIECES) isUrgent = true
      const last = events.findLast(({ id }) => id === event.id)
      if (last?.type !== 'text') events.push({ ...event })
      else {
        last.text += event.text
        if (event.logprobs.length > 0) last.logprobs = [...last.logprobs, ...event.logprobs]
      }
    },
    beforeStep(isShort) {
      if (isUrgent || !isShort || isDue()) flush()
    },
    afterStep(tookMs) {
      stepMs = tookMs
      if (isUrgent || isDue()) flush()
    },
    forget(id) {
      events = events.filter((event) => event.id !== id)
      pieces.delete(id)
    },
    flush,
  }

  /** After another step it would have waited too long. */
  function isDue(): boolean {
    return now() - heldSinceMs + stepMs > MAX_HELD_MS
  }
  function flush(): void {
    if (events.length === 0) return
    const all = events
    events = []
    isUrgent = false
    emit(all)
  }
}
