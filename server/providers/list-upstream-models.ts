import { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { Provider } from './provider.ts'

/** A model as its provider lists it. Null and false: it does not say. */
export interface UpstreamModel {
  upstreamName: string
  name: string | null
  kind: 'chat' | 'embedding' | null
  contextTokens: number | null
  maxOutputTokens: number | null
  hasVision: boolean
  hasReasoning: boolean
}

/** The answer to a question for the list: its models, or the status with which it was refused. */
export type ModelListAnswer =
  | { status: 200; models: UpstreamModel[] }
  | { status: number; models: null; text: string }
  /** It has no list that would help, so it was not asked. */
  | { status: null; models: null }

const MAX_BYTES = 8 * 1024 * 1024
/** Lists are long at brokers; nobody picks from more. */
const MAX_MODELS = 2000

/**
 * Asks a provider which models it has. Throws AppError where it cannot be reached, or answers with what is no list. No model
 * call: nothing is computed and nothing is billed.
 */
export async function listUpstreamModels(
  provider: Provider,
  { tenantId, requestId, signal }: { tenantId: string; requestId: string; signal: AbortSignal },
): Promise<ModelListAnswer> {
  const { modelList } = provider
  if (modelList === null) return { status: null, models: null }
  const [dialect = 'openai-chat'] = provider.dialects
  const { status, body } = await provider.call({
    operation: 'chat',
    dialect,
    model: '',
    body: Buffer.alloc(0),
    isStream: false,
    tenantId,
    requestId,
    signal,
    resource: {
      method: 'GET',
      path: modelList ?? PATHS[dialect] ?? '/models',
      contentType: null,
      isFromOrigin: modelList !== undefined,
    },
  })
  const text = await readText(body)
  if (status !== 200) return { status, models: null, text }
  return { status: 200, models: modelsFrom(text) }
}

/** Where the list is, below the base address. */
const PATHS: Partial<Record<Provider['dialects'][number], string>> = {
  'anthropic-messages': '/models?limit=1000',
  gemini: '/models?pageSize=1000',
  ollama: '/api/tags',
}

/** Every field that some provider has for what we want to know. */
const Entry = z.object({
  id: z.string().nullish(),
  /** Gemini's and Ollama's; `models/gemini-…`. */
  name: z.string().nullish(),
  display_name: z.string().nullish(),
  displayName: z.string().nullish(),
  type: z.string().nullish(),
  deprecation: z.string().nullish(),
  /** Mistral's, vLLM's, OpenRouter's and Groq's, Gemini's. */
  max_context_length: z.number().nullish(),
  max_model_len: z.number().nullish(),
  context_length: z.number().nullish(),
  context_window: z.number().nullish(),
  inputTokenLimit: z.number().nullish(),
  outputTokenLimit: z.number().nullish(),
  max_completion_tokens: z.number().nullish(),
  supportedGenerationMethods: z.array(z.string()).nullish(),
  /** Cohere's: `chat`, `embed`, `rerank`. */
  endpoints: z.array(z.string()).nullish(),
  /** GitHub's. */
  limits: z
    .object({ max_input_tokens: z.number().nullish(), max_output_tokens: z.number().nullish() })
    .nullish(),
  supported_input_modalities: z.array(z.string()).nullish(),
  supported_output_modalities: z.array(z.string()).nullish(),
  capabilities: z.unknown().optional(),
  architecture: z.object({ input_modalities: z.array(z.string()).nullish() }).nullish(),
})
const List = z.object({
  data: z.array(z.unknown()).nullish(),
  models: z.array(z.unknown()).nullish(),
  /** Vertex AI's. */
  publisherModels: z.array(z.unknown()).nullish(),
})
const Flags = z.record(z.string(), z.unknown())

function modelsFrom(text: string): UpstreamModel[] {
  const list = List.safeParse(parseJson(text))
  const { data, models: named, publisherModels } = list.data ?? {}
  const entries = data ?? named ?? publisherModels ?? bareList(text)
  if (!entries) throw new AppError('provider_error', 'What it sent is no list of models.')
  const models = entries.slice(0, MAX_MODELS).flatMap((entry) => modelFrom(entry) ?? [])
  const byName = new Map(models.map((model) => [model.upstreamName, model]))
  return [...byName.values()].toSorted((a, b) => a.upstreamName.localeCompare(b.upstreamName, 'en'))
}

/** Together and GitHub send the array alone. */
function bareList(text: string): unknown[] | undefined {
  const value = parseJson(text)
  return Array.isArray(value) ? value : undefined
}

function modelFrom(value: unknown): UpstreamModel | undefined {
  const parsed = Entry.safeParse(value)
  if (!parsed.success) return undefined
  const entry = parsed.data
  const upstreamName = entry.id ?? entry.name?.replace(/^(?:publishers\/[^/]+\/)?models\//, '')
  if (!upstreamName || upstreamName.length > 200) return undefined
  const flags = Flags.safeParse(entry.capabilities).data ?? {}
  return {
    upstreamName,
    name: entry.display_name ?? entry.displayName ?? (entry.id ? (entry.name ?? null) : null),
    kind: kindOf(entry, flags),
    contextTokens: wholeOf(
      entry.max_context_length ??
        entry.max_model_len ??
        entry.context_length ??
        entry.context_window ??
        entry.inputTokenLimit ??
        entry.limits?.max_input_tokens,
    ),
    maxOutputTokens: wholeOf(
      entry.outputTokenLimit ?? entry.max_completion_tokens ?? entry.limits?.max_output_tokens,
    ),
    hasVision:
      flags['vision'] === true ||
      (entry.architecture?.input_modalities ?? []).includes('image') ||
      (entry.supported_input_modalities ?? []).includes('image'),
    hasReasoning: flags['reasoning'] === true,
  }
}

function kindOf(entry: z.infer<typeof Entry>, flags: Record<string, unknown>) {
  const methods = entry.supportedGenerationMethods
  const said = [...(entry.endpoints ?? []), ...(entry.supported_output_modalities ?? [])]
  if (said.includes('chat') || said.includes('text')) return 'chat'
  if (said.includes('embed') || said.includes('embeddings')) return 'embedding'
  if (flags['completion_chat'] === true || methods?.includes('generateContent')) return 'chat'
  if (entry.type === 'chat') return 'chat'
  if (entry.type === 'embedding' || methods?.includes('embedContent')) return 'embedding'
  return null
}

function wholeOf(value: number | null | undefined): number | null {
  return value && Number.isSafeInteger(value) && value > 0 ? value : null
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    bytes += piece.length
    if (bytes > MAX_BYTES) throw new AppError('provider_error', 'Its list of models is too long.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
