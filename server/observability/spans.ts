import type { AttemptRecord, UsageRecord } from '#server/metering/accounts.ts'
import { answeringAttempt, costOf, firstContentMsOf } from './record-facts.ts'
import { GALERNE, GEN_AI, operationName, providerName } from './semantic-conventions.ts'
import { spanIdOf, traceIdOf, type TraceParent } from './trace-context.ts'

/** An attribute as OTLP's JSON has it. */
export interface OtlpAttribute {
  key: string
  value:
    | { stringValue: string }
    | { intValue: string }
    | { doubleValue: number }
    | { boolValue: boolean }
}

/** opentelemetry-proto, `trace.proto`, in its JSON: ids in hex, 64-bit integers as text. */
export interface OtlpSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: OtlpAttribute[]
  status: { code: number; message?: string }
}

const SERVER = 2
const CLIENT = 3
const UNSET = 0
const ERROR = 2

type Values = Record<string, string | number | boolean | null | undefined>

/** The spans of a finished request: one for itself and one for each attempt below it. Never what was said. */
export function spansOf(
  record: UsageRecord,
  parent: TraceParent | undefined,
  presetOf: (providerId: string) => string | null,
): OtlpSpan[] {
  const traceId = parent?.traceId ?? traceIdOf(record.requestId)
  const spanId = spanIdOf(record.requestId, 0)
  const operation = operationName(record.operation)
  const answering = answeringAttempt(record)
  const cost = costOf(record)
  const request: OtlpSpan = {
    traceId,
    spanId,
    ...(parent && { parentSpanId: parent.spanId }),
    name: `${operation} ${record.model}`,
    kind: SERVER,
    ...timesOf(record),
    attributes: attributesOf({
      [GEN_AI.operationName]: operation,
      [GEN_AI.requestModel]: record.model,
      [GEN_AI.isStream]: record.isStream,
      ...(answering && {
        [GEN_AI.providerName]: providerName(presetOf(answering.providerId), answering.providerId),
        [GALERNE.provider]: answering.providerId,
        [GEN_AI.responseModel]: answering.upstreamModel,
      }),
      ...usageOf(record),
      [GEN_AI.errorType]: record.errorCode,
      [GALERNE.requestId]: record.requestId,
      [GALERNE.principalId]: record.principalId,
      [GALERNE.dialect]: record.dialect,
      [GALERNE.outcome]: record.outcome,
      [GALERNE.attempts]: record.attempts.length,
      [GALERNE.firstContentMs]: firstContentMsOf(record),
      [GALERNE.costMicros]: cost?.micros,
      [GALERNE.currency]: cost?.currency,
    }),
    status: statusOf(record),
  }
  const attempts = record.attempts.map((attempt) =>
    attemptSpan(attempt, { traceId, parentSpanId: spanId, record, operation, presetOf }),
  )
  return [request, ...attempts]
}

function attemptSpan(
  attempt: AttemptRecord,
  above: {
    traceId: string
    parentSpanId: string
    record: UsageRecord
    operation: string
    presetOf: (providerId: string) => string | null
  },
): OtlpSpan {
  const { traceId, parentSpanId, record, operation, presetOf } = above
  return {
    traceId,
    spanId: spanIdOf(record.requestId, attempt.number + 1),
    parentSpanId,
    name: `${operation} ${attempt.upstreamModel}`,
    kind: CLIENT,
    ...timesOf(attempt),
    attributes: attributesOf({
      [GEN_AI.operationName]: operation,
      [GEN_AI.providerName]: providerName(presetOf(attempt.providerId), attempt.providerId),
      [GEN_AI.requestModel]: attempt.upstreamModel,
      [GEN_AI.isStream]: record.isStream,
      [GEN_AI.firstChunk]:
        record.isStream && attempt.firstContentMs !== null ? attempt.firstContentMs / 1000 : null,
      ...usageOf(attempt),
      [GEN_AI.errorType]: attempt.errorCode,
      [GALERNE.provider]: attempt.providerId,
      [GALERNE.attemptNumber]: attempt.number,
      [GALERNE.outcome]: attempt.outcome,
      [GALERNE.firstContentMs]: attempt.firstContentMs,
    }),
    status: statusOf(attempt),
  }
}

function usageOf({ usage }: Pick<UsageRecord, 'usage'>): Values {
  return {
    [GEN_AI.inputTokens]: usage.inputTokens,
    [GEN_AI.outputTokens]: usage.outputTokens,
    [GEN_AI.cachedInputTokens]: usage.cachedInputTokens || null,
    [GEN_AI.cacheWriteTokens]: usage.cacheWriteTokens || null,
    [GEN_AI.reasoningTokens]: usage.reasoningTokens || null,
    [GALERNE.isEstimated]: usage.isEstimated,
  }
}

function statusOf({ outcome, errorCode }: Pick<UsageRecord, 'outcome' | 'errorCode'>) {
  if (outcome !== 'failed') return { code: UNSET }
  return { code: ERROR, ...(errorCode !== null && { message: errorCode }) }
}

function timesOf({ startedAtMs, durationMs }: { startedAtMs: number; durationMs: number }) {
  return {
    startTimeUnixNano: nanosOf(startedAtMs),
    endTimeUnixNano: nanosOf(startedAtMs + durationMs),
  }
}

/** Nanoseconds since 1970, beyond what a number holds exactly. */
export function nanosOf(ms: number): string {
  const whole = Math.floor(ms)
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6)))
}

/** What is null or undefined is left out. */
export function attributesOf(values: Values): OtlpAttribute[] {
  const attributes: OtlpAttribute[] = []
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue
    attributes.push({ key, value: valueOf(value) })
  }
  return attributes
}

function valueOf(value: string | number | boolean): OtlpAttribute['value'] {
  if (typeof value === 'string') return { stringValue: value.toWellFormed() }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}
