import type { Role } from '#wire/roles.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import { DIRECTORY_TOPIC } from './directory-store.ts'

export interface HolderKey {
  kind: 'person' | 'group' | 'service'
  id: string
}

/**
 * One change of the directory. Changes of an organisation take turns, so that two owners who remove each other at the same
 * moment do not both succeed; none leaves an organisation without anybody who owns it. Throws `conflict`.
 */
export function changeDirectory<T>(
  database: Database,
  tenantId: string,
  work: (sql: TransactionSql) => Promise<T>,
): Promise<T> {
  return database.withTenant(tenantId, async (sql) => {
    // Its row is locked until the end of the transaction.
    await noteRevision(sql, tenantId, DIRECTORY_TOPIC)
    const hadOwner = await hasOwner(sql)
    const result = await work(sql)
    if (hadOwner && !(await hasOwner(sql))) throw lastOwner()
    return result
  })
}

function lastOwner(): AppError {
  return new AppError(
    'conflict',
    'Nobody would own this organisation any more. Make somebody else an owner first.',
  )
}

async function hasOwner(sql: TransactionSql): Promise<boolean> {
  const [row] = await sql<{ has: boolean }[]>`
    select exists (
      select from role_grants
      left join group_members on holder_kind = 'group' and group_id = holder_id
      join people on people.id = case holder_kind when 'person' then holder_id else person_id end
      where role = 'owner' and holder_kind <> 'service' and people.status = 'active'
    ) as has`
  return row?.has ?? false
}

/** Gives a role. False: it was held already. */
export async function giveRole(
  sql: TransactionSql,
  tenantId: string,
  { holder, role, source = 'local' }: { holder: HolderKey; role: Role; source?: string },
): Promise<boolean> {
  const { count } = await sql`
    insert into role_grants (tenant_id, holder_kind, holder_id, role, source)
    values (${tenantId}, ${holder.kind}, ${holder.id}, ${role}, ${source})
    on conflict (tenant_id, holder_kind, holder_id, role) do nothing`
  if (count === 0) return false
  await noteRole(sql, tenantId, { what: 'role.grant', holder, role })
  return true
}

/** Takes a role away, whoever gave it. False: it was not held directly. */
export async function takeRole(
  sql: TransactionSql,
  tenantId: string,
  { holder, role }: { holder: HolderKey; role: Role },
): Promise<boolean> {
  const { count } = await sql`
    delete from role_grants
    where holder_kind = ${holder.kind} and holder_id = ${holder.id} and role = ${role}`
  if (count === 0) return false
  await noteRole(sql, tenantId, { what: 'role.revoke', holder, role })
  return true
}

function noteRole(
  sql: TransactionSql,
  tenantId: string,
  { what, holder, role }: { what: string; holder: HolderKey; role: Role },
): Promise<void> {
  return noteEvent(sql, tenantId, {
    action: what,
    resource: { kind: holder.kind === 'service' ? 'service-account' : holder.kind, id: holder.id },
    outcome: 'done',
    facts: { role },
  })
}

export interface MemberChange {
  groupId: string
  personId: string
  isAdministrator?: boolean
  source?: string
}

/** Adds a member; of one who is there already, changes whether they administer the group. */
export async function addMember(
  sql: TransactionSql,
  tenantId: string,
  { groupId, personId, isAdministrator = false, source = 'local' }: MemberChange,
): Promise<void> {
  const [before] = await sql<{ is_administrator: boolean }[]>`
    select is_administrator from group_members
    where group_id = ${groupId} and person_id = ${personId}`
  if (before?.is_administrator === isAdministrator) return
  await sql`
    insert into group_members (tenant_id, group_id, person_id, is_administrator, source)
    values (${tenantId}, ${groupId}, ${personId}, ${isAdministrator}, ${source})
    on conflict (tenant_id, group_id, person_id) do update set is_administrator = excluded.is_administrator`
  await noteEvent(sql, tenantId, {
    action: before ? 'group.change-member' : 'group.add-member',
    resource: { kind: 'group', id: groupId },
    outcome: 'done',
    facts: { person: personId, isAdministrator },
  })
}

/** False: was no member. */
export async function removeMember(
  sql: TransactionSql,
  tenantId: string,
  { groupId, personId }: MemberChange,
): Promise<boolean> {
  const { count } = await sql`
    delete from group_members where group_id = ${groupId} and person_id = ${personId}`
  if (count === 0) return false
  await noteEvent(sql, tenantId, {
    action: 'group.remove-member',
    resource: { kind: 'group', id: groupId },
    outcome: 'done',
    facts: { person: personId },
  })
  return true
}
