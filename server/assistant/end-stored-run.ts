import { setTimeout as delay } from 'node:timers/promises'
import { toApiError } from '#server/lib/app-error.ts'
import { endingFrom, type EndDraft } from './event-writer.ts'
import type { LiveRun } from './live-runs.ts'
import { RunLost, type RunEventsStore } from './run-events-store.ts'
import type { RunInFlight } from './runs-in-flight-store.ts'

/** How long to go on trying to write down that a run has failed. */
const SALVAGE_WAITS_MS = [0, 100, 400, 1_500, 5_000]

/** Ends a run with what the table has of it, which may be more than its process knows. */
export async function endStoredRun(
  store: RunEventsStore,
  run: RunInFlight,
  draft: EndDraft,
): Promise<void> {
  const stored = await store.read(run)
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

/**
 * Ends a run of this process as failed after its events could not be stored. Its listeners find what was stored, and the failure,
 * in the table. Where the database stays away, they are sent away, and recovery ends the run later.
 */
export async function salvageRun(
  store: RunEventsStore,
  { run, processId, error }: { run: LiveRun; processId: number; error: unknown },
): Promise<void> {
  const { tenantId, runId } = run
  const failed: EndDraft = { type: 'failed', error: toApiError(error, runId) }
  try {
    for (const waitMs of SALVAGE_WAITS_MS) {
      await delay(waitMs)
      const ended = await endStoredRun(store, { tenantId, runId, processId }, failed).then(
        () => true,
        () => false,
      )
      if (ended) return
    }
  } finally {
    run.close()
  }
}
