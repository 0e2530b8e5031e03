import type { Log } from '#server/lib/log.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import { answeringAttempt, costOf, firstContentMsOf } from './record-facts.ts'

export interface RequestLines {
  record(record: UsageRecord): void
  flush(): void
}

/** Many at a time, soon after: writing them one by one would be in the way of the answers. */
const DELAY_MS = 100

/** One line in the server's log for each request: who, what, how it ended and how long it took. Never what was said. */
export function createRequestLines(log: Log): RequestLines {
  let waiting: UsageRecord[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const lines = waiting
    waiting = []
    for (const record of lines) log.info('request', lineOf(record))
  }
  return {
    record(record) {
      waiting.push(record)
      timer ??= setTimeout(flush, DELAY_MS).unref()
    },
    flush,
  }
}

function lineOf(record: UsageRecord) {
  const cost = costOf(record)
  return {
    startedAt: new Date(record.startedAtMs).toISOString(),
    requestId: record.requestId,
    principal: record.principalId,
    operation: record.operation,
    model: record.model,
    provider: answeringAttempt(record)?.providerId ?? null,
    outcome: record.outcome,
    ...(record.errorCode !== null && { code: record.errorCode }),
    durationMs: Math.round(record.durationMs),
    firstContentMs: firstContentMsOf(record),
    inputTokens: record.usage.inputTokens,
    outputTokens: record.usage.outputTokens,
    ...(record.usage.isEstimated && { isEstimated: true }),
    attempts: record.attempts.length,
    ...(cost && { costMicros: cost.micros, currency: cost.currency }),
  }
}
