import { passedMs, type Clock } from '#server/lib/clock.ts'

/** An answer as it was sent: never changed. */
export interface KeptAnswer {
  headers: Readonly<Record<string, string>>
  body: Buffer
  isStream: boolean
}

/** Answers in memory, within a number of bytes; the one that was not asked for the longest goes first. */
export interface AnswerMemory {
  find(key: string): KeptAnswer | undefined
  keep(key: string, answer: KeptAnswer): void
  /** Everything whose key begins so. */
  forget(prefix: string): void
  readonly bytes: number
}

/** What an entry takes beside its body. */
const OVERHEAD_BYTES = 512

export function createAnswerMemory(options: {
  ttlMs: number
  maxBytes: number
  clock: Clock
}): AnswerMemory {
  const { ttlMs, maxBytes, clock } = options
  /** In the order of their use. */
  const entries = new Map<string, { answer: KeptAnswer; untilMs: number }>()
  let bytes = 0
  const drop = (key: string) => {
    const entry = entries.get(key)
    if (!entry) return
    entries.delete(key)
    bytes -= sizeOf(entry.answer)
  }
  return {
    find(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (entry.untilMs <= passedMs(clock)) {
        drop(key)
        return undefined
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry.answer
    },
    keep(key, answer) {
      // One answer must not push out all the others.
      if (sizeOf(answer) > maxBytes / 4) return
      drop(key)
      entries.set(key, { answer, untilMs: passedMs(clock) + ttlMs })
      bytes += sizeOf(answer)
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break
        drop(oldest)
      }
    },
    forget(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) drop(key)
    },
    get bytes() {
      return bytes
    },
  }
}

function sizeOf({ body }: KeptAnswer): number {
  return body.length + OVERHEAD_BYTES
}
