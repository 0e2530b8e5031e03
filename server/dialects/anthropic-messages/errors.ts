import { toApiError, type AppError } from '#server/lib/app-error.ts'
import type { ErrorCode } from '#wire/errors.ts'
import { textFrom, type JsonObject } from '../json-values.ts'
import { refusalOf } from '../refusal.ts'
import { formatEvent } from './write-stream.ts'

/** The words that Anthropic has for kinds of errors. Source: its API reference, “Errors”. */
const TYPES: Partial<Record<ErrorCode, string>> = {
  invalid_request: 'invalid_request_error',
  invalid_json: 'invalid_request_error',
  context_length_exceeded: 'invalid_request_error',
  method_not_allowed: 'invalid_request_error',
  conflict: 'invalid_request_error',
  body_too_large: 'request_too_large',
  model_not_found: 'not_found_error',
  not_found: 'not_found_error',
  not_supported: 'not_found_error',
  unauthenticated: 'authentication_error',
  forbidden: 'permission_error',
  held_back: 'permission_error',
  rate_limited: 'rate_limit_error',
  budget_exceeded: 'billing_error',
  provider_unavailable: 'overloaded_error',
  busy: 'overloaded_error',
  not_ready: 'overloaded_error',
  provider_timeout: 'timeout_error',
}

const REFUSALS: Record<number, string | undefined> = {
  413: 'request_too_large',
}

/** Anthropic's status for an overload, which its clients know by a class of its own. */
export const OVERLOADED = { provider_unavailable: 529, busy: 529 } as const

/** `{"type":"error","error":{type,message},"request_id"}` */
export function writeError(error: AppError, requestId: string): JsonObject {
  return { type: 'error', error: detailOf(error), request_id: requestId }
}

function detailOf(error: AppError): JsonObject {
  const refusal = refusalOf(error)
  if (refusal) {
    const type = REFUSALS[refusal.status] ?? 'invalid_request_error'
    const { message, type: _type, param: _param, code: _code, ...rest } = refusal.detail
    return { type, message: textFrom(message), ...rest }
  }
  const { code, message, denial } = toApiError(error)
  const type = TYPES[code] ?? 'api_error'
  if (!denial) return { type, message }
  const { reason, rule, askWhom: ask, cause } = denial
  return { type, message, reason, rule, ask, ...(cause && { cause: cause.code }) }
}

/** The event that ends a stream which failed after its first byte. No `message_stop` follows. */
export function writeErrorEvent(error: AppError, requestId: string): string {
  const { type: _type, ...rest } = writeError(error, requestId)
  return formatEvent('error', rest)
}
