import { priceRows } from './rows.ts'
import type { PriceRow } from '../prices.ts'

/**
 * Batches and `flex` take half of the price of tokens, and a search of the web takes a cent beside the tokens of what it found: of
 * the pricing page, as others quoted it up to 2026-05-15. Prices of `priority`: https://openai.com/api-priority-processing,
 * read on 2026-11-22; models that it does not name have none that we know.
 */
const OPENAI_TERMS = { batch: 50, flex: 50, searchMicros: 10_000 }

export const OPENAI_PRICES: readonly PriceRow[] = [
  ...priceRows(
    {
      provider: 'openai',
      currency: 'USD',
      source: 'https://openai.com/api/pricing',
      date: '2026-08-06',
    },
    [
      ['gpt-3.5-turbo', 0.5, 1.5, { cached: 0 }],
      ['gpt-4', 30, 60],
      ['gpt-4-turbo', 10, 30],
      ['gpt-4.1', 2, 8, { priority: { input: 3.5, cached: 0.875, output: 14 }, cached: 0.5 }],
      ['gpt-4.1-mini', 0.4, 1.6, { cached: 0.1 }],
      ['gpt-4.1-nano', 0.1, 0.4, { cached: 0.025 }],
      ['gpt-4o', 2.5, 10, { cached: 1.25 }],
      ['gpt-4o-2024-05-13', 5, 15],
      ['gpt-4o-2024-08-06', 2.5, 10, { cached: 1.25 }],
      ['gpt-4o-2024-11-20', 2.5, 10, { cached: 1.25 }],
      ['gpt-4o-mini', 0.15, 0.6, { cached: 0.075 }],
      ['gpt-5', 1.25, 10, { priority: { input: 2.5, cached: 0.25, output: 20 }, cached: 0.125 }],
      ['gpt-5-chat-latest', 1.25, 10, { cached: 0.125 }],
      [
        'gpt-5-codex',
        1.25,
        10,
        { priority: { input: 2.5, cached: 0.25, output: 20 }, cached: 0.125 },
      ],
      [
        'gpt-5-mini',
        0.25,
        2,
        { priority: { input: 0.45, cached: 0.045, output: 3.6 }, cached: 0.025 },
      ],
      ['gpt-5-nano', 0.05, 0.4, { cached: 0.005 }],
      ['gpt-5-pro', 15, 120],
      ['gpt-5.1', 1.25, 10, { priority: { input: 2.5, cached: 0.25, output: 20 }, cached: 0.125 }],
      ['gpt-5.1-chat-latest', 1.25, 10, { cached: 0.125 }],
      [
        'gpt-5.1-codex',
        1.25,
        10,
        { priority: { input: 2.5, cached: 0.25, output: 20 }, cached: 0.125 },
      ],
      ['gpt-5.1-codex-max', 1.25, 10, { cached: 0.125 }],
      ['gpt-5.1-codex-mini', 0.25, 2, { cached: 0.025 }],
      ['gpt-5.2', 1.75, 14, { priority: { input: 3.5, cached: 0.35, output: 28 }, cached: 0.175 }],
      ['gpt-5.2-chat-latest', 1.75, 14, { cached: 0.175 }],
      ['gpt-5.2-codex', 1.75, 14, { cached: 0.175 }],
      ['gpt-5.2-pro', 21, 168],
      ['gpt-5.3-chat-latest', 1.75, 14, { cached: 0.175 }],
      ['gpt-5.3-codex', 1.75, 14, { cached: 0.175 }],
      [
        'gpt-5.4',
        2.5,
        15,
        {
          priority: { input: 5, cached: 0.5, output: 30 },
          cached: 0.25,
          longContext: { above: 272000, input: 5, output: 22.5, cached: 0.5 },
        },
      ],
      [
        'gpt-5.4-mini',
        0.75,
        4.5,
        { priority: { input: 1.5, cached: 0.15, output: 9 }, cached: 0.075 },
      ],
      ['gpt-5.4-nano', 0.2, 1.25, { cached: 0.02 }],
      [
        'gpt-5.4-pro',
        30,
        180,
        { cached: 3, longContext: { above: 272000, input: 60, output: 270 } },
      ],
      [
        'gpt-5.5',
        5,
        30,
        {
          priority: { input: 12.5, cached: 1.25, output: 75 },
          cached: 0.5,
          longContext: { above: 272000, input: 10, output: 45, cached: 1 },
        },
      ],
      [
        'gpt-5.5-pro',
        30,
        180,
        { cached: 3, longContext: { above: 272000, input: 60, output: 270 } },
      ],
      ['o1', 15, 60, { cached: 7.5 }],
      ['o1-pro', 150, 600],
      ['o3', 2, 8, { cached: 0.5 }],
      ['o3-deep-research', 10, 40, { cached: 2.5 }],
      ['o3-mini', 1.1, 4.4, { cached: 0.55 }],
      ['o3-pro', 20, 80],
      ['o4-mini', 1.1, 4.4, { cached: 0.275 }],
      ['o4-mini-deep-research', 2, 8, { cached: 0.5 }],
      ['text-embedding-3-large', 0.13, 0],
      ['text-embedding-3-small', 0.02, 0],
      ['text-embedding-ada-002', 0.1, 0],
    ],
    OPENAI_TERMS,
  ),
  // Of these only one public list speaks, which names the page.
  ...priceRows(
    {
      provider: 'openai',
      currency: 'USD',
      source: 'https://openai.com/api/pricing',
      date: '2026-08-06',
    },
    [
      ['whisper-1', 0, 0, { units: { audioHourMicros: 360_000 } }],
      ['tts-1', 0, 0, { units: { charactersMillionMicros: 15_000_000 } }],
      ['tts-1-hd', 0, 0, { units: { charactersMillionMicros: 30000000 } }],
    ],
  ),
]
