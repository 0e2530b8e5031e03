import type { PriceList, PriceRow } from './prices.ts'

/** Prices that were set here, by administrators and in galerne.yaml, over the price list that comes along. */
export interface OwnPrices {
  setStored(rows: readonly PriceRow[]): void
  /** Those of the configuration win. */
  setConfigured(rows: readonly PriceRow[]): void
}

export function createOwnPrices(prices: PriceList, configured: readonly PriceRow[]): OwnPrices {
  const own = { stored: [] as readonly PriceRow[], configured }
  const apply = () => prices.override([...own.stored, ...own.configured])
  return {
    setStored(rows) {
      own.stored = rows
      apply()
    },
    setConfigured(rows) {
      own.configured = rows
      apply()
    },
  }
}
