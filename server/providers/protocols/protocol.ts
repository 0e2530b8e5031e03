import type { DialectName } from '#server/dialects/conversation.ts'
import type { Auth } from '../auth/auth.ts'
import type { CallResource, Operation, ProviderCall } from '../provider.ts'

/** How requests of one dialect travel over HTTP: a pure function, no network, no clock. */
export interface Protocol {
  dialect: DialectName
  /** Throws AppError `not_supported` for what cannot be asked over it. */
  toWireRequest(call: WireCall, endpoint: Endpoint): WireRequest
  /** The body, where it depends on the address (Vertex AI's embeddings); absent: it is the call's. */
  toBody?(call: ProviderCall, endpoint: Endpoint): Buffer
  /** A whole answer, put into the dialect; absent: it comes in it. Throws AppError `provider_error` where it is none. */
  toAnswer?(answer: Buffer, call: ProviderCall): Buffer
}

export type WireCall = Pick<ProviderCall, 'operation' | 'model' | 'isStream' | 'resource'>

/** Where and how one provider takes requests. Data: nothing here depends on which provider it is. */
export interface Endpoint {
  /** `https://api.mistral.ai/v1`, without a slash at its end. */
  baseUrl: string
  auth: Auth
  /** Azure's older shape: the model is part of the path, and this the query's `api-version`; null: neither. */
  apiVersion: string | null
  /** Sent along with every request. */
  headers: Readonly<Record<string, string>>
  /** Operations that have an address of their own, below the origin: `{ ocr: '/providers/mistral/azure/ocr' }`. */
  paths?: Readonly<Partial<Record<Operation, string>>>
}

export interface WireRequest {
  method: CallResource['method']
  origin: string
  /** With its query. */
  path: string
  /** Names and values in turns, as undici likes them best; without those of `auth`. */
  headers: string[]
}

/** The headers that every protocol's requests have. */
export function commonHeaders(
  call: WireCall,
  endpoint: Endpoint,
  accept = call.isStream ? 'text/event-stream' : 'application/json',
): string[] {
  const contentType = call.resource ? call.resource.contentType : 'application/json'
  return [
    ...(contentType === null ? [] : ['content-type', contentType]),
    'accept',
    call.resource && !call.isStream ? '*/*' : accept,
    // Bytes pass through as they come: they must not be compressed.
    'accept-encoding',
    'identity',
    'user-agent',
    'galerne',
    ...Object.entries(endpoint.headers).flat(),
  ]
}
