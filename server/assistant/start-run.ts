import { createHash } from 'node:crypto'
import type { StartedRun, StartRun } from '#wire/runs.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import type { Answering } from './answer-run.ts'
import { ownerOf, type ConversationsStore } from './conversations-store.ts'
import type { LiveRuns } from './live-runs.ts'
import { planRun, type PlanTools, type RunPlan } from './plan-run.ts'
import type { RunsStore } from './runs-store.ts'

export interface StartTools extends PlanTools {
  conversations: ConversationsStore
  store: RunsStore
  live: LiveRuns
  answering: Answering
  processId: number
  maxRunsOfOwner: number
}

export interface StartOptions {
  conversationId: string
  request: StartRun
  /** The same key with the same request gives the same run; null: each call is a run of its own. */
  idempotencyKey: string | null
}

/** Stores the run and begins to answer. Throws AppError where it cannot be; then nothing was stored. */
export async function startRun(
  tools: StartTools,
  principal: Principal,
  start: StartOptions,
): Promise<StartedRun> {
  const { conversationId, request, idempotencyKey } = start
  requireAllowed(principal, 'run.start', { kind: 'conversation', id: conversationId })
  const conversation = isId(conversationId)
    ? await tools.conversations.find(ownerOf(principal), conversationId)
    : undefined
  if (!conversation) throw new AppError('not_found', 'This conversation does not exist.')
  const { classification } = conversation
  requireAllowed(principal, 'run.start', {
    kind: 'conversation',
    id: conversationId,
    ownerId: principal.id,
    context: { classification },
  })
  const identity = {
    tenantId: principal.tenantId,
    // Each person's keys are their own: another's must not be answered by `conflict`.
    idempotencyKey: idempotencyKey === null ? null : `${principal.id} ${idempotencyKey}`,
    requestSha256: sha256(JSON.stringify([conversationId, request])),
  }
  const known = await findStarted(tools, identity)
  if (known) return known
  const plan = await planRun(tools, { principal, conversation }, request)
  try {
    return await begin(tools, { ...plan, ...identity })
  } catch (error) {
    // The same request may have come twice at once, and the other one was first.
    const other = await findStarted(tools, identity)
    if (other) return other
    throw error
  }
}

/**
 * Another answer to the question of a run, as a version beside it, in the language that the first one missed. Null: it cannot be
 * started now, for instance because too many are being written.
 */
export async function answerAgain(
  tools: StartTools,
  plan: RunPlan,
): Promise<{ messageId: string } | null> {
  const [runId, messageId] = [tools.createId(), tools.createId()]
  const createdAt = new Date(tools.clock.now()).toISOString()
  const again: RunPlan = {
    ...plan,
    runId,
    userMessage: null,
    title: null,
    answer: { ...plan.answer, id: messageId, runId, createdAt },
    isInsisting: true,
    idempotencyKey: null,
    requestSha256: sha256(JSON.stringify([plan.runId, 'again'])),
  }
  try {
    await begin(tools, again)
    return { messageId }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

async function begin(tools: StartTools, plan: RunPlan): Promise<StartedRun> {
  const { live, store, answering, processId, maxRunsOfOwner } = tools
  const run = live.open({ tenantId: plan.tenantId, runId: plan.runId })
  try {
    await store.insert({ ...plan, processId, maxRunsOfOwner })
  } catch (error) {
    run.close()
    throw error
  }
  answering.begin({ ...plan, ...(await readClass(tools, plan)) }, run)
  const { userMessage, answer } = plan
  return { runId: plan.runId, messages: userMessage ? [userMessage, answer] : [answer] }
}

/**
 * Now that the run can be found and stopped: either whoever made the conversation stricter in the meantime has seen the run,
 * or the run sees that it is stricter. Not known: as strict as can be.
 */
async function readClass({ conversations }: StartTools, plan: RunPlan) {
  const { principal, conversationId } = plan
  try {
    const found = await conversations.find(ownerOf(principal), conversationId)
    return found && { classification: found.classification }
  } catch {
    return { classification: 'secret' } as const
  }
}

/** The run that this very request has started already. */
async function findStarted(
  { store, messages }: StartTools,
  identity: Pick<RunPlan, 'tenantId' | 'idempotencyKey' | 'requestSha256'>,
): Promise<StartedRun | undefined> {
  const { tenantId, idempotencyKey, requestSha256 } = identity
  if (idempotencyKey === null) return undefined
  const run = await store.findByKey(tenantId, idempotencyKey)
  if (!run) return undefined
  if (run.requestSha256 !== requestSha256) {
    throw new AppError('conflict', 'This idempotency key was used for another request already.')
  }
  const ids = run.userMessageId === null ? [run.messageId] : [run.userMessageId, run.messageId]
  return { runId: run.id, messages: await messages.findAll(tenantId, ids) }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
