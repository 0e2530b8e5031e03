import type { UsageRecord } from './accounts.ts'
import { estimateUsage } from './estimate-usage.ts'
import { costOf } from './prices.ts'
import type { Price } from '#server/providers/price.ts'

/** What is noted of an attempt before it is made, so that it is not forgotten when the process dies in the middle of it. */
export interface OpenCall {
  request: Pick<
    UsageRecord,
    | 'requestId'
    | 'tenantId'
    | 'principalKind'
    | 'principalId'
    | 'owner'
    | 'group'
    | 'operation'
    | 'model'
    | 'isStream'
    | 'startedAtMs'
  >
  attempt: { number: number; providerId: string; upstreamModel: string; startedAtMs: number }
  requestBytes: number
  price: Price | null
}

/**
 * The record of a request of which nothing was heard any more: the provider has read it and asks for that. What it wrote,
 * nobody knows. The caller, who got no whole answer, is not charged; it is our waste, marked as estimated.
 */
export function recoveredRecord(calls: readonly OpenCall[], nowMs: number): UsageRecord {
  const [first] = calls
  if (!first) throw new Error('A request has at least one attempt.')
  return {
    ...first.request,
    outcome: 'failed',
    errorCode: 'internal',
    usage: { ...estimateUsage(0, 0) },
    durationMs: Math.max(0, nowMs - first.request.startedAtMs),
    attempts: calls.map(({ attempt, requestBytes, price }) => {
      const usage = estimateUsage(requestBytes, 0)
      return {
        ...attempt,
        outcome: 'failed',
        errorCode: 'internal',
        usage,
        firstContentMs: null,
        durationMs: Math.max(0, nowMs - attempt.startedAtMs),
        isWaste: true,
        ...(price && {
          costMicros: costOf(usage, price),
          currency: price.currency,
          priceDate: price.date,
          priceSource: price.source,
        }),
      }
    }),
    chargeMicros: 0,
    currency: first.price?.currency ?? null,
    requestBytes: first.requestBytes,
    isRecovered: true,
  }
}
