import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { createId } from '#server/lib/ids.ts'
import { changeDirectory } from './changes-store.ts'
import type { PlannedPerson } from './plan-import.ts'

/** So many people are written together: others who use the database wait for a fraction of a second at most. */
const AT_ONCE = 200

/** Writes what a plan says. Each batch is whole; the same file again does what is left. */
export async function applyImport(
  database: Database,
  tenantId: string,
  { people, newGroups }: { people: readonly PlannedPerson[]; newGroups: readonly string[] },
): Promise<void> {
  if (newGroups.length > 0) {
    await changeDirectory(database, tenantId, (sql) => insertGroups(sql, tenantId, newGroups))
  }
  for (let at = 0; at < people.length; at += AT_ONCE) {
    const batch = people.slice(at, at + AT_ONCE)
    await changeDirectory(database, tenantId, (sql) => writeBatch(sql, tenantId, batch))
  }
}

async function insertGroups(sql: TransactionSql, tenantId: string, names: readonly string[]) {
  for (const name of names) {
    const id = createId()
    const { count } = await sql`
      insert into groups (tenant_id, id, name) values (${tenantId}, ${id}, ${name})
      on conflict (tenant_id, name) do nothing`
    if (count === 0) continue
    const resource = { kind: 'group', id }
    await noteEvent(sql, tenantId, { action: 'group.create', resource, outcome: 'done' })
  }
}

async function writeBatch(
  sql: TransactionSql,
  tenantId: string,
  batch: readonly PlannedPerson[],
): Promise<void> {
  const people = batch.map((person) => ({
    ...person,
    isNew: person.id === null,
    id: person.id ?? createId(),
  }))
  const added = people.filter(({ isNew }) => isNew)
  // Who came in meanwhile by another way keeps their account; the next run finds it.
  await sql`
    insert into people (tenant_id, id, name, email)
    select ${tenantId}, id, name, email
    from unnest(${added.map(({ id }) => id)}::uuid[], ${added.map(({ name }) => name)}::text[],
      ${added.map(({ email }) => email)}::text[]) as line (id, name, email)
    on conflict (tenant_id, email) do nothing`
  const renamed = people.filter(({ isRenamed }) => isRenamed)
  await sql`
    update people set name = line.name
    from unnest(${renamed.map(({ id }) => id)}::uuid[], ${renamed.map(({ name }) => name)}::text[])
      as line (id, name)
    where people.id = line.id`
  const roles = people.flatMap(({ id, roles: given }) => given.map((role) => ({ id, role })))
  await sql`
    insert into role_grants (tenant_id, holder_kind, holder_id, role)
    select ${tenantId}, 'person', people.id, line.role
    from unnest(${roles.map(({ id }) => id)}::uuid[], ${roles.map(({ role }) => role)}::text[])
      as line (id, role) join people on people.id = line.id
    on conflict do nothing`
  const members = people.flatMap(({ id, groups }) => groups.map((group) => ({ id, group })))
  await sql`
    insert into group_members (tenant_id, group_id, person_id)
    select ${tenantId}, groups.id, people.id
    from unnest(${members.map(({ id }) => id)}::uuid[], ${members.map(({ group }) => group)}::text[])
      as line (id, name)
    join people on people.id = line.id join groups on groups.name = line.name
    on conflict do nothing`
  for (const { id, isNew, roles: given, groups } of people) {
    await noteEvent(sql, tenantId, {
      action: isNew ? 'person.create' : 'person.update',
      resource: { kind: 'person', id },
      outcome: 'done',
      facts: { source: 'import', roles: given.join(' '), groups: groups.length },
    })
  }
}
