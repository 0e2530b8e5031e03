import type { ApiError, Denial, ErrorCode } from '#wire/errors.ts'
import { RETRYABLE } from '#wire/retryable.ts'

/** `unreachable`: no answer came. `unreadable`: an answer came that is not Galerne's (a proxy's error page, an older server). */
export type FailureCode = ErrorCode | 'unreachable' | 'unreadable'

/** Every way in which a call of the client fails, apart from being aborted by its caller. */
export class ApiFailure extends Error {
  readonly code: FailureCode
  /** The HTTP status; 0 when no answer came. */
  readonly status: number
  readonly retryAfterMs: number | undefined
  readonly requestId: string | undefined
  /** Finer than the code; which there are says the capability. */
  readonly problem: string | undefined
  /** Of what a rule forbids: which one, why, and whom to ask. */
  readonly denial: Denial | undefined

  constructor(
    code: FailureCode,
    message: string,
    details: { status?: number; error?: ApiError; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    this.name = 'ApiFailure'
    this.code = code
    this.status = details.status ?? 0
    this.retryAfterMs = details.error?.retryAfterMs
    this.requestId = details.error?.requestId
    this.problem = details.error?.problem
    this.denial = details.error?.denial
  }

  /** Whether the same call, sent again later, may succeed. */
  get isRetryable(): boolean {
    if (this.code === 'unreachable') return true
    if (this.code === 'unreadable') return this.status >= 500
    return RETRYABLE.has(this.code)
  }
}
