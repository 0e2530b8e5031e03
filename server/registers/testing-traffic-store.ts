import { createId } from '#server/lib/ids.ts'
import type { Database } from '#server/lib/database.ts'

export interface TestCall {
  tenantId: string
  providerId: string
  model: string
  outcome: 'complete' | 'failed'
  at: Date
}

/** For tests: a call in the ledger. */
export function insertCall(database: Database, call: TestCall): Promise<void> {
  const { tenantId, providerId, model, outcome, at } = call
  const id = createId()
  const code = outcome === 'failed' ? 'provider_timeout' : null
  return database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into usage_requests (tenant_id, request_id, principal_kind, principal_id, operation,
        model, is_stream, outcome, error_code, input_tokens, output_tokens, cached_input_tokens,
        reasoning_tokens, is_estimated, started_at, duration_ms)
      values (${tenantId}, ${id}, 'person', ${id}, 'chat', ${model}, false, ${outcome}, ${code},
        10, 20, 0, 0, false, ${at}, 5)`
    await sql`
      insert into usage_attempts (tenant_id, request_id, number, provider_id, upstream_model,
        outcome, error_code, input_tokens, output_tokens, cached_input_tokens, reasoning_tokens,
        is_estimated, started_at, duration_ms)
      values (${tenantId}, ${id}, 1, ${providerId}, ${model}, ${outcome}, ${code}, 10, 20, 0, 0,
        false, ${at}, 5)`
  })
}
