import { scanCall } from '#server/gateway/scan.ts'
import type { GatewayCall } from '#server/gateway/gateway.ts'
import { NO_TOKENS } from '#server/gateway/operations/units-usage.ts'
import type { AppError } from '#server/lib/app-error.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'

/** What the log says of a call that was turned away before an account was opened for it: nobody was called for it. */
export function recordOfRefused(call: GatewayCall, error: AppError, nowMs: number): UsageRecord {
  const { principal, requestId, operation, dialect, body } = call
  return {
    requestId,
    tenantId: principal.tenantId,
    principalKind: principal.kind,
    principalId: principal.id,
    operation,
    ...wishOf(call),
    outcome: 'failed',
    errorCode: error.code,
    usage: NO_TOKENS,
    startedAtMs: nowMs,
    durationMs: 0,
    attempts: [],
    dialect,
    requestBytes: body.length,
  }
}

/** Of a request that cannot be read, nothing: that is what is wrong with it. */
function wishOf({ body, operation, dialect }: GatewayCall) {
  try {
    const { model, isStream } = scanCall(body, operation, dialect)
    return { model, isStream }
  } catch {
    return { model: '', isStream: false }
  }
}
