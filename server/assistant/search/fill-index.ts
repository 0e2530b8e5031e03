import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '#server/lib/log.ts'
import type { SearchStore } from './search-store.ts'
import { wordsOf } from './words.ts'

export interface IndexFillerOptions {
  store: Pick<SearchStore, 'listWaiting' | 'fillSome' | 'requeueLost'>
  log: Log
  /** How often to look for new words. */
  intervalMs?: number
}

/** Few, because the embedded database has one connection, on which answers are stored as well. */
const BATCH = 50
/** For others, between two batches. */
const BREATH_MS = 10
/** A database that crashed while this process went on has an empty index. */
const LOOK_FOR_LOST_MS = 60_000
/** What a search waits for at most: the rest is found by the next one. */
const MOST_AWAITED = 4

export type IndexFiller = ReturnType<typeof createIndexFiller>

/** Takes new words into the index, and all old ones after an upgrade, while everything else goes on. */
export function createIndexFiller({ store, log, intervalMs = 2_000 }: IndexFillerOptions) {
  let timer: NodeJS.Timeout | undefined
  let filling: Promise<void> | undefined
  const closed = new AbortController()
  let lookedMs = -Infinity

  const fill = async (tenantId: string) => {
    while (!closed.signal.aborted && (await store.fillSome(tenantId, BATCH, wordsOf)) === BATCH) {
      await pause(BREATH_MS)
    }
  }
  const warn = (error: unknown) => log.warn('assistant.search_index_failed', { error })
  const fillAll = async () => {
    if (performance.now() - lookedMs > LOOK_FOR_LOST_MS) {
      lookedMs = performance.now()
      const count = await store.requeueLost()
      if (count > 0) log.info('assistant.search_index_refilled', { organisations: count })
    }
    // What cannot be taken in of one organisation keeps no other waiting.
    for (const tenantId of await store.listWaiting()) await fill(tenantId).catch(warn)
  }
  const look = () =>
    (filling ??= fillAll()
      .catch(warn)
      .finally(() => (filling = undefined)))

  return {
    start(): void {
      timer = setInterval(() => void look(), intervalMs)
      timer.unref()
      void look()
    },
    /** What was said just now is found as well. */
    async catchUp(tenantId: string): Promise<void> {
      for (let batches = 0; batches < MOST_AWAITED; batches += 1) {
        if ((await store.fillSome(tenantId, BATCH, wordsOf)) < BATCH) return
      }
    },
    async close(): Promise<void> {
      closed.abort()
      clearInterval(timer)
      await filling
    },
  }
}
