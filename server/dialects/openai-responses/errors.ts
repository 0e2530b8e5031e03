import { toApiError, type AppError } from '#server/lib/app-error.ts'
import { formatSse } from '#server/lib/sse.ts'
import type { ErrorCode } from '#wire/errors.ts'

// Before the first byte, errors look the same in all of OpenAI's dialects.
export { writeError } from '../openai-chat/errors.ts'

/** What `error.code` of a failed response may say of ours. */
const CODES: Partial<Record<ErrorCode, string>> = {
  rate_limited: 'rate_limit_exceeded',
  invalid_request: 'invalid_prompt',
  context_length_exceeded: 'invalid_prompt',
}

export function errorCodeFor({ code }: AppError): string {
  return CODES[code] ?? 'server_error'
}

/** The event that ends a stream which failed, whatever its last number was. */
export function writeErrorEvent(error: AppError): string {
  const data = { type: 'error', sequence_number: 0, ...errorFields(error) }
  return formatSse(JSON.stringify(data), { event: 'error' })
}

export function errorFields(error: AppError) {
  const { code, message } = toApiError(error)
  return { code, message, param: error.param ?? null }
}
