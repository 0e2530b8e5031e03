import type { Role } from '#wire/roles.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { createId } from '#server/lib/ids.ts'
import { addMember, changeDirectory, giveRole, removeMember, takeRole } from './changes-store.ts'

/** A person as somebody says who vouches for them: an issuer, or a directory that provisions people. */
export interface VouchedPerson {
  tenantId: string
  /** `scim`, or `sso:<issuer>`. */
  source: string
  /** The id that the source has for them. */
  externalId: string
  /** Null: the source does not say. */
  email: string | null
  name: string
  locale?: string | null
  /** The roles that the source gives: those it gave before and gives no more are taken away. Absent: as they are. */
  roles?: readonly Role[]
  /** Ids of our groups, in the same manner. */
  groups?: readonly string[]
  /** Who has this address already becomes this person. Only where the source is known to have checked the address. */
  linkByEmail?: boolean
  /**
   * Who it is, where that is known already. Somebody whom another source keeps, such as a directory that provisions people, goes
   * on being described by that source: this one adds roles and groups alone.
   */
  personId?: string
  /** Of somebody new whom `roles` gives nothing. */
  firstRole: Role
}

export interface EnsuredPerson {
  id: string
  isNew: boolean
  hasChanged: boolean
}

interface Found {
  id: string
  name: string
  email: string | null
  locale: string | null
  source: string
  external_id: string | null
}

/**
 * Finds or makes a person. Throws `conflict` where the address is somebody else's. A person of the source stays the same
 * one whatever their name or address becomes.
 */
export async function ensurePersonStored(
  database: Database,
  wish: VouchedPerson,
): Promise<EnsuredPerson> {
  const { tenantId } = wish
  const email = wish.email?.trim().toLowerCase() || null
  const vouched = { ...wish, email, name: wish.name.trim() || email || wish.externalId }
  // Somebody who signs in every morning as they are costs no write, and no reading anew elsewhere.
  const known = await database.withTenant(tenantId, async (sql) => {
    const found = await findPerson(sql, vouched)
    return found && (await isAsVouched(sql, found, vouched)) ? found : undefined
  })
  if (known) return { id: known.id, isNew: false, hasChanged: false }
  return changeDirectory(database, tenantId, async (sql) => {
    const found = await findPerson(sql, vouched)
    const id = found?.id ?? createId()
    if (!found) await insertPerson(sql, id, vouched)
    else if (!isKeptByAnother(found, vouched)) await updatePerson(sql, found, vouched)
    await matchRoles(sql, id, { ...vouched, isNew: !found })
    await matchGroups(sql, id, vouched)
    return { id, isNew: !found, hasChanged: true }
  })
}

async function findPerson(
  sql: TransactionSql,
  { source, externalId, email, linkByEmail = false, personId }: VouchedPerson,
): Promise<Found | undefined> {
  const [found] = await (personId === undefined
    ? sql<Found[]>`
        select id, name, email, locale, source, external_id from people
        where source = ${source} and external_id = ${externalId}`
    : sql<Found[]>`
        select id, name, email, locale, source, external_id from people where id = ${personId}`)
  if (found || email === null) return found
  const [same] = await sql<Found[]>`
    select id, name, email, locale, source, external_id from people where email = ${email}`
  if (!same) return undefined
  // Another source's person is not ours to take over, checked address or not.
  if (linkByEmail && same.external_id === null) return same
  throw new AppError(
    'conflict',
    'Somebody with this address has an account here already, which this way of signing in may not take over. An administrator can link the two.',
  )
}

async function isAsVouched(
  sql: TransactionSql,
  found: Found,
  vouched: VouchedPerson,
): Promise<boolean> {
  const isKept = isKeptByAnother(found, vouched)
  if (!isKept && (found.source !== vouched.source || found.name !== vouched.name)) return false
  if (!isKept && vouched.email !== null && found.email !== vouched.email) return false
  if (!isKept && vouched.locale && found.locale !== vouched.locale) return false
  const { roles, groups } = await readGiven(sql, found.id, vouched.source)
  return isSame(roles, vouched.roles ?? roles) && isSame(groups, vouched.groups ?? groups)
}

function isKeptByAnother(found: Found, { personId, source }: VouchedPerson): boolean {
  return personId !== undefined && found.source !== source
}

async function readGiven(sql: TransactionSql, id: string, source: string) {
  const roles = await sql<{ role: Role }[]>`
    select role from role_grants
    where holder_kind = 'person' and holder_id = ${id} and source = ${source}`
  const groups = await sql<{ group_id: string }[]>`
    select group_id from group_members where person_id = ${id} and source = ${source}`
  return {
    roles: roles.map(({ role }) => role),
    groups: groups.map((each) => each.group_id),
  }
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  const all = new Set(right)
  return left.length === all.size && left.every((each) => all.has(each))
}

async function insertPerson(
  sql: TransactionSql,
  id: string,
  { tenantId, name, email, source, externalId, locale = null }: VouchedPerson,
): Promise<void> {
  await sql`
    insert into people (tenant_id, id, name, email, source, external_id, locale)
    values (${tenantId}, ${id}, ${name}, ${email}, ${source}, ${externalId}, ${locale})`
  const resource = { kind: 'person', id }
  await noteEvent(sql, tenantId, {
    action: 'person.create',
    resource,
    outcome: 'done',
    facts: { source },
  })
}

async function updatePerson(
  sql: TransactionSql,
  { id, email: before }: Found,
  { tenantId, name, email, source, externalId, locale }: VouchedPerson,
): Promise<void> {
  if (email !== null && email !== before) await refuseTaken(sql, email, id)
  await sql`
    update people set name = ${name}, email = ${email ?? before}, source = ${source},
      external_id = ${externalId}, locale = coalesce(${locale ?? null}, locale)
    where id = ${id}`
  const resource = { kind: 'person', id }
  await noteEvent(sql, tenantId, {
    action: 'person.update',
    resource,
    outcome: 'done',
    facts: { source },
  })
}

async function refuseTaken(sql: TransactionSql, email: string, id: string): Promise<void> {
  const [taken] = await sql`select id from people where email = ${email} and id <> ${id}`
  if (taken) throw new AppError('conflict', 'Somebody else has this address already.')
}

async function matchRoles(
  sql: TransactionSql,
  id: string,
  wish: VouchedPerson & { isNew: boolean },
): Promise<void> {
  const { tenantId, source, firstRole, isNew } = wish
  const holder = { kind: 'person', id } as const
  const given = await readGiven(sql, id, source)
  const wanted = wish.roles ?? given.roles
  for (const role of given.roles) {
    if (!wanted.includes(role)) await takeRole(sql, tenantId, { holder, role })
  }
  for (const role of wanted) await giveRole(sql, tenantId, { holder, role, source })
  // Not the source's: what it gives later is added to it, and it cannot take this away.
  if (isNew && wanted.length === 0) {
    await giveRole(sql, tenantId, { holder, role: firstRole, source: 'first' })
  }
}

async function matchGroups(
  sql: TransactionSql,
  personId: string,
  { tenantId, source, groups }: VouchedPerson,
): Promise<void> {
  if (!groups) return
  const given = await readGiven(sql, personId, source)
  for (const groupId of given.groups) {
    if (!groups.includes(groupId)) await removeMember(sql, tenantId, { groupId, personId })
  }
  const known = await sql<
    { id: string }[]
  >`select id from groups where id = any(${[...groups]}::uuid[])`
  const member = await sql<{ group_id: string }[]>`
    select group_id from group_members where person_id = ${personId}`
  const has = new Set(member.map((each) => each.group_id))
  // Who is a member by hand, perhaps as its administrator, stays so.
  for (const { id: groupId } of known) {
    if (!has.has(groupId)) await addMember(sql, tenantId, { groupId, personId, source })
  }
}
