import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import { codeOf } from '#server/lib/thrown.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import type { RequestLogStore } from './request-log-store.ts'

export interface RequestLog {
  /** Waits for nothing. Beyond the rate that the log takes, the request is only counted. */
  record(record: UsageRecord): void
  /** Writes what waits; resolves also where that is not possible now. */
  flush(): Promise<void>
  /** Not written since the start: too many at once, or the database stayed away. */
  skipped(): number
}

export interface RequestLogOptions {
  store: Pick<RequestLogStore, 'write'>
  clock: Clock
  log: Log
  /** Asked at each request. */
  maxPerSecond: () => number
}

const BATCH_ROWS = 500
const MAX_WAITING = 20_000
/** So many seconds' worth may come at once. */
const BURST_SECONDS = 10

/** What finished, on its way into the database. Failures have an allowance of their own: they are what is looked for. */
export function createRequestLog({
  store,
  clock,
  log,
  maxPerSecond,
}: RequestLogOptions): RequestLog {
  const complete = createAllowance(maxPerSecond)
  const others = createAllowance(maxPerSecond)
  let waiting: UsageRecord[] = []
  let skipped = 0
  let writing: Promise<void> = Promise.resolve()

  const writeAll = async () => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH_ROWS)
      try {
        for (const [tenantId, records] of Map.groupBy(batch, (one) => one.tenantId)) {
          await store.write(tenantId, records)
        }
      } catch (error) {
        // No later time makes the database take what it cannot hold (Postgres's class 22).
        if (codeOf(error)?.startsWith('22')) {
          skipped += batch.length
          log.error('request_log.refused', { error, requests: batch.length })
          continue
        }
        // Written later; those that are in already stay as they are.
        waiting = [...batch, ...waiting]
        log.error('request_log.not_written', { error, waiting: waiting.length })
        return
      }
    }
  }

  return {
    record(record) {
      const allowance = record.outcome === 'complete' ? complete : others
      if (waiting.length < MAX_WAITING && allowance.take(clock.now())) waiting.push(record)
      else skipped += 1
    },
    flush: () => (writing = writing.then(writeAll)),
    skipped: () => skipped,
  }
}

/** So many a second, and what was not used, for some seconds. */
function createAllowance(perSecondNow: () => number) {
  let left = perSecondNow() * BURST_SECONDS
  let atMs = 0
  return {
    take(nowMs: number): boolean {
      const perSecond = perSecondNow()
      const most = perSecond * BURST_SECONDS
      left = Math.min(most, left + (Math.max(0, nowMs - atMs) * perSecond) / 1000)
      atMs = nowMs
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
