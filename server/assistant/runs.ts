import { createHash } from 'node:crypto'
import type { Message } from '#wire/conversations.ts'
import type { RunEvent, StartedRun, StartRun } from '#wire/runs.ts'
import type { Action } from '#server/access/authorize.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import type { Answering } from './answer-run.ts'
import type { LiveRuns } from './live-runs.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { ownerOf, type ConversationsStore } from './conversations-store.ts'
import { planRun, type PlanTools, type RunPlan } from './plan-run.ts'
import { RunLost, type RunsStore, type StoredRun } from './runs-store.ts'

export interface RunsOptions extends PlanTools {
  conversations: ConversationsStore
  store: RunsStore
  live: LiveRuns
  answering: Answering
  processId: number
}

export interface StartOptions {
  conversationId: string
  request: StartRun
  /** The same key with the same request gives the same run; null: each call is a run of its own. */
  idempotencyKey: string | null
}

export type Runs = ReturnType<typeof createRuns>

/** Durable answers. A run belongs to the server: no browser has to stay for it, and only `stop` stops it. */
export function createRuns(options: RunsOptions) {
  const { conversations, store, live, answering, processId } = options

  const startedFrom = async (tenantId: string, run: StoredRun): Promise<StartedRun> => {
    const ids = run.userMessageId === null ? [run.messageId] : [run.userMessageId, run.messageId]
    return { runId: run.id, messages: await store.findMessages(tenantId, ids) }
  }
  const findStarted = async (
    tenantId: string,
    key: string | null,
    requestSha256: string,
  ): Promise<StartedRun | undefined> => {
    const run = key === null ? undefined : await store.findByKey(tenantId, key)
    if (!run) return undefined
    if (run.requestSha256 === requestSha256) return startedFrom(tenantId, run)
    throw new AppError('conflict', 'This idempotency key was used for another request already.')
  }
  const begin = async (plan: RunPlan): Promise<StartedRun> => {
    const run = live.open({ tenantId: plan.tenantId, runId: plan.runId })
    try {
      await store.insert({ ...plan, processId })
    } catch (error) {
      run.close()
      throw error
    }
    answering.begin(plan, run)
    const { userMessage, answer } = plan
    return { runId: plan.runId, messages: userMessage ? [userMessage, answer] : [answer] }
  }
  const findRun = async (principal: Principal, runId: string, action: Action) => {
    const run = isId(runId) ? await store.find(ownerOf(principal), runId) : undefined
    requireAllowed(principal, action, { kind: 'run', id: runId })
    if (!run) throw new AppError('not_found', 'This answer does not exist.')
    return run
  }

  return {
    /** Throws AppError where the request cannot be carried out; then nothing was stored. */
    async start(principal: Principal, start: StartOptions): Promise<StartedRun> {
      const { conversationId, request, idempotencyKey } = start
      requireAllowed(principal, 'run.start', { kind: 'conversation', id: conversationId })
      const owner = ownerOf(principal)
      const conversation = isId(conversationId)
        ? await conversations.find(owner, conversationId)
        : undefined
      if (!conversation) throw new AppError('not_found', 'This conversation does not exist.')
      const requestSha256 = sha256(JSON.stringify([conversationId, request]))
      const known = await findStarted(owner.tenantId, idempotencyKey, requestSha256)
      if (known) return known
      const plan = await planRun(options, { principal, conversation }, request)
      try {
        return await begin({ ...plan, idempotencyKey, requestSha256 })
      } catch (error) {
        // The same request may have come twice at once, and the other one was first.
        const other = await findStarted(owner.tenantId, idempotencyKey, requestSha256)
        if (other) return other
        if (error instanceof RunLost) throw new AppError('conflict', `${error.message}.`)
        throw error
      }
    },

    /** Resolves when the run has ended, with all that was there; a run of another process ends soon after. */
    async stop(principal: Principal, runId: string): Promise<void> {
      const run = await findRun(principal, runId, 'run.stop')
      if (await answering.stop(run.id)) return
      if (run.status === 'streaming') {
        await store.requestStop({ tenantId: principal.tenantId, runId: run.id })
      }
    },

    /** Stops whatever is being written in a conversation that is about to be deleted. */
    async stopAllIn(messages: readonly Message[]): Promise<void> {
      const runIds = messages.flatMap(({ status, runId }) =>
        status === 'streaming' && runId !== null ? [runId] : [],
      )
      await Promise.all(runIds.map((runId) => answering.stop(runId)))
    },

    /** The events after a sequence, stored and still to come, each once. Throws before the first where there is no such run. */
    async follow(
      principal: Principal,
      runId: string,
      from: { after: number; signal: AbortSignal },
    ): Promise<AsyncGenerator<RunEvent>> {
      const run = await findRun(principal, runId, 'run.read')
      return live.follow({ tenantId: principal.tenantId, runId: run.id }, from.after, from.signal)
    },
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
