import { createServer } from 'node:http'
import type { Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { createAccounts, type UsageRecord } from '#server/metering/accounts.ts'
import type { Metering } from '#server/metering/metering.ts'
import type { Provider } from '#server/providers/provider.ts'
import { createGateway } from '../gateway.ts'
import { createV1Handler } from '../v1/handlers.ts'
import { createResourceStore } from './resource-store.ts'
import { createResources, type Resources } from './resources.ts'

export interface ResourceServer {
  url: string
  resources: Resources
  records: UsageRecord[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A real server on a free port whose callers keep things; each of `principals` comes in by its name as its key. */
export async function startResourceServer(parts: {
  providers: Provider[]
  database: Database
  principals: Principal[]
  maxFormBytes?: number
  /** Absent: nothing has a price, and there are no budgets. */
  metering?: Pick<Metering, 'accounts'> & Partial<Pick<Metering, 'standing'>>
}): Promise<ResourceServer> {
  const { providers, database, principals, maxFormBytes, metering } = parts
  const records: UsageRecord[] = []
  const recordUsage = (record: UsageRecord) => records.push(record)
  const accounts = metering?.accounts ?? createAccounts({ clock: systemClock, recordUsage })
  const clock = systemClock
  const log = silentLog
  const gateway = createGateway({ providers: () => providers, accounts, clock, log })
  const store = createResourceStore(database)
  const { routing } = gateway
  const resources = createResources({
    store,
    routing,
    accounts,
    clock,
    log,
    ...(metering?.standing && { standing: metering.standing }),
  })
  const find = (bearer: string) => principals.find(({ name }) => name === bearer)
  const keys = { find, holds: () => true }
  const limits = maxFormBytes === undefined ? {} : { maxFormBytes }
  const server = createServer(createV1Handler({ gateway, resources, keys, log, ...limits }))
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}`,
    resources,
    records,
    async [Symbol.asyncDispose]() {
      await resources.idle()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(providers.map((provider) => provider.close()))
    },
  }
}
