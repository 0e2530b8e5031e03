import { Classification } from '#wire/classification.ts'
import type { Journey } from '#wire/residency.ts'
import { DeploymentPlace } from '#wire/routing.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'

interface Row {
  provider_id: string
  upstream_model: string
  tags: unknown
  classification: string | null
  tries: number
  first_at: Date
  last_at: Date
}

const MAX_ROWS = 500

/** Where words went, as the log of requests tells it: every try counts, also those that failed. */
export function createJourneysStore(database: Database) {
  return {
    /** Of a conversation of the owner's; another's has none. */
    ofConversation: (
      tenantId: string,
      { id, ownerId }: { id: string; ownerId: string },
    ): Promise<Journey[]> =>
      database.withTenant(tenantId, async (sql) => {
        const [own] = await sql`
          select from conversations where id = ${id} and owner_id = ${ownerId}`
        if (!own) return []
        // Runs are called as their first request: that finds what was logged before conversations were noted.
        return sum(
          sql,
          sql`(conversation_id = ${id}
               or request_id in (select id from runs where conversation_id = ${id}))`,
        )
      }),

    /** Of everything that one has asked since then. */
    ofPrincipal: (
      tenantId: string,
      { id, since }: { id: string; since: Date },
    ): Promise<Journey[]> =>
      database.withTenant(tenantId, (sql) =>
        sum(sql, sql`principal_id = ${id} and started_at >= ${since}`),
      ),
  }
}

async function sum(sql: TransactionSql, condition: ReturnType<TransactionSql>): Promise<Journey[]> {
  const rows = await sql<Row[]>`
    select attempt ->> 'providerId' as provider_id, attempt ->> 'upstreamModel' as upstream_model,
           (attempt -> 'tags')::jsonb as tags, classification, count(*)::int as tries,
           min(started_at) as first_at, max(started_at) as last_at
    from request_log, json_array_elements(detail -> 'timeline') as attempt
    where ${condition}
    group by 1, 2, 3, 4 order by last_at desc limit ${MAX_ROWS}`
  return rows.map((row) => ({
    providerId: row.provider_id,
    upstreamModel: row.upstream_model,
    tags: DeploymentPlace.safeParse(row.tags).data ?? null,
    classification: Classification.safeParse(row.classification).data ?? null,
    tries: row.tries,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
  }))
}
