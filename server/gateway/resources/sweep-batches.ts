import { createId } from '#server/lib/ids.ts'
import type { BatchAccounts } from './batch-accounts.ts'
import { isOver } from './batch-spend.ts'
import { askBatch } from './refresh-batches.ts'
import type { OpenBatch } from './resource-store.ts'
import type { ResourcesOptions } from './resources.ts'

/** Providers keep results for about a month; what is older cannot be read any more. */
const READABLE_MS = 35 * 24 * 60 * 60_000
const ASK_MS = 30_000

/**
 * Charges batches that nobody looks at any more. Each is asked about in turn: nobody waits for it. Stops when the signal
 * aborts; what went wrong with one batch keeps no other.
 */
export async function sweepBatches(
  tenantId: string,
  { batches, options, signal }: Sweeping,
): Promise<void> {
  const { store, clock } = options
  for (const open of await store.listOpenBatches(tenantId, new Date(clock.now() - READABLE_MS))) {
    if (signal.aborted) return
    await lookAt(open, { batches, options, signal })
  }
}

export interface Sweeping {
  batches: BatchAccounts
  options: ResourcesOptions
  signal: AbortSignal
}

async function lookAt({ resource, principal }: OpenBatch, sweeping: Sweeping): Promise<void> {
  const { batches, options, signal } = sweeping
  const { store, routing, groupOf = () => null } = options
  const { providers } = routing.snapshot(principal.tenantId)
  const provider = providers.find(({ id }) => id === resource.providerId)
  // It may come back with the next configuration.
  if (!provider) return
  const { grant } = principal
  const payer = grant ? { ...principal, grant: { ...grant, group: groupOf(principal) } } : principal
  let known = resource
  if (!isOver(resource.object)) {
    const asking = {
      principal,
      requestId: createId(),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]),
    }
    const object = await askBatch(resource, () => provider, asking)
    if (object === undefined) return
    known = { ...resource, object }
    await store.save(principal, known)
  }
  batches.look(payer, known, provider)
  await batches.idle()
}
