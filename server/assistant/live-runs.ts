import { setTimeout as delay } from 'node:timers/promises'
import { isLastEvent, type RunEvent } from '#wire/runs.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { RunEventsStore } from './run-events-store.ts'

export interface RunId {
  tenantId: string
  runId: string
}

/** A run that this process works on. Its events are kept in memory until it ends; a listener is no more than a position. */
export interface LiveRun extends RunId {
  /** What is stored, from sequence 1, without gaps. */
  readonly events: readonly RunEvent[]
  /** No more events will come from here: the last one is in, or the run was lost. */
  readonly isClosed: boolean
  /** Only what has been stored. */
  add(events: readonly RunEvent[]): void
  close(): void
  /** Resolves at the next event, when it closes, or when the signal aborts. */
  changed(signal: AbortSignal): Promise<void>
}

export type LiveRuns = ReturnType<typeof createLiveRuns>

export interface LiveRunsOptions {
  store: RunEventsStore
  /** How often the table is asked about a run of another process. */
  pollMs?: number
}

/** The events of runs, live and ended, to whoever listens, from wherever they stopped. */
export function createLiveRuns({ store, pollMs = 200 }: LiveRunsOptions) {
  const lives = new Map<string, LiveRun>()

  return {
    /** Before the run is stored, so that nobody who finds it there misses it here. */
    open(run: RunId): LiveRun {
      const live = createLiveRun(run, () => lives.delete(run.runId))
      lives.set(run.runId, live)
      return live
    },

    has: (runId: string): boolean => lives.has(runId),

    /**
     * Each event with a sequence above `after`, once and in order, until the last one or until the signal aborts. A slow
     * listener holds a position, not a queue. Throws AppError `not_found`, and `not_ready` where the table cannot be read.
     */
    async *follow(run: RunId, after: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
      let last = after
      while (!signal.aborted) {
        const live = lives.get(run.runId)
        const stored = live ? undefined : await readStored(store, run, last)
        for await (const event of live ? followLive(live, last, signal) : (stored?.events ?? [])) {
          last = event.sequence
          yield event
        }
        if (live ? isOver(live, last) : stored?.isEnded) return
        if (!live) await pause(pollMs, signal)
      }
    },
  }
}

async function readStored(store: RunEventsStore, run: RunId, after: number) {
  const stored = await store.read(run, after)
  if (stored) return stored
  throw new AppError('not_found', 'This answer does not exist any more.')
}

async function* followLive(
  live: LiveRun,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  let at = after
  while (!signal.aborted) {
    // Sequences start at 1 and have no gaps: the one after `at` has the index `at`.
    const event = live.events[at]
    if (event) {
      at += 1
      yield event
    } else if (live.isClosed) {
      return
    } else {
      await live.changed(signal)
    }
  }
}

/** Whether a listener at this position has nothing to wait for. */
function isOver(live: LiveRun, last: number): boolean {
  const end = live.events.at(-1)
  return end !== undefined && isLastEvent(end) && last >= end.sequence
}

function createLiveRun(run: RunId, onClose: () => void): LiveRun {
  const events: RunEvent[] = []
  const listeners = new Set<() => void>()
  let isClosed = false
  const wake = () => {
    const woken = [...listeners]
    listeners.clear()
    for (const listener of woken) listener()
  }
  return {
    ...run,
    events,
    get isClosed() {
      return isClosed
    },
    add(added) {
      events.push(...added)
      wake()
    },
    close() {
      isClosed = true
      onClose()
      wake()
    },
    changed(signal) {
      return new Promise((resolve) => {
        const done = () => {
          listeners.delete(done)
          signal.removeEventListener('abort', done)
          resolve()
        }
        if (signal.aborted || isClosed) return done()
        listeners.add(done)
        signal.addEventListener('abort', done)
      })
    },
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {})
}
