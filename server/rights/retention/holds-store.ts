import type { Hold, PlaceHold } from '#wire/rights.ts'
import { AppError } from '#server/lib/app-error.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'

interface Row extends Omit<Hold, 'placedAt' | 'until' | 'liftedAt'> {
  placedAt: Date
  until: Date | null
  liftedAt: Date | null
}

export type HoldsStore = ReturnType<typeof createHoldsStore>

/** The table `holds`. What is held stays, whoever deletes: a trigger of the database sees to it. */
export function createHoldsStore(database: Database) {
  return {
    /** Those that hold come first, then the newest. */
    list: (tenantId: string): Promise<Hold[]> =>
      database.withTenant(tenantId, async (sql) => (await read(sql)).map(toHold)),

    /** Throws `not_found` where there is no such person or conversation. */
    place: (
      tenantId: string,
      wish: PlaceHold,
      by: { id: string; name: string; at: Date },
    ): Promise<Hold> =>
      database.withTenant(tenantId, async (sql) => {
        const { subjectKind, subjectId, reason, until } = wish
        const found =
          subjectKind === 'person'
            ? await sql`select 1 from people where id = ${subjectId}`
            : await sql`select 1 from conversations where id = ${subjectId}`
        if (found.length === 0) throw new AppError('not_found', `There is no such ${subjectKind}.`)
        const id = createId(by.at.getTime())
        await sql`
          insert into holds (tenant_id, id, subject_kind, subject_id, reason, placed_by,
                             placed_by_name, placed_at, until)
          values (${tenantId}, ${id}, ${subjectKind}, ${subjectId}, ${reason}, ${by.id},
                  ${by.name}, ${by.at}, ${until})`
        await noteHold(sql, tenantId, { action: 'hold.place', id, subjectKind })
        return get(sql, id)
      }),

    /** Throws `not_found`, or `conflict` where it holds no more. */
    lift: (tenantId: string, id: string, by: { name: string; at: Date }): Promise<Hold> =>
      database.withTenant(tenantId, async (sql) => {
        const hold = await get(sql, id)
        if (hold.liftedAt !== null) throw new AppError('conflict', 'This hold was lifted before.')
        await sql`
          update holds set lifted_at = ${by.at}, lifted_by_name = ${by.name} where id = ${id}`
        await noteHold(sql, tenantId, { action: 'hold.lift', id, subjectKind: hold.subjectKind })
        return get(sql, id)
      }),
  }
}

function read(sql: TransactionSql, id: string | null = null) {
  return sql<Row[]>`
    select holds.id, subject_kind as "subjectKind", subject_id as "subjectId",
           coalesce(people.name, owners.name, '') as "subjectName", reason,
           placed_by_name as "placedByName", placed_at as "placedAt", until,
           lifted_at as "liftedAt", lifted_by_name as "liftedByName",
           lifted_at is null and (until is null or until > now()) as "isActive"
    from holds
    left join people on subject_kind = 'person' and people.id = subject_id
    left join conversations on subject_kind = 'conversation' and conversations.id = subject_id
    left join people owners on owners.id = conversations.owner_id
    where ${id}::uuid is null or holds.id = ${id}::uuid
    order by "isActive" desc, placed_at desc, holds.id limit 1000`
}

async function get(sql: TransactionSql, id: string): Promise<Hold> {
  const [row] = await read(sql, id)
  if (!row) throw new AppError('not_found', 'There is no such hold.')
  return toHold(row)
}

async function noteHold(
  sql: TransactionSql,
  tenantId: string,
  { action, id, subjectKind }: { action: string; id: string; subjectKind: string },
): Promise<void> {
  const resource = { kind: 'hold', id }
  await noteEvent(sql, tenantId, { action, resource, outcome: 'done', facts: { subjectKind } })
}

function toHold(row: Row): Hold {
  return {
    ...row,
    placedAt: row.placedAt.toISOString(),
    until: row.until?.toISOString() ?? null,
    liftedAt: row.liftedAt?.toISOString() ?? null,
  }
}
