import { createHash } from 'node:crypto'
import type { Classification } from '#wire/classification.ts'
import type { StartedRun, StartRun } from '#wire/runs.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'
import type { Answering } from './answer-run.ts'
import type { AskedStore } from './asked-store.ts'
import { ownerOf, type ConversationsStore } from './conversations-store.ts'
import { raisedForFolder } from './folders/raise-class.ts'
import type { LiveRuns } from './live-runs.ts'
import { planRun, type PlanTools, type RunPlan } from './plan-run.ts'
import type { RunsStore, StoredRun } from './runs-store.ts'

export interface StartTools extends PlanTools {
  asked: AskedStore
  conversations: Pick<ConversationsStore, 'update'>
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
  const { tenantId } = principal
  const identity = {
    tenantId,
    // Each person's keys are their own: another's must not be answered by `conflict`.
    idempotencyKey: idempotencyKey === null ? null : `${principal.id} ${idempotencyKey}`,
    requestSha256: sha256(JSON.stringify([conversationId, request])),
  }
  const messageId = request.kind === 'message' ? request.parentId : request.messageId
  const named = { conversationId, messageId, idempotencyKey: identity.idempotencyKey }
  const found = isId(conversationId) ? await tools.asked.find(ownerOf(principal), named) : undefined
  if (!found?.conversation) throw new AppError('not_found', 'This conversation does not exist.')
  const { message, run } = found
  const conversation = await raisedForFolder(tools, principal, found.conversation)
  const { classification } = conversation
  requireAllowed(principal, 'run.start', {
    kind: 'conversation',
    id: conversationId,
    ownerId: principal.id,
    context: { classification },
  })
  if (run) return startedBefore(tools, identity, run)
  const plan = await planRun(tools, { principal, conversation, message }, request)
  try {
    return await begin(tools, { ...plan, ...identity })
  } catch (error) {
    // The same request may have come twice at once, and the other one was first.
    const key = identity.idempotencyKey
    const other = key === null ? undefined : await tools.store.findByKey(tenantId, key)
    if (other) return startedBefore(tools, identity, other)
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
  let classification: Classification | undefined
  try {
    classification = await store.insert({ ...plan, processId, maxRunsOfOwner })
  } catch (error) {
    run.close()
    throw error
  }
  answering.begin({ ...plan, ...(classification && { classification }) }, run)
  const { userMessage, answer } = plan
  return { runId: plan.runId, messages: userMessage ? [userMessage, answer] : [answer] }
}

/** What this very request has started already. */
async function startedBefore(
  { messages }: StartTools,
  { tenantId, requestSha256 }: Pick<RunPlan, 'tenantId' | 'requestSha256'>,
  run: StoredRun,
): Promise<StartedRun> {
  if (run.requestSha256 !== requestSha256) {
    throw new AppError('conflict', 'This idempotency key was used for another request already.')
  }
  const ids = run.userMessageId === null ? [run.messageId] : [run.userMessageId, run.messageId]
  return { runId: run.id, messages: await messages.findAll(tenantId, ids) }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
