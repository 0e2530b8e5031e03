import { z } from 'zod'
import { DenialCause } from './denials.ts'

/** Every way in which Galerne says no. A closed list: a code without a row in HTTP_STATUS does not compile. */
export const ErrorCode = z.enum([
  'invalid_request',
  'invalid_json',
  'body_too_large',
  'unauthenticated',
  'forbidden',
  'held_back',
  'confirmation_required',
  'not_found',
  'model_not_found',
  'method_not_allowed',
  'conflict',
  'context_length_exceeded',
  'not_supported',
  'rate_limited',
  'budget_exceeded',
  'too_many_runs',
  'busy',
  'not_ready',
  'provider_error',
  'provider_unavailable',
  'provider_timeout',
  'cancelled',
  'internal',
])
export type ErrorCode = z.infer<typeof ErrorCode>

/** The HTTP status of each code. 499 is nginx's "client closed request". */
export const HTTP_STATUS: Record<ErrorCode, number> = {
  invalid_request: 400,
  invalid_json: 400,
  body_too_large: 413,
  unauthenticated: 401,
  forbidden: 403,
  // What a call says may not go where it would go.
  held_back: 403,
  // Signed in too long ago for this: they say once more who they are.
  confirmation_required: 403,
  not_found: 404,
  model_not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  context_length_exceeded: 400,
  not_supported: 404,
  rate_limited: 429,
  // Not 429: official clients would send the same call again at once, for nothing.
  budget_exceeded: 402,
  too_many_runs: 429,
  busy: 503,
  not_ready: 503,
  provider_error: 502,
  provider_unavailable: 503,
  provider_timeout: 504,
  cancelled: 499,
  internal: 500,
}

/** What a rule says no to: which rule, in people's words, and whom to ask; null: not said. */
export const Denial = z.object({
  reason: z.literal('policy_refused'),
  rule: z.string().nullable(),
  askWhom: z.string().nullable(),
  /** Absent: nothing but `message` says it. */
  cause: DenialCause.optional(),
  /** Whom the organisation has named for questions; null: nobody, so its administrators. Absent: `askWhom` is as the rule has it. */
  contact: z.string().nullable().optional(),
})
export type Denial = z.infer<typeof Denial>

/** What `/api/*` answers when it says no; also the `error` of a failed run. `message` is for people. */
export const ApiError = z.object({
  code: ErrorCode,
  message: z.string(),
  isRetryable: z.boolean(),
  retryAfterMs: z.int().nonnegative().optional(),
  requestId: z.string().optional(),
  denial: Denial.optional(),
  /** Finer than the code, in words of the capability that said no: which there are stands in its own file here. */
  problem: z.string().optional(),
})
export type ApiError = z.infer<typeof ApiError>

export const ApiErrorBody = z.object({ error: ApiError })
export type ApiErrorBody = z.infer<typeof ApiErrorBody>
