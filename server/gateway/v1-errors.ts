import { fieldOf } from '#server/lib/field-of.ts'
import { ProviderRefusal } from './failures.ts'
import { toOpenAiError, type OpenAiError } from './openai-error.ts'
import type { ErrorShape } from './v1-paths.ts'

/** An error before the first byte, in the words that the callers of a path read. */
export function toErrorAnswer(error: unknown, shape: ErrorShape, requestId: string): OpenAiError {
  const said = toOpenAiError(error)
  if (shape === 'openai') return said
  const detail = detailFrom(JSON.parse(said.body))
  return { ...said, body: JSON.stringify(WRITERS[shape](detail, { error, requestId, said })) }
}

type Detail = Record<string, unknown>

function detailFrom(body: unknown): Detail {
  const error = fieldOf(body, 'error')
  return typeof error === 'object' ? { ...error } : { message: error }
}

interface Context {
  error: unknown
  requestId: string
  said: OpenAiError
}

const WRITERS: Record<Exclude<ErrorShape, 'openai'>, (detail: Detail, about: Context) => object> = {
  // Flat; of a 422 its client reads the `detail`, an array. Source: @mistralai/mistralai 2.7, models/errors.
  mistral: (detail, { error, said }) => ({
    object: 'error',
    ...detail,
    ...(said.status === 422 && error instanceof ProviderRefusal && detailsOf(error)),
  }),
  anthropic: ({ message }, { said, requestId }) => ({
    type: 'error',
    error: { type: anthropicType(said.status), message },
    request_id: requestId,
  }),
}

function detailsOf({ detail }: ProviderRefusal): object {
  const { detail: list } = detail
  return Array.isArray(list) ? { detail: list } : {}
}

/** Source: the list of errors in Anthropic's API reference. */
const ANTHROPIC_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

function anthropicType(status: number): string {
  return ANTHROPIC_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error')
}
