import { PlaygroundState, type Playground, type PlaygroundSummary } from '#wire/playground.ts'
import type { Principal } from '#server/access/principal.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'

export interface PlaygroundRow {
  id: string
  title: string
  state: PlaygroundState
  isShared: boolean
}

interface SummaryRow {
  id: string
  owner_id: string
  title: string
  models: string[]
  is_shared: boolean
  created_at: Date
  updated_at: Date
}

/** Their own, and those that somebody of the tenant shares. Only the owner changes one. */
export type PlaygroundsStore = ReturnType<typeof createPlaygroundsStore>

const MOST = 200

/** The table `playgrounds`. */
export function createPlaygroundsStore(database: Database) {
  return {
    /** The owner's own, last changed first: what others share is opened by its link. */
    list: (principal: Principal): Promise<PlaygroundSummary[]> =>
      database.withTenant(principal.tenantId, async (sql) => {
        const rows = await sql<SummaryRow[]>`
          select id, owner_id, title, state->'models' as models, is_shared, created_at, updated_at
          from playgrounds where owner_id = ${principal.id}
          order by updated_at desc, id desc limit ${MOST}`
        return rows.map((row) => toSummary(row, principal))
      }),

    find: (principal: Principal, id: string): Promise<Playground | undefined> =>
      database.withTenant(principal.tenantId, async (sql) => {
        const [row] = await sql<(SummaryRow & { state: unknown })[]>`
          select id, owner_id, title, state, state->'models' as models, is_shared, created_at,
                 updated_at
          from playgrounds where id = ${id} and (owner_id = ${principal.id} or is_shared)`
        return row && { ...toSummary(row, principal), state: PlaygroundState.parse(row.state) }
      }),

    insert: (principal: Principal, row: PlaygroundRow, now: Date): Promise<void> =>
      database.withTenant(principal.tenantId, async (sql) => {
        await sql`
          insert into playgrounds
            (tenant_id, id, owner_id, title, state, is_shared, created_at, updated_at)
          values (${principal.tenantId}, ${row.id}, ${principal.id}, ${row.title},
                  ${toJson(row.state)}::text::jsonb, ${row.isShared}, ${now}, ${now})`
        await note(sql, principal, { verb: 'save', id: row.id, isShared: row.isShared })
      }),

    /** False: there is none of that owner. */
    update: (principal: Principal, row: PlaygroundRow, now: Date): Promise<boolean> =>
      database.withTenant(principal.tenantId, async (sql) => {
        const { count } = await sql`
          update playgrounds set title = ${row.title}, is_shared = ${row.isShared},
                 state = ${toJson(row.state)}::text::jsonb, updated_at = ${now}
          where id = ${row.id} and owner_id = ${principal.id}`
        const { id, isShared } = row
        if (count > 0) await note(sql, principal, { verb: 'save', id, isShared })
        return count > 0
      }),

    remove: (principal: Principal, id: string): Promise<boolean> =>
      database.withTenant(principal.tenantId, async (sql) => {
        const { count } = await sql`
          delete from playgrounds where id = ${id} and owner_id = ${principal.id}`
        if (count > 0) await note(sql, principal, { verb: 'delete', id })
        return count > 0
      }),
  }
}

/** What Postgres cannot hold (U+0000, halves of characters) becomes U+FFFD. */
function toJson(state: PlaygroundState): string {
  return JSON.stringify(state, (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value,
  )
}

function toSummary(row: SummaryRow, principal: Principal): PlaygroundSummary {
  return {
    id: row.id,
    title: row.title,
    models: row.models,
    isShared: row.is_shared,
    isOwn: row.owner_id === principal.id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

function note(
  sql: TransactionSql,
  { tenantId }: Principal,
  of: { verb: 'save' | 'delete'; id: string; isShared?: boolean },
): Promise<void> {
  return noteEvent(sql, tenantId, {
    action: `playground.${of.verb}`,
    resource: { kind: 'playground', id: of.id },
    outcome: 'done',
    ...(of.isShared !== undefined && { facts: { isShared: of.isShared } }),
  })
}
