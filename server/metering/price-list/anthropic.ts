import { priceRows } from './rows.ts'
import type { PriceRow } from '../prices.ts'

/**
 * Cache writes of an hour: https://platform.claude.com/docs/en/about-claude/pricing, read on 2026-11-22. Batches take half of all
 * prices of tokens, and a search of the web a cent beside its tokens: of the same documentation, as others quoted it in 2026.
 */
export const ANTHROPIC_PRICES: readonly PriceRow[] = [
  ...priceRows(
    {
      provider: 'anthropic',
      currency: 'USD',
      source: 'https://claude.com/pricing',
      date: '2026-08-06',
    },
    [
      ['claude-fable-5', 10, 50, { cached: 1, cacheWrite: 12.5, cacheWriteHour: 20 }],
      ['claude-haiku-4-5', 1, 5, { cached: 0.1, cacheWrite: 1.25, cacheWriteHour: 2 }],
      ['claude-haiku-4-5-20251001', 1, 5, { cached: 0.1, cacheWrite: 1.25, cacheWriteHour: 2 }],
      ['claude-opus-4-1', 15, 75, { cached: 1.5, cacheWrite: 18.75, cacheWriteHour: 30 }],
      ['claude-opus-4-1-20250805', 15, 75, { cached: 1.5, cacheWrite: 18.75, cacheWriteHour: 30 }],
      ['claude-opus-4-20250514', 15, 75, { cached: 1.5, cacheWrite: 18.75, cacheWriteHour: 30 }],
      ['claude-opus-4-5', 5, 25, { cached: 0.5, cacheWrite: 6.25, cacheWriteHour: 10 }],
      ['claude-opus-4-5-20251101', 5, 25, { cached: 0.5, cacheWrite: 6.25, cacheWriteHour: 10 }],
      ['claude-opus-4-6', 5, 25, { cached: 0.5, cacheWrite: 6.25, cacheWriteHour: 10 }],
      ['claude-opus-4-7', 5, 25, { cached: 0.5, cacheWrite: 6.25, cacheWriteHour: 10 }],
      ['claude-opus-4-8', 5, 25, { cached: 0.5, cacheWrite: 6.25, cacheWriteHour: 10 }],
      ['claude-sonnet-4-6', 3, 15, { cached: 0.3, cacheWrite: 3.75, cacheWriteHour: 6 }],
      ['claude-sonnet-5', 2, 10, { cached: 0.2, cacheWrite: 2.5, cacheWriteHour: 4 }],
    ],
    { batch: 50, searchMicros: 10_000 },
  ),
]
