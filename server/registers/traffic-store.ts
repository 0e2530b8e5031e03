import type { Database } from '#server/lib/database.ts'

/** What the ledger says of one deployment within a span of time. */
export interface DeploymentUse {
  providerId: string
  upstreamModel: string
  calls: number
  failures: number
  tokens: number
  lastUsedAt: Date
}

export interface FailureKind {
  providerId: string
  upstreamModel: string
  code: string
  count: number
  lastAt: Date
}

export interface Span {
  from: Date
  until: Date
}

export type RegisterTrafficStore = ReturnType<typeof createRegisterTrafficStore>

/** Sums over the ledger, read only. Attempts: what failed over was a call as well. */
export function createRegisterTrafficStore(database: Database) {
  return {
    listUse: (tenantId: string, { from, until }: Span): Promise<DeploymentUse[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<(Omit<DeploymentUse, 'tokens'> & { tokens: string })[]>`
          select provider_id as "providerId", upstream_model as "upstreamModel",
            count(*)::int as calls, count(*) filter (where outcome = 'failed')::int as failures,
            sum(input_tokens + output_tokens)::bigint as tokens, max(started_at) as "lastUsedAt"
          from usage_attempts where started_at >= ${from} and started_at < ${until}
          group by 1, 2`
        return rows.map((row) => ({ ...row, tokens: Number(row.tokens) }))
      }),

    listFailures: (tenantId: string, { from, until }: Span): Promise<FailureKind[]> =>
      database.withTenant(
        tenantId,
        async (sql) => sql<FailureKind[]>`
          select provider_id as "providerId", upstream_model as "upstreamModel",
            coalesce(error_code, 'internal') as code, count(*)::int as count,
            max(started_at) as "lastAt"
          from usage_attempts
          where outcome = 'failed' and started_at >= ${from} and started_at < ${until}
          group by 1, 2, 3 order by count desc, code`,
      ),
  }
}
