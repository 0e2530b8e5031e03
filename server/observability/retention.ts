import type { Log } from '#server/lib/log.ts'
import type { RequestLogStore } from './request-log-store.ts'
import type { StepMinutes } from './traffic-rollup.ts'
import type { TrafficStore } from './traffic-store.ts'

const DAY_MS = 24 * 60 * 60_000
/** How long sums are kept, in days: longer than the longest range that is read from them. */
const KEPT_DAYS: Record<StepMinutes, number> = { 1: 1, 15: 8, 60: 45, 1440: 1100 }
const BATCH_ROWS = 5000

export interface RetentionOptions {
  requests: Pick<RequestLogStore, 'forget'>
  traffic: Pick<TrafficStore, 'forget'>
  /** Deletes bodies whose time is over. */
  forgetBodies: (tenantId: string, now: Date) => Promise<void>
  requestDays: number
  log: Log
}

/** Deletes what has been kept for as long as it may be. Small transactions: others write meanwhile. */
export async function forgetOld(
  tenantId: string,
  nowMs: number,
  options: RetentionOptions,
): Promise<void> {
  const { requests, traffic, requestDays, forgetBodies, log } = options
  try {
    const before = nowMs - requestDays * DAY_MS
    let forgotten = 0
    for (;;) {
      const count = await requests.forget(tenantId, before, BATCH_ROWS)
      forgotten += count
      if (count < BATCH_ROWS) break
    }
    await forgetBodies(tenantId, new Date(nowMs))
    for (const [minutes, days] of Object.entries(KEPT_DAYS)) {
      const step = STEPS.find((one) => one === Number(minutes))
      if (step) await traffic.forget(tenantId, step, new Date(nowMs - days * DAY_MS))
    }
    if (forgotten > 0) log.info('request_log.forgotten', { requests: forgotten })
  } catch (error) {
    log.warn('retention.failed', { error })
  }
}

const STEPS: readonly StepMinutes[] = [1, 15, 60, 1440]
