import { Role } from '#wire/roles.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { DirectoryRows, PersonRow } from './snapshot.ts'

/** What other processes look at to see that people, groups, roles or service accounts have changed. */
export const DIRECTORY_TOPIC = 'directory'

export interface DirectoryStore {
  read(tenantId: string): Promise<StoredDirectory>
  /** Those of the ids that are there. */
  readPeople(tenantId: string, ids: readonly string[]): Promise<PersonRow[]>
}

export interface StoredDirectory extends DirectoryRows {
  organisation: { name: string; settings: unknown }
}

interface Row {
  id: string
  name: string
  email: string | null
  source: string
  status: string
  roles: string[] | null
  groups: string[] | null
  administers: string[] | null
}

interface HolderStoredRow {
  id: string
  name: string
  source: string
  is_disabled: boolean
  roles: string[] | null
}

/** The tables of migration 0014, read as a whole: one row a person, put together by the database, which is faster at it. */
export function createDirectoryStore(database: Database): DirectoryStore {
  return {
    read: (tenantId) =>
      database.withTenant(tenantId, async (sql) => {
        const [organisation] = await sql<{ name: string; settings: unknown }[]>`
          select name, settings from organisations where tenant_id = ${tenantId}`
        return {
          organisation: organisation ?? { name: '', settings: {} },
          people: await selectPeople(sql, null),
          groups: await selectHolders(sql, 'group'),
          services: await selectHolders(sql, 'service'),
        }
      }),

    readPeople: (tenantId, ids) =>
      database.withTenant(tenantId, (sql) => selectPeople(sql, [...ids])),
  }
}

async function selectPeople(sql: TransactionSql, ids: string[] | null): Promise<PersonRow[]> {
  const among = (column: string) => (ids ? sql`and ${sql(column)} = any(${ids}::uuid[])` : sql``)
  const rows = await sql<Row[]>`
    select id, name, email, source, status, roles, groups, administers
    from people
    left join (
      select holder_id, array_agg(role) as roles from role_grants
      where holder_kind = 'person' ${among('holder_id')} group by holder_id
    ) as held on holder_id = id
    left join (
      select person_id, array_agg(group_id) as groups,
             array_agg(group_id) filter (where is_administrator) as administers
      from group_members where true ${among('person_id')} group by person_id
    ) as member on person_id = id
    where true ${among('id')}`
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    source: row.source,
    isSuspended: row.status !== 'active',
    roles: toRoles(row.roles),
    groups: row.groups ?? NONE,
    administers: row.administers ?? NONE,
  }))
}

async function selectHolders(sql: TransactionSql, kind: 'group' | 'service') {
  const rows =
    kind === 'group'
      ? await sql<HolderStoredRow[]>`
          select id, name, source, false as is_disabled,
            (select array_agg(role) from role_grants where holder_kind = 'group' and holder_id = id) as roles
          from groups`
      : await sql<HolderStoredRow[]>`
          select id, name, 'local' as source, is_disabled,
            (select array_agg(role) from role_grants where holder_kind = 'service' and holder_id = id) as roles
          from service_accounts`
  return rows.map(({ id, name, source, is_disabled, roles }) => ({
    id,
    name,
    source,
    isDisabled: is_disabled,
    roles: toRoles(roles),
  }))
}

const NONE: string[] = []
const NO_ROLES: Role[] = []
const ROLES: ReadonlySet<string> = new Set(Role.options)
const isRole = (text: string): text is Role => ROLES.has(text)

/** A role that this version does not know allows nothing. */
export function toRoles(texts: readonly string[] | null): Role[] {
  return texts ? texts.filter(isRole) : NO_ROLES
}
