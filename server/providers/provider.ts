import type { DialectName } from '#server/dialects/conversation.ts'
import type { Quirks } from './quirks.ts'

/** What can be asked of a model. `chat` alone is translated between dialects; all else passes in its own. */
export type Operation = 'chat' | 'embeddings'

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

export interface ProviderModel {
  /** The name that users see and send. */
  id: string
  /** The name that the provider knows it by. */
  upstreamName: string
  name: string
  contextTokens: number | null
  languages: string[]
  licence: { name: string; url: string | null } | null
  capabilities: { chat: boolean; embeddings: boolean; tools: boolean; jsonSchema: boolean }
}

/** Somebody who answers model calls: the embedded engine, an HTTP API, the fault provider of the tests. */
export interface Provider {
  id: string
  /** What it understands, its own language first. Bytes of the caller's dialect pass untouched where it is among them. */
  dialects: readonly DialectName[]
  /** Where calls are computed, for people to read; null: not declared. */
  place: string | null
  /** In what its wire differs from the dialect; absent: in nothing (LENIENT_QUIRKS). */
  quirks?: Quirks
  listModels(): ProviderModel[]
  /** Whether a call for this model would be answered now. */
  stateOf(model: string): { state: 'ready' | 'loading' | 'unavailable'; reason: string | null }
  /** Throws AppError `provider_unavailable` or `provider_timeout` when no answer could be had at all. */
  call(call: ProviderCall): Promise<ProviderResponse>
  close(): Promise<void>
}
