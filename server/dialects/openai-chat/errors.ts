import { toApiError, type AppError } from '#server/lib/app-error.ts'
import { formatSse } from '#server/lib/sse.ts'
import type { ErrorCode } from '#wire/errors.ts'
import { refusalOf } from '../refusal.ts'

/** The words that OpenAI's dialect has for kinds of errors. */
const TYPES: Partial<Record<ErrorCode, string>> = {
  invalid_request: 'invalid_request_error',
  invalid_json: 'invalid_request_error',
  body_too_large: 'invalid_request_error',
  context_length_exceeded: 'invalid_request_error',
  model_not_found: 'invalid_request_error',
  not_found: 'invalid_request_error',
  not_supported: 'invalid_request_error',
  method_not_allowed: 'invalid_request_error',
  conflict: 'invalid_request_error',
  unauthenticated: 'authentication_error',
  forbidden: 'permission_error',
  held_back: 'permission_error',
  rate_limited: 'rate_limit_error',
  budget_exceeded: 'insufficient_quota',
}

/** `{"error":{message,type,param,code}}` */
export function writeError(error: AppError): object {
  const refusal = refusalOf(error)
  if (refusal) return { error: refusal.detail }
  const { code, message, denial } = toApiError(error)
  const type = TYPES[code] ?? 'server_error'
  const { reason, rule, askWhom: ask, cause } = denial ?? {}
  return {
    error: {
      message,
      type,
      param: error.param ?? null,
      code,
      ...(denial && { reason, rule, ask, ...(cause && { cause: cause.code }) }),
    },
  }
}

/** The event that ends a stream which failed after its first byte. No `[DONE]` follows. */
export function writeErrorEvent(error: AppError): string {
  return formatSse(JSON.stringify(writeError(error)))
}
