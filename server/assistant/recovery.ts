import { setTimeout as delay } from 'node:timers/promises'
import { toApiError } from '#server/lib/app-error.ts'
import type { Log } from '#server/lib/log.ts'
import { endingFrom, type EndDraft } from './event-writer.ts'
import type { LiveRun, LiveRuns } from './live-runs.ts'
import type { ProcessesStore } from './processes-store.ts'
import { RunLost, type RunInFlight, type RunsStore } from './runs-store.ts'

export interface RecoveryOptions {
  store: RunsStore
  processes: ProcessesStore
  live: LiveRuns
  /** Stops a run here that somebody asked another process to stop. */
  stop: (runId: string) => Promise<boolean>
  log: Log
  /** How often to look; the first time is at the start. */
  intervalMs?: number
}

/** How long to go on trying to write down that a run has failed. */
const SALVAGE_WAITS_MS = [0, 100, 400, 1_500, 5_000]

export type Recovery = ReturnType<typeof createRecovery>

/** Ends the runs whose process died, with what they had. */
export function createRecovery(options: RecoveryOptions) {
  const { store, processes, live, stop, log, intervalMs = 2_000 } = options
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<unknown> = Promise.resolve()

  /** Returns how many were ended. */
  const recover = async (): Promise<number> => {
    const inFlight = await store.listInFlight()
    if (inFlight.length === 0) return 0
    const alive = await processes.listAlive()
    const isDead = ({ processId, runId }: RunInFlight) =>
      processId === processes.processId ? !live.has(runId) : !alive.has(processId)
    const dead = inFlight.filter(isDead)
    for (const run of dead) await endStored(run, { type: 'interrupted' })
    if (dead.length > 0) log.info('assistant.runs_recovered', { count: dead.length })
    return dead.length
  }
  /** Ends a run with what the table has of it, which may be more than its process knows. */
  const endStored = async (run: RunInFlight, draft: EndDraft): Promise<void> => {
    const stored = await store.readEvents(run)
    if (!stored || stored.isEnded) return
    const last = { ...draft, sequence: stored.events.length + 1 }
    const ending = { ...endingFrom(draft), events: [...stored.events, last] }
    const { tenantId, runId, processId } = run
    try {
      await store.append(processId, [{ tenantId, runId, events: [last], ending }])
    } catch (error) {
      // Another process was faster, or the conversation is gone: either way nothing is left to do.
      if (!(error instanceof RunLost)) throw error
    }
  }
  const stopWhatWasAsked = async () => {
    for (const runId of await store.listStopRequests(processes.processId)) await stop(runId)
  }
  const look = async () => {
    try {
      await stopWhatWasAsked()
      await recover()
    } catch (error) {
      log.warn('assistant.recovery_failed', { error })
    }
  }

  return {
    recover,

    /**
     * Ends a run of this process as failed after its events could not be stored. What was stored meanwhile is shown, and then
     * the failure; where the database stays away, the run is left for the next look, and its listeners are sent away.
     */
    async salvage(run: LiveRun, error: unknown): Promise<void> {
      const { tenantId, runId } = run
      const inFlight = { tenantId, runId, processId: processes.processId }
      try {
        for (const waitMs of SALVAGE_WAITS_MS) {
          await delay(waitMs)
          const isDone = await endStored(inFlight, {
            type: 'failed',
            error: toApiError(error, runId),
          })
            .then(() => true)
            .catch(() => false)
          if (isDone) break
        }
      } finally {
        // Listeners find the rest, the failure too, in the table.
        run.close()
      }
    },

    /** Resolves when the runs that dead processes left are ended; then goes on looking. */
    async start(): Promise<void> {
      await processes.register()
      await recover()
      timer = setInterval(() => (looking = looking.then(look)), intervalMs)
      timer.unref()
    },

    async close(): Promise<void> {
      clearInterval(timer)
      await looking
      processes.close()
    },
  }
}
