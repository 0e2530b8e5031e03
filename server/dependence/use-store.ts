import type { Database } from '#server/lib/database.ts'

/** What was used of one deployment under one name, within a span of time. */
export interface Use {
  /** `2026-11-22` in the time zone of the reports. */
  day: string
  model: string
  operation: string
  providerId: string
  upstreamModel: string
  calls: number
  inputTokens: number
  outputTokens: number
  cachedInputTokens: number
  reasoningTokens: number
  /** In the currency of the reports; calls without a known price count nothing. */
  micros: number
  /** Calls whose price is known. */
  priced: number
  /** Sum over `timed` calls. */
  firstContentMs: number
  timed: number
}

export interface UseRange {
  from: Date
  until: Date
  timeZone: string
  /** Amounts in another one are left out. */
  currency: string
}

/** What the ledger says of deployments. Attempts, not requests: what failed over was a call as well. */
export function createUseStore(database: Database) {
  return {
    list: (tenantId: string, { from, until, timeZone, currency }: UseRange): Promise<Use[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Record<keyof Use, string>[]>`
          select to_char(attempt.started_at at time zone ${timeZone}, 'YYYY-MM-DD') as day,
                 request.model, request.operation,
                 attempt.provider_id as "providerId", attempt.upstream_model as "upstreamModel",
                 count(*) as calls,
                 sum(attempt.input_tokens) as "inputTokens",
                 sum(attempt.output_tokens) as "outputTokens",
                 sum(attempt.cached_input_tokens) as "cachedInputTokens",
                 sum(attempt.reasoning_tokens) as "reasoningTokens",
                 coalesce(sum(attempt.booked_micros)
                   filter (where attempt.booked_currency = ${currency}), 0) as micros,
                 count(attempt.booked_micros)
                   filter (where attempt.booked_currency = ${currency}) as priced,
                 coalesce(sum(attempt.first_content_ms), 0) as "firstContentMs",
                 count(attempt.first_content_ms) as timed
          from usage_attempts attempt
          join usage_requests request using (tenant_id, request_id)
          where attempt.started_at >= ${from} and attempt.started_at < ${until}
          group by 1, 2, 3, 4, 5`
        return rows.map(toUse)
      }),
  }
}
export type UseStore = ReturnType<typeof createUseStore>

function toUse(row: Record<keyof Use, string>): Use {
  return {
    day: row.day,
    model: row.model,
    operation: row.operation,
    providerId: row.providerId,
    upstreamModel: row.upstreamModel,
    calls: Number(row.calls),
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
    cachedInputTokens: Number(row.cachedInputTokens),
    reasoningTokens: Number(row.reasoningTokens),
    micros: Number(row.micros),
    priced: Number(row.priced),
    firstContentMs: Number(row.firstContentMs),
    timed: Number(row.timed),
  }
}
