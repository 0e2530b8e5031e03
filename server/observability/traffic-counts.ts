import type { UsageRecord } from '#server/metering/accounts.ts'
import type { Operation } from '#server/providers/provider.ts'
import { createHistogram, note, TIME_BOUNDS_MS, type Histogram } from './histogram.ts'
import { answeringAttempt, costOf, firstContentMsOf } from './record-facts.ts'

/** Sums over a stretch of time, of one model at one provider. */
export interface TrafficCounts {
  tenantId: string
  model: string
  /** Empty: nothing was tried. */
  providerId: string
  operation: Operation
  requests: number
  failed: number
  cancelled: number
  attempts: number
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
  reasoningTokens: number
  /** By currency, in micro-units. */
  costs: Map<string, number>
  /** By error code. */
  errors: Map<string, number>
  durations: Histogram
  firstContents: Histogram
}

type Names = Pick<TrafficCounts, 'tenantId' | 'model' | 'providerId' | 'operation'>

export interface TrafficCounter {
  /** On the hot path: nothing is allocated once a model was seen. */
  observe(record: UsageRecord): void
  /** A call that was turned away before anything was tried; `model` as far as it is known. */
  refuse(refusal: { tenantId: string; operation: Operation; errorCode: string }): void
  /** What was counted since it was last taken, and starts again from nothing. */
  take(): TrafficCounts[]
}

/** As with the metrics: names beyond so many are one. */
const MAX_NAMES = 2000

export function createTrafficCounter(): TrafficCounter {
  let byTenant = new Map<string, Map<string, Map<string, Map<Operation, TrafficCounts>>>>()
  let all: TrafficCounts[] = []

  const find = (names: Names): TrafficCounts => {
    const { tenantId, model, providerId, operation } = names
    const known = byTenant.get(tenantId)?.get(model)?.get(providerId)?.get(operation)
    if (known) return known
    if (all.length >= MAX_NAMES && model !== 'other') {
      return find({ ...names, model: 'other', providerId: 'other' })
    }
    const made = createCounts(names)
    const byModel = getOrMake(byTenant, tenantId)
    const byProvider = getOrMake(byModel, model)
    getOrMake(byProvider, providerId).set(operation, made)
    all.push(made)
    return made
  }

  return {
    observe(record) {
      const { tenantId, model, operation } = record
      const providerId = answeringAttempt(record)?.providerId ?? ''
      addRecord(find({ tenantId, model, providerId, operation }), record)
    },
    refuse({ tenantId, operation, errorCode }) {
      const counts = find({ tenantId, model: '', providerId: '', operation })
      counts.requests += 1
      counts.failed += 1
      add(counts.errors, errorCode, 1)
    },
    take() {
      const taken = all
      all = []
      byTenant = new Map()
      return taken
    },
  }
}

function getOrMake<K, A, B>(index: Map<K, Map<A, B>>, key: K): Map<A, B> {
  const known = index.get(key)
  if (known) return known
  const made = new Map<A, B>()
  index.set(key, made)
  return made
}

export function createCounts(names: Names): TrafficCounts {
  return {
    ...names,
    requests: 0,
    failed: 0,
    cancelled: 0,
    attempts: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    costs: new Map(),
    errors: new Map(),
    durations: createHistogram(TIME_BOUNDS_MS),
    firstContents: createHistogram(TIME_BOUNDS_MS),
  }
}

function addRecord(counts: TrafficCounts, record: UsageRecord): void {
  const { usage, outcome, errorCode } = record
  counts.requests += 1
  if (outcome === 'failed') counts.failed += 1
  else if (outcome === 'cancelled') counts.cancelled += 1
  if (errorCode !== null) add(counts.errors, errorCode, 1)
  counts.attempts += record.attempts.length
  counts.inputTokens += usage.inputTokens
  counts.cachedInputTokens += usage.cachedInputTokens
  counts.outputTokens += usage.outputTokens
  counts.reasoningTokens += usage.reasoningTokens
  const cost = costOf(record)
  if (cost) add(counts.costs, cost.currency, cost.micros)
  // How long a refusal took says nothing of how long answers take.
  if (outcome === 'complete') note(counts.durations, record.durationMs)
  const firstMs = record.isStream ? firstContentMsOf(record) : null
  if (firstMs !== null) note(counts.firstContents, firstMs)
}

/** Adds what `from` counted to `to`, which stands for the same or for several. */
export function addCounts(to: TrafficCounts, from: TrafficCounts): void {
  to.requests += from.requests
  to.failed += from.failed
  to.cancelled += from.cancelled
  to.attempts += from.attempts
  to.inputTokens += from.inputTokens
  to.cachedInputTokens += from.cachedInputTokens
  to.outputTokens += from.outputTokens
  to.reasoningTokens += from.reasoningTokens
  for (const [currency, micros] of from.costs) add(to.costs, currency, micros)
  for (const [code, count] of from.errors) add(to.errors, code, count)
  addHistogram(to.durations, from.durations)
  addHistogram(to.firstContents, from.firstContents)
}

function add(to: Map<string, number>, key: string, value: number): void {
  to.set(key, (to.get(key) ?? 0) + value)
}

function addHistogram(to: Histogram, from: Histogram): void {
  if (from.count === 0) return
  for (let at = 0; at < to.counts.length; at += 1) {
    to.counts[at] = (to.counts[at] ?? 0) + (from.counts[at] ?? 0)
  }
  to.sum += from.sum
  to.count += from.count
}
