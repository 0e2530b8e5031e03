import { z } from 'zod'
import { Classification } from './classification.ts'
import { ErrorCode } from './errors.ts'
import { DeploymentPlace } from './routing.ts'

const Outcome = z.enum(['complete', 'failed', 'cancelled'])
const Count = z.number().nonnegative()

/** A finished request as the list of the request log shows it. */
export const LoggedRequest = z.object({
  id: z.uuid(),
  startedAt: z.iso.datetime(),
  principalKind: z.string(),
  principalId: z.string(),
  operation: z.string(),
  /** The name that the caller used. */
  model: z.string(),
  /** Who answered, or was tried last; empty: nothing was tried. */
  providerId: z.string(),
  outcome: Outcome,
  errorCode: z.string().nullable(),
  durationMs: Count,
  /** From the beginning of the request; null: there was none. */
  firstContentMs: Count.nullable(),
  inputTokens: Count,
  outputTokens: Count,
  /** Integer micro-units; null: no price is known. */
  costMicros: z.number().nullable(),
  currency: z.string().nullable(),
  attempts: Count,
})
export type LoggedRequest = z.infer<typeof LoggedRequest>

export const LoggedAttempt = z.object({
  number: Count,
  providerId: z.string(),
  upstreamModel: z.string(),
  outcome: Outcome,
  errorCode: z.string().nullable(),
  /** Of the provider's answer; null: none came. */
  status: z.number().nullable(),
  /** It lost a race, or its answer was thrown away. */
  isWaste: z.boolean(),
  /** After the beginning of the request. */
  startMs: Count,
  firstContentMs: Count.nullable(),
  durationMs: Count,
  /** Where it was computed, as that was declared then; absent or null: nobody looked. */
  tags: DeploymentPlace.nullish(),
  inputTokens: Count,
  outputTokens: Count,
})
export type LoggedAttempt = z.infer<typeof LoggedAttempt>

export const LoggedDecision = z.object({
  route: z.string(),
  strategy: z.string(),
  passedOver: z.array(z.object({ deployment: z.string(), reason: z.string() })),
  queuedMs: Count,
  isHedged: z.boolean(),
})

/** All that is known of one request. Never what was said: that is apart, where it is kept at all. */
export const LoggedRequestDetail = LoggedRequest.extend({
  /** How carefully it was to be handled; absent or null: it was not routed. */
  classification: Classification.nullish(),
  /** Of the policies that decided, SHA-256; null: there were none. */
  policyHash: z.string().nullish(),
  isStream: z.boolean(),
  dialect: z.string().nullable(),
  requestBytes: Count.nullable(),
  usage: z.object({
    inputTokens: Count,
    outputTokens: Count,
    cachedInputTokens: Count,
    cacheWriteTokens: Count,
    reasoningTokens: Count,
    isEstimated: z.boolean(),
  }),
  decision: LoggedDecision.nullable(),
  timeline: z.array(LoggedAttempt),
})
export type LoggedRequestDetail = z.infer<typeof LoggedRequestDetail>

/** `GET /api/requests/:id`. */
export const RequestPage = z.object({
  request: LoggedRequestDetail,
  /** The name of the key or person; null: it is gone, or has none. */
  principalName: z.string().nullable(),
  /** Whether what was said is kept; it is read with `GET /api/requests/:id/body`. */
  bodyExpiresAt: z.iso.datetime().nullable(),
})
export type RequestPage = z.infer<typeof RequestPage>

/** `GET /api/requests/:id/body`. What is not text is told by its size. */
export const RequestBody = z.object({
  request: z.string(),
  answer: z.string(),
  isCut: z.boolean(),
})
export type RequestBody = z.infer<typeof RequestBody>

/** What is looked for; what is absent does not matter. Also the query of `GET /api/requests`, as text. */
export const RequestSearch = z.strictObject({
  /** The whole request id. */
  id: z.uuid().optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  model: z.string().min(1).max(300).optional(),
  provider: z.string().min(1).max(300).optional(),
  principalId: z.uuid().optional(),
  operation: z.string().min(1).max(50).optional(),
  outcome: Outcome.optional(),
  errorCode: ErrorCode.optional(),
  minDurationMs: z.coerce.number().int().min(0).max(86_400_000).optional(),
  minCostMicros: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** The id of the last one of the page before. */
  cursor: z.uuid().optional(),
})
export type RequestSearch = z.infer<typeof RequestSearch>

export const LoggedRequestPage = z.object({
  requests: z.array(LoggedRequest),
  /** Null: there are no older ones. */
  nextCursor: z.uuid().nullable(),
  /** How many were not written since the server started, because there were too many at once. */
  skipped: Count,
  /** How long requests stay in the log. */
  retentionDays: Count,
  /** Names of the keys and persons in the list, by id. */
  principalNames: z.record(z.string(), z.string()),
})
export type LoggedRequestPage = z.infer<typeof LoggedRequestPage>

/** What one can look back on. */
export const TrafficRange = z.enum(['15m', '1h', '6h', '24h', '7d', '30d', '90d'])
export type TrafficRange = z.infer<typeof TrafficRange>

const Series = z.array(z.number())
const Gaps = z.array(z.number().nullable())

/** Numbers over time: one a step, each list as long as `times`. */
export const Traffic = z.object({
  range: TrafficRange,
  stepMs: Count,
  /** Starts of the steps, milliseconds since 1970. */
  times: Series,
  /** Complete, failed and cancelled together. */
  requests: Series,
  failed: Series,
  cancelled: Series,
  /** By error code, the most frequent first. */
  errors: z.array(z.object({ code: z.string(), counts: Series })),
  /** By model, the busiest first; beyond seven together as “”. */
  models: z.array(z.object({ model: z.string(), requests: Series, tokens: Series })),
  providers: z.array(z.object({ providerId: z.string(), requests: Series, failed: Series })),
  inputTokens: Series,
  cachedInputTokens: Series,
  outputTokens: Series,
  /** Milliseconds; null: nothing was answered then. */
  duration: z.object({ p50: Gaps, p95: Gaps, p99: Gaps }),
  firstContent: z.object({ p50: Gaps, p95: Gaps, p99: Gaps }),
  /** In micro-units. */
  spend: z.array(z.object({ currency: z.string(), micros: Series })),
  saturation: z.object({
    inFlight: Gaps,
    queued: Gaps,
    loopDelayMs: Gaps,
    memoryBytes: Gaps,
    cpuShare: Gaps,
    ledgerWaiting: Gaps,
  }),
  /** Over the whole range. */
  totals: z.object({
    requests: Count,
    failed: Count,
    cancelled: Count,
    inputTokens: Count,
    outputTokens: Count,
    durationP50Ms: Count.nullable(),
    durationP95Ms: Count.nullable(),
    firstContentP50Ms: Count.nullable(),
    firstContentP95Ms: Count.nullable(),
    spend: z.array(z.object({ currency: z.string(), micros: z.number() })),
  }),
})
export type Traffic = z.infer<typeof Traffic>
