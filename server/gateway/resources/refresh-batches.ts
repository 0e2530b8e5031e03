import type { Provider } from '#server/providers/provider.ts'
import { isOver } from './batch-spend.ts'
import { fetchObject } from './call-provider.ts'
import type { KeptResource, ResourceStore } from './resource-store.ts'
import type { ResourceRequest } from './resources.ts'

/** So many are asked for at once; the others are listed as they were when they were last looked at. */
const MOST = 50

interface Refreshing {
  findProvider: (id: string) => Provider
  request: ResourceRequest
  store: ResourceStore
}

/** Batches under way as they are now; whatever cannot be asked about stays as it was known. */
export async function refreshBatches(
  kept: KeptResource[],
  { findProvider, request, store }: Refreshing,
): Promise<KeptResource[]> {
  const isOpen = ({ kind, object }: KeptResource) => kind.startsWith('batch') && !isOver(object)
  const open = new Set(kept.filter(isOpen).slice(0, MOST))
  if (open.size === 0) return kept
  return Promise.all(
    kept.map(async (resource) => {
      if (!open.has(resource)) return resource
      const object = await askBatch(resource, findProvider, request)
      if (object === undefined) return resource
      const fresh = { ...resource, object }
      await store.save(request.principal, fresh)
      return fresh
    }),
  )
}

/** How a batch is now; undefined: its provider does not say. */
export async function askBatch(
  { providerId, kind, id }: KeptResource,
  findProvider: (id: string) => Provider,
  { principal, requestId, signal }: Pick<ResourceRequest, 'principal' | 'requestId' | 'signal'>,
): Promise<unknown> {
  const operation = kind === 'batch' ? 'batches' : 'batch-jobs'
  const path = kind === 'batch' ? '/batches' : '/batch/jobs'
  try {
    const provider = findProvider(providerId)
    const url = `${path}/${encodeURIComponent(id)}`
    return await fetchObject(provider, { operation, path: url, principal, requestId, signal })
  } catch {
    return undefined
  }
}
