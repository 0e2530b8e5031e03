import type { Classification } from '#wire/classification.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import type { Price } from './price.ts'
import type { Quirks } from './quirks.ts'

/** What can be asked of a model. `chat` alone is translated between dialects; all else passes in its own. */
export const OPERATIONS = [
  'chat',
  'count-tokens',
  'completions',
  'embeddings',
  'fim',
  'moderations',
  'chat-moderations',
  'classifications',
  'chat-classifications',
  'ocr',
  'transcription',
  'translation',
  'speech',
  'images',
  'image-edits',
  'image-variations',
  'rerank',
  'files',
  'batches',
  'batch-jobs',
  'agents',
  'agent-completions',
  'conversations',
  'libraries',
] as const
export type Operation = (typeof OPERATIONS)[number]

/** One attempt at one deployment. The body is a complete request of the provider's dialect, its model name already rewritten. */
export interface ProviderCall {
  operation: Operation
  /** The dialect of the body, one of the provider's. */
  dialect: DialectName
  /** The name that the provider knows the model by. */
  model: string
  body: Buffer
  isStream: boolean
  /** Whose call this is. Caches (prefixes above all) are never shared across tenants. */
  tenantId: string
  requestId: string
  /** Aborts the work within 100 ms. */
  signal: AbortSignal
  /** What is not a POST of JSON to the operation's one path: files, batches, agents, multipart bodies. */
  resource?: CallResource
  /** The caller's headers that are part of the dialect (`anthropic-beta`…), lower-case names. */
  headers?: Readonly<Record<string, string>>
}

/** How one thing of the provider's is addressed. */
export interface CallResource {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base address, with its query: `/files/file-1/content`; null: the operation's own path. */
  path: string | null
  /** `path` is below the origin instead. */
  isFromOrigin?: boolean
  /** Of the body; null: there is none. */
  contentType: string | null
  /** Sent in place of `body`, which is then empty: what is too large for the memory. Its bytes, each time from the first. */
  upload?: { bytes: number; open(): AsyncIterable<Buffer> }
}

/**
 * The provider's own answer, status included: a 4xx or 5xx is an answer, not an exception. `body` yields the bytes as they
 * come; it throws an AppError where the connection or the engine breaks before the answer is complete.
 */
export interface ProviderResponse {
  status: number
  /** Lower-case names; only those worth passing on (`content-type`, `retry-after`…). */
  headers: Record<string, string>
  body: AsyncIterable<Buffer>
}

/**
 * Where a call is computed, by whom and under whose law: facts of the deployment, declared by whoever set it up. Null: not
 * known, which no rule may read as harmless.
 */
export interface DeploymentTags {
  /** The provider's own word for it (`swedencentral`, `fr-par`, `eu-central-1`). */
  region: string | null
  /** The wider area that data may move in (`EU`, `US`, `global`). */
  dataZone: string | null
  /** Who runs the machines. */
  operator: string | null
  /** Whose law the operator answers to: `EU`, or a country's code. */
  jurisdiction: string | null
  /** How long prompts and answers are kept there; 0: not at all. */
  retentionDays: number | null
  trainsOnData: boolean | null
  /** The organisation's own machines: only these may have a private address. */
  isOwnHardware: boolean
  certifications: readonly string[]
  /** The last day of those that end, `2027-03-31`; from the next one on they do not count. */
  certificationsUntil?: Readonly<Record<string, string>>
  /** The most careful class that may be sent there; null or absent: the connection sets no such limit. */
  clearedFor?: Classification | null
}

/** What a model can do, as declared in the catalogue or the configuration; never guessed from a name. */
export interface ModelCapabilities {
  operations: readonly Operation[]
  tools: boolean
  jsonSchema: boolean
  /** Reads images. */
  vision: boolean
  /** Thinks before it answers, and may show it. */
  reasoning: boolean
  audioInput: boolean
  /** Reads documents (PDF…) as parts of a message. */
  documents: boolean
}

export interface Lifecycle {
  status: 'active' | 'deprecated' | 'retired'
  /** The day from which the provider no longer answers, `2026-12-31`; null: not announced. */
  retiresOn: string | null
}

export interface ProviderModel {
  /** The name that users see and send. */
  id: string
  /** The name that the provider knows it by. */
  upstreamName: string
  name: string
  contextTokens: number | null
  /** The most that it writes in one answer. */
  maxOutputTokens: number | null
  languages: string[]
  licence: { name: string; url: string | null } | null
  capabilities: ModelCapabilities
  tags: DeploymentTags
  /** Null: not known. */
  lifecycle: Lifecycle | null
  /** How it is told to think, where its dialect has two ways (Anthropic's); absent: as the newest models are. */
  thinking?: 'adaptive' | 'budget'
  /** Fields that this model refuses beyond its provider's quirks: left out, and named in `x-galerne-dropped`. */
  refuses?: readonly string[]
  /** Replaces the price of the price list. */
  price: Price | null
}

/** Whether an organisation may use a provider of the installation. */
export function mayBeUsedIn({ organisations }: Provider, tenantId: string): boolean {
  return organisations === undefined || organisations.includes(tenantId)
}

/** Somebody who answers model calls: the embedded engine, an HTTP API, the fault provider of the tests. */
export interface Provider {
  id: string
  /** The organisation that added it; absent: the installation’s. */
  tenantId?: string
  /** Ids of the organisations that may use it, of an installation’s; absent: all. */
  organisations?: readonly string[]
  /** The preset that it was made from: what price lists and catalogues know it by; null: none. */
  presetName: string | null
  /** What it understands, its own language first. Bytes of the caller's dialect pass untouched where it is among them. */
  dialects: readonly DialectName[]
  /** Where calls are computed, for people to read; null: not declared. */
  place: string | null
  /** In what its wire differs from the dialect; absent: in nothing (LENIENT_QUIRKS). */
  quirks?: Quirks
  /** What it offers that belongs to no model: files, batches, agents…; absent: nothing. */
  operations?: readonly Operation[]
  /** Where its supplier lists models (Preset); absent: where its wire does. */
  modelList?: string | null
  listModels(): ProviderModel[]
  /** Takes what only we may know of it, its key and address, out of what it says; absent: there is none. */
  withoutSecrets?(text: string): string
  /** Whether a call for this model would be answered now. */
  stateOf(model: string): { state: 'ready' | 'loading' | 'unavailable'; reason: string | null }
  /** Throws AppError `provider_unavailable` or `provider_timeout` when no answer could be had at all. */
  call(call: ProviderCall): Promise<ProviderResponse>
  close(): Promise<void>
}
