import type { AuditEntry, AuditSearch } from '#wire/audit.ts'
import { noteEvent, type AuditEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { isId } from '#server/lib/ids.ts'

export interface StoredEntry {
  entry: AuditEntry
  record: string
  leaf: Buffer
  sealed: string | null
}

export type SearchStore = ReturnType<typeof createSearchStore>

/** Looks for entries. Each reading notes itself, in its own transaction. */
export function createSearchStore(database: Database) {
  return {
    /** The newest first; `limit` and one more, by which one sees whether there are older ones. */
    search: (
      tenantId: string,
      { search, limit, reading }: { search: AuditSearch; limit: number; reading?: AuditEvent },
    ): Promise<AuditEntry[]> =>
      database.withTenant(tenantId, async (sql) => {
        if (reading) await noteEvent(sql, tenantId, reading)
        return searchEntries(sql, search, limit)
      }),

    note: (tenantId: string, reading: AuditEvent): Promise<void> =>
      database.withTenant(tenantId, (sql) => noteEvent(sql, tenantId, reading)),

    find: (
      tenantId: string,
      sequence: number,
      reading: AuditEvent,
    ): Promise<StoredEntry | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<(Row & { record: string; leaf: Buffer; sealed: string | null })[]>`
          select ${columns(sql)}, record, leaf, sealed from audit_entries where sequence = ${sequence}`
        if (!row) return undefined
        await noteEvent(sql, tenantId, reading)
        const [entry] = await withNames(sql, [row])
        return entry && { entry, record: row.record, leaf: row.leaf, sealed: row.sealed }
      }),
  }
}

interface Row {
  sequence: string
  at: Date
  action: string
  actor_kind: string
  actor_id: string
  resource_kind: string
  resource_id: string | null
  outcome: string
}

function columns(sql: TransactionSql) {
  return sql`sequence, at, action, actor_kind, actor_id, resource_kind, resource_id, outcome`
}

async function searchEntries(
  sql: TransactionSql,
  search: AuditSearch,
  limit: number,
): Promise<AuditEntry[]> {
  const { who, action, resource, outcome, from, to, cursor } = search
  const actors = who === undefined ? null : await findActors(sql, who)
  const about = resource === undefined ? [] : [resource, ...(await findActors(sql, resource))]
  const rows = await sql<Row[]>`
    select ${columns(sql)} from audit_entries where true
      ${cursor === undefined ? sql`` : sql`and sequence < ${cursor}`}
      ${actors ? sql`and actor_id = any(${actors})` : sql``}
      ${action === undefined ? sql`` : sql`and (action = ${action} or action like ${`${action}.%`})`}
      ${resource === undefined ? sql`` : aboutResource(sql, resource, about)}
      ${outcome === undefined ? sql`` : sql`and outcome = ${outcome}`}
      ${from === undefined ? sql`` : sql`and at >= ${from}`}
      ${to === undefined ? sql`` : sql`and at < ${to}`}
    order by sequence desc limit ${limit + 1}`
  return withNames(sql, rows)
}

const MAX_ACTORS = 500

/** Ids in the trail of those whose name has this in it, or whose id it is. */
async function findActors(sql: TransactionSql, who: string): Promise<string[]> {
  const pattern = `%${who.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const rows = await sql<{ id: string }[]>`
    select id from audit_actors
    where name ilike ${pattern} or id = ${who} or person_id = ${who} limit ${MAX_ACTORS}`
  return rows.map(({ id }) => id)
}

/** Calls of models stand in the trail together; their ids tell when to look. */
function aboutResource(sql: TransactionSql, id: string, ids: string[]) {
  const direct = sql`resource_id = any(${ids})`
  if (!isId(id) || id[14] !== '7') return sql`and ${direct}`
  const madeMs = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  const until = new Date(madeMs + LONGEST_CALL_MS)
  return sql`and (${direct} or (
    action = 'model.call' and at >= ${new Date(madeMs)} and at < ${until} and record like ${`%${id}%`}))`
}

const LONGEST_CALL_MS = 6 * 3600 * 1000

async function withNames(sql: TransactionSql, rows: readonly Row[]): Promise<AuditEntry[]> {
  const ids = new Set(rows.flatMap((row) => [row.actor_id, row.resource_id ?? '']))
  const named = await sql<{ id: string; name: string }[]>`
    select id, name from audit_actors where id = any(${[...ids]}) and name <> ''`
  const names = new Map(named.map(({ id, name }) => [id, name]))
  return rows.map((row) => ({
    sequence: Number(row.sequence),
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: names.get(row.actor_id) ?? null },
    action: row.action,
    resource: {
      kind: row.resource_kind,
      id: row.resource_id,
      name: names.get(row.resource_id ?? '') ?? null,
    },
    outcome: row.outcome,
  }))
}
