import { Classification } from '#wire/classification.ts'
import { DeploymentPlace } from '#wire/routing.ts'
import type { Database } from '#server/lib/database.ts'

/** Calls that were alike, in all that policies can see. */
export interface PastCalls {
  principal: { kind: 'person' | 'service' | 'key'; id: string }
  operation: string
  /** Null: it was not noted. */
  classification: Classification | null
  providerId: string
  upstreamModel: string
  /** As the deployment was declared then; null: it was not noted. */
  tags: DeploymentPlace | null
  calls: number
}

interface Row {
  kind: PastCalls['principal']['kind']
  id: string
  operation: string
  classification: string | null
  provider_id: string
  upstream_model: string
  tags: unknown
  calls: number
}

/** More kinds of calls than a week of an organisation has. */
const MAX_KINDS = 20_000

/** The log of requests, as far as policies are tried on it. */
export function createTrafficStore(database: Database) {
  return {
    /** The kinds with the most calls first. Each try at a deployment counts. */
    list: (tenantId: string, since: Date): Promise<PastCalls[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select principal_kind as kind, principal_id::text as id, operation, classification,
                 attempt ->> 'providerId' as provider_id,
                 attempt ->> 'upstreamModel' as upstream_model,
                 (attempt -> 'tags')::jsonb as tags, count(*)::int as calls
          from request_log, json_array_elements(detail -> 'timeline') as attempt
          where started_at >= ${since} and request_id >= ${firstIdAt(since)}
          group by 1, 2, 3, 4, 5, 6, 7
          order by calls desc limit ${MAX_KINDS}`
        return rows.map(toCalls)
      }),
  }
}

/** The least UUID of version 7 of a moment: the key of the log is in the order of time. */
function firstIdAt(at: Date): string {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

function toCalls(row: Row): PastCalls {
  const { kind, id, operation, provider_id: providerId, upstream_model: upstreamModel } = row
  const tags = DeploymentPlace.safeParse(row.tags)
  const classification = Classification.safeParse(row.classification)
  return {
    principal: { kind, id },
    operation,
    providerId,
    upstreamModel,
    calls: row.calls,
    classification: classification.data ?? null,
    tags: tags.data ?? null,
  }
}
