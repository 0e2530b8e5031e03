import type { Group, Member, PersonStatus } from '#wire/directory.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { codeOf } from '#server/lib/thrown.ts'
import { addMember, changeDirectory, removeMember, type MemberChange } from './changes-store.ts'
import { toRoles } from './directory-store.ts'
import { toPattern, type PageMark } from './page-marks.ts'

interface Row {
  id: string
  name: string
  description: string
  source: string
  created_at: Date
  members: number
  roles: string[] | null
  administrators: { id: string; name: string }[] | null
}

interface MemberRow {
  id: string
  name: string
  email: string | null
  status: PersonStatus
  is_administrator: boolean
  sort: string
}

export type GroupsStore = ReturnType<typeof createGroupsStore>

/** The tables `groups` and `group_members`. */
export function createGroupsStore(database: Database) {
  return {
    /** All, or these; by name. */
    list: (tenantId: string, ids: readonly string[] | null): Promise<Group[]> =>
      database.withTenant(tenantId, (sql) => selectGroups(sql, ids)),

    insert: (tenantId: string, group: { id: string; name: string; description: string }) =>
      naming(() =>
        changeDirectory(database, tenantId, async (sql) => {
          await refuseTwin(sql, group)
          await sql`insert into groups ${sql({ tenant_id: tenantId, ...group })}`
          await note(sql, tenantId, { action: 'group.create', id: group.id })
        }),
      ),

    /** False: there is no such group. */
    update: (tenantId: string, id: string, change: { name?: string; description?: string }) =>
      naming(() =>
        changeDirectory(database, tenantId, async (sql) => {
          if (Object.keys(change).length === 0) return true
          if (change.name !== undefined) await refuseTwin(sql, { id, name: change.name })
          const { count } = await sql`update groups set ${sql(change)} where id = ${id}`
          if (count > 0) await note(sql, tenantId, { action: 'group.update', id })
          return count > 0
        }),
      ),

    /** The roles that it gave are gone with it. False: there is no such group. */
    remove: (tenantId: string, id: string) =>
      changeDirectory(database, tenantId, async (sql) => {
        await sql`delete from role_grants where holder_kind = 'group' and holder_id = ${id}`
        const { count } = await sql`delete from groups where id = ${id}`
        if (count > 0) await note(sql, tenantId, { action: 'group.delete', id })
        return count > 0
      }),

    listMembers: (
      tenantId: string,
      groupId: string,
      page: { q?: string | undefined; after: PageMark | null; limit: number },
    ) => database.withTenant(tenantId, (sql) => selectMembers(sql, groupId, page)),

    findPersonByEmail: (tenantId: string, email: string) =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ id: string }[]>`
          select id from people where email = ${email.toLowerCase()}`
        return row?.id
      }),

    addMember: (tenantId: string, change: MemberChange) =>
      changeDirectory(database, tenantId, (sql) => addMember(sql, tenantId, change)),

    removeMember: (tenantId: string, change: MemberChange) =>
      changeDirectory(database, tenantId, (sql) => removeMember(sql, tenantId, change)),
  }
}

async function selectGroups(sql: TransactionSql, ids: readonly string[] | null): Promise<Group[]> {
  const rows = await sql<Row[]>`
    select id, name, description, source, created_at,
      (select count(*)::int from group_members where group_id = groups.id) as members,
      (select array_agg(role) from role_grants
        where holder_kind = 'group' and holder_id = groups.id) as roles,
      (select json_agg(json_build_object('id', people.id, 'name', people.name) order by lower(people.name))
        from group_members join people on people.id = person_id
        where group_id = groups.id and is_administrator) as administrators
    from groups ${ids ? sql`where id = any(${[...ids]}::uuid[])` : sql``}
    order by lower(name), id`
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    description: row.description,
    source: row.source,
    roles: toRoles(row.roles),
    members: row.members,
    administrators: row.administrators ?? [],
    createdAt: row.created_at.toISOString(),
  }))
}

async function selectMembers(
  sql: TransactionSql,
  groupId: string,
  { q, after, limit }: { q?: string | undefined; after: PageMark | null; limit: number },
) {
  const pattern = toPattern(q)
  const matching = pattern ? sql`and (name ilike ${pattern} or email ilike ${pattern})` : sql``
  const rows = await sql<MemberRow[]>`
    select id, name, email, status, is_administrator, lower(name) as sort
    from group_members join people on id = person_id
    where group_id = ${groupId} ${matching}
      ${after ? sql`and (lower(name), id) > (${after.sort}, ${after.id}::uuid)` : sql``}
    order by lower(name), id limit ${limit}`
  const [count] = await sql<{ total: number }[]>`
    select count(*)::int as total from group_members join people on id = person_id
    where group_id = ${groupId} ${matching}`
  const members = rows.map(({ id, name, email, status, is_administrator }): Member => ({
    id,
    name,
    email,
    status,
    isAdministrator: is_administrator,
  }))
  return {
    members,
    marks: rows.map(({ sort, id }) => ({ sort, id })),
    total: count?.total ?? 0,
  }
}

function note(
  sql: TransactionSql,
  tenantId: string,
  { action, id }: { action: string; id: string },
): Promise<void> {
  return noteEvent(sql, tenantId, { action, resource: { kind: 'group', id }, outcome: 'done' })
}

/** Two of one name could not be told apart where one is chosen. */
export async function naming<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw codeOf(error) === '23505' ? nameTaken() : error
  }
}

/** Nor could two that differ by case alone. Changes of the directory take turns, so that nobody else comes between. */
async function refuseTwin(sql: TransactionSql, { id, name }: { id: string; name: string }) {
  const [twin] = await sql`
    select from groups where lower(name) = lower(${name}) and id <> ${id} limit 1`
  if (twin) throw nameTaken()
}

function nameTaken(): AppError {
  return new AppError('conflict', 'This name is taken already. Choose another.', { param: 'name' })
}
