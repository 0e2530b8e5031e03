import type { Receipt } from '#wire/playground.ts'
import { costOf, FREE, type PriceList } from '#server/metering/prices.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import type { Provider } from '#server/providers/provider.ts'

/** What calls cost, for whoever waits for it. Hears of every finished request. */
export interface Receipts {
  /** Synchronous and cheap: it is called for each request of Galerne. */
  note(record: UsageRecord): void
  /** What was noted between `begin` and `take`; undefined: nothing. */
  begin(requestId: string): { take(): Receipt | undefined }
}

export interface ReceiptsOptions {
  /** Those of an organisation. */
  providers: (tenantId: string) => readonly Provider[]
  prices: PriceList
}

export function createReceipts(options: ReceiptsOptions): Receipts {
  const waiting = new Map<string, UsageRecord | undefined>()
  return {
    note(record) {
      if (waiting.has(record.requestId)) waiting.set(record.requestId, record)
    },
    begin(requestId) {
      waiting.set(requestId, undefined)
      return {
        take() {
          const record = waiting.get(requestId)
          waiting.delete(requestId)
          return record && toReceipt(record, options)
        },
      }
    },
  }
}

function toReceipt(record: UsageRecord, { providers, prices }: ReceiptsOptions): Receipt {
  const attempt = record.attempts.at(-1)
  const provider = providers(record.tenantId).find(({ id }) => id === attempt?.providerId)
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens, isEstimated } =
    record.usage
  const charge = chargeOf(record, { provider, prices })
  const waitedMs = attempt ? attempt.startedAtMs - record.startedAtMs : 0
  return {
    requestId: record.requestId,
    providerId: attempt?.providerId ?? null,
    upstreamModel: attempt?.upstreamModel ?? null,
    place: provider?.place ?? null,
    inputTokens,
    outputTokens,
    cachedInputTokens,
    reasoningTokens,
    isEstimated,
    costMicros: charge.micros,
    currency: charge.currency,
    firstContentMs:
      attempt?.firstContentMs === undefined || attempt.firstContentMs === null
        ? null
        : waitedMs + attempt.firstContentMs,
    durationMs: record.durationMs,
  }
}

interface Charge {
  micros: number | null
  currency: Receipt['currency']
}

/** What the caller was charged; own hardware without a price is known to cost nothing. */
function chargeOf(
  record: UsageRecord,
  { provider, prices }: { provider: Provider | undefined; prices: PriceList },
): Charge {
  const { chargeMicros, currency, usage, durationMs } = record
  if (typeof chargeMicros === 'number' && currency) return { micros: chargeMicros, currency }
  const upstreamModel = record.attempts.at(-1)?.upstreamModel
  const model = provider?.listModels().find((one) => one.upstreamName === upstreamModel)
  if (!provider || !model) return { micros: null, currency: null }
  const found = prices.find({
    presetName: provider.presetName,
    providerId: provider.id,
    upstreamModel: model.upstreamName,
    override: model.price,
    atMs: record.startedAtMs,
    tenantId: record.tenantId,
  })
  const price = found ?? (model.tags.isOwnHardware ? FREE : undefined)
  if (!price) return { micros: null, currency: null }
  return { micros: costOf(usage, price, { durationMs }), currency: price.currency }
}
