import type { AppError } from '#server/lib/app-error.ts'
import { isObject, type JsonObject } from './json-values.ts'

/** What a provider said when it found fault with the request, in its own words; its status is told as well. */
export interface Refusal {
  status: number
  /** `message`, `type`, `param`, `code` and whatever else it put there. */
  detail: JsonObject
}

/** Errors that are a provider's refusal carry its words (ProviderRefusal of the gateway). Undefined: it is none. */
export function refusalOf(error: AppError): Refusal | undefined {
  if (!('detail' in error) || !('status' in error)) return undefined
  const { detail, status } = error
  return isObject(detail) && typeof status === 'number' ? { detail, status } : undefined
}
