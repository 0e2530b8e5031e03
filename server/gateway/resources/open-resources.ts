import type { Database } from '#server/lib/database.ts'
import { createResourceStore } from './resource-store.ts'
import { createResources, type Resources, type ResourcesOptions } from './resources.ts'

/** What callers keep at providers, with the database's word for whose it is. */
export function openResources({
  database,
  ...options
}: Omit<ResourcesOptions, 'store'> & { database: Database }): Resources {
  return createResources({ ...options, store: createResourceStore(database) })
}
