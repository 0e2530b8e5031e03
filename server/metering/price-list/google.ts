import { priceRows } from './rows.ts'
import type { PriceRow } from '../prices.ts'

export const GOOGLE_PRICES: readonly PriceRow[] = [
  ...priceRows(
    {
      provider: 'gemini',
      currency: 'USD',
      source: 'https://ai.google.dev/gemini-api/docs/pricing',
      date: '2026-08-06',
    },
    [
      ['gemini-2.5-flash', 0.3, 2.5, { cached: 0.03, audioIn: 1 }],
      ['gemini-2.5-flash-lite', 0.1, 0.4, { cached: 0.01, audioIn: 0.3 }],
      [
        'gemini-2.5-pro',
        1.25,
        10,
        { cached: 0.125, longContext: { above: 200000, input: 2.5, output: 15, cached: 0.25 } },
      ],
      ['gemini-3-flash-preview', 0.5, 3, { cached: 0.05, audioIn: 1 }],
      ['gemini-3.1-flash-lite', 0.25, 1.5, { cached: 0.025, audioIn: 0.5 }],
      [
        'gemini-3.1-pro-preview',
        2,
        12,
        { cached: 0.2, longContext: { above: 200000, input: 4, output: 18, cached: 0.4 } },
      ],
      [
        'gemini-3.1-pro-preview-customtools',
        2,
        12,
        { cached: 0.2, longContext: { above: 200000, input: 4, output: 18, cached: 0.4 } },
      ],
      ['gemini-3.5-flash', 1.5, 9, { cached: 0.15, audioIn: 1 }],
      ['gemini-embedding-001', 0.15, 0],
      ['gemini-flash-latest', 0.3, 2.5, { cached: 0.075, audioIn: 1 }],
      ['gemini-flash-lite-latest', 0.1, 0.4, { cached: 0.025, audioIn: 0.3 }],
    ],
  ),
]
