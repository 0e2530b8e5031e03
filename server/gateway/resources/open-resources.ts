import type { KeyRing } from '#server/access/keys.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Database } from '#server/lib/database.ts'
import type { Metering } from '#server/metering/metering.ts'
import { createResourceStore } from './resource-store.ts'
import { createResources, type Resources, type ResourcesOptions } from './resources.ts'

/** Batches take from minutes to days. */
const SWEEP_MS = 5 * 60_000

export interface OpenResourcesOptions extends Omit<
  ResourcesOptions,
  'store' | 'groupOf' | 'accounts' | 'standing'
> {
  metering: Pick<Metering, 'accounts' | 'standing'>
  database: Database
  organisations: Pick<Organisations, 'ids'>
  /** Of the key ring. */
  keys: Pick<KeyRing, 'list'>
  /** False: another process looks after batches that nobody asks about. */
  doesChores: boolean
  closers: (() => Promise<void> | void)[]
}

/** What callers keep at providers, with the database's word for whose it is. Closed with the others. */
export function openResources(options: OpenResourcesOptions): Resources {
  const { database, keys, doesChores, closers, metering } = options
  const resources = createResources({
    ...options,
    accounts: metering.accounts,
    standing: metering.standing,
    store: createResourceStore(database),
    // As it is when it pays: the key may have changed hands since.
    groupOf: (principal) =>
      keys.list(principal).find(({ id }) => id === principal.id)?.group ?? null,
  })
  closers.push(() => resources.idle())
  if (doesChores) closers.push(sweepNowAndThen(resources, options))
  return resources
}

function sweepNowAndThen(
  resources: Resources,
  { organisations, log }: Pick<OpenResourcesOptions, 'organisations' | 'log'>,
): () => Promise<void> {
  const closing = new AbortController()
  let sweeping: Promise<void> | undefined
  const sweep = async () => {
    try {
      for (const tenantId of organisations.ids()) {
        await resources.sweep(tenantId, closing.signal)
      }
    } catch (error) {
      log.warn('batches.not_swept', { error })
    }
    sweeping = undefined
  }
  const timer = setInterval(() => (sweeping ??= sweep()), SWEEP_MS).unref()
  return async () => {
    clearInterval(timer)
    closing.abort()
    await sweeping
  }
}
