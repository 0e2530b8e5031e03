import type { Operation } from '#server/providers/provider.ts'

/**
 * OpenTelemetry's names for generative AI, all in this file: the convention is still in development and moves.
 * github.com/open-telemetry/semantic-conventions-genai, as of October 2026.
 */
export const GEN_AI = {
  operationName: 'gen_ai.operation.name',
  providerName: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  isStream: 'gen_ai.request.stream',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedInputTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheWriteTokens: 'gen_ai.usage.cache_creation.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  tokenType: 'gen_ai.token.type',
  /** In seconds; of streams alone. */
  firstChunk: 'gen_ai.response.time_to_first_chunk',
  errorType: 'error.type',
  serverAddress: 'server.address',
} as const

/** What the convention has no name for. */
export const GALERNE = {
  requestId: 'galerne.request.id',
  principalId: 'galerne.principal.id',
  dialect: 'galerne.dialect',
  provider: 'galerne.provider',
  attempts: 'galerne.attempts',
  attemptNumber: 'galerne.attempt.number',
  outcome: 'galerne.outcome',
  isEstimated: 'galerne.usage.is_estimated',
  costMicros: 'galerne.cost.micros',
  currency: 'galerne.cost.currency',
  firstContentMs: 'galerne.first_content_ms',
  prompt: 'galerne.request.body',
  answer: 'galerne.response.body',
} as const

/** OpenTelemetry's dotted names as Prometheus writes them. */
export const METRICS = {
  duration: 'gen_ai_client_operation_duration_seconds',
  tokens: 'gen_ai_client_token_usage',
  firstChunk: 'gen_ai_client_operation_time_to_first_chunk_seconds',
  firstToken: 'gen_ai_server_time_to_first_token_seconds',
  perOutputToken: 'gen_ai_server_time_per_output_token_seconds',
} as const

/** The same as OTLP writes them: the unit is a field of its own there. */
export const OTLP_METRICS: Readonly<Record<string, { name: string; unit: string }>> = {
  [METRICS.duration]: { name: 'gen_ai.client.operation.duration', unit: 's' },
  [METRICS.tokens]: { name: 'gen_ai.client.token.usage', unit: '{token}' },
  [METRICS.firstChunk]: { name: 'gen_ai.client.operation.time_to_first_chunk', unit: 's' },
  [METRICS.firstToken]: { name: 'gen_ai.server.time_to_first_token', unit: 's' },
  [METRICS.perOutputToken]: { name: 'gen_ai.server.time_per_output_token', unit: 's' },
}

/** The bounds that the convention recommends, in seconds and in tokens. */
export const DURATION_BOUNDS_S: readonly number[] = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
]
export const FIRST_TOKEN_BOUNDS_S: readonly number[] = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]
export const PER_TOKEN_BOUNDS_S: readonly number[] = [
  0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5,
]
export const TOKEN_BOUNDS: readonly number[] = [
  1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
  67_108_864,
]

const OPERATION_NAMES: Partial<Record<Operation, string>> = {
  chat: 'chat',
  embeddings: 'embeddings',
  fim: 'text_completion',
  images: 'generate_content',
  speech: 'generate_content',
  agents: 'invoke_agent',
}

/** The convention's name where it has one, ours where it has none. */
export function operationName(operation: Operation): string {
  return OPERATION_NAMES[operation] ?? operation.replaceAll('-', '_')
}

const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  mistral: 'mistral_ai',
  openai: 'openai',
  azure: 'azure.ai.openai',
  // Whoever made the model: it is the service that is called.
  'azure-mistral': 'azure.ai.inference',
  'azure-mistral-serverless': 'azure.ai.inference',
  'azure-anthropic': 'azure.ai.inference',
  anthropic: 'anthropic',
  gemini: 'gcp.gemini',
  vertex: 'gcp.vertex_ai',
  'vertex-mistral': 'gcp.vertex_ai',
  'vertex-anthropic': 'gcp.vertex_ai',
  bedrock: 'aws.bedrock',
  cohere: 'cohere',
  deepseek: 'deepseek',
  groq: 'groq',
  xai: 'x_ai',
}

/** `gen_ai.provider.name` of a preset; a provider without one of these keeps its own name. */
export function providerName(presetName: string | null, providerId: string): string {
  return PROVIDER_NAMES[presetName ?? ''] ?? presetName ?? providerId
}

/** Labels of Prometheus by the names of the attributes that they stand for. */
export const OTLP_ATTRIBUTES: Readonly<Record<string, string>> = {
  gen_ai_operation_name: GEN_AI.operationName,
  gen_ai_provider_name: GEN_AI.providerName,
  gen_ai_request_model: GEN_AI.requestModel,
  gen_ai_token_type: GEN_AI.tokenType,
  galerne_provider: GALERNE.provider,
  error_type: GEN_AI.errorType,
}
