import { createServer } from 'node:http'
import { LOCAL_TENANT_ID, type Principal } from '#server/access/principal.ts'
import { systemClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import type { Allowances } from '#server/metering/allowances.ts'
import { createAccounts, type UsageRecord } from '#server/metering/accounts.ts'
import type { Pricing } from '#server/metering/pricing.ts'
import { createFakeProvider } from '#server/providers/fake.ts'
import type { Provider } from '#server/providers/provider.ts'
import { createGateway, type Gateway } from '../gateway.ts'
import { createV1Handler } from './handlers.ts'
import type { V1Options } from './options.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'

export const TEST_KEY = 'gal-test-0123456789012345678901234567890123456789'
export const TEST_PRINCIPAL: Principal = {
  kind: 'key',
  id: '00000000-0000-7000-8000-0000000000aa',
  name: 'test',
  tenantId: LOCAL_TENANT_ID,
}

export interface V1Server {
  /** `http://127.0.0.1:…`, without `/v1`. */
  url: string
  port: number
  gateway: Gateway
  /** What was recorded so far. */
  records: UsageRecord[]
  [Symbol.asyncDispose](): Promise<void>
}

interface TestLimits {
  maxBodyBytes?: number
  maxFormBytes?: number
  closing?: AbortSignal
  allowances?: Allowances
  /** Absent: nobody looks at what things cost. */
  pricing?: Pricing
  keepAliveMs?: number
  /** Of a real key ring. */
  keys?: V1Options['keys']
}

/** A real server on a free port, answering `/v1/*` for TEST_KEY; over the fake provider unless told otherwise. */
export async function startV1Server(
  providers: Provider[] = [createFakeProvider()],
  limits: TestLimits = {},
): Promise<V1Server> {
  const { allowances, pricing, keys: given, ...ofHandler } = limits
  const records: UsageRecord[] = []
  const gateway = createGateway({
    providers: () => providers,
    accounts: createAccounts({
      clock: systemClock,
      recordUsage: (record) => records.push(record),
      ...(allowances && { allowances }),
      ...(pricing && { pricing }),
    }),
    clock: systemClock,
    log: silentLog,
    pause: () => Promise.resolve(),
  })
  const find = (bearer: string) => (bearer === TEST_KEY ? TEST_PRINCIPAL : undefined)
  const keys = given ?? { find, holds: (bearer: string) => find(bearer) !== undefined }
  const server = createServer(createV1Handler({ gateway, keys, log: silentLog, ...ofHandler }))
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    gateway,
    records,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(providers.map((provider) => provider.close()))
    },
  }
}
