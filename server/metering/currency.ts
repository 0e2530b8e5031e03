export type Currency = 'EUR' | 'USD'

/** How many micro-dollars a euro is; null: nobody said, and one counts as the other. */
export interface ExchangeRate {
  usdPerEurMicros: number | null
  /** The day of the rate, `2026-11-20`; null: none is set. */
  date: string | null
}

const MILLION = 1_000_000

/** An amount in another currency, in whole micro-units, rounded half up. */
export function convert(
  micros: number,
  { from, to }: { from: Currency; to: Currency },
  { usdPerEurMicros }: ExchangeRate,
): number {
  if (from === to || usdPerEurMicros === null) return micros
  return from === 'USD'
    ? Math.round((micros * MILLION) / usdPerEurMicros)
    : Math.round((micros / MILLION) * usdPerEurMicros)
}
