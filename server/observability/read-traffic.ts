import type { Traffic, TrafficRange } from '#wire/observability.ts'
import { quantileOf, TIME_BOUNDS_MS } from './histogram.ts'
import { MINUTE_MS, startOf, type StepMinutes } from './traffic-rollup.ts'
import type { StoredSaturation, StoredTraffic, TrafficStore } from './traffic-store.ts'

/** For each range: how far back, in what steps it is shown, and from which of the kept sums these are made. */
const RANGES: Record<TrafficRange, { minutes: number; shown: number; kept: StepMinutes }> = {
  '15m': { minutes: 15, shown: 1, kept: 1 },
  '1h': { minutes: 60, shown: 1, kept: 1 },
  '6h': { minutes: 360, shown: 5, kept: 1 },
  '24h': { minutes: 1440, shown: 15, kept: 15 },
  '7d': { minutes: 7 * 1440, shown: 120, kept: 60 },
  '30d': { minutes: 30 * 1440, shown: 360, kept: 60 },
  '90d': { minutes: 90 * 1440, shown: 1440, kept: 1440 },
}
/** Beyond so many models or providers the rest is one. */
const MAX_NAMES = 7

export interface TrafficQuestion {
  tenantId: string
  range: TrafficRange
  nowMs: number
  model?: string | undefined
  providerId?: string | undefined
}

/** What happened over time, from sums that are kept: as quick after a year as on the first day. */
export async function readTraffic(
  store: TrafficStore,
  { tenantId, range, nowMs, model, providerId }: TrafficQuestion,
): Promise<Traffic> {
  const { minutes, shown, kept } = RANGES[range]
  const stepMs = shown * MINUTE_MS
  const toMs = startOf(nowMs, shown) + stepMs
  const fromMs = toMs - minutes * MINUTE_MS
  const wanted = { stepMinutes: kept, fromMs, toMs, model, providerId }
  const traffic = await store.readTraffic(tenantId, wanted)
  const saturation = await store.readSaturation(tenantId, wanted)
  const steps = { fromMs, stepMs, count: Math.round((toMs - fromMs) / stepMs) }
  return { range, ...describe(traffic, saturation, steps) }
}

interface Steps {
  fromMs: number
  stepMs: number
  count: number
}

function describe(
  traffic: StoredTraffic[],
  saturation: StoredSaturation[],
  steps: Steps,
): Omit<Traffic, 'range'> {
  const sumOf = (value: (row: StoredTraffic) => number, rows = traffic) => sum(rows, value, steps)
  const durations = timesOf(traffic, ({ durations: counts }) => counts, steps)
  const firstContents = timesOf(traffic, ({ firstContents: counts }) => counts, steps)
  const spend = currenciesOf(traffic).map((currency) => ({
    currency,
    micros: sumOf(({ costs }) => costs[currency] ?? 0),
  }))
  return {
    stepMs: steps.stepMs,
    times: Array.from({ length: steps.count }, (_, at) => steps.fromMs + at * steps.stepMs),
    requests: sumOf(({ requests }) => requests),
    failed: sumOf(({ failed }) => failed),
    cancelled: sumOf(({ cancelled }) => cancelled),
    errors: errorsOf(traffic, steps),
    models: namesOf(
      traffic,
      ({ model }) => model,
      (model, rows) => ({
        model,
        requests: sumOf(({ requests }) => requests, rows),
        tokens: sumOf(({ inputTokens, outputTokens }) => inputTokens + outputTokens, rows),
      }),
    ),
    providers: namesOf(
      traffic,
      ({ providerId }) => providerId,
      (providerId, rows) => ({
        providerId,
        requests: sumOf(({ requests }) => requests, rows),
        failed: sumOf(({ failed }) => failed, rows),
      }),
    ),
    inputTokens: sumOf(({ inputTokens }) => inputTokens),
    cachedInputTokens: sumOf(({ cachedInputTokens }) => cachedInputTokens),
    outputTokens: sumOf(({ outputTokens }) => outputTokens),
    duration: durations.series,
    firstContent: firstContents.series,
    spend,
    saturation: saturationOf(saturation, steps),
    totals: {
      requests: total(traffic, ({ requests }) => requests),
      failed: total(traffic, ({ failed }) => failed),
      cancelled: total(traffic, ({ cancelled }) => cancelled),
      inputTokens: total(traffic, ({ inputTokens }) => inputTokens),
      outputTokens: total(traffic, ({ outputTokens }) => outputTokens),
      durationP50Ms: durations.over(0.5),
      durationP95Ms: durations.over(0.95),
      firstContentP50Ms: firstContents.over(0.5),
      firstContentP95Ms: firstContents.over(0.95),
      spend: spend.map(({ currency, micros }) => ({
        currency,
        micros: micros.reduce((a, b) => a + b, 0),
      })),
    },
  }
}

function indexOf(atMs: number, { fromMs, stepMs, count }: Steps): number {
  return Math.min(count - 1, Math.max(0, Math.floor((atMs - fromMs) / stepMs)))
}

function sum(rows: StoredTraffic[], value: (row: StoredTraffic) => number, steps: Steps) {
  const sums = Array.from({ length: steps.count }, () => 0)
  for (const row of rows) {
    const at = indexOf(row.atMs, steps)
    sums[at] = (sums[at] ?? 0) + value(row)
  }
  return sums
}

function total(rows: StoredTraffic[], value: (row: StoredTraffic) => number): number {
  return rows.reduce((all, row) => all + value(row), 0)
}

/** Percentiles of each step and of all, from counts between bounds. */
function timesOf(rows: StoredTraffic[], countsOf: (row: StoredTraffic) => number[], steps: Steps) {
  const empty = () => new Float64Array(TIME_BOUNDS_MS.length + 1)
  const each = Array.from({ length: steps.count }, empty)
  const all = empty()
  for (const row of rows) {
    const here = each[indexOf(row.atMs, steps)]
    for (const [at, count] of countsOf(row).entries()) {
      if (here) here[at] = (here[at] ?? 0) + count
      all[at] = (all[at] ?? 0) + count
    }
  }
  const series = (q: number) => each.map((counts) => quantileOf(counts, TIME_BOUNDS_MS, q))
  return {
    series: { p50: series(0.5), p95: series(0.95), p99: series(0.99) },
    over: (q: number) => quantileOf(all, TIME_BOUNDS_MS, q),
  }
}

function errorsOf(rows: StoredTraffic[], steps: Steps): Traffic['errors'] {
  const codes = new Map<string, number>()
  for (const { errors } of rows) {
    for (const [code, count] of Object.entries(errors)) {
      codes.set(code, (codes.get(code) ?? 0) + count)
    }
  }
  return [...codes]
    .toSorted((a, b) => b[1] - a[1])
    .map(([code]) => ({ code, counts: sum(rows, ({ errors }) => errors[code] ?? 0, steps) }))
}

function currenciesOf(rows: StoredTraffic[]): string[] {
  return [...new Set(rows.flatMap(({ costs }) => Object.keys(costs)))].toSorted()
}

/** The busiest first; what is left goes together under the empty name, as does what has none. */
function namesOf<T>(
  rows: StoredTraffic[],
  nameOf: (row: StoredTraffic) => string,
  make: (name: string, rows: StoredTraffic[]) => T,
): T[] {
  const byName = [...Map.groupBy(rows, nameOf)]
    .filter(([name]) => name !== '')
    .toSorted((a, b) => total(b[1], requestsOf) - total(a[1], requestsOf))
  const shown = byName.slice(0, MAX_NAMES)
  const rest = byName.slice(MAX_NAMES).flatMap(([, own]) => own)
  return [...shown, ...(rest.length > 0 ? [['', rest] as const] : [])].map(([name, own]) =>
    make(name, own),
  )
}

function requestsOf({ requests }: StoredTraffic): number {
  return requests
}

function saturationOf(rows: StoredSaturation[], steps: Steps): Traffic['saturation'] {
  const fullest = (value: (row: StoredSaturation) => number) => {
    const values = Array.from({ length: steps.count }, (): number | null => null)
    for (const row of rows) {
      const at = indexOf(row.atMs, steps)
      values[at] = Math.max(values[at] ?? 0, value(row))
    }
    return values
  }
  return {
    inFlight: fullest(({ inFlight }) => inFlight),
    queued: fullest(({ queued }) => queued),
    loopDelayMs: fullest(({ loopDelayMs }) => loopDelayMs),
    memoryBytes: fullest(({ memoryBytes }) => memoryBytes),
    cpuShare: fullest(({ cpuShare }) => cpuShare),
    ledgerWaiting: fullest(({ ledgerWaiting }) => ledgerWaiting),
  }
}
