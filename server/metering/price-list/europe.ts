import { priceRows } from './rows.ts'
import type { PriceRow } from '../prices.ts'

export const EUROPE_PRICES: readonly PriceRow[] = [
  ...priceRows(
    {
      provider: 'scaleway',
      currency: 'EUR',
      source: 'https://www.scaleway.com/en/pricing/model-as-a-service',
      date: '2026-08-06',
    },
    [
      ['gemma-3-27b-it', 0.25, 0.5],
      ['gemma-4-26b-a4b-it', 0.25, 0.5],
      ['gpt-oss-120b', 0.15, 0.6],
      ['llama-3.3-70b-instruct', 0.9, 0.9],
      ['mistral-medium-3.5-128b', 1.5, 7.5],
      ['mistral-small-3.2-24b-instruct-2506', 0.15, 0.35],
      ['pixtral-12b-2409', 0.2, 0.2],
      ['qwen3-235b-a22b-instruct-2507', 0.75, 2.25],
      ['qwen3-coder-30b-a3b-instruct', 0.2, 0.8],
      ['qwen3-embedding-8b', 0.1, 0],
      ['qwen3.5-397b-a17b', 0.6, 3.6],
      ['qwen3.6-35b-a3b', 0.25, 1.5],
      ['voxtral-small-24b-2507', 0.15, 0.35, { audioIn: 0.15 }],
    ],
  ),
  ...priceRows(
    {
      provider: 'nebius',
      currency: 'USD',
      source: 'https://nebius.com/prices-ai-studio',
      date: '2026-08-06',
    },
    [
      ['Qwen/Qwen3-32B', 0.1, 0.3, { cached: 0.01, cacheWrite: 0.125 }],
      ['meta-llama/Llama-3.3-70B-Instruct', 0.13, 0.4, { cached: 0.013, cacheWrite: 0.16 }],
    ],
  ),
  ...priceRows(
    {
      provider: 'ovhcloud',
      currency: 'EUR',
      source: 'https://www.ovhcloud.com/en/public-cloud/ai-endpoints/catalog',
      date: '2026-08-06',
    },
    [
      ['DeepSeek-R1-Distill-Llama-70B', 0.67, 0.67],
      ['Llama-3.1-8B-Instruct', 0.1, 0.1],
      ['Meta-Llama-3_1-70B-Instruct', 0.67, 0.67],
      ['Meta-Llama-3_3-70B-Instruct', 0.67, 0.67],
      ['Mistral-7B-Instruct-v0.3', 0.1, 0.1],
      ['Mistral-Nemo-Instruct-2407', 0.13, 0.13],
      ['Mistral-Small-3.2-24B-Instruct-2506', 0.09, 0.28],
      ['Mixtral-8x7B-Instruct-v0.1', 0.63, 0.63],
      ['Qwen2.5-Coder-32B-Instruct', 0.87, 0.87],
      ['Qwen2.5-VL-72B-Instruct', 0.91, 0.91],
      ['Qwen3-32B', 0.08, 0.23],
      ['gpt-oss-120b', 0.08, 0.4],
      ['gpt-oss-20b', 0.04, 0.15],
      ['llava-v1.6-mistral-7b-hf', 0.29, 0.29],
      ['mamba-codestral-7B-v0.1', 0.19, 0.19],
    ],
  ),
]
