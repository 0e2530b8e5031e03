import { fieldOf } from '#server/lib/field-of.ts'
import type { ErrorAnswer } from '../dialect.ts'
import { asRecord, listIn, numberIn, textIn } from '../lenient.ts'

/** Reasons that concern our account there, whatever status they come with: never the caller's fault. */
const OURS = new Set(['API_KEY_INVALID', 'API_KEY_SERVICE_BLOCKED', 'FAILED_PRECONDITION'])

/** Google's `error`: `{ code: 400, status: 'INVALID_ARGUMENT', message, details: [{ '@type', … }] }`. */
export function readError(body: unknown, status: number): ErrorAnswer {
  // Streams may send it as a list of one.
  const first: unknown = Array.isArray(body) ? body[0] : body
  const error = asRecord(fieldOf(first, 'error')) ?? {}
  const details = listIn(error, 'details')
  const word = textIn(error, 'status') ?? ''
  const reasons = [word, ...details.map((detail) => textIn(detail, 'reason') ?? '')]
  const message = textIn(error, 'message') ?? ''
  const retryAfterMs = retryAfterIn(details)
  return {
    status: reasons.some((reason) => OURS.has(reason)) ? 401 : (numberIn(error, 'code') ?? status),
    error: { message, type: typeFor(status), param: null, code: codeFor(word, message) },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

function typeFor(status: number): string {
  return status < 500 ? 'invalid_request_error' : 'server_error'
}

function codeFor(word: string, message: string): string | null {
  if (/token count .*exceeds|exceeds the maximum number of tokens/i.test(message)) {
    return 'context_length_exceeded'
  }
  return word === '' ? null : word.toLowerCase()
}

/** `RetryInfo.retryDelay`, such as `37.5s`. */
function retryAfterIn(details: unknown[]): number | undefined {
  for (const detail of details) {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(textIn(detail, 'retryDelay') ?? '')?.[1]
    if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000)
  }
  return undefined
}
