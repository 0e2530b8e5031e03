import { AppError, toApiError } from '#server/lib/app-error.ts'
import { formatSse } from '#server/lib/sse.ts'
import { HTTP_STATUS, type ErrorCode } from '#wire/errors.ts'
import { ProviderRefusal } from './failures.ts'

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
  rate_limited: 'rate_limit_error',
  budget_exceeded: 'insufficient_quota',
}

export interface OpenAiError {
  status: number
  /** The whole body: `{"error":{message,type,param,code}}`. */
  body: string
  retryAfterMs: number | undefined
  isRetryable: boolean
}

/** An error as OpenAI's dialect says it. A bug is told as `internal`, without its message. */
export function toOpenAiError(error: unknown): OpenAiError {
  if (error instanceof ProviderRefusal) {
    return {
      status: error.status,
      body: JSON.stringify({ error: error.detail }),
      retryAfterMs: undefined,
      isRetryable: false,
    }
  }
  const { code, message, isRetryable, retryAfterMs } = toApiError(error)
  const param = (error instanceof AppError && error.param) || null
  const body = { error: { message, type: TYPES[code] ?? 'server_error', param, code } }
  return { status: HTTP_STATUS[code], body: JSON.stringify(body), retryAfterMs, isRetryable }
}

/** The event that ends a stream which failed after its first byte. No `[DONE]` follows. */
export function toErrorEvent(error: unknown): Buffer {
  return Buffer.from(formatSse(toOpenAiError(error).body))
}
