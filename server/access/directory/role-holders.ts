import type { RoleInfo } from '#wire/directory.ts'
import { Role } from '#wire/roles.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { isId } from '#server/lib/ids.ts'
import { requireFreshIfPerson } from '../fresh.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import { holdsRight, outranks, requireOutranks } from '../rights.ts'
import { RIGHTS } from '../roles.ts'
import { changeDirectory, giveRole, takeRole, type HolderKey } from './changes-store.ts'
import type { Directory } from './directory.ts'
import { noGroup } from './groups.ts'
import { noPerson, requireMayDecideAbout } from './people.ts'
import { noAccount, refuseOwner } from './program-accounts.ts'

export interface RoleHolders {
  /** What each role may do, and who holds it. */
  list(principal: Principal): RoleInfo[]
  give(principal: Principal, holder: HolderKey, role: Role): Promise<void>
  /** Throws `not_found` where it is not held directly. */
  take(principal: Principal, holder: HolderKey, role: Role): Promise<void>
}

const KINDS = { person: 'person', group: 'group', service: 'service-account' } as const

/** Who holds which role. Nobody gives or takes one that has a right which they lack themselves. */
export function createRoleHolders(options: {
  database: Database
  directory: Directory
  clock: Clock
}): RoleHolders {
  const { database, directory, clock } = options
  const check = (principal: Principal, holder: HolderKey, role: Role) => {
    requireAllowed(principal, 'role.manage', { kind: KINDS[holder.kind], id: holder.id })
    requireHolder(principal, holder, directory)
    if (holder.kind === 'service') refuseOwner([role])
    requireOutranks(principal, [role], 'You may not give or take this role')
    // An owner's other roles are an owner's affair as well.
    if (holder.kind === 'person') {
      requireMayDecideAbout(principal, holder.id, {
        directory,
        what: 'You may not change the roles of',
      })
    }
    requireFreshIfPerson(principal, clock)
  }
  const refresh = (tenantId: string, { kind, id }: HolderKey) =>
    kind === 'person' ? directory.reread(tenantId, [id]) : directory.load(tenantId)
  return {
    list: (principal) => listRoles(principal, directory),
    async give(principal, holder, role) {
      check(principal, holder, role)
      const { tenantId } = principal
      await changeDirectory(database, tenantId, (sql) => giveRole(sql, tenantId, { holder, role }))
      await refresh(tenantId, holder)
    },
    async take(principal, holder, role) {
      check(principal, holder, role)
      const { tenantId } = principal
      const wasHeld = await changeDirectory(database, tenantId, (sql) =>
        takeRole(sql, tenantId, { holder, role }),
      )
      if (!wasHeld) {
        throw new AppError('not_found', 'This role is not held, or a group gives it.')
      }
      await refresh(tenantId, holder)
    },
  }
}

function listRoles(principal: Principal, directory: Directory): RoleInfo[] {
  requireAllowed(principal, 'people.read', { kind: 'role' })
  const snapshot = directory.snapshot(principal.tenantId)
  const { people, groups, services } = snapshot
  const active = [...people.values()]
    .filter(({ isSuspended }) => !isSuspended)
    .map((one) => snapshot.rolesOf(one))
  const named = (holders: Iterable<{ id: string; name: string; roles: Role[] }>, role: Role) =>
    [...holders].filter(({ roles }) => roles.includes(role)).map(({ id, name }) => ({ id, name }))
  return Role.options.map((role) => ({
    role,
    rights: [...RIGHTS[role]],
    people: active.filter((roles) => roles.includes(role)).length,
    groups: named(groups.values(), role),
    serviceAccounts: named(services.values(), role),
    mayGive: holdsRight(principal, 'role.manage') && outranks(principal, role),
  }))
}

function requireHolder(
  { tenantId }: Principal,
  { kind, id }: HolderKey,
  directory: Directory,
): void {
  const { people, groups, services } = directory.snapshot(tenantId)
  if (kind === 'person' && !(isId(id) && people.has(id))) noPerson()
  if (kind === 'group' && !(isId(id) && groups.has(id))) noGroup()
  if (kind === 'service' && !(isId(id) && services.has(id))) noAccount()
}
