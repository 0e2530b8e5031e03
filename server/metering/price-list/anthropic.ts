import { priceRows } from './rows.ts'
import type { PriceRow } from '../prices.ts'

export const ANTHROPIC_PRICES: readonly PriceRow[] = [
  ...priceRows(
    {
      provider: 'anthropic',
      currency: 'USD',
      source: 'https://claude.com/pricing',
      date: '2026-08-06',
    },
    [
      ['claude-fable-5', 10, 50, { cached: 1, cacheWrite: 12.5 }],
      ['claude-haiku-4-5', 1, 5, { cached: 0.1, cacheWrite: 1.25 }],
      ['claude-haiku-4-5-20251001', 1, 5, { cached: 0.1, cacheWrite: 1.25 }],
      ['claude-opus-4-1', 15, 75, { cached: 1.5, cacheWrite: 18.75 }],
      ['claude-opus-4-1-20250805', 15, 75, { cached: 1.5, cacheWrite: 18.75 }],
      ['claude-opus-4-20250514', 15, 75, { cached: 1.5, cacheWrite: 18.75 }],
      ['claude-opus-4-5', 5, 25, { cached: 0.5, cacheWrite: 6.25 }],
      ['claude-opus-4-5-20251101', 5, 25, { cached: 0.5, cacheWrite: 6.25 }],
      ['claude-opus-4-6', 5, 25, { cached: 0.5, cacheWrite: 6.25 }],
      ['claude-opus-4-7', 5, 25, { cached: 0.5, cacheWrite: 6.25 }],
      ['claude-opus-4-8', 5, 25, { cached: 0.5, cacheWrite: 6.25 }],
      ['claude-sonnet-4-6', 3, 15, { cached: 0.3, cacheWrite: 3.75 }],
      ['claude-sonnet-5', 2, 10, { cached: 0.2, cacheWrite: 2.5 }],
    ],
  ),
]
