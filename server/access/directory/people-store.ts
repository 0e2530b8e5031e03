import type { HeldRole, Person, PersonStatus } from '#wire/directory.ts'
import type { Role } from '#wire/roles.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { changeDirectory, giveRole } from './changes-store.ts'
import { toRoles } from './directory-store.ts'
import { toPattern, type PageMark } from './page-marks.ts'

export interface PeopleFilter {
  q?: string | undefined
  role?: Role | undefined
  group?: string | undefined
  status?: PersonStatus | undefined
}

export interface PersonChange {
  name?: string | undefined
  email?: string | null | undefined
  status?: PersonStatus | undefined
}

interface Row {
  id: string
  name: string
  email: string | null
  status: PersonStatus
  source: string
  created_at: Date
  seen_at: Date | null
  sort: string
  roles: { role: string; source: string }[] | null
  groups: { id: string; name: string; isAdministrator: boolean; roles: string[] | null }[] | null
}

export type PeopleStore = ReturnType<typeof createPeopleStore>

/** The table `people`, searched and changed. */
export function createPeopleStore(database: Database) {
  return {
    /** In the order of their names; one more than asked for says that there are more. */
    list: (
      tenantId: string,
      filter: PeopleFilter,
      page: { after: PageMark | null; limit: number },
    ) =>
      database.withTenant(tenantId, async (sql) => {
        const where = matching(sql, filter)
        const after = page.after
          ? sql`and (lower(people.name), people.id) > (${page.after.sort}, ${page.after.id}::uuid)`
          : sql``
        const rows = await sql<Row[]>`
          ${selected(sql)} where true ${where} ${after}
          order by lower(people.name), people.id limit ${page.limit}`
        const [count] = await sql<{ total: number }[]>`
          select count(*)::int as total from people where true ${where}`
        return {
          people: rows.map(toPerson),
          marks: rows.map(({ sort, id }) => ({ sort, id })),
          total: count?.total ?? 0,
        }
      }),

    find: (tenantId: string, id: string): Promise<Person | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<Row[]>`${selected(sql)} where people.id = ${id}`
        return row && toPerson(row)
      }),

    /** Throws `conflict` where the address is somebody's. */
    insert: (
      tenantId: string,
      person: { id: string; name: string; email: string },
      roles: readonly Role[],
    ): Promise<void> =>
      changeDirectory(database, tenantId, async (sql) => {
        await refuseTaken(sql, person.email, person.id)
        await sql`insert into people ${sql({ tenant_id: tenantId, ...person })}`
        await note(sql, tenantId, { id: person.id, what: 'create' })
        const holder = { kind: 'person', id: person.id } as const
        for (const role of roles) await giveRole(sql, tenantId, { holder, role })
      }),

    /** False: there is no such person. Suspending ends their sessions, so that they do not come back to life with them. */
    update: (tenantId: string, id: string, change: PersonChange): Promise<boolean> =>
      changeDirectory(database, tenantId, async (sql) => {
        const { name, email, status } = change
        if (email) await refuseTaken(sql, email, id)
        const columns = {
          ...(name !== undefined && { name }),
          ...(email !== undefined && { email }),
        }
        const all = { ...columns, ...(status !== undefined && { status }) }
        if (Object.keys(all).length === 0) return true
        const { count } = await sql`update people set ${sql(all)} where id = ${id}`
        if (count === 0) return false
        if (status === 'suspended') await sql`delete from sessions where person_id = ${id}`
        if (Object.keys(columns).length > 0) await note(sql, tenantId, { id, what: 'update' })
        if (status === 'suspended') await note(sql, tenantId, { id, what: 'suspend' })
        if (status === 'active') await note(sql, tenantId, { id, what: 'restore' })
        return true
      }),
  }
}

function selected(sql: TransactionSql) {
  return sql`
    select people.id, people.name, people.email, people.status, people.source, people.created_at,
      lower(people.name) as sort,
      greatest(people.last_seen_at, (select max(last_used_at) from sessions where person_id = people.id))
        as seen_at,
      (select json_agg(json_build_object('role', role, 'source', source)) from role_grants
        where holder_kind = 'person' and holder_id = people.id) as roles,
      (select json_agg(json_build_object('id', groups.id, 'name', groups.name,
          'isAdministrator', is_administrator,
          'roles', (select json_agg(role) from role_grants
                    where holder_kind = 'group' and holder_id = groups.id)) order by lower(groups.name))
        from group_members join groups on groups.id = group_id
        where person_id = people.id) as groups
    from people`
}

function matching(sql: TransactionSql, { q, role, group, status }: PeopleFilter) {
  const pattern = toPattern(q)
  return sql`
    ${pattern ? sql`and (name ilike ${pattern} or email ilike ${pattern})` : sql``}
    ${status ? sql`and status = ${status}` : sql``}
    ${
      group
        ? sql`and exists (select from group_members where person_id = people.id and group_id = ${group})`
        : sql``
    }
    ${
      role
        ? sql`and people.id in (
            select holder_id from role_grants where holder_kind = 'person' and role = ${role}
            union select person_id from group_members join role_grants
              on holder_kind = 'group' and holder_id = group_id where role = ${role})`
        : sql``
    }`
}

async function refuseTaken(sql: TransactionSql, email: string, id: string): Promise<void> {
  const [taken] = await sql`select id from people where email = ${email} and id <> ${id}`
  if (taken) {
    throw new AppError('conflict', 'Somebody else has this address.', { param: 'email' })
  }
}

function note(
  sql: TransactionSql,
  tenantId: string,
  { id, what }: { id: string; what: 'create' | 'update' | 'suspend' | 'restore' },
): Promise<void> {
  const resource = { kind: 'person', id }
  return noteEvent(sql, tenantId, { action: `person.${what}`, resource, outcome: 'done' })
}

function toPerson(row: Row): Person {
  const held = (row.roles ?? []).flatMap(({ role, source }): HeldRole[] =>
    toRoles([role]).map((known) => ({ role: known, group: null, source })),
  )
  const groups = row.groups ?? []
  const byGroup = groups.flatMap(({ id, name, roles }) =>
    toRoles(roles).map((role): HeldRole => ({ role, group: { id, name }, source: null })),
  )
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    status: row.status,
    source: row.source,
    roles: [...held, ...byGroup],
    groups: groups.map(({ id, name, isAdministrator }) => ({ id, name, isAdministrator })),
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.seen_at?.toISOString() ?? null,
  }
}
