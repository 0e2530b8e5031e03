import { AppError } from '#server/lib/app-error.ts'
import { retryAfterFrom } from '#server/providers/retry-after.ts'
import type { ErrorCode } from '#wire/errors.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { errorIn, saysPolicy, saysTooLong } from '#server/providers/refusal-words.ts'
import { concealedMembers, concealedText, jsonOf, type ErrorSource } from './conceal.ts'

/** The provider found fault with the request itself: its own words and status reach the caller. Never retried. */
export class ProviderRefusal extends AppError {
  readonly status: number
  /** The `error` object of OpenAI's shape, with whatever else the provider put there (filter results…). */
  readonly detail: Record<string, unknown>

  constructor(code: ErrorCode, status: number, detail: Record<string, unknown>) {
    super(code, String(detail.message))
    this.status = status
    this.detail = detail
  }
}

/** The provider failed, or wants no calls: another may answer. */
export class ProviderFailed extends AppError {
  readonly status: number

  constructor(
    code: ErrorCode,
    message: string,
    details: { status: number; retryAfterMs?: number },
  ) {
    super(code, message, details)
    this.status = details.status
  }
}

/** The provider refuses us, not the caller: a wrong key, an unknown deployment. Trying there again would not help. */
export class ProviderMisconfigured extends AppError {
  readonly status: number

  constructor(message: string, status: number) {
    super('provider_error', message)
    this.status = status
  }

  override get isRetryable(): boolean {
    return false
  }
}

/** Why a call was ended from outside, where its caller is still there to be told; undefined: it goes on, or the caller left. */
export function reasonToStop({ aborted, reason }: AbortSignal): AppError | undefined {
  return aborted && reason instanceof AppError ? reason : undefined
}

export interface ProviderFailure {
  providerId: string
  status: number
  headers: Record<string, string>
  body: Buffer
  nowMs: number
}

/** Statuses with which a provider says that the request is wrong. */
const REFUSALS = new Set([400, 409, 413, 415, 422, 451])

/** What a provider's answer with a status that is no success means to the caller. */
export function failureFrom({
  providerId,
  status,
  headers,
  body,
  nowMs,
}: ProviderFailure): AppError {
  const retryAfterMs = retryAfterFrom(headers, nowMs)
  const details = retryAfterMs === undefined ? { status } : { status, retryAfterMs }
  const error = errorIn(parseJson(body.toString('utf8')))
  const isRefused = REFUSALS.has(status) || (status === 500 && saysTooLong(error))
  if (isRefused || (status === 403 && saysPolicy(error))) {
    return refusalFrom(status, error, { id: providerId })
  }
  if (status === 401 || status === 403) {
    return new ProviderMisconfigured(
      `The provider “${providerId}” refused Galerne's own key (${status}). An administrator must check providers.${providerId}.apiKey.`,
      status,
    )
  }
  if (status === 404) {
    return new ProviderMisconfigured(
      `The provider “${providerId}” does not know this model or address (404). An administrator must check providers.${providerId}.`,
      status,
    )
  }
  if (status === 429) {
    return new ProviderFailed(
      'rate_limited',
      `The provider “${providerId}” takes no more requests for now.`,
      details,
    )
  }
  if (status === 408 || status === 504) {
    return new ProviderFailed(
      'provider_timeout',
      `The provider “${providerId}” took too long.`,
      details,
    )
  }
  if (status === 503 || status === 529) {
    return new ProviderFailed(
      'provider_unavailable',
      `The provider “${providerId}” is overloaded.`,
      details,
    )
  }
  return new ProviderFailed(
    'provider_error',
    `The provider “${providerId}” failed (${status}).`,
    details,
  )
}

/** What an error that came inside an answer (under 200, or as an event) means. */
export function failureInAnswer(provider: ErrorSource, error: unknown): AppError {
  const { id } = provider
  const code = textOf(fieldOf(error, 'code')) || textOf(fieldOf(error, 'type'))
  const status = Number(fieldOf(error, 'status') ?? fieldOf(error, 'code'))
  const detail = detailFrom(error, '', provider)
  const said = detail.message === '' ? '' : ` It said: ${String(detail.message)}`
  if (status === 429 || /rate_limit/.test(code)) {
    return new AppError('rate_limited', `The provider “${id}” takes no more requests.${said}`)
  }
  if (saysTooLong(error)) return tooLong(400, detail)
  if (saysPolicy(error) || /invalid_request/.test(code)) {
    return new ProviderRefusal('invalid_request', 400, detail)
  }
  if (status === 503 || /overload|unavailable/.test(code)) {
    return new AppError('provider_unavailable', `The provider “${id}” is overloaded.${said}`)
  }
  return new AppError('provider_error', `The provider “${id}” failed in its answer.${said}`)
}

function refusalFrom(status: number, error: unknown, provider: ErrorSource): ProviderRefusal {
  const detail = detailFrom(error, `The provider refused the request (${status}).`, provider)
  if (status === 413) return new ProviderRefusal('body_too_large', status, detail)
  if (saysTooLong(error)) return tooLong(status === 500 ? 400 : status, detail)
  return new ProviderRefusal('invalid_request', status, detail)
}

/** In the one word that clients know for it, whatever the provider's was. */
function tooLong(status: number, detail: Record<string, unknown>): ProviderRefusal {
  const code = 'context_length_exceeded'
  return new ProviderRefusal(code, status, { ...detail, code })
}

function detailFrom(
  error: unknown,
  fallback: string,
  provider: ErrorSource,
): Record<string, unknown> {
  const known = typeof error === 'object' && error !== null ? { ...error } : {}
  const message = fieldOf(known, 'message') ?? fieldOf(known, 'detail') ?? (error || fallback)
  const text = typeof message === 'string' ? message : jsonOf(message)
  return {
    type: 'invalid_request_error',
    param: null,
    code: null,
    ...concealedMembers(known, provider),
    message: concealedText(text || fallback, provider),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
