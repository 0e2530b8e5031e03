import { writeError } from '#server/dialects/openai-chat/errors.ts'
import { toApiError } from '#server/lib/app-error.ts'
import { HTTP_STATUS } from '#wire/errors.ts'
import { toKnown } from '../streams/error-event.ts'
import { ProviderRefusal } from '../failures.ts'

export interface OpenAiError {
  status: number
  /** The whole body: `{"error":{message,type,param,code}}`. */
  body: string
  retryAfterMs: number | undefined
  isRetryable: boolean
}

/** An error as OpenAI's dialect says it. A bug is told as `internal`, without its message. */
export function toOpenAiError(error: unknown): OpenAiError {
  const known = toKnown(error)
  const body = JSON.stringify(writeError(known))
  if (known instanceof ProviderRefusal) {
    return { status: known.status, body, retryAfterMs: undefined, isRetryable: false }
  }
  const { code, isRetryable, retryAfterMs } = toApiError(known)
  return { status: HTTP_STATUS[code], body, retryAfterMs, isRetryable }
}
