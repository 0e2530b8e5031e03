import type { Principal } from '#server/access/principal.ts'
import { createId } from '#server/lib/ids.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { reserveLeased } from '#server/metering/reserve-leased.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import type { Operation, Provider } from '#server/providers/provider.ts'
import { operationUsageFrom } from '../operations/units-usage.ts'
import { isOver, outputsOf, spendId, sumResults, type BatchSpend } from './batch-spend.ts'
import { fetchBytes } from './call-provider.ts'
import { findHeld, releaseBatch } from './hold-batch.ts'
import type { KeptResource } from './resource-store.ts'
import type { ResourcesOptions } from './resources.ts'

export interface BatchAccounts {
  /** Charges a batch that is over and was not charged before. Waits for nothing. */
  look(principal: Principal, resource: KeptResource, provider: Provider): void
  idle(): Promise<void>
}

/**
 * What batches cost, read from their results once they are over. Each model of a batch is one entry of the ledger, whose id
 * is made of the batch's, so that however often it is found out, it is charged once.
 */
export function createBatchAccounts(options: ResourcesOptions): BatchAccounts {
  const working = new Map<string, Promise<void>>()
  return {
    look(principal, resource, provider) {
      if (!resource.kind.startsWith('batch') || resource.isSettled) return
      if (!isOver(resource.object) || working.has(resource.id)) return
      const work = charge({ principal, resource, provider }, options)
        .catch((error: unknown) => {
          // It stays open, and is looked at again with the next question about the batch, or the next sweep.
          options.log.warn('batch.not_charged', { batch: resource.id, error })
        })
        .finally(() => working.delete(resource.id))
      working.set(resource.id, work)
    },
    async idle() {
      await Promise.all(working.values())
    },
  }
}

interface Charging {
  principal: Principal
  resource: KeptResource
  provider: Provider
}

async function charge(charging: Charging, options: ResourcesOptions): Promise<void> {
  const { principal, resource } = charging
  const { kind, id, object } = resource
  for (const spend of await readSpends(charging)) await record(spend, charging, options)
  const { tenantId } = principal
  // Only now that the charge is in the ledger's table: at no time is neither there.
  if (options.standing) await releaseBatch(resource.held ?? [], tenantId, options.standing)
  const fresh = await options.store.settle(principal, kind, id)
  if (fresh) options.log.debug('batch.charged', { batch: id, status: fieldOf(object, 'status') })
}

async function readSpends({ principal, resource, provider }: Charging): Promise<BatchSpend[]> {
  const fetching = { operation: 'files' as const, principal, requestId: createId() }
  const signal = AbortSignal.timeout(FETCH_MS)
  const files = await Promise.all(
    outputsOf(resource.object).map((id) =>
      fetchBytes(provider, {
        ...fetching,
        signal,
        path: `/files/${encodeURIComponent(id)}/content`,
      }),
    ),
  )
  const spends = await sumResults(files)
  if (spends.length > 0) return spends
  // Answers that say nothing of themselves: OpenAI tells the sum.
  const usage = operationUsageFrom(fieldOf(resource.object, 'usage'))
  if (!usage || usage.inputTokens + usage.outputTokens === 0) return []
  return [{ upstreamModel: '', usage, requests: 0, pages: 0, lengthClass: 0 }]
}

function searchesIn({ searches }: TokenUsage) {
  return searches ? { searches } : {}
}

const FETCH_MS = 600_000

async function record(
  spend: BatchSpend,
  { principal, resource, provider }: Charging,
  { accounts, routing }: ResourcesOptions,
): Promise<void> {
  const { upstreamModel, usage, requests, pages } = spend
  const { targets } = routing.snapshot(principal.tenantId)
  const held = findHeld(resource.held ?? [], upstreamModel)
  const asked = held && held.upstreamModel !== '' ? held.upstreamModel : upstreamModel
  const target = targets.find(
    (one) => one.provider.id === provider.id && one.model.upstreamName === asked,
  )
  const operation: Operation = resource.kind === 'batch' ? 'batches' : 'batch-jobs'
  const model = held?.model ?? target?.model.id ?? resource.model ?? (upstreamModel || operation)
  const reservation = await reserveLeased(accounts, {
    principal,
    requestId: spendId(`${provider.id} ${resource.id}`, spend, principal),
    operation,
    model,
    isStream: false,
    requestBytes: 0,
    dialect: 'openai-chat',
    maxTokens: 1,
    choices: 1,
    isOwed: true,
    extras: { tier: 'batch' },
    ...(held && { held: held.hold?.shares ?? [] }),
    ...(target && { deployments: [target] }),
  })
  const attempt = reservation.startAttempt({
    providerId: provider.id,
    upstreamModel: asked || model,
  })
  attempt.end({
    outcome: 'complete',
    usage,
    units: { requests, ...(pages > 0 && { pages }), ...searchesIn(usage) },
    status: 200,
  })
  reservation.settle('complete')
}
