import type { TestProblem } from '#wire/providers.ts'
import { AppError } from '#server/lib/app-error.ts'
import { codeOf } from '#server/lib/thrown.ts'
import { ForbiddenAddress } from '#server/providers/address.ts'

/** Codes of Node, OpenSSL and undici, and what they mean to whoever fills in the form. */
const BY_CODE: [RegExp, TestProblem][] = [
  [/^(?:ENOTFOUND|EAI_)/, 'dns'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'refused'],
  [
    /^(?:UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/,
    'timeout',
  ],
  [/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_/, 'tls'],
  [/^HPE_|^UND_ERR_(?:INVALID|RES_|HEADERS_OVERFLOW)/, 'not-http'],
  [/^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE)$/, 'broken'],
]

/** Why a connection failed, by whatever lies beneath the error. */
export function problemOf(error: unknown): TestProblem {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    const code = codeOf(cause) ?? ''
    const found = BY_CODE.find(([pattern]) => pattern.test(code) && !(cause instanceof AppError))
    if (found) return found[1]
    if (cause.name === 'HTTPParserError') return 'not-http'
    if (cause instanceof ForbiddenAddress) return 'private-address'
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause
  }
  return error instanceof AppError ? (BY_APP_CODE[error.code] ?? 'other') : 'other'
}

const BY_APP_CODE: Partial<Record<AppError['code'], TestProblem>> = {
  provider_timeout: 'timeout',
  provider_unavailable: 'overloaded',
  provider_error: 'not-understood',
  rate_limited: 'rate-limited',
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
