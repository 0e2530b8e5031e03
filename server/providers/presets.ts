import type { DialectName } from '#server/dialects/conversation.ts'
import type { DeploymentTags } from './provider.ts'
import {
  ANTHROPIC_QUIRKS,
  MISTRAL_QUIRKS,
  OPEN_SERVER_QUIRKS,
  OPENAI_QUIRKS,
  type Quirks,
} from './quirks.ts'

/** All that is known beforehand of a provider, so that the configuration need only say its key and models. */
export interface Preset {
  /** Null: everyone has an address of their own. */
  baseUrl: string | null
  needsKey: boolean
  keyHeader: string
  quirks: Quirks
  /** What holds for all of its deployments; where it has several places, those say more. */
  tags: Partial<DeploymentTags>
  /** Wire protocols that it offers, its own first; absent: `openai-chat`. */
  protocols?: readonly DialectName[]
  /** What an own address looks like, for the error that asks for one. */
  exampleUrl?: string
}

const BEARER = { needsKey: true, keyHeader: 'authorization' }
const ANTHROPIC = {
  needsKey: true,
  keyHeader: 'x-api-key',
  quirks: ANTHROPIC_QUIRKS,
  protocols: ['anthropic-messages'],
} as const
const OWN_MACHINE = {
  needsKey: false,
  keyHeader: 'authorization',
  quirks: OPEN_SERVER_QUIRKS,
  tags: { isOwnHardware: true },
}

/** Addresses and habits as the providers document them (2026-10). A new one is an entry here and nothing else. */
export const PRESETS = {
  mistral: {
    ...BEARER,
    baseUrl: 'https://api.mistral.ai/v1',
    quirks: MISTRAL_QUIRKS,
    tags: { jurisdiction: 'EU', operator: 'Mistral AI' },
  },
  openai: {
    ...BEARER,
    baseUrl: 'https://api.openai.com/v1',
    quirks: OPENAI_QUIRKS,
    tags: { jurisdiction: 'US', operator: 'OpenAI' },
  },
  anthropic: {
    ...ANTHROPIC,
    baseUrl: 'https://api.anthropic.com/v1',
    tags: { jurisdiction: 'US', operator: 'Anthropic' },
  },
  'azure-anthropic': {
    ...ANTHROPIC,
    baseUrl: null,
    exampleUrl: 'https://my-resource.services.ai.azure.com/anthropic/v1',
    // Microsoft sells it; it runs on Anthropic's machines.
    tags: { jurisdiction: 'US', operator: 'Anthropic' },
  },
  azure: {
    baseUrl: null,
    exampleUrl: 'https://my-resource.openai.azure.com',
    needsKey: true,
    keyHeader: 'api-key',
    quirks: OPENAI_QUIRKS,
    tags: { operator: 'Microsoft' },
  },
  'azure-mistral': {
    baseUrl: null,
    exampleUrl: 'https://my-resource.services.ai.azure.com',
    needsKey: true,
    keyHeader: 'api-key',
    quirks: MISTRAL_QUIRKS,
    tags: { operator: 'Microsoft' },
  },
  scaleway: {
    ...BEARER,
    baseUrl: 'https://api.scaleway.ai/v1',
    quirks: OPEN_SERVER_QUIRKS,
    tags: { region: 'fr-par', dataZone: 'EU', jurisdiction: 'EU', operator: 'Scaleway' },
  },
  ovhcloud: {
    ...BEARER,
    baseUrl: 'https://oai.endpoints.kepler.ai.cloud.ovh.net/v1',
    quirks: OPEN_SERVER_QUIRKS,
    tags: { region: 'gra', dataZone: 'EU', jurisdiction: 'EU', operator: 'OVHcloud' },
  },
  ionos: {
    ...BEARER,
    baseUrl: 'https://openai.inference.de-txl.ionos.com/v1',
    quirks: OPEN_SERVER_QUIRKS,
    tags: { region: 'de-txl', dataZone: 'EU', jurisdiction: 'EU', operator: 'IONOS' },
  },
  ollama: { ...OWN_MACHINE, baseUrl: 'http://127.0.0.1:11434/v1' },
  vllm: { ...OWN_MACHINE, baseUrl: 'http://127.0.0.1:8000/v1' },
  'llama-cpp': { ...OWN_MACHINE, baseUrl: 'http://127.0.0.1:8080/v1' },
  'lm-studio': { ...OWN_MACHINE, baseUrl: 'http://127.0.0.1:1234/v1' },
} as const satisfies Record<string, Preset>

export function findPreset(name: string): Preset | undefined {
  return Object.entries<Preset>(PRESETS).find(([known]) => known === name)?.[1]
}
