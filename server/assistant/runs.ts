import type { Message } from '#wire/conversations.ts'
import type { RunEvent, StartedRun } from '#wire/runs.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import { ownerOf } from './conversations-store.ts'
import type { RunsInFlightStore } from './runs-in-flight-store.ts'
import type { RunPlan } from './plan-run.ts'
import { answerAgain, startRun, type StartOptions, type StartTools } from './start-run.ts'

export interface RunsOptions extends StartTools {
  inFlight: RunsInFlightStore
}

export type Runs = ReturnType<typeof createRuns>

/** Durable answers. A run belongs to the server: no browser has to stay for it, and only `stop` stops it. */
export function createRuns(options: RunsOptions) {
  const { store, inFlight, live, answering } = options

  const findRun = async (principal: Principal, runId: string, action: 'run.read' | 'run.stop') => {
    requireAllowed(principal, action, { kind: 'run', id: runId })
    const run = isId(runId) ? await store.find(ownerOf(principal), runId) : undefined
    if (run) return run
    throw new AppError('not_found', 'This answer does not exist.')
  }

  return {
    /** Throws AppError where the request cannot be carried out; then nothing was stored. */
    start: (principal: Principal, start: StartOptions): Promise<StartedRun> =>
      startRun(options, principal, start),

    /** For an answer that came in another language than it should: once more, beside it. */
    answerAgain: (plan: RunPlan) => answerAgain(options, plan),

    /** Resolves when the run has ended, with all that was there; a run of another process ends soon after. */
    async stop(principal: Principal, runId: string): Promise<void> {
      const run = await findRun(principal, runId, 'run.stop')
      if (await answering.stop(run.id)) return
      if (run.status !== 'streaming') return
      await inFlight.requestStop({ tenantId: principal.tenantId, runId: run.id })
    },

    /** Stops whatever is being written among these messages; what another process writes ends soon after. */
    async stopAllOf(tenantId: string, messages: readonly Message[]): Promise<void> {
      const runIds = messages.flatMap(({ status, runId }) =>
        status === 'streaming' && runId !== null ? [runId] : [],
      )
      const stopped = await Promise.all(runIds.map((runId) => answering.stop(runId)))
      for (const [index, runId] of runIds.entries()) {
        if (!stopped[index]) await inFlight.requestStop({ tenantId, runId })
      }
    },

    /** The events after a sequence, stored and still to come, each once. Throws before the first where there is no such run. */
    async follow(
      principal: Principal,
      runId: string,
      from: { after: number; signal: AbortSignal },
    ): Promise<AsyncGenerator<RunEvent>> {
      const run = await findRun(principal, runId, 'run.read')
      const { conversationId: id, classification } = run
      // What is in it is read as the conversation is.
      requireAllowed(principal, 'conversation.read', {
        kind: 'conversation',
        id,
        ownerId: principal.id,
        context: { classification },
      })
      return live.follow({ tenantId: principal.tenantId, runId: run.id }, from.after, from.signal)
    },
  }
}
