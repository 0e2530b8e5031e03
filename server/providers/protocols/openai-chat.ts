import type { Secret } from '#server/lib/secret.ts'

/** Where and how one provider takes requests. Data: nothing here depends on which provider it is. */
export interface Endpoint {
  /** `https://api.mistral.ai/v1`, without a slash at its end. */
  baseUrl: string
  /** Null: it asks for none. */
  apiKey: Secret | null
  /** The header that carries the key; `authorization` gets it as a bearer token. */
  keyHeader: string
  /** Azure's older shape: the model is part of the path, and this the query's `api-version`; null: neither. */
  apiVersion: string | null
  /** Sent along with every request. */
  headers: Readonly<Record<string, string>>
}

export interface WireRequest {
  origin: string
  /** With its query. */
  path: string
  /** Names and values in turns, as undici likes them best. */
  headers: string[]
}

const PATHS = { chat: '/chat/completions', embeddings: '/embeddings' }

/** Chat completions and embeddings as OpenAI, Mistral, Azure, vLLM, Ollama and llama.cpp take them. */
export function toWireRequest(
  call: { operation: 'chat' | 'embeddings'; model: string; isStream: boolean },
  endpoint: Endpoint,
): WireRequest {
  const { baseUrl, apiKey, keyHeader, apiVersion } = endpoint
  const { origin, pathname } = new URL(baseUrl)
  const deployment =
    apiVersion === null ? '' : `/openai/deployments/${encodeURIComponent(call.model)}`
  const query = apiVersion === null ? '' : `?api-version=${encodeURIComponent(apiVersion)}`
  const path = `${pathname.replace(/\/+$/, '')}${deployment}${PATHS[call.operation]}${query}`
  const headers = [
    'content-type',
    'application/json',
    'accept',
    call.isStream ? 'text/event-stream' : 'application/json',
    // Bytes pass through as they come: they must not be compressed.
    'accept-encoding',
    'identity',
    'user-agent',
    'galerne',
    ...Object.entries(endpoint.headers).flat(),
  ]
  if (apiKey) {
    const isBearer = keyHeader === 'authorization'
    headers.push(keyHeader, `${isBearer ? 'Bearer ' : ''}${apiKey.expose()}`)
  }
  return { origin, path, headers }
}

/** What of an answer's headers means something to a caller; the rest tells of the provider's insides. */
const PASSED_ON = ['content-type', 'retry-after', 'retry-after-ms']

export function toAnswerHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = headers[name]
    if (value !== undefined) kept[name] = Array.isArray(value) ? (value[0] ?? '') : value
  }
  return kept
}
