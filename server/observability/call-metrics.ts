import type { UsageRecord } from '#server/metering/accounts.ts'
import type { Operation } from '#server/providers/provider.ts'
import { createHistogram, note, type Histogram } from './histogram.ts'
import { answeringAttempt, costOf, firstContentMsOf } from './record-facts.ts'
import {
  DURATION_BOUNDS_S,
  FIRST_TOKEN_BOUNDS_S,
  PER_TOKEN_BOUNDS_S,
  TOKEN_BOUNDS,
} from './semantic-conventions.ts'

/** Everything counted of the calls of one model at one provider that ended in one way, since the process began. */
export interface CallSeries {
  model: string
  providerId: string
  operation: Operation
  /** Empty: it was complete. */
  errorCode: string
  /** In seconds. */
  duration: Histogram
  /** From the attempt that answered on; `firstToken` is from the request on. */
  firstChunk: Histogram
  firstToken: Histogram
  perOutputToken: Histogram
  inputTokens: Histogram
  outputTokens: Histogram
  cachedInputTokens: number
  reasoningTokens: number
  attempts: number
  /** By currency, in micro-units. */
  costs: Map<string, number>
}

export interface CallMetrics {
  /** On the hot path: no text is built, nothing is allocated once a series is known. */
  observe(record: UsageRecord): void
  /** A call that was turned away before anything was tried. */
  refuse(errorCode: string): void
  series(): readonly CallSeries[]
  refusals(): ReadonlyMap<string, number>
}

/** Labels come from configuration, and yet: beyond so many, what is new is counted as “other”. */
const MAX_SERIES = 500
const OTHER = 'other'

export function createCallMetrics(): CallMetrics {
  const byModel: Index<Index<Index<Map<string, CallSeries>>>> = new Map()
  const all: CallSeries[] = []
  const refused = new Map<string, number>()

  const find = (record: UsageRecord, providerId: string, errorCode: string): CallSeries => {
    const { model, operation } = record
    const known = byModel.get(model)?.get(providerId)?.get(operation)?.get(errorCode)
    if (known) return known
    const isFull = all.length >= MAX_SERIES
    const labels = isFull
      ? { model: OTHER, providerId: OTHER, operation, errorCode }
      : { model, providerId, operation, errorCode }
    const byError = within(within(within(byModel, labels.model), labels.providerId), operation)
    let series = byError.get(errorCode)
    if (!series) {
      series = createSeries(labels)
      byError.set(errorCode, series)
      all.push(series)
    }
    return series
  }

  return {
    observe(record) {
      const providerId = answeringAttempt(record)?.providerId ?? ''
      addTo(find(record, providerId, record.errorCode ?? ''), record)
    },
    refuse: (errorCode) => void refused.set(errorCode, (refused.get(errorCode) ?? 0) + 1),
    series: () => all,
    refusals: () => refused,
  }
}

type Index<T> = Map<string, T>

function within<K, V>(index: Index<Map<K, V>>, key: string): Map<K, V> {
  const known = index.get(key)
  if (known) return known
  const made = new Map<K, V>()
  index.set(key, made)
  return made
}

function createSeries(
  labels: Pick<CallSeries, 'model' | 'providerId' | 'operation' | 'errorCode'>,
): CallSeries {
  return {
    ...labels,
    duration: createHistogram(DURATION_BOUNDS_S),
    firstChunk: createHistogram(FIRST_TOKEN_BOUNDS_S),
    firstToken: createHistogram(FIRST_TOKEN_BOUNDS_S),
    perOutputToken: createHistogram(PER_TOKEN_BOUNDS_S),
    inputTokens: createHistogram(TOKEN_BOUNDS),
    outputTokens: createHistogram(TOKEN_BOUNDS),
    cachedInputTokens: 0,
    reasoningTokens: 0,
    attempts: 0,
    costs: new Map(),
  }
}

function addTo(series: CallSeries, record: UsageRecord): void {
  const { usage, durationMs, attempts } = record
  note(series.duration, durationMs / 1000)
  series.attempts += attempts.length
  if (usage.inputTokens > 0) note(series.inputTokens, usage.inputTokens)
  if (usage.outputTokens > 0) note(series.outputTokens, usage.outputTokens)
  series.cachedInputTokens += usage.cachedInputTokens
  series.reasoningTokens += usage.reasoningTokens
  const firstMs = firstContentMsOf(record)
  if (firstMs !== null && record.isStream) {
    note(series.firstToken, firstMs / 1000)
    note(series.firstChunk, (answeringAttempt(record)?.firstContentMs ?? firstMs) / 1000)
    if (usage.outputTokens > 1) {
      note(series.perOutputToken, (durationMs - firstMs) / 1000 / (usage.outputTokens - 1))
    }
  }
  const cost = costOf(record)
  if (cost) series.costs.set(cost.currency, (series.costs.get(cost.currency) ?? 0) + cost.micros)
}
