import { waitFor } from '#sdk/run-stream.ts'
import { createStore, type Store } from './external-store.ts'
import { OFFLINE_HEADER } from './offline.ts'

export interface Connection {
  /** Whether the last request had an answer. */
  isReachable: Store<boolean>
  /** The fetch that every request of the page goes through; it notices when the server goes and when it returns. */
  fetch: typeof fetch
  /** Asks now, in place of at the next turn. */
  probeNow: () => void
  /** Tells of each return; answers with how to listen no more. */
  onRecovered: (listener: () => void) => () => void
  /** Resolves after the time, but at once when the server returns or the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 5_000

/** Watches over the server's presence: no request is made while it is there, and a small one at intervals while it is not. */
export function createConnection(fetchFromServer: typeof fetch): Connection {
  const isReachable = createStore(true)
  const recovered = new Set<() => void>()
  let nap = new AbortController()

  const watchedFetch: typeof fetch = async (input, init) => {
    try {
      const response = await fetchFromServer(input, init)
      if (response.headers.has(OFFLINE_HEADER)) markUnreachable()
      else markReachable()
      return response
    } catch (error) {
      if (!init?.signal?.aborted) markUnreachable()
      throw error
    }
  }

  function onRecovered(listener: () => void): () => void {
    recovered.add(listener)
    return () => recovered.delete(listener)
  }

  function markReachable(): void {
    if (isReachable.get()) return
    isReachable.set(true)
    nap.abort()
    for (const listener of recovered) listener()
  }

  function markUnreachable(): void {
    if (!isReachable.get()) return
    isReachable.set(false)
    void probeUntilReachable()
  }

  async function probeUntilReachable(): Promise<void> {
    let delayMs = FIRST_DELAY_MS
    while (!isReachable.get()) {
      nap = new AbortController()
      await waitFor(delayMs, nap.signal)
      delayMs = Math.min(LONGEST_DELAY_MS, delayMs * 1.6)
      if (!isReachable.get()) await watchedFetch('/api/health').catch(() => undefined)
    }
  }

  return {
    isReachable,
    fetch: watchedFetch,
    probeNow: () => nap.abort(),
    onRecovered,
    async wait(ms, signal) {
      const awake = new AbortController()
      const forget = onRecovered(() => awake.abort())
      await waitFor(ms, AbortSignal.any([signal, awake.signal]))
      forget()
    },
  }
}
