import { AZURE_SCOPE } from '../auth/entra.ts'
import { BEARER, type Preset } from '../preset.ts'
import { MISTRAL_QUIRKS, OPENAI_QUIRKS, PLAIN_QUIRKS } from '../quirks.ts'

/** Foundry's scope: Mistral's and Anthropic's models there are no “cognitive services”. */
const FOUNDRY_SCOPE = 'https://ai.azure.com/.default'

const AZURE = {
  baseUrl: null,
  auth: ['key', 'entra'],
  needsKey: true,
  keyHeader: 'api-key',
  // What it lists are models that could be deployed, not deployments.
  modelList: null,
  // Where a deployment computes (global, data zone, region) is a choice of whoever made it: to be declared.
  tags: { jurisdiction: 'US', operator: 'Microsoft', trainsOnData: false },
} as const satisfies Partial<Preset>

const VERTEX = {
  baseUrl: null,
  auth: ['google'],
  needsKey: true,
  keyHeader: 'authorization',
  tags: { jurisdiction: 'US', operator: 'Google', trainsOnData: false },
} as const satisfies Partial<Preset>

/** Of one maker's models on Vertex AI. */
function addressesOf(maker: string) {
  const places = 'v1/projects/{project}/locations'
  const origin = 'https://{region}-aiplatform.googleapis.com'
  return {
    template: `${origin}/${places}/{region}/publishers/${maker}`,
    exampleUrl: `https://europe-west4-aiplatform.googleapis.com/v1/projects/my-project/locations/europe-west4/publishers/${maker}`,
    regions: {
      global: {
        baseUrl: `https://aiplatform.googleapis.com/${places}/global/publishers/${maker}`,
        tags: { region: 'global', dataZone: 'global' },
      },
    },
    modelList: `/v1beta1/publishers/${maker}/models?pageSize=200`,
  }
}

/** Where there are whole clouds behind: accounts of their own, regions, several families of models. As documented, 2026-10. */
export const CLOUD_PRESETS = {
  azure: {
    ...AZURE,
    title: 'Azure OpenAI',
    template: 'https://{resource}.openai.azure.com/openai/v1',
    exampleUrl: 'https://my-resource.openai.azure.com',
    entraScope: AZURE_SCOPE,
    quirks: OPENAI_QUIRKS,
    protocols: ['openai-chat', 'openai-responses'],
    operations: ['files', 'batches'],
    source: 'https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle',
  },
  'azure-mistral': {
    ...AZURE,
    title: 'Mistral on Azure',
    template: 'https://{resource}.services.ai.azure.com/openai/v1',
    exampleUrl: 'https://my-resource.services.ai.azure.com',
    entraScope: FOUNDRY_SCOPE,
    quirks: MISTRAL_QUIRKS,
    // Mistral's own fields would be refused as unknown ones by the older address (/models).
    headers: { 'extra-parameters': 'pass-through' },
    paths: { ocr: '/providers/mistral/azure/ocr' },
    source:
      'https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/use-foundry-models-mistral',
  },
  'azure-mistral-serverless': {
    ...AZURE,
    title: 'Mistral on Azure, serverless',
    exampleUrl: 'https://my-deployment.swedencentral.models.ai.azure.com/v1',
    auth: ['key'],
    keyHeader: 'authorization',
    quirks: MISTRAL_QUIRKS,
    headers: { 'extra-parameters': 'pass-through' },
    paths: { ocr: '/providers/mistral/azure/ocr' },
    source: 'https://docs.mistral.ai/deployment/cloud/azure',
  },
  'azure-anthropic': {
    ...AZURE,
    title: 'Anthropic on Azure',
    template: 'https://{resource}.services.ai.azure.com/anthropic/v1',
    exampleUrl: 'https://my-resource.services.ai.azure.com/anthropic/v1',
    entraScope: FOUNDRY_SCOPE,
    keyHeader: 'x-api-key',
    quirks: PLAIN_QUIRKS,
    // Microsoft sells it; it runs on Anthropic's machines.
    tags: { jurisdiction: 'US', operator: 'Anthropic', trainsOnData: false },
    protocols: ['anthropic-messages'],
    source: 'https://platform.claude.com/docs/en/build-with-claude/claude-in-microsoft-foundry',
  },
  'azure-content-safety': {
    ...AZURE,
    title: 'Azure AI Content Safety',
    template: 'https://{resource}.cognitiveservices.azure.com/contentsafety',
    exampleUrl: 'https://my-resource.cognitiveservices.azure.com',
    entraScope: AZURE_SCOPE,
    keyHeader: 'ocp-apim-subscription-key',
    quirks: PLAIN_QUIRKS,
    wire: 'azure-content-safety',
    source: 'https://learn.microsoft.com/rest/api/contentsafety/text-operations',
  },
  openai: {
    ...BEARER,
    title: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    regions: {
      eu: { baseUrl: 'https://eu.api.openai.com/v1', tags: { region: 'eu', dataZone: 'EU' } },
      us: { baseUrl: 'https://us.api.openai.com/v1', tags: { region: 'us', dataZone: 'US' } },
    },
    quirks: OPENAI_QUIRKS,
    tags: { jurisdiction: 'US', operator: 'OpenAI', trainsOnData: false },
    protocols: ['openai-chat', 'openai-responses'],
    operations: ['files', 'batches'],
    source: 'https://developers.openai.com/api/docs/guides/data-residency',
  },
  anthropic: {
    ...BEARER,
    title: 'Anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    keyHeader: 'x-api-key',
    quirks: PLAIN_QUIRKS,
    tags: { jurisdiction: 'US', operator: 'Anthropic', trainsOnData: false },
    protocols: ['anthropic-messages'],
    source: 'https://platform.claude.com/docs/en/api/overview',
  },
  gemini: {
    ...BEARER,
    title: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    keyHeader: 'x-goog-api-key',
    quirks: PLAIN_QUIRKS,
    tags: { jurisdiction: 'US', operator: 'Google' },
    protocols: ['gemini'],
    source: 'https://ai.google.dev/api',
  },
  vertex: {
    ...VERTEX,
    title: 'Google Vertex AI',
    template: 'https://{region}-aiplatform.googleapis.com/v1/projects/{project}/locations/{region}',
    exampleUrl:
      'https://europe-west4-aiplatform.googleapis.com/v1/projects/my-project/locations/europe-west4',
    regions: {
      global: {
        baseUrl: 'https://aiplatform.googleapis.com/v1/projects/{project}/locations/global',
        tags: { region: 'global', dataZone: 'global' },
      },
    },
    quirks: PLAIN_QUIRKS,
    protocols: ['gemini'],
    // Google's own; below the project are only those that were tuned there.
    modelList: '/v1beta1/publishers/google/models?pageSize=200',
    source: 'https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations',
  },
  'vertex-mistral': {
    ...VERTEX,
    title: 'Mistral on Vertex AI',
    ...addressesOf('mistralai'),
    quirks: MISTRAL_QUIRKS,
    source: 'https://docs.mistral.ai/models/deployment/cloud-deployments/vertex',
  },
  'vertex-anthropic': {
    ...VERTEX,
    title: 'Anthropic on Vertex AI',
    ...addressesOf('anthropic'),
    quirks: PLAIN_QUIRKS,
    protocols: ['anthropic-messages'],
    source: 'https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai',
  },
  bedrock: {
    title: 'Amazon Bedrock',
    baseUrl: null,
    template: 'https://bedrock-runtime.{region}.amazonaws.com',
    exampleUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
    auth: ['aws', 'key'],
    needsKey: true,
    keyHeader: 'authorization',
    quirks: PLAIN_QUIRKS,
    // Inference profiles may compute in other regions than the one that is called: the zone is to be declared.
    tags: { jurisdiction: 'US', operator: 'Amazon', retentionDays: 0, trainsOnData: false },
    protocols: ['bedrock-converse'],
    // At another address (`bedrock.{region}`), for which this key was not given.
    modelList: null,
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/data-protection.html',
  },
} as const satisfies Record<string, Preset>
