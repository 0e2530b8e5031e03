import type { Role } from '#wire/roles.ts'
import type { Action } from './actions.ts'
import { isAboveTenant } from './installation.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Principal } from './principal.ts'
import { RIGHTS } from './roles.ts'

/** All that the roles of a principal let them do, whatever it is about; what a policy forbids is not taken off. */
export function rightsOf(principal: Principal): ReadonlySet<Action> {
  const { roles = [], without, administers = [] } = principal
  const rights = new Set<Action>(roles.flatMap((role) => [...RIGHTS[role]]))
  for (const action of without ?? []) rights.delete(action)
  for (const action of rights) if (isAboveTenant(principal, action)) rights.delete(action)
  // Of their groups alone: authorize() asks which.
  if (administers.length > 0) rights.add('group.manage-members')
  return rights
}

/** Whether one of the roles has the right. On the path of every call. */
export function holdsRight({ roles = [], without }: Principal, action: Action): boolean {
  if (without?.has(action)) return false
  for (const role of roles) if (RIGHTS[role].has(action)) return true
  return false
}

/** Whether the principal has, by their own roles, every right that the role gives. */
export function outranks({ kind, roles = [] }: Principal, role: Role): boolean {
  // Whoever finds the key of an account must not be able to make themselves one.
  if (kind === 'key') return false
  for (const action of RIGHTS[role]) {
    if (!roles.some((own) => RIGHTS[own].has(action))) return false
  }
  return role !== 'owner' || roles.includes('owner')
}

/**
 * Nobody gives what they do not have, nor takes it away: an administrator makes members, auditors and administrators, but no
 * owner. Throws `forbidden`, naming the first role that is too much.
 */
export function requireOutranks(principal: Principal, roles: Iterable<Role>, what: string): void {
  for (const role of roles) {
    if (outranks(principal, role)) continue
    throw new AppError(
      'forbidden',
      `${what}: the role “${role}” has rights that you do not have yourself. Ask an owner.`,
    )
  }
}
