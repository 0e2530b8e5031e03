import type { PriceList, PriceRow } from './prices.ts'

/** Prices that were set here, by administrators of each organisation and in galerne.yaml, over the price list that comes along. */
export interface OwnPrices {
  setStored(tenantId: string, rows: readonly PriceRow[]): void
  /** Those of the configuration win. */
  setConfigured(rows: readonly PriceRow[]): void
}

export function createOwnPrices(prices: PriceList, configured: readonly PriceRow[]): OwnPrices {
  const stored = new Map<string, readonly PriceRow[]>()
  let ofFile = configured
  const apply = (tenantId: string) => {
    const rows = stored.get(tenantId) ?? []
    prices.override(rows.length > 0 ? [...rows, ...ofFile] : [], tenantId)
  }
  return {
    setStored(tenantId, rows) {
      if (rows.length === 0 && !stored.has(tenantId)) return
      stored.set(tenantId, rows)
      apply(tenantId)
    },
    setConfigured(rows) {
      ofFile = rows
      prices.override(rows)
      for (const tenantId of stored.keys()) apply(tenantId)
    },
  }
}
