import type { ErrorAnswer } from '../dialect.ts'
import { objectFrom, textFrom } from '../json-values.ts'
import { lookup } from '#server/lib/lookup.ts'

/** Statuses of kinds of errors, which also come without one: in streams, or under 200. */
const STATUSES: Record<string, number | undefined> = lookup({
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
})

/** Our account there has no money left: said as if the caller's request were wrong. */
const IS_OURS = /credit balance is too low|billing/i
const IS_TOO_LONG = /prompt is too long|exceed(?:s)? (?:the )?context (?:limit|window)/i

/** `{"type":"error","error":{type,message},"request_id"}` */
export function readError(body: unknown, status: number): ErrorAnswer {
  const { type, message, ...rest } = objectFrom(objectFrom(body).error)
  const kind = textFrom(type)
  const text = textFrom(message)
  const isRefusal = kind === 'invalid_request_error'
  const told = STATUSES[kind] ?? status
  return {
    status: isRefusal && IS_OURS.test(text) ? 401 : isRefusal ? status : told,
    error: {
      ...rest,
      message: text,
      type: kind || 'api_error',
      param: null,
      code: isRefusal && IS_TOO_LONG.test(text) ? 'context_length_exceeded' : null,
    },
  }
}
