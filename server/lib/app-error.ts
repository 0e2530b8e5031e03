import type { ApiError, Denial, ErrorCode } from '#wire/errors.ts'
import { RETRYABLE } from '#wire/retryable.ts'

export interface AppErrorDetails {
  /** How long to wait before the same call is worth sending again. */
  retryAfterMs?: number
  /** The request field that was wrong, in the caller's words (`messages[0].role`). */
  param?: string
  cause?: unknown
  /** Of what a rule forbids: which one, and whom to ask. */
  denial?: Denial
  /** Finer than the code: one of the capability's own names for what is wrong. */
  problem?: string
  /** Of what is forbidden: what somebody wanted to do, for the audit trail. */
  wanted?: { action: string; kind: string; id: string | null }
  /** What an answer over HTTP says beside it: what is left of limits. */
  headers?: Readonly<Record<string, string>>
}

/**
 * An expected failure: what a person is told, and what to do next. Anything else that is thrown is a bug,
 * logged with its stack and answered as `internal`.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined
  readonly param: string | undefined
  readonly denial: Denial | undefined
  readonly problem: string | undefined
  readonly wanted: AppErrorDetails['wanted']
  /** As in AppErrorDetails; whoever passes the error on may know them first. */
  headers: Readonly<Record<string, string>> | undefined

  constructor(code: ErrorCode, message: string, details: AppErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.retryAfterMs = details.retryAfterMs
    this.param = details.param
    this.denial = details.denial
    this.problem = details.problem
    this.wanted = details.wanted
    this.headers = details.headers
  }

  get isRetryable(): boolean {
    return RETRYABLE.has(this.code)
  }
}

/** The shape that `/api/*` and run events show to people. A bug becomes `internal`, without its message. */
export function toApiError(error: unknown, requestId?: string): ApiError {
  const known =
    error instanceof AppError
      ? error
      : new AppError('internal', 'Something broke on our side. The log has the details.')
  return {
    code: known.code,
    message: known.message,
    isRetryable: known.isRetryable,
    ...(known.retryAfterMs !== undefined && { retryAfterMs: known.retryAfterMs }),
    ...(requestId !== undefined && { requestId }),
    ...(known.denial && { denial: known.denial }),
    ...(known.problem !== undefined && { problem: known.problem }),
  }
}
