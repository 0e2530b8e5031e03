import type { KeyOwner } from '#wire/access.ts'
import type { OrganisationSettings } from '#wire/directory.ts'
import { Role } from '#wire/roles.ts'
import type { Action, Rules } from '../authorize.ts'
import type { Principal } from '../principal.ts'
import { RIGHTS } from '../roles.ts'

/** A person as the directory is read into memory: what they hold themselves, and what they belong to. */
export interface PersonRow {
  id: string
  name: string
  email: string | null
  source: string
  isSuspended: boolean
  /** Held directly. */
  roles: Role[]
  groups: string[]
  /** Those of the groups that they administer. */
  administers: string[]
}

export interface GroupRow {
  id: string
  name: string
  source: string
  /** Held by everybody in it. */
  roles: Role[]
}

export interface HolderRow {
  id: string
  name: string
  isDisabled: boolean
  roles: Role[]
}

export interface DirectoryRows {
  people: PersonRow[]
  groups: GroupRow[]
  services: HolderRow[]
}

/** One organisation in memory. */
export interface Snapshot {
  findPerson(id: string): Principal | undefined
  findService(id: string): Principal | undefined
  findHolder(holder: KeyOwner): Principal | undefined
  nameOf(holder: KeyOwner): string | null
  /** Everybody's, so without a person's state: suspended ones are here as well. */
  people: ReadonlyMap<string, PersonRow>
  groups: ReadonlyMap<string, GroupRow>
  services: ReadonlyMap<string, HolderRow>
  /** All roles of a person, also of a suspended one. */
  rolesOf(person: PersonRow): Role[]
  /** The people among these ids as they are now; who is in `ids` and not in `rows` is gone. */
  replacePeople(ids: readonly string[], rows: readonly PersonRow[]): void
}

interface SnapshotOptions {
  tenantId: string
  rows: DirectoryRows
  settings: OrganisationSettings
  rules?: Rules | undefined
}

/** Principals are made when they are first asked for, and kept until what they are made of changes. */
export function createSnapshot({ tenantId, rows, settings, rules }: SnapshotOptions): Snapshot {
  const people = toMap(rows.people)
  const groups = toMap(rows.groups)
  const services = toMap(rows.services)
  const principals = new Map<string, Principal>()

  const rolesOf = ({ roles, groups: ids }: PersonRow): Role[] =>
    inOrder([...roles, ...ids.flatMap((id) => groups.get(id)?.roles ?? [])])
  /** Of one kind of holder: once made, at hand. */
  const finder = (kind: string, make: (id: string) => Principal | undefined) => (id: string) => {
    const key = kind + id
    const known = principals.get(key)
    if (known) return known
    const made = make(id)
    if (made) principals.set(key, withRules(made, rules))
    return made
  }
  const findPerson = finder('p', (id) => {
    const person = people.get(id)
    if (!person || person.isSuspended) return undefined
    const { name, groups: memberOf, administers } = person
    const roles = rolesOf(person)
    const without = withheld(roles, settings)
    const made: Principal = { kind: 'person', id, name, tenantId, roles, administers }
    return { ...made, groups: memberOf, ...(without && { without }) }
  })
  const findService = finder('s', (id) => {
    const account = services.get(id)
    if (!account || account.isDisabled) return undefined
    return { kind: 'service', id, name: account.name, tenantId, roles: inOrder(account.roles) }
  })
  /** Nobody signs in as a group, but programs call models in its name: that it may always. */
  const findGroup = finder('g', (id) => {
    const group = groups.get(id)
    if (!group) return undefined
    const roles = inOrder([...group.roles, 'guest'])
    return { kind: 'service', id, name: group.name, tenantId, roles, groups: [id] }
  })
  const finders = { person: findPerson, service: findService, group: findGroup }
  const named = { person: people, service: services, group: groups }
  return {
    findPerson,
    findService,
    findHolder: ({ kind, id }) => finders[kind](id),
    nameOf: ({ kind, id }) => named[kind].get(id)?.name ?? null,
    people,
    groups,
    services,
    rolesOf,
    replacePeople(ids, changed) {
      for (const id of ids) {
        people.delete(id)
        principals.delete(`p${id}`)
      }
      for (const person of changed) people.set(person.id, person)
    },
  }
}

function withRules(principal: Principal, rules: Rules | undefined): Principal {
  if (rules) principal.rules = rules
  return principal
}

const NO_OWN_KEYS: ReadonlySet<Action> = new Set<Action>(['key.use-own'])

/** Rights that the roles give and the organisation does not. Who manages all keys may have one as well. */
function withheld(
  roles: readonly Role[],
  { ownKeys }: OrganisationSettings,
): ReadonlySet<Action> | undefined {
  const isOpen =
    ownKeys === 'everybody' ||
    (ownKeys === 'builders' && roles.includes('builder')) ||
    roles.some((role) => RIGHTS[role].has('key.create'))
  return isOpen ? undefined : NO_OWN_KEYS
}

function toMap<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** Each once, the mightiest first: a decision names the first role that allows it. */
function inOrder(roles: readonly Role[]): Role[] {
  return Role.options.filter((role) => roles.includes(role))
}
