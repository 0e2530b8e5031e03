import type { z } from 'zod'
import type {
  AddMember,
  CreateGroup,
  Group,
  MemberPage,
  MemberSearch,
  UpdateGroup,
} from '#wire/directory.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId, isId } from '#server/lib/ids.ts'
import { authorize } from '../authorize.ts'
import { requireFreshIfPerson } from '../fresh.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import { requireOutranks } from '../rights.ts'
import type { Directory } from './directory.ts'
import { createGroupsStore } from './groups-store.ts'
import { cutPage, fromCursor } from './page-marks.ts'

export interface Groups {
  /** All, for those who may see people; else those that the principal administers. */
  list(principal: Principal): Promise<Group[]>
  get(principal: Principal, id: string): Promise<Group>
  create(principal: Principal, wish: z.output<typeof CreateGroup>): Promise<Group>
  update(principal: Principal, id: string, change: UpdateGroup): Promise<Group>
  remove(principal: Principal, id: string): Promise<void>
  members(
    principal: Principal,
    id: string,
    search: z.output<typeof MemberSearch>,
  ): Promise<MemberPage>
  addMember(principal: Principal, id: string, wish: AddMember): Promise<void>
  removeMember(principal: Principal, id: string, personId: string): Promise<void>
}

/**
 * Groups of people. Who administers one sees it and says who is in it; where the group has roles, to put somebody into it is
 * to give them these, and so needs whoever does it to have all of their rights.
 */
export function createGroups(options: {
  database: Database
  directory: Directory
  clock: Clock
}): Groups {
  const { database, directory, clock } = options
  const store = createGroupsStore(database)
  const get: Groups['get'] = async (principal, id) => {
    requireMaySee(principal, id)
    const [group] = isId(id) ? await store.list(principal.tenantId, [id]) : []
    return group ?? noGroup()
  }
  const parts = { store, directory, get, clock }
  return {
    get,
    async list(principal) {
      const { tenantId, administers = [] } = principal
      const all = authorize(principal, 'people.read', { kind: 'group', tenantId }).isAllowed
      if (!all && administers.length === 0)
        requireAllowed(principal, 'people.read', { kind: 'group' })
      return store.list(tenantId, all ? null : administers)
    },
    async create(principal, wish) {
      requireAllowed(principal, 'group.manage', { kind: 'group' })
      const id = createId()
      await store.insert(principal.tenantId, { id, ...wish })
      await directory.load(principal.tenantId)
      return get(principal, id)
    },
    async update(principal, id, { name, description }) {
      requireAllowed(principal, 'group.manage', { kind: 'group', id })
      const { source } = await get(principal, id)
      if (name !== undefined) refuseKept(source)
      await store.update(principal.tenantId, id, {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
      })
      await directory.load(principal.tenantId)
      return get(principal, id)
    },
    async remove(principal, id) {
      requireAllowed(principal, 'group.manage', { kind: 'group', id })
      const group = await get(principal, id)
      refuseKept(group.source)
      // Its members lose what it gave them.
      requireOutranks(principal, group.roles, `You may not delete “${group.name}”`)
      await store.remove(principal.tenantId, id)
      await directory.load(principal.tenantId)
    },
    ...createMembers(parts),
  }
}

interface Parts {
  store: ReturnType<typeof createGroupsStore>
  directory: Directory
  get: Groups['get']
  clock: Clock
}

function createMembers({
  store,
  directory,
  get,
  clock,
}: Parts): Pick<Groups, 'members' | 'addMember' | 'removeMember'> {
  /** The group, if the principal may say who is in it. */
  const getOpen = async (principal: Principal, id: string): Promise<Group> => {
    requireAllowed(principal, 'group.manage-members', { kind: 'group', id })
    const group = await get(principal, id)
    refuseKept(group.source)
    requireOutranks(principal, group.roles, `You may not change who is in “${group.name}”`)
    return group
  }
  return {
    async members(principal, id, { q, cursor, limit }) {
      await get(principal, id)
      const page = { q, after: fromCursor(cursor), limit: limit + 1 }
      const found = await store.listMembers(principal.tenantId, id, page)
      const { rows, nextCursor } = cutPage(found.members, found.marks, limit)
      return { members: rows, total: found.total, nextCursor }
    },
    async addMember(principal, id, { personId: given, email, isAdministrator }) {
      const { tenantId } = principal
      const { roles } = await getOpen(principal, id)
      if (roles.length > 0 || isAdministrator) requireFreshIfPerson(principal, clock)
      const personId = given ?? (await store.findPersonByEmail(tenantId, email ?? ''))
      const person = personId && directory.snapshot(tenantId).people.get(personId)
      if (!person) {
        throw new AppError('not_found', 'Nobody in this organisation is known by that.')
      }
      const administers = person.administers.includes(id)
      // Whoever administers a group alone does not choose who else does.
      if ((isAdministrator ?? administers) !== administers) {
        requireAllowed(principal, 'group.manage', { kind: 'group', id })
      }
      const change = { groupId: id, personId: person.id }
      await store.addMember(tenantId, {
        ...change,
        isAdministrator: isAdministrator ?? administers,
      })
      await directory.reread(tenantId, [person.id])
    },
    async removeMember(principal, id, personId) {
      const { tenantId } = principal
      await getOpen(principal, id)
      const person = isId(personId) ? directory.snapshot(tenantId).people.get(personId) : undefined
      if (person?.administers.includes(id)) {
        requireAllowed(principal, 'group.manage', { kind: 'group', id })
      }
      const wasThere =
        isId(personId) && (await store.removeMember(tenantId, { groupId: id, personId }))
      if (!wasThere) throw new AppError('not_found', 'There is no such member.')
      await directory.reread(tenantId, [personId])
    },
  }
}

function requireMaySee(principal: Principal, id: string): void {
  const { tenantId } = principal
  if (authorize(principal, 'people.read', { kind: 'group', id, tenantId }).isAllowed) return
  requireAllowed(principal, 'group.manage-members', { kind: 'group', id })
}

/** What another directory keeps would come back with its next change. */
function refuseKept(source: string): void {
  if (source !== 'scim') return
  throw new AppError(
    'conflict',
    'This group comes from the directory that provisions people (SCIM). Change it there.',
  )
}

export function noGroup(): never {
  throw new AppError('not_found', 'There is no such group.')
}
