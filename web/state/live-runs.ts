import type { Client } from '#sdk/client.ts'
import { readRunEvents } from '#sdk/run-stream.ts'
import { createStore, type Store } from './external-store.ts'
import { EMPTY_FOLD, foldRunEvent, type RunFold } from './run-fold.ts'

export interface LiveRuns {
  /** The run as it streams, by message; the same store every time. Null: nothing streams there. */
  of: (messageId: string) => Store<RunFold | null>
  /** Follows a run to its end, from where it was left if it was followed before. A run that is followed already is left alone. */
  follow: (run: { runId: string; messageId: string }) => void
  /** Lets go of all connections; what was read is kept, so `follow` goes on from there. */
  pause: () => void
}

export interface LiveRunsOptions {
  client: Client
  /** Calls back before the next paint; events that come in between are shown together. */
  nextFrame: (callback: () => void) => void
  /** Between two tries to reach the server. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  onEnd: (messageId: string, fold: RunFold) => void
  /** The run could not be followed for a reason that waiting does not cure. */
  onLost: (messageId: string, error: unknown) => void
}

/** The runs of one conversation whose events are being read. */
export function createLiveRuns({
  client,
  nextFrame,
  wait,
  onEnd,
  onLost,
}: LiveRunsOptions): LiveRuns {
  const stores = new Map<string, Store<RunFold | null>>()
  /** What was read of each run, by run: kept over `pause`. */
  const folds = new Map<string, RunFold>()
  const connections = new Map<string, AbortController>()

  function of(messageId: string): Store<RunFold | null> {
    const store = stores.get(messageId) ?? createStore<RunFold | null>(null)
    stores.set(messageId, store)
    return store
  }

  function follow({ runId, messageId }: { runId: string; messageId: string }): void {
    if (connections.has(runId)) return
    const connection = new AbortController()
    connections.set(runId, connection)
    of(messageId).set(folds.get(runId) ?? EMPTY_FOLD)
    void read(runId, messageId, connection.signal)
      .catch((error: unknown) => {
        of(messageId).set(null)
        onLost(messageId, error)
      })
      .finally(() => {
        if (connections.get(runId) === connection) connections.delete(runId)
      })
  }

  async function read(runId: string, messageId: string, signal: AbortSignal): Promise<void> {
    let fold = folds.get(runId) ?? EMPTY_FOLD
    let isFrameAsked = false

    for await (const event of readRunEvents({
      http: client.http,
      runId,
      after: fold.lastSequence,
      signal,
      wait,
    })) {
      // The first words are shown at once; the rest at most once a frame.
      const isFirstText = fold.text === '' && event.type === 'text'
      fold = foldRunEvent(fold, event)
      folds.set(runId, fold)
      if (isFirstText) of(messageId).set(fold)
      else if (!isFrameAsked) {
        isFrameAsked = true
        nextFrame(() => {
          isFrameAsked = false
          if (of(messageId).get()) of(messageId).set(fold)
        })
      }
    }
    if (signal.aborted) return
    folds.delete(runId)
    onEnd(messageId, fold)
    of(messageId).set(null)
  }

  function pause(): void {
    for (const connection of connections.values()) connection.abort()
    connections.clear()
  }

  return { of, follow, pause }
}

/** Resolves when the run has words, thoughts or an end to show; never, once the signal has aborted. */
export function firstWordsIn(run: Store<RunFold | null>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const fold = run.get()
      if (!fold || fold.text !== '' || fold.reasoning !== '') resolve()
    }
    const leave = run.subscribe(look)
    signal.addEventListener('abort', leave, { once: true })
    look()
  })
}
