import type { TestProblem } from '#wire/providers.ts'
import { AppError } from '#server/lib/app-error.ts'
import { codeOf } from '#server/lib/thrown.ts'
import { ForbiddenAddress } from '#server/lib/address.ts'
import { AnswerTimeout, ConnectionBroke } from '#server/providers/http-client/connection.ts'
import { NotHttp } from '#server/providers/http-client/response-head.ts'

/** Codes of Node and OpenSSL, and what they mean to whoever fills in the form. */
const BY_CODE: [RegExp, TestProblem][] = [
  [/^(?:ENOTFOUND|EAI_)/, 'dns'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'refused'],
  [/TIMEOUT|^ETIMEDOUT$/, 'timeout'],
  [/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_/, 'tls'],
  [/^(?:ECONNRESET|EPIPE)$/, 'broken'],
]

/** Why a connection failed, by whatever lies beneath the error. */
export function problemOf(error: unknown): TestProblem {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    const found = cause instanceof AppError ? undefined : problemOfCause(cause)
    if (found) return found
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause
  }
  if (!(error instanceof AppError)) return 'other'
  if (/redirect/.test(error.message)) return 'wrong-address'
  return BY_APP_CODE[error.code] ?? 'other'
}

function problemOfCause(cause: Error): TestProblem | undefined {
  if (cause instanceof ForbiddenAddress) return 'private-address'
  if (cause instanceof NotHttp) return 'not-http'
  const code = codeOf(cause) ?? ''
  const found = BY_CODE.find(([pattern]) => pattern.test(code))
  if (found) return found[1]
  if (cause instanceof AnswerTimeout) return 'timeout'
  // What broke it may lie beneath, and then says more.
  return cause instanceof ConnectionBroke && cause.cause === undefined ? 'broken' : undefined
}

const BY_APP_CODE: Partial<Record<AppError['code'], TestProblem>> = {
  provider_timeout: 'timeout',
  provider_unavailable: 'overloaded',
  provider_error: 'not-understood',
  rate_limited: 'rate-limited',
  budget_exceeded: 'budget',
}

/** What a status means; `text` is the body, where quotas are told apart from speed limits. */
export function problemOfStatus(status: number, text: string): TestProblem {
  if (status === 401) return 'wrong-key'
  if (status === 402 || /insufficient_quota|insufficient_credits|billing/i.test(text)) {
    return 'no-quota'
  }
  if (status === 403) return 'no-permission'
  if (status === 404 || status === 405) return 'wrong-address'
  if (status >= 300 && status < 400) return 'wrong-address'
  if (status === 429) return 'rate-limited'
  return status >= 500 ? 'overloaded' : 'not-understood'
}
