import { BEARER, type Preset } from '../preset.ts'
import { MISTRAL_QUIRKS, OPEN_SERVER_QUIRKS } from '../quirks.ts'

/** Suppliers under European law. Addresses and habits as they document them, 2026-10. */
export const EUROPEAN_PRESETS = {
  mistral: {
    ...BEARER,
    title: 'Mistral AI',
    // Without a region Mistral computes where it likes: only the regional addresses say where.
    baseUrl: 'https://api.mistral.ai/v1',
    regions: {
      eu: { baseUrl: 'https://api.eu.mistral.ai/v1', tags: { region: 'eu', dataZone: 'EU' } },
      us: { baseUrl: 'https://api.us.mistral.ai/v1', tags: { region: 'us', dataZone: 'US' } },
    },
    quirks: MISTRAL_QUIRKS,
    tags: { jurisdiction: 'EU', operator: 'Mistral AI' },
    operations: ['files', 'batch-jobs', 'agents', 'conversations', 'libraries'],
    source: 'https://docs.mistral.ai/studio/regional-inference',
  },
  scaleway: {
    ...BEARER,
    title: 'Scaleway Generative APIs',
    baseUrl: 'https://api.scaleway.ai/v1',
    quirks: OPEN_SERVER_QUIRKS,
    tags: {
      region: 'fr-par',
      dataZone: 'EU',
      jurisdiction: 'EU',
      operator: 'Scaleway',
      trainsOnData: false,
    },
    operations: ['files', 'batches'],
    source: 'https://www.scaleway.com/en/docs/generative-apis/',
  },
  ovhcloud: {
    ...BEARER,
    title: 'OVHcloud AI Endpoints',
    baseUrl: 'https://oai.endpoints.kepler.ai.cloud.ovh.net/v1',
    quirks: OPEN_SERVER_QUIRKS,
    tags: {
      region: 'gra',
      dataZone: 'EU',
      jurisdiction: 'EU',
      operator: 'OVHcloud',
      trainsOnData: false,
    },
    source: 'https://help.ovhcloud.com/csm/en-public-cloud-ai-endpoints-getting-started',
  },
  ionos: {
    ...BEARER,
    title: 'IONOS AI Model Hub',
    baseUrl: 'https://openai.inference.de-txl.ionos.com/v1',
    quirks: OPEN_SERVER_QUIRKS,
    tags: {
      region: 'de-txl',
      dataZone: 'EU',
      jurisdiction: 'EU',
      operator: 'IONOS',
      trainsOnData: false,
    },
    source: 'https://docs.ionos.com/cloud/ai/ai-model-hub',
  },
  nebius: {
    ...BEARER,
    title: 'Nebius Token Factory',
    baseUrl: 'https://api.tokenfactory.nebius.com/v1',
    quirks: OPEN_SERVER_QUIRKS,
    // Models run in Europe or the United States, each where its page says: to be declared.
    tags: { jurisdiction: 'EU', operator: 'Nebius' },
    operations: ['files', 'batches'],
    source: 'https://docs.tokenfactory.nebius.com/api-reference/introduction',
  },
} as const satisfies Record<string, Preset>
