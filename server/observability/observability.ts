import type { Gateway } from '#server/gateway/gateway.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import { createCallMetrics } from './call-metrics.ts'
import type { Family } from './exposition.ts'
import { listFamilies } from './families.ts'
import { createGaugeMeter, processCpuSeconds, processStartSeconds } from './process-gauges.ts'
import { createRequestLog } from './request-log.ts'
import { createRequestLogStore, type RequestLogStore } from './request-log-store.ts'
import { forgetOld } from './retention.ts'
import type { TelemetrySettings } from './settings.ts'
import { createTrafficRecorder } from './traffic-recorder.ts'
import { createTrafficStore, type TrafficStore } from './traffic-store.ts'
import { createGatewayWatch } from './watch-gateway.ts'

export interface ObservabilityOptions {
  settings: TelemetrySettings
  database: Database
  clock: Clock
  log: Log
  version: string
  /** The first is that of whoever runs Galerne. */
  tenantIds: readonly [string, ...string[]]
  /** Records that wait for the database. */
  ledgerWaiting: () => number
  /** The preset of a provider; null: none. */
  presetOf: (providerId: string) => string | null
}

export interface Observability {
  settings: TelemetrySettings
  /** Takes a finished request: waits for nothing and never throws. */
  record(record: UsageRecord): void
  /** The same gateway, with the calls under way counted. */
  watch(gateway: Gateway): Gateway
  start(): void
  /** Writes what was seen up to now. */
  flush(): Promise<void>
  listFamilies(): Family[]
  traffic: TrafficStore
  requests: RequestLogStore
  /** How many requests the log has not taken since the start. */
  skippedRequests(): number
  close(): Promise<void>
}

/** How often what was counted is written, and the process looked at. */
const FLUSH_MS = 2000
const RETENTION_MS = 60 * 60_000

/** Sees every call, and keeps, sums up and passes on what it saw. On the hot path it only counts. */
export function createObservability(options: ObservabilityOptions): Observability {
  const { settings, clock } = options
  const { calls, watch, recorder, traffic, requests, requestLog } = createParts(options)
  const meter = createGaugeMeter(
    { inFlight: () => watch.inFlight(), queued: () => 0, ledgerWaiting: options.ledgerWaiting },
    clock,
  )
  const timers: NodeJS.Timeout[] = []
  let gauges = meter.read()
  let gateway: Gateway | undefined
  let flushing: Promise<void> = Promise.resolve()

  async function flushAll(): Promise<void> {
    gauges = meter.read()
    await requestLog.flush()
    await recorder.flush(gauges)
  }
  const flush = () => (flushing = flushing.then(flushAll))

  return {
    settings,
    traffic,
    requests,
    flush,
    skippedRequests: () => requestLog.skipped(),
    record(record) {
      watch.settle(record.requestId)
      calls.observe(record)
      recorder.observe(record)
      requestLog.record(record)
    },
    watch: (watched) => (gateway = watch.watch(watched)),
    start() {
      timers.push(setInterval(() => void flush(), FLUSH_MS).unref())
      timers.push(
        setInterval(() => void forget(options, { traffic, requests }), RETENTION_MS).unref(),
      )
    },
    listFamilies: () =>
      listFamilies({
        calls,
        gauges: () => ({ ...gauges, inFlight: watch.inFlight() }),
        health: () => gateway?.health() ?? [],
        presetOf: options.presetOf,
        dropped: () => ({ request_log: requestLog.skipped() }),
        version: options.version,
        startSeconds: processStartSeconds(),
        cpuSeconds: processCpuSeconds,
      }),
    async close() {
      for (const timer of timers) clearInterval(timer)
      await flush()
      meter.close()
    },
  }
}

function createParts({ settings, database, clock, log, tenantIds }: ObservabilityOptions) {
  const calls = createCallMetrics()
  const traffic = createTrafficStore(database, createId())
  const requests = createRequestLogStore(database)
  const recorder = createTrafficRecorder({
    store: traffic,
    clock,
    log,
    operatorTenantId: tenantIds[0],
  })
  const watch = createGatewayWatch(({ principal, operation }, { code }) => {
    calls.refuse(code)
    recorder.refuse({ tenantId: principal.tenantId, operation, errorCode: code })
  })
  const { maxPerSecond } = settings.requestLog
  const requestLog = createRequestLog({ store: requests, clock, log, maxPerSecond })
  return { calls, traffic, requests, recorder, watch, requestLog }
}

async function forget(
  { settings, clock, log, tenantIds }: ObservabilityOptions,
  stores: Pick<Observability, 'traffic' | 'requests'>,
): Promise<void> {
  for (const tenantId of tenantIds) {
    await forgetOld(tenantId, clock.now(), {
      ...stores,
      forgetBodies: () => Promise.resolve(),
      requestDays: settings.requestLog.retentionDays,
      log,
    })
  }
}
