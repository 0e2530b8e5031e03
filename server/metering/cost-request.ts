import type { Price } from '#server/providers/price.ts'
import type { AttemptRecord, UsageRecord } from './accounts.ts'
import type { Currency } from './currency.ts'
import { costOf } from './prices.ts'
import type { Pricing } from './pricing.ts'

/** Writes what an attempt costs into its record. A price that is not known is null, never 0. */
export function costAttempt(attempt: AttemptRecord, price: Price | 'nothing' | null): void {
  if (price === 'nothing') {
    attempt.costMicros = 0
    attempt.currency = null
    return
  }
  attempt.costMicros = price && costOf(attempt.usage, price, attempt)
  attempt.currency = price?.currency ?? null
  if (price) {
    attempt.priceDate = price.date
    attempt.priceSource = price.source
  }
}

/**
 * Writes what the caller is charged into the record: the cost of the attempt that answered. What never reached the caller
 * because of us or of the provider is our waste.
 */
export function costRequest(
  record: UsageRecord,
  { answered, pricing }: { answered: AttemptRecord | undefined; pricing: Pricing },
): void {
  const hasReached = record.outcome !== 'failed' || (answered?.firstContentMs ?? null) !== null
  if (answered && !hasReached) answered.isWaste = true
  for (const attempt of record.attempts) {
    if (attempt !== answered && attempt.costMicros !== 0) attempt.isWaste = true
  }
  const isCharged = answered && hasReached
  const chargeMicros = isCharged ? (answered.costMicros ?? null) : 0
  const currency = (isCharged ? answered.currency : null) ?? null
  record.chargeMicros = chargeMicros
  record.currency = currency
  record.bookedCurrency = pricing.currency
  record.bookedMicros = booked(chargeMicros, currency, pricing)
  for (const attempt of record.attempts) {
    attempt.bookedMicros = booked(attempt.costMicros ?? null, attempt.currency ?? null, pricing)
  }
}

function booked(micros: number | null, currency: Currency | null, pricing: Pricing): number | null {
  return micros === null || currency === null
    ? micros
    : pricing.convert(micros, currency, pricing.currency)
}
