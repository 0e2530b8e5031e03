import type { ErrorAnswer } from '../dialect.ts'
import { textIn } from '../lenient.ts'

/** Bedrock says only in its text that a request is too long. */
const TOO_LONG = /too long|too many (?:input )?tokens|maximum context|context (?:window|length)/i
/** Errors of its key that come as a wrong request, or as an unknown model. */
const WRONG_KEY = /security token|signature|not authorized|access (?:is )?denied|api key/i

/** An error of Bedrock: `{"message"}`, its kind only in a header. Source: Converse of the API reference, Errors. */
export function readError(body: unknown, status: number): ErrorAnswer {
  const message = textIn(body, 'message') ?? textIn(body, 'Message') ?? `HTTP ${status}`
  const kind = textIn(body, '__type')?.split('#').at(-1) ?? ''
  const isRequest = status === 400
  const isKey = isRequest && (WRONG_KEY.test(message) || /UnrecognizedClient|Signature/.test(kind))
  const isTooLong = isRequest && TOO_LONG.test(message)
  return {
    // 424: the model behind Bedrock failed.
    status: isKey ? 403 : status === 424 ? 502 : status,
    error: {
      message,
      type: isRequest ? 'invalid_request_error' : 'api_error',
      param: null,
      code: isTooLong ? 'context_length_exceeded' : null,
    },
  }
}
