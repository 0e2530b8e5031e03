import type { Log } from '#server/lib/log.ts'
import type { Answering } from './answer-run.ts'
import { endStoredRun } from './end-stored-run.ts'
import type { LiveRuns } from './live-runs.ts'
import type { Processes } from './processes-store.ts'
import type { RunEventsStore } from './run-events-store.ts'
import type { RunInFlight, RunsInFlightStore } from './runs-in-flight-store.ts'

export interface RecoveryOptions {
  store: RunEventsStore
  inFlight: RunsInFlightStore
  processes: Processes
  live: LiveRuns
  /** What is written here, to be stopped where somebody asked another process to, or was suspended meanwhile. */
  answering: Pick<Answering, 'stop' | 'stopAbsent'>
  log: Log
  /** How often to look; the first time is at the start. */
  intervalMs?: number
}

/** Ends the runs whose process died, with what they had. */
export function createRecovery(options: RecoveryOptions) {
  const { store, inFlight, processes, live, answering, log, intervalMs = 1_000 } = options
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<unknown> = Promise.resolve()

  const recover = async (): Promise<void> => {
    const runs = await inFlight.list()
    if (runs.every(({ runId }) => live.has(runId))) return
    const alive = await processes.listAlive()
    const isDead = ({ processId, runId }: RunInFlight) =>
      processId === processes.processId ? !live.has(runId) : !alive.has(processId)
    const dead = runs.filter(isDead)
    for (const run of dead) await endStoredRun(store, run, { type: 'interrupted' })
    if (dead.length > 0) log.info('assistant.runs_recovered', { count: dead.length })
  }
  const look = async () => {
    try {
      answering.stopAbsent()
      for (const runId of await inFlight.listStopRequests(processes.processId))
        await answering.stop(runId)
      await recover()
    } catch (error) {
      log.warn('assistant.recovery_failed', { error })
    }
  }

  return {
    /** Resolves when the runs that dead processes left are ended; then goes on looking. */
    async start(): Promise<void> {
      await processes.register()
      await recover()
      timer = setInterval(() => {
        looking = looking.then(look)
      }, intervalMs)
      timer.unref()
    },

    async close(): Promise<void> {
      clearInterval(timer)
      await looking
      processes.close()
    },
  }
}
