import { statfs } from 'node:fs/promises'
import type { AlertKind, AlertRule } from '#wire/alerts.ts'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import { quantileOf, TIME_BOUNDS_MS } from '../histogram.ts'
import { MINUTE_MS } from '../traffic-rollup.ts'
import type { StoredTraffic, TrafficStore } from '../traffic-store.ts'

/** A thing that is as the rule says that it should not be. */
export interface Finding {
  /** What it is about; empty: all. */
  subject: string
  value: number
}

export interface MeasureSources {
  traffic: Pick<TrafficStore, 'readTraffic'>
  health: (tenantId: string) => DeploymentHealth[]
  /** Of each budget that has an end: how much of it is used, 1 is all. */
  budgets: (tenantId: string) => Promise<{ name: string; usedShare: number }[]>
  ledgerWaiting: () => number
  dataFolder: string
  nowMs: () => number
}

type Measure = (asked: Asked) => Promise<Finding[]> | Finding[]

interface Asked {
  rule: AlertRule
  tenantId: string
  sources: MeasureSources
  /** Since when each provider takes no calls, milliseconds since 1970. */
  downSince: Map<string, number>
}

/** Below so few requests a rate says nothing. */
const LEAST_REQUESTS = 5

/** Everything that a rule finds now. */
export async function measure(asked: Asked): Promise<Finding[]> {
  return MEASURES[asked.rule.kind](asked)
}

const MEASURES: Record<AlertKind, Measure> = {
  async budget({ rule, tenantId, sources }) {
    const budgets = await sources.budgets(tenantId)
    return budgets
      .map(({ name, usedShare }) => ({ subject: name, value: usedShare * 100 }))
      .filter(({ value }) => value >= rule.threshold)
  },

  async 'error-rate'(asked) {
    const rows = await recent(asked)
    const requests = total(rows, (row) => row.requests)
    const failed = total(rows, (row) => row.failed)
    if (requests < LEAST_REQUESTS) return []
    return above(asked.rule, (100 * failed) / requests)
  },

  async latency(asked) {
    const rows = await recent(asked)
    const counts = TIME_BOUNDS_MS.map((_, at) => total(rows, (row) => row.durations[at] ?? 0))
    counts.push(total(rows, (row) => row.durations[TIME_BOUNDS_MS.length] ?? 0))
    if (counts.reduce((a, b) => a + b, 0) < LEAST_REQUESTS) return []
    return above(asked.rule, quantileOf(counts, TIME_BOUNDS_MS, 0.95) ?? 0)
  },

  'provider-down'({ rule, tenantId, sources, downSince }) {
    const nowMs = sources.nowMs()
    return [...Map.groupBy(sources.health(tenantId), (one) => one.providerId)]
      .filter(([id]) => rule.providerId === null || rule.providerId === id)
      .flatMap(([id, deployments]) => {
        if (deployments.some(({ state }) => state === 'closed' || state === 'half-open')) {
          downSince.delete(`${tenantId} ${id}`)
          return []
        }
        const sinceMs = downSince.get(`${tenantId} ${id}`) ?? nowMs
        downSince.set(`${tenantId} ${id}`, sinceMs)
        const value = (nowMs - sinceMs) / MINUTE_MS
        return value >= rule.threshold ? [{ subject: id, value }] : []
      })
  },

  async quota(asked) {
    const rows = await recent(asked)
    const refused = total(
      rows,
      ({ errors }) => (errors['rate_limited'] ?? 0) + (errors['budget_exceeded'] ?? 0),
    )
    return above(asked.rule, refused)
  },

  async disk({ rule, sources }) {
    const { bavail, blocks } = await statfs(sources.dataFolder)
    const left = (100 * bavail) / Math.max(1, blocks)
    return left <= rule.threshold ? [{ subject: '', value: left }] : []
  },

  'ledger-lag': ({ rule, sources }) => above(rule, sources.ledgerWaiting()),
}

function above(rule: AlertRule, value: number): Finding[] {
  return value > rule.threshold ? [{ subject: '', value }] : []
}

/** The minutes of the rule's window, of its model and provider. */
function recent({ rule, tenantId, sources }: Asked): Promise<StoredTraffic[]> {
  const nowMs = sources.nowMs()
  return sources.traffic.readTraffic(tenantId, {
    stepMinutes: 1,
    fromMs: nowMs - rule.windowMinutes * MINUTE_MS,
    toMs: nowMs + MINUTE_MS,
    model: rule.model ?? undefined,
    providerId: rule.providerId ?? undefined,
  })
}

function total(rows: StoredTraffic[], value: (row: StoredTraffic) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0)
}
