import { fieldOf } from '#server/lib/field-of.ts'
import {
  OVERLOADED,
  writeError as writeAnthropicError,
} from '#server/dialects/anthropic-messages/errors.ts'
import { AppError } from '#server/lib/app-error.ts'
import { toKnown } from '../streams/error-event.ts'
import { toOpenAiError, type OpenAiError } from './openai-error.ts'
import type { ErrorShape } from './paths.ts'

/** An error before the first byte, in the words that the callers of a path read. */
export function toErrorAnswer(error: unknown, shape: ErrorShape, requestId: string): OpenAiError {
  const said = toOpenAiError(error)
  if (shape === 'openai') return said
  const detail = detailFrom(JSON.parse(said.body))
  const body = JSON.stringify(WRITERS[shape](detail, { error, requestId, said }))
  return { ...said, status: statusFor(shape, error) ?? said.status, body }
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
  mistral: (detail, { said }) => ({
    object: 'error',
    ...detail,
    ...(said.status === 422 && { detail: detailsOf(detail) }),
  }),
  anthropic: (_detail, { error, requestId }) => writeAnthropicError(toKnown(error), requestId),
}

/** As whoever refused it said them, or the one that it comes to. */
function detailsOf({ detail, param, message: msg, type }: Detail): unknown[] {
  if (Array.isArray(detail)) return detail
  const loc = typeof param === 'string' ? ['body', param] : ['body']
  return [{ type, loc, msg }]
}

/** Anthropic has a status of its own for an overload. */
function statusFor(shape: ErrorShape, error: unknown): number | undefined {
  if (shape !== 'anthropic' || !(error instanceof AppError)) return undefined
  return Object.entries(OVERLOADED).find(([code]) => code === error.code)?.[1]
}
