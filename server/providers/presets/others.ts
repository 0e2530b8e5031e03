import { BEARER, type Preset } from '../preset.ts'
import {
  COHERE_QUIRKS,
  DEEPSEEK_QUIRKS,
  GROQ_QUIRKS,
  LENIENT_QUIRKS,
  OPEN_SERVER_QUIRKS,
  XAI_QUIRKS,
} from '../quirks.ts'

/** Suppliers and brokers elsewhere, all in OpenAI's dialect. Addresses and habits as they document them, 2026-10. */
export const OTHER_PRESETS = {
  groq: {
    ...BEARER,
    title: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    quirks: GROQ_QUIRKS,
    tags: { jurisdiction: 'US', operator: 'Groq', trainsOnData: false },
    operations: ['files', 'batches'],
    source: 'https://console.groq.com/docs/openai',
  },
  together: {
    ...BEARER,
    title: 'Together AI',
    baseUrl: 'https://api.together.xyz/v1',
    quirks: OPEN_SERVER_QUIRKS,
    tags: { jurisdiction: 'US', operator: 'Together AI' },
    source: 'https://docs.together.ai/docs/openai-api-compatibility',
  },
  openrouter: {
    ...BEARER,
    title: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    regions: {
      eu: { baseUrl: 'https://eu.openrouter.ai/api/v1', tags: { region: 'eu', dataZone: 'EU' } },
      us: { baseUrl: 'https://us.openrouter.ai/api/v1', tags: { region: 'us', dataZone: 'US' } },
    },
    quirks: LENIENT_QUIRKS,
    // A broker: who computes is decided anew for each call.
    tags: { jurisdiction: 'US', operator: 'OpenRouter' },
    source: 'https://openrouter.ai/docs/api-reference/overview',
  },
  deepseek: {
    ...BEARER,
    title: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/v1',
    quirks: DEEPSEEK_QUIRKS,
    tags: { jurisdiction: 'CN', operator: 'DeepSeek' },
    source: 'https://api-docs.deepseek.com/',
  },
  xai: {
    ...BEARER,
    title: 'xAI',
    baseUrl: 'https://api.x.ai/v1',
    regions: {
      us: { baseUrl: 'https://us.api.x.ai/v1', tags: { region: 'us', dataZone: 'US' } },
    },
    quirks: XAI_QUIRKS,
    tags: { jurisdiction: 'US', operator: 'xAI' },
    protocols: ['openai-chat', 'openai-responses'],
    source: 'https://docs.x.ai/developers/advanced-api-usage/regions',
  },
  cohere: {
    ...BEARER,
    title: 'Cohere',
    baseUrl: 'https://api.cohere.ai/compatibility/v1',
    quirks: COHERE_QUIRKS,
    tags: { jurisdiction: 'CA', operator: 'Cohere' },
    paths: { rerank: '/v2/rerank' },
    modelList: '/v1/models?page_size=1000',
    source: 'https://docs.cohere.com/docs/compatibility-api',
  },
  'github-models': {
    ...BEARER,
    title: 'GitHub Models',
    baseUrl: 'https://models.github.ai/inference',
    headers: { 'x-github-api-version': '2022-11-28' },
    quirks: LENIENT_QUIRKS,
    tags: { jurisdiction: 'US', operator: 'GitHub' },
    modelList: '/catalog/models',
    source: 'https://docs.github.com/en/rest/models/inference',
  },
} as const satisfies Record<string, Preset>
