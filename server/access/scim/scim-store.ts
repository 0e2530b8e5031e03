import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { isId } from '#server/lib/ids.ts'
import { addMember, changeDirectory, giveRole, removeMember } from '../directory/changes-store.ts'
import type { Role } from '#wire/roles.ts'
import { isObject, type Json, type JsonObject } from './attribute-path.ts'
import type { GroupContent, GroupRow } from './group-resource.ts'
import { ScimError } from './scim-error.ts'
import type { PersonRow, UserContent } from './user-resource.ts'

/** What a database can look up of a filter; absent: anything. */
export interface Narrowing {
  id?: string
  userName?: string
  externalId?: string
  displayName?: string
}

export interface Page {
  offset: number
  limit: number
}

export type ScimStore = ReturnType<typeof createScimStore>

/** People and groups as a provisioning directory sees and changes them. Who was removed by it is there no more for it. */
export function createScimStore(database: Database) {
  return {
    listPeople: (tenantId: string, narrowing: Narrowing, page: Page) =>
      database.withTenant(tenantId, async (sql) => {
        const found = await findPeople(sql, narrowing, page)
        return { rows: await readPeople(sql, found.ids), total: found.total }
      }),

    insertPerson: (tenantId: string, wish: { id: string; content: UserContent; firstRole: Role }) =>
      changeDirectory(database, tenantId, async (sql) => {
        const { id, content, firstRole } = wish
        await refuseTaken(sql, id, content)
        await sql`
          insert into people (tenant_id, id, name, email, status, source, external_id, locale)
          values (${tenantId}, ${id}, ${content.name}, ${content.email}, ${statusOf(content)},
                  'scim', ${id}, ${content.locale})`
        await writeDescription(sql, tenantId, { id, content })
        await notePerson(sql, tenantId, { id, what: 'create' })
        await giveRole(sql, tenantId, {
          holder: { kind: 'person', id },
          role: firstRole,
          source: 'first',
        })
      }),

    /** Suspending ends their sessions at once. */
    updatePerson: (tenantId: string, before: PersonRow, content: UserContent) =>
      changeDirectory(database, tenantId, async (sql) => {
        const { id } = before
        await refuseTaken(sql, id, content)
        const status = statusOf(content)
        await sql`
          update people set name = ${content.name}, email = ${content.email}, status = ${status},
            source = 'scim', external_id = ${id}, locale = ${content.locale} where id = ${id}`
        await writeDescription(sql, tenantId, { id, content })
        if (status === 'suspended') await sql`delete from sessions where person_id = ${id}`
        if (status === before.status) return notePerson(sql, tenantId, { id, what: 'update' })
        const what = status === 'suspended' ? 'suspend' : 'restore'
        return notePerson(sql, tenantId, { id, what })
      }),

    /** Whoever they were stays known by id and name to what they did; nothing lets them in any more. */
    removePerson: (tenantId: string, id: string) =>
      changeDirectory(database, tenantId, async (sql) => {
        await sql`
          update people set status = 'suspended', source = 'removed', email = null where id = ${id}`
        await sql`delete from scim_people where person_id = ${id}`
        await sql`delete from identities where person_id = ${id}`
        await sql`delete from sessions where person_id = ${id}`
        await sql`delete from group_members where person_id = ${id}`
        await sql`delete from role_grants where holder_kind = 'person' and holder_id = ${id}`
        await notePerson(sql, tenantId, { id, what: 'remove' })
      }),

    ...groupQueries(database),
  }
}

function groupQueries(database: Database) {
  return {
    listGroups: (tenantId: string, narrowing: Narrowing, page: Page) =>
      database.withTenant(tenantId, async (sql) => {
        const found = await findGroups(sql, narrowing, page)
        return { rows: await readGroups(sql, found.ids), total: found.total }
      }),

    insertGroup: (tenantId: string, id: string, content: GroupContent) =>
      changeDirectory(database, tenantId, async (sql) => {
        await refuseTakenGroup(sql, id, content)
        await sql`
          insert into groups (tenant_id, id, name, source, external_id)
          values (${tenantId}, ${id}, ${content.name}, 'scim', ${id})`
        await noteGroup(sql, tenantId, { id, what: 'create' })
        await writeGroup(sql, tenantId, { id, content, members: [] })
      }),

    updateGroup: (tenantId: string, before: GroupRow, content: GroupContent) =>
      changeDirectory(database, tenantId, async (sql) => {
        const { id } = before
        await refuseTakenGroup(sql, id, content)
        if (before.name !== content.name) {
          await sql`update groups set name = ${content.name} where id = ${id}`
          await noteGroup(sql, tenantId, { id, what: 'update' })
        }
        const members = before.members.map((one) => one.id)
        await writeGroup(sql, tenantId, { id, content, members })
      }),

    removeGroup: (tenantId: string, id: string) =>
      changeDirectory(database, tenantId, async (sql) => {
        await sql`delete from role_grants where holder_kind = 'group' and holder_id = ${id}`
        await sql`delete from groups where id = ${id}`
        await noteGroup(sql, tenantId, { id, what: 'delete' })
      }),
  }
}

function statusOf({ isActive }: UserContent): PersonRow['status'] {
  return isActive ? 'active' : 'suspended'
}

interface Found {
  ids: string[]
  total: number
}

/** In steps of one index each: what the planner makes of all of it at once depends on statistics that may not be there yet. */
async function findPeople(sql: TransactionSql, wish: Narrowing, page: Page): Promise<Found> {
  const { id, userName, externalId } = wish
  const named = [
    ...(userName === undefined ? [] : [await findByUserName(sql, userName)]),
    ...(externalId === undefined ? [] : [await findByExternalId(sql, externalId)]),
    ...(id === undefined ? [] : [[id]]),
  ]
  const [first] = named
  if (first) {
    const ids = first.filter((one) => named.every((all) => all.includes(one)))
    return cut(await withoutRemoved(sql, ids), page)
  }
  const rows = await sql<{ id: string }[]>`
    select id from people where source <> 'removed' order by id
    limit ${page.limit} offset ${page.offset}`
  const [count] = await sql<{ total: number }[]>`
    select count(*)::int as total from people where source <> 'removed'`
  return { ids: rows.map((row) => row.id), total: count?.total ?? 0 }
}

async function findByUserName(sql: TransactionSql, userName: string): Promise<string[]> {
  const name = userName.toLowerCase()
  const rows = await sql<{ id: string }[]>`
    select person_id as id from scim_people where lower(user_name) = ${name}`
  if (rows.length > 0) return rows.map(({ id }) => id)
  // Whom nobody has provisioned is called by the address, or by the id.
  const others = await sql<{ id: string }[]>`
    select id from people where email = ${name} or id::text = ${name}`
  const described = await sql<{ id: string }[]>`
    select person_id as id from scim_people where person_id = any(${others.map(({ id }) => id)}::uuid[])`
  return others.map(({ id }) => id).filter((id) => !described.some((one) => one.id === id))
}

async function findByExternalId(sql: TransactionSql, externalId: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select person_id as id from scim_people where external_id = ${externalId}`
  return rows.map(({ id }) => id)
}

async function withoutRemoved(sql: TransactionSql, ids: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from people where id = any(${ids}::uuid[]) and source <> 'removed' order by id`
  return rows.map(({ id }) => id)
}

function cut(ids: string[], { offset, limit }: Page): Found {
  return { ids: ids.slice(offset, offset + limit), total: ids.length }
}

async function readPeople(sql: TransactionSql, ids: string[]): Promise<PersonRow[]> {
  const people = await sql<Omit<PersonRow, keyof Described | 'groups'>[]>`
    select id, name, email, status, locale, source, created_at
    from people where id = any(${ids}::uuid[]) order by id`
  const described = await sql<(Described & { person_id: string })[]>`
    select person_id, user_name, external_id, attributes, updated_at
    from scim_people where person_id = any(${ids}::uuid[])`
  const members = await sql<{ person_id: string; id: string; name: string }[]>`
    select person_id, groups.id, name from group_members join groups on groups.id = group_id
    where person_id = any(${ids}::uuid[]) order by groups.id`
  const byPerson = new Map(described.map((row) => [row.person_id, row]))
  const groups = Map.groupBy(members, (row) => row.person_id)
  return people.map((row) => ({
    ...row,
    ...(byPerson.get(row.id) ?? NOT_DESCRIBED),
    groups: (groups.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
  }))
}

type Described = Pick<PersonRow, 'user_name' | 'external_id' | 'attributes' | 'updated_at'>

const NOT_DESCRIBED: Described = {
  user_name: null,
  external_id: null,
  attributes: null,
  updated_at: null,
}

async function findGroups(sql: TransactionSql, wish: Narrowing, page: Page): Promise<Found> {
  const { id, displayName, externalId } = wish
  const where = sql`
    ${id === undefined ? sql`true` : sql`id = ${id}::uuid`}
    ${displayName === undefined ? sql`` : sql`and lower(name) = ${displayName.toLowerCase()}`}
    ${
      externalId === undefined
        ? sql``
        : sql`and id in (select group_id from scim_groups where external_id = ${externalId})`
    }`
  const rows = await sql<{ id: string }[]>`
    select id from groups where ${where} order by id limit ${page.limit} offset ${page.offset}`
  const [count] = await sql<{ total: number }[]>`
    select count(*)::int as total from groups where ${where}`
  return { ids: rows.map((row) => row.id), total: count?.total ?? 0 }
}

async function readGroups(sql: TransactionSql, ids: string[]): Promise<GroupRow[]> {
  const groups = await sql<Omit<GroupRow, 'external_id' | 'updated_at' | 'members'>[]>`
    select id, name, source, created_at from groups where id = any(${ids}::uuid[]) order by id`
  const described = await sql<
    (Pick<GroupRow, 'external_id' | 'updated_at'> & { group_id: string })[]
  >`
    select group_id, external_id, updated_at from scim_groups where group_id = any(${ids}::uuid[])`
  const members = await sql<{ group_id: string; id: string; name: string }[]>`
    select group_id, people.id, name from group_members join people on people.id = person_id
    where group_id = any(${ids}::uuid[]) order by people.id`
  const byGroup = new Map(described.map((row) => [row.group_id, row]))
  const inside = Map.groupBy(members, (row) => row.group_id)
  return groups.map((row) => ({
    ...row,
    external_id: byGroup.get(row.id)?.external_id ?? null,
    updated_at: byGroup.get(row.id)?.updated_at ?? null,
    members: (inside.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
  }))
}

async function refuseTaken(
  sql: TransactionSql,
  id: string,
  { userName, email }: UserContent,
): Promise<void> {
  const known = await findByUserName(sql, userName)
  const sameEmail = await sql<{ id: string }[]>`select id from people where email = ${email}`
  const taken = [...known, ...sameEmail.map((row) => row.id)].some((one) => one !== id)
  if (taken) {
    throw new ScimError(409, 'Somebody else has this userName or e-mail address.', 'uniqueness')
  }
}

async function refuseTakenGroup(
  sql: TransactionSql,
  id: string,
  { name }: GroupContent,
): Promise<void> {
  const [taken] = await sql`select from groups where lower(name) = lower(${name}) and id <> ${id}`
  if (taken) throw new ScimError(409, 'Another group has this displayName.', 'uniqueness')
}

async function writeDescription(
  sql: TransactionSql,
  tenantId: string,
  { id, content }: { id: string; content: UserContent },
): Promise<void> {
  const { userName, externalId, attributes } = content
  await sql`
    insert into scim_people (tenant_id, person_id, user_name, external_id, attributes)
    values (${tenantId}, ${id}, ${userName}, ${externalId}, ${toJsonb(attributes)}::text::jsonb)
    on conflict (tenant_id, person_id) do update set user_name = excluded.user_name,
      external_id = excluded.external_id, attributes = excluded.attributes, updated_at = now()`
}

/** Postgres has no text with NUL, nor with halves of characters. */
function toJsonb(attributes: JsonObject): string {
  const clean = (text: string) => text.toWellFormed().replaceAll('\u0000', '')
  const storable = (json: Json): Json => {
    if (typeof json === 'string') return clean(json)
    if (Array.isArray(json)) return json.map(storable)
    if (!isObject(json)) return json
    return Object.fromEntries(Object.entries(json).map(([key, one]) => [clean(key), storable(one)]))
  }
  return JSON.stringify(storable(attributes))
}

interface GroupWriting {
  id: string
  content: GroupContent
  /** Those of before. */
  members: string[]
}

async function writeGroup(
  sql: TransactionSql,
  tenantId: string,
  { id: groupId, content, members: before }: GroupWriting,
): Promise<void> {
  await sql`
    insert into scim_groups (tenant_id, group_id, external_id)
    values (${tenantId}, ${groupId}, ${content.externalId})
    on conflict (tenant_id, group_id) do update
      set external_id = excluded.external_id, updated_at = now()`
  if (content.members === null) return
  const wanted = new Set(content.members)
  for (const personId of before.filter((id) => !wanted.has(id))) {
    await removeMember(sql, tenantId, { groupId, personId })
  }
  const known = new Set(before)
  const added = content.members.filter((id) => !known.has(id))
  const there = await sql<{ id: string }[]>`
    select id from people where id = any(${added.filter(isId)}::uuid[]) and source <> 'removed'`
  if (there.length < added.length) {
    throw new ScimError(400, 'Not all members are users of this organisation.', 'invalidValue')
  }
  for (const { id: personId } of there) {
    await addMember(sql, tenantId, { groupId, personId, source: 'scim' })
  }
}

function notePerson(
  sql: TransactionSql,
  tenantId: string,
  { id, what }: { id: string; what: 'create' | 'update' | 'suspend' | 'restore' | 'remove' },
): Promise<void> {
  const resource = { kind: 'person', id }
  const facts = { source: 'scim' }
  return noteEvent(sql, tenantId, { action: `person.${what}`, resource, outcome: 'done', facts })
}

function noteGroup(
  sql: TransactionSql,
  tenantId: string,
  { id, what }: { id: string; what: 'create' | 'update' | 'delete' },
): Promise<void> {
  const resource = { kind: 'group', id }
  const facts = { source: 'scim' }
  return noteEvent(sql, tenantId, { action: `group.${what}`, resource, outcome: 'done', facts })
}
