import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import type { AttemptRecord, UsageRecord } from '#server/metering/accounts.ts'

export const TEST_KEY_ID = '01900000-0000-7000-8000-000000000001'

let made = 0

/** A request id of that moment: those of the product never go back in time. */
function idAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  made += 1
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${made.toString(16).padStart(12, '0')}`
}

/** A finished request as the gateway would tell of it, with whatever a test is about. */
export function recordOf(fields: Partial<UsageRecord> = {}): UsageRecord {
  const startedAtMs = fields.startedAtMs ?? Date.UTC(2026, 10, 22, 12)
  const usage = usageOf({ inputTokens: 10, outputTokens: 20 })
  return {
    requestId: idAt(startedAtMs),
    tenantId: LOCAL_TENANT_ID,
    principalKind: 'key',
    principalId: TEST_KEY_ID,
    operation: 'chat',
    model: 'mistral-large',
    isStream: true,
    outcome: 'complete',
    errorCode: null,
    usage,
    startedAtMs,
    durationMs: 800,
    attempts: [attemptOf({ startedAtMs, usage })],
    ...fields,
  }
}

export function attemptOf(fields: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    number: 0,
    providerId: 'mistral',
    upstreamModel: 'mistral-large-2512',
    outcome: 'complete',
    errorCode: null,
    usage: usageOf({}),
    startedAtMs: Date.UTC(2026, 10, 22, 12),
    firstContentMs: 200,
    durationMs: 790,
    ...fields,
  }
}

export function usageOf(fields: Partial<TokenUsage>): TokenUsage {
  return {
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    isEstimated: false,
    ...fields,
  }
}

/** Two attempts, of which the second answered. */
export function failedOver(startedAtMs = Date.UTC(2026, 10, 22, 12)): UsageRecord {
  const first = attemptOf({
    providerId: 'azure',
    outcome: 'failed',
    errorCode: 'provider_unavailable',
    status: 503,
    firstContentMs: null,
    durationMs: 40,
    startedAtMs,
  })
  const second = attemptOf({ number: 1, startedAtMs: startedAtMs + 50 })
  return recordOf({ startedAtMs, attempts: [first, second] })
}
