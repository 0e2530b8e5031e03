import { priceRows } from './rows.ts'
import type { PriceRow } from '../prices.ts'

export const OTHERS_PRICES: readonly PriceRow[] = [
  ...priceRows(
    { provider: 'groq', currency: 'USD', source: 'https://groq.com/pricing', date: '2026-08-06' },
    [
      ['llama-3.1-8b-instant', 0.05, 0.08],
      ['llama-3.3-70b-versatile', 0.59, 0.79],
      ['meta-llama/llama-4-scout-17b-16e-instruct', 0.11, 0.34],
      ['openai/gpt-oss-120b', 0.15, 0.6, { cached: 0.075 }],
      ['openai/gpt-oss-20b', 0.075, 0.3, { cached: 0.0375 }],
      ['openai/gpt-oss-safeguard-20b', 0.075, 0.3, { cached: 0.037 }],
      ['qwen/qwen3-32b', 0.29, 0.59],
    ],
  ),
  ...priceRows(
    {
      provider: 'deepseek',
      currency: 'USD',
      source: 'https://api-docs.deepseek.com/quick_start/pricing',
      date: '2026-08-06',
    },
    [
      ['deepseek-v4-flash', 0.14, 0.28, { cached: 0.0028 }],
      ['deepseek-v4-pro', 0.435, 0.87, { cached: 0.003625 }],
    ],
  ),
  ...priceRows(
    {
      provider: 'xai',
      currency: 'USD',
      source: 'https://docs.x.ai/docs/models',
      date: '2026-08-06',
    },
    [
      [
        'grok-4.3',
        1.25,
        2.5,
        { cached: 0.2, longContext: { above: 200000, input: 2.5, output: 5, cached: 0.4 } },
      ],
    ],
  ),
  ...priceRows(
    {
      provider: 'cohere',
      currency: 'USD',
      source: 'https://cohere.com/pricing',
      date: '2026-08-06',
    },
    [
      ['command-a-03-2025', 2.5, 10],
      ['command-r-08-2024', 0.15, 0.6],
      ['command-r-plus-08-2024', 2.5, 10],
      ['command-r7b-12-2024', 0.0375, 0.15],
    ],
  ),
  // Of these only one public list speaks, which names the page.
  ...priceRows(
    {
      provider: 'cohere',
      currency: 'USD',
      source: 'https://cohere.com/pricing',
      date: '2026-08-06',
    },
    [['rerank-v3.5', 0, 0, { units: { searchMicros: 2000 } }]],
  ),
  ...priceRows(
    {
      provider: 'together',
      currency: 'USD',
      source: 'https://www.together.ai/pricing',
      date: '2026-08-06',
    },
    [
      ['Qwen/Qwen3.5-397B-A17B', 0.6, 3.6],
      ['meta-llama/Llama-3.3-70B-Instruct-Turbo', 0.88, 0.88],
      ['openai/gpt-oss-120b', 0.15, 0.6],
      ['openai/gpt-oss-20b', 0.05, 0.2],
    ],
  ),
]
