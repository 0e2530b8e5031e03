import type { Log } from '#server/lib/log.ts'

/** A suggestion that comes later helps nobody. */
const PATIENCE_MS = 20_000

export type AsideWork = ReturnType<typeof createAsideWork>

/**
 * What is done after answers, in the background and for nobody in particular: one thing a conversation, given up when its person
 * asks on, so that it takes no turn of the answer that they wait for.
 */
export function createAsideWork({ log, name }: { log: Log; name: string }) {
  const working = new Map<string, { controller: AbortController; done: Promise<void> }>()

  const giveUp = (conversationId: string) => working.get(conversationId)?.controller.abort()

  return {
    begin(conversationId: string, work: (signal: AbortSignal) => Promise<void>): void {
      giveUp(conversationId)
      const controller = new AbortController()
      const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(PATIENCE_MS)])
      const entry = { controller, done: Promise.resolve() }
      entry.done = work(signal)
        .catch((error: unknown) => {
          if (!controller.signal.aborted) log.info(name, { error })
        })
        .finally(() => {
          if (working.get(conversationId) === entry) working.delete(conversationId)
        })
      working.set(conversationId, entry)
    },
    giveUp,
    /** Resolves when nothing is under way; for tests. */
    settled: async () => void (await Promise.all([...working.values()].map(({ done }) => done))),
    async close(): Promise<void> {
      const all = [...working.values()]
      for (const { controller } of all) controller.abort()
      await Promise.all(all.map(({ done }) => done))
    },
  }
}
