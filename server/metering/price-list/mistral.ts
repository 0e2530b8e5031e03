import { priceRows } from './rows.ts'
import type { PriceRow } from '../prices.ts'

/** Of batches: https://docs.mistral.ai/studio-api/batch-processing, read on 2026-11-22. */
const MISTRAL_TERMS = { batch: 50 }

export const MISTRAL_PRICES: readonly PriceRow[] = [
  ...priceRows(
    {
      provider: 'mistral',
      currency: 'USD',
      source: 'https://mistral.ai/pricing',
      date: '2026-08-06',
    },
    [
      ['magistral-medium-latest', 2, 5],
      ['mistral-embed', 0.1, 0],
      ['mistral-large-2411', 2, 6],
      ['mistral-large-2512', 0.5, 1.5],
      ['mistral-large-latest', 0.5, 1.5],
      ['mistral-medium-2505', 0.4, 2],
      ['mistral-medium-2508', 0.4, 2],
      ['mistral-medium-2604', 1.5, 7.5],
      ['open-mistral-7b', 0.25, 0.25],
      ['open-mixtral-8x22b', 2, 6],
      ['open-mixtral-8x7b', 0.7, 0.7],
      ['pixtral-large-latest', 2, 6],
    ],
    MISTRAL_TERMS,
  ),
  // Of these only one public list speaks, which names the page.
  ...priceRows(
    {
      provider: 'mistral',
      currency: 'USD',
      source: 'https://mistral.ai/pricing',
      date: '2026-08-06',
    },
    [
      ['mistral-ocr-latest', 0, 0, { units: { pageMicros: 4000 } }],
      ['mistral-ocr-4-0', 0, 0, { units: { pageMicros: 4000 } }],
      ['mistral-ocr-2512', 0, 0, { units: { pageMicros: 2000 } }],
      ['codestral-embed', 0.15, 0],
    ],
    MISTRAL_TERMS,
  ),
]
