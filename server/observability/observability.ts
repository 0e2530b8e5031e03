import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestBody } from '#wire/observability.ts'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import type { Gateway, GatewayCall } from '#server/gateway/gateway.ts'
import type { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import { createCallMetrics } from './call-metrics.ts'
import type { Family } from './exposition.ts'
import { listFamilies, type MetricSources } from './families.ts'
import { createOtlpExporter, type OtlpExporter } from './otlp-exporter.ts'
import { sendPost } from './post.ts'
import { createGaugeMeter, processCpuSeconds, processStartSeconds } from './process-gauges.ts'
import { createRequestLog } from './request-log.ts'
import { createRequestLogStore, type RequestLogStore } from './request-log-store.ts'
import { createBodyKeeper } from './keep-bodies.ts'
import { createRequestBodiesStore, type RequestBodiesStore } from './request-bodies-store.ts'
import { recordOfRefused } from './refused-call.ts'
import { createRequestLines } from './request-lines.ts'
import { forgetOld } from './retention.ts'
import { openBody } from './seal-body.ts'
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
  /** Of all organisations. */
  tenantIds: () => readonly string[]
  /** Records that wait for the database. */
  ledgerWaiting: () => number
  /** The preset of a provider; null: none. */
  presetOf: (providerId: string) => string | null
  /** Processes that share the door with this one; absent: there are none. */
  others?: {
    gatherFamilies(own: Family[]): Promise<Family[]>
    flush(): Promise<void>
  }
  /** False: another process forgets what is old. */
  doesChores?: boolean
  /** Hears of calls that were turned away before an account was opened for them. */
  onRefused?: (call: GatewayCall, error: AppError) => void
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
  /** The metrics of this process. */
  listFamilies(): Family[]
  /** The same of all processes, and writing what all of them saw. */
  gatherFamilies(): Promise<Family[]>
  flushAll(): Promise<void>
  traffic: TrafficStore
  requests: RequestLogStore
  /** What was said in a request, and until when it is kept; undefined: it is not. */
  bodies: {
    expiryOf(tenantId: string, requestId: string): Promise<Date | undefined>
    read(tenantId: string, requestId: string): Promise<RequestBody | undefined>
  }
  /** How many requests the log has not taken since the start. */
  skippedRequests(): number
  close(): Promise<void>
}

/** How often what was counted is written, and the process looked at. */
const FLUSH_MS = 2000
const RETENTION_MS = 60 * 60_000

/** What a shutdown waits for a collector. */
const LAST_EXPORT_MS = 700

/** Sees every call, and keeps, sums up and passes on what it saw. On the hot path it only counts. */
export function createObservability(options: ObservabilityOptions): Observability {
  const { settings } = options
  const parts = createParts(options)
  const { calls, watch, recorder, traffic, requests, requestLog, lines, keeper, bodies } = parts
  let gateway: Gateway | undefined
  const { clock, ledgerWaiting } = options
  const health = () => gateway?.health() ?? []
  const inFlight = () => watch.inFlight()
  const meter = createGaugeMeter({ inFlight, health, ledgerWaiting }, clock)
  let gauges = meter.read()
  const families = () =>
    familiesOf(options, parts, {
      health,
      gauges: () => ({ ...gauges, inFlight: inFlight(), ledgerWaiting: ledgerWaiting() }),
      dropped: () => ({ ...droppedOf(parts), ...otlp.dropped() }),
    })
  const flush = oneAfterTheOther(async () => {
    gauges = meter.read()
    await requestLog.flush()
    await keeper?.flush()
    await recorder.flush(gauges)
  })
  const otlp = createOtlp(options, families)
  // Apart: an endpoint that is slow must not keep the database waiting.
  const exportAll = oneAfterTheOther(async () => otlp.now()?.flush())
  const every = createTimers()

  return {
    settings,
    traffic,
    requests,
    flush,
    listFamilies: families,
    gatherFamilies: async () => (await options.others?.gatherFamilies(families())) ?? families(),
    flushAll: async () => void (await Promise.all([flush(), options.others?.flush()])),
    skippedRequests: () => requestLog.skipped(),
    record(record) {
      const parent = watch.settle(record.requestId)
      calls.observe(record)
      recorder.observe(record)
      requestLog.record(record)
      lines.record(record)
      keeper?.record(record)
      otlp.now()?.record(record, parent)
    },
    bodies: readerOf(bodies, options),
    watch: (watched) => (gateway = watch.watch(keeper?.watch(watched) ?? watched)),
    start() {
      every(FLUSH_MS, flush)
      every(FLUSH_MS, exportAll)
      if (options.doesChores !== false) every(RETENTION_MS, () => forget(options, parts))
    },
    async close() {
      every.stop()
      lines.flush()
      await flush()
      await Promise.race([exportAll(), sleep(LAST_EXPORT_MS, undefined, { ref: false })])
      meter.close()
    },
  }
}

/** The same work never twice at the same time. */
function oneAfterTheOther(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return () => (last = last.then(work))
}

function createTimers() {
  const timers: NodeJS.Timeout[] = []
  const every = (ms: number, work: () => Promise<void>) => {
    let isBusy = false
    const run = async () => {
      if (isBusy) return
      isBusy = true
      await work().finally(() => (isBusy = false))
    }
    timers.push(setInterval(() => void run(), ms).unref())
  }
  return Object.assign(every, {
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  })
}

function familiesOf(
  { presetOf, version }: ObservabilityOptions,
  { calls }: Parts,
  now: Pick<MetricSources, 'health' | 'gauges' | 'dropped'>,
): Family[] {
  const startSeconds = processStartSeconds()
  return listFamilies({
    ...now,
    calls,
    presetOf,
    version,
    startSeconds,
    cpuSeconds: processCpuSeconds,
  })
}

function droppedOf({ requestLog, keeper }: Parts) {
  return { request_log: requestLog.skipped(), ...(keeper && { bodies: keeper.dropped() }) }
}

/** What sends on, made anew when its settings change; what the old one still holds is sent first. */
function createOtlp(options: ObservabilityOptions, families: () => Family[]) {
  const { settings, presetOf, version, clock, log } = options
  let of: TelemetrySettings['otlp'] = null
  let exporter: OtlpExporter | undefined
  return {
    now() {
      if (of === settings.otlp) return exporter
      const before = exporter
      void before?.flush().catch((error: unknown) => log.warn('otlp.not_sent', { error }))
      of = settings.otlp
      exporter =
        of === null
          ? undefined
          : createOtlpExporter({
              settings: of,
              sendPost,
              listFamilies: families,
              startMs: processStartSeconds() * 1000,
              presetOf,
              version,
              clock,
              log,
            })
      return exporter
    },
    dropped: () => (exporter ? { otlp: exporter.dropped() } : {}),
  }
}

type Parts = ReturnType<typeof createParts>

function createParts({ settings, database, clock, log, onRefused }: ObservabilityOptions) {
  const calls = createCallMetrics()
  const traffic = createTrafficStore(database, createId())
  const requests = createRequestLogStore(database)
  const recorder = createTrafficRecorder({
    store: traffic,
    clock,
    log,
    operatorTenantId: LOCAL_TENANT_ID,
  })
  const maxPerSecond = () => settings.requestLog.maxPerSecond
  const requestLog = createRequestLog({ store: requests, clock, log, maxPerSecond })
  const watch = createGatewayWatch((call, error) => {
    const { principal, operation } = call
    calls.refuse(error.code)
    recorder.refuse({ tenantId: principal.tenantId, operation, errorCode: error.code })
    requestLog.record(recordOfRefused(call, error, clock.now()))
    onRefused?.(call, error)
  })
  const lines = createRequestLines(log)
  const bodies = createRequestBodiesStore(database)
  const keeper =
    settings.bodies && createBodyKeeper({ settings: settings.bodies, store: bodies, clock, log })
  return { calls, traffic, requests, recorder, watch, requestLog, lines, bodies, keeper }
}

function readerOf(
  store: RequestBodiesStore,
  { settings, clock }: ObservabilityOptions,
): Observability['bodies'] {
  const find = (tenantId: string, requestId: string) =>
    store.find(tenantId, requestId, new Date(clock.now()))
  return {
    expiryOf: async (tenantId, requestId) => (await find(tenantId, requestId))?.expiresAt,
    async read(tenantId, requestId) {
      const found = await find(tenantId, requestId)
      // Without the key it is as if it were not kept.
      if (!found || !settings.bodies) return undefined
      await store.noteReading(tenantId, requestId)
      return openBody(found.sealed, settings.bodies.encryptionKey, `${tenantId} ${requestId}`)
    },
  }
}

async function forget(
  { settings, clock, log, tenantIds }: ObservabilityOptions,
  {
    traffic,
    requests,
    bodies,
  }: Pick<Observability, 'traffic' | 'requests'> & {
    bodies: RequestBodiesStore
  },
): Promise<void> {
  for (const tenantId of tenantIds()) {
    await forgetOld(tenantId, clock.now(), {
      traffic,
      requests,
      forgetBodies: (id, now) => bodies.forget(id, now),
      requestDays: settings.requestLog.retentionDays,
      log,
    })
  }
}
