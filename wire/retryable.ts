import type { ErrorCode } from './errors.ts'

/** The codes that the same call, sent again later, may not meet. */
export const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rate_limited',
  'too_many_runs',
  'busy',
  'not_ready',
  'provider_error',
  'provider_unavailable',
  'provider_timeout',
])
