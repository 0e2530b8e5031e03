import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import type { Family } from './exposition.ts'
import { otlpMetricsOf } from './otlp-metrics.ts'
import type { SendPost } from './post.ts'
import type { TelemetrySettings } from './settings.ts'
import { attributesOf, spansOf } from './spans.ts'
import { isInShare, traceIdOf, type TraceParent } from './trace-context.ts'

export interface OtlpExporter {
  /** Waits for nothing. What is not in the sample is let go here. */
  record(record: UsageRecord, parent: TraceParent | undefined): void
  /** Sends what waits; resolves also where that failed. */
  flush(): Promise<void>
  /** Spans that were never sent. */
  dropped(): number
}

export interface OtlpExporterOptions {
  settings: NonNullable<TelemetrySettings['otlp']>
  sendPost: SendPost
  listFamilies: () => readonly Family[]
  presetOf: (providerId: string) => string | null
  version: string
  startMs: number
  clock: Clock
  log: Log
}

/** An endpoint that stays away costs this much memory at most: a few megabytes. */
const MAX_WAITING = 4096
const BATCH_RECORDS = 512
const METRICS_EVERY_MS = 30_000
const TIMEOUT_MS = 10_000
/** How long nothing is tried after a failure, doubled each time. */
const FIRST_PAUSE_MS = 2000
const MAX_PAUSE_MS = 120_000

interface Waiting {
  record: UsageRecord
  parent: TraceParent | undefined
}

/** Traces and metrics by OTLP over HTTP, as JSON: opentelemetry.io/docs/specs/otlp. */
export function createOtlpExporter(options: OtlpExporterOptions): OtlpExporter {
  const { settings, clock, presetOf } = options
  const resource = {
    attributes: attributesOf({
      'service.name': settings.serviceName,
      'service.version': options.version,
      // Several processes count for themselves: their sums must not be taken for one.
      'service.instance.id': randomUUID(),
    }),
  }
  const scope = { name: 'galerne', version: options.version }
  const queue = createQueue()
  const gate = createGate(options)
  let metricsAtMs = 0

  async function sendTraces(): Promise<void> {
    for (;;) {
      const batch = queue.peek()
      if (batch.length === 0 || !gate.isOpen()) return
      const spans = batch.flatMap(({ record, parent }) => spansOf(record, parent, presetOf))
      const sent = await gate.post('/v1/traces', {
        resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }],
      })
      if (sent === 'later') return
      queue.remove(batch, sent === 'refused')
    }
  }
  async function sendMetrics(): Promise<void> {
    const nowMs = clock.now()
    if (nowMs - metricsAtMs < METRICS_EVERY_MS || !gate.isOpen()) return
    metricsAtMs = nowMs
    const metrics = otlpMetricsOf(options.listFamilies(), options.startMs, nowMs)
    await gate.post('/v1/metrics', {
      resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }],
    })
  }

  return {
    record(record, parent) {
      const traceId = parent?.traceId ?? traceIdOf(record.requestId)
      const isWanted =
        record.outcome === 'failed' || (parent?.isSampled ?? isInShare(traceId, settings.sampling))
      if (isWanted) queue.add({ record, parent })
    },
    async flush() {
      await sendTraces()
      await sendMetrics()
    },
    dropped: () => queue.dropped(),
  }
}

/** What waits, oldest first; beyond its bound the oldest goes. */
function createQueue() {
  let waiting: Waiting[] = []
  let dropped = 0
  return {
    add(one: Waiting) {
      waiting.push(one)
      if (waiting.length <= MAX_WAITING) return
      dropped += waiting.length - MAX_WAITING / 2
      waiting = waiting.slice(-MAX_WAITING / 2)
    },
    peek: () => waiting.slice(0, BATCH_RECORDS),
    remove(batch: Waiting[], isLost: boolean) {
      const gone = new Set(batch)
      waiting = waiting.filter((one) => !gone.has(one))
      if (isLost) dropped += batch.length
    },
    dropped: () => dropped,
  }
}

/** Tells three ends of a sending apart: done; refused, so that again is of no use; later. */
function createGate({ settings, sendPost, clock, log }: OtlpExporterOptions) {
  const base = settings.endpoint.replace(/\/$/, '')
  const secrets = Object.entries(settings.headers)
  let pauseMs = 0
  let openAtMs = 0

  const shut = (why: Record<string, unknown>, askedMs: number | null) => {
    // Once an outage: whoever watches the log knows then.
    if (pauseMs === 0) log.warn('otlp.not_sent', why)
    pauseMs = Math.min(MAX_PAUSE_MS, pauseMs === 0 ? FIRST_PAUSE_MS : pauseMs * 2)
    openAtMs = passedMs(clock) + Math.max(pauseMs, askedMs ?? 0)
  }
  return {
    isOpen: () => passedMs(clock) >= openAtMs,
    async post(path: string, value: object): Promise<'sent' | 'refused' | 'later'> {
      try {
        const { status, retryAfterMs } = await sendPost({
          url: base + path,
          headers: {
            'content-type': 'application/json',
            'content-encoding': 'gzip',
            ...Object.fromEntries(secrets.map(([name, secret]) => [name, secret.expose()])),
          },
          body: gzipSync(JSON.stringify(value), { level: 1 }),
          // Whoever configures the server names the collector, which often runs beside it.
          reach: 'anywhere',
          timeoutMs: TIMEOUT_MS,
        })
        if (status >= 200 && status < 300) {
          pauseMs = 0
          return 'sent'
        }
        const isForLater = [429, 502, 503, 504].includes(status)
        if (isForLater) shut({ path, status }, retryAfterMs)
        else log.warn('otlp.refused', { path, status })
        return isForLater ? 'later' : 'refused'
      } catch (error) {
        shut({ path, error }, null)
        return 'later'
      }
    },
  }
}
