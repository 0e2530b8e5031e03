import type { Organisations } from '#server/access/organisations.ts'
import type { Database } from '#server/lib/database.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Log } from '#server/lib/log.ts'
import { createOwnRoutesStore, OWN_ROUTES_TOPIC, type OwnRoutesStore } from './own-routes-store.ts'
import { createRunningRoutes, type RunningRoutes } from './running-routes.ts'

export interface StoredRoutes {
  store: OwnRoutesStore
  running: RunningRoutes
  close(): Promise<void>
}

/** The routes that were made in the web app. Comes before the gateway, which goes by them. */
export async function openStoredRoutes(options: {
  database: Database
  organisations: Pick<Organisations, 'forEach'>
  log: Log
}): Promise<StoredRoutes> {
  const { database, organisations, log } = options
  const store = createOwnRoutesStore(database)
  const running = createRunningRoutes(store, log)
  const topics = { [OWN_ROUTES_TOPIC]: (tenantId: string) => running.reload(tenantId) }
  const close = await watchRevisions({ database, log, topics })
  await organisations.forEach((tenantId) => running.reload(tenantId))
  return { store, running, close }
}
