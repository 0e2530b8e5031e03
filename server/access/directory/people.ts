import type {
  CreatePerson,
  PeopleSearch,
  Person,
  PersonDetails,
  PersonPage,
  UpdatePerson,
} from '#wire/directory.ts'
import type { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId, isId } from '#server/lib/ids.ts'
import { requireFresh, requireFreshIfPerson } from '../fresh.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import { requireOutranks, rightsOf } from '../rights.ts'
import type { Directory } from './directory.ts'
import { cutPage, fromCursor } from './page-marks.ts'
import { createPeopleStore } from './people-store.ts'

export interface People {
  list(principal: Principal, search: z.output<typeof PeopleSearch>): Promise<PersonPage>
  /** All of a search, a page at a time: for files. */
  pages(principal: Principal, search: z.output<typeof PeopleSearch>): AsyncGenerator<Person[]>
  get(principal: Principal, id: string): Promise<Person>
  details(principal: Principal, id: string): Promise<Omit<PersonDetails, 'keys'>>
  /** Somebody who can sign in once they were sent an invitation, or by whatever else knows their address. */
  create(principal: Principal, wish: z.output<typeof CreatePerson>): Promise<Person>
  update(principal: Principal, id: string, change: UpdatePerson): Promise<Person>
}

const FILE_PAGE = 200

export interface PeopleOptions {
  database: Database
  directory: Directory
  clock: Clock
}

/** The people of an organisation, looked at and changed by those who may. */
export function createPeople(options: PeopleOptions): People {
  const { database, directory } = options
  const store = createPeopleStore(database)

  const list: People['list'] = async (principal, search) => {
    requireAllowed(principal, 'people.read', { kind: 'person' })
    const { cursor, limit, ...filter } = search
    const page = { after: fromCursor(cursor), limit: limit + 1 }
    const found = await store.list(principal.tenantId, filter, page)
    const { rows, nextCursor } = cutPage(found.people, found.marks, limit)
    return { people: rows, total: found.total, nextCursor }
  }
  const get: People['get'] = async (principal, id) => {
    requireAllowed(principal, 'people.read', { kind: 'person', id })
    const person = isId(id) ? await store.find(principal.tenantId, id) : undefined
    return person ?? noPerson()
  }
  return {
    list,
    get,
    async *pages(principal, search) {
      let cursor: string | null | undefined = undefined
      while (cursor !== null) {
        const page: PersonPage = await list(principal, { ...search, cursor, limit: FILE_PAGE })
        yield page.people
        cursor = page.nextCursor
      }
    },
    async details(principal, id) {
      const person = await get(principal, id)
      const { tenantId } = principal
      const roles = person.roles.map(({ role }) => role)
      const groups = person.groups.filter(({ isAdministrator }) => isAdministrator)
      // As they would be if they were not suspended: that is what an administrator decides about.
      const known: Principal = directory.findPerson(tenantId, id) ?? {
        kind: 'person',
        id,
        name: person.name,
        tenantId,
        roles,
        administers: groups.map((group) => group.id),
      }
      return { ...person, rights: [...rightsOf(known)] }
    },
    async create(principal, { name, email, roles }) {
      requireAllowed(principal, 'people.manage', { kind: 'person' })
      if (roles.length > 0) requireAllowed(principal, 'role.manage', { kind: 'role' })
      requireOutranks(principal, roles, 'They may not get this role')
      if (roles.length > 0) requireFreshIfPerson(principal, options.clock)
      const { tenantId } = principal
      const { firstRole } = directory.organisation(tenantId).settings
      const id = createId()
      const given = roles.length > 0 ? [...new Set(roles)] : [firstRole]
      await store.insert(tenantId, { id, name, email: email.toLowerCase() }, given)
      await directory.reread(tenantId, [id])
      return get(principal, id)
    },
    async update(principal, id, change) {
      requireAllowed(principal, 'people.manage', { kind: 'person', id })
      requireMayChange(principal, id, { ...options, change })
      const email = change.email?.toLowerCase()
      const wish = { ...change, ...(email !== undefined && { email }) }
      if (!(await store.update(principal.tenantId, id, wish))) noPerson()
      await directory.reread(principal.tenantId, [id])
      return (await store.find(principal.tenantId, id)) ?? noPerson()
    },
  }
}

/** Throws unless the principal may decide about this person: who may more than they may not be touched by them. */
export function requireMayDecideAbout(
  principal: Principal,
  id: string,
  { directory, what }: { directory: Directory; what: string },
): void {
  const snapshot = directory.snapshot(principal.tenantId)
  const person = isId(id) ? snapshot.people.get(id) : undefined
  if (!person) return noPerson()
  requireOutranks(principal, snapshot.rolesOf(person), `${what} “${person.name}”`)
}

function requireMayChange(
  principal: Principal,
  id: string,
  { directory, clock, change }: PeopleOptions & { change: UpdatePerson },
): void {
  if (change.status === 'suspended' && id === principal.id) {
    throw new AppError('conflict', 'You cannot suspend yourself. Ask somebody else to.')
  }
  const what = change.status === 'suspended' ? 'You may not suspend' : 'You may not change'
  // Also an address: whoever can change it can have a new password sent to it.
  requireMayDecideAbout(principal, id, { directory, what })
  const { source = 'local', email = null } =
    directory.snapshot(principal.tenantId).people.get(id) ?? {}
  // It takes them over as surely as a link for a new password does, and asks the same of whoever does it.
  const isMoved = change.email !== undefined && change.email?.toLowerCase() !== email
  if (isMoved && email !== null) requireFresh(principal, clock)
  if (source === 'scim' && (change.name !== undefined || change.email !== undefined)) {
    throw new AppError(
      'conflict',
      'Name and address of this person come from the directory that provisions people (SCIM). Change them there.',
    )
  }
}

export function noPerson(): never {
  throw new AppError('not_found', 'There is no such person.')
}
