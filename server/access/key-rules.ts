import type { KeyOwner } from '#wire/access.ts'
import { AppError } from '#server/lib/app-error.ts'
import { Action } from '#wire/actions.ts'
import { authorize } from './authorize.ts'
import type { Principal } from './principal.ts'
import { requireOutranks } from './rights.ts'

/** Who may stand behind a key; the directory knows. */
export interface KeyHolders {
  /** Undefined: nobody, or somebody who may not come in. */
  findHolder(tenantId: string, owner: KeyOwner): Principal | undefined
  nameOf(tenantId: string, owner: KeyOwner): string | null
}

interface KeyWish {
  owner: KeyOwner
  scopes: readonly string[] | null
  group: string | null
}

const MANAGES = {
  person: 'people.manage',
  group: 'group.manage',
  service: 'service-account.manage',
} as const

const ACTIONS: ReadonlySet<string> = new Set(Action.options)
const isAction = (scope: string): scope is Action => ACTIONS.has(scope)

/**
 * Whoever has the secret of a key can do what it may: so nobody makes one, changes one or sees a new secret of one that may
 * do more than they themselves, or that acts as somebody whom they could not act for. Throws.
 */
export function requireMayHold(principal: Principal, wish: KeyWish, holders: KeyHolders): void {
  const holder = findHolder(principal, wish.owner, holders)
  if (!isOwn(principal, wish.owner)) {
    requireMay(principal, 'key.create', 'You may make keys for yourself alone')
    requireMay(principal, MANAGES[wish.owner.kind], `You may make no key for “${holder.name}”`)
    requireOutranks(principal, holder.roles ?? [], `You may make no key for “${holder.name}”`)
  }
  for (const scope of wish.scopes ?? []) {
    if (isAction(scope)) requireMay(principal, scope, `The key may not have the scope “${scope}”`)
  }
  if (wish.group !== null) requireGroup(principal, { holder, group: wish.group, holders })
}

/** Takes away what a key may do, which needs less: that it is one's own, or the right to. */
export function isOwn(principal: Principal, owner: KeyOwner): boolean {
  return owner.kind === 'person' && owner.id === ownIdOf(principal)
}

/** A key that makes keys makes them for its own owner. */
export function ownIdOf({ kind, id, grant }: Principal): string {
  return kind === 'key' ? (grant?.owner.id ?? id) : id
}

function findHolder(principal: Principal, owner: KeyOwner, holders: KeyHolders): Principal {
  const holder = holders.findHolder(principal.tenantId, owner)
  if (holder) return holder
  const what = { person: 'person', group: 'group', service: 'service account' }[owner.kind]
  throw new AppError(
    'invalid_request',
    `There is no such ${what}, or it is suspended. Give the id of one that is active.`,
    { param: 'owner' },
  )
}

function requireMay(principal: Principal, action: Action, what: string): void {
  const { tenantId } = principal
  if (authorize(principal, action, { kind: 'key', tenantId }).isAllowed) return
  throw new AppError('forbidden', `${what}: you may not do “${action}”.`)
}

/** Its budgets pay for what the key does. */
function requireGroup(
  principal: Principal,
  { holder, group, holders }: { holder: Principal; group: string; holders: KeyHolders },
): void {
  const { tenantId } = principal
  if (holders.nameOf(tenantId, { kind: 'group', id: group }) === null) {
    throw new AppError('invalid_request', 'There is no such group.', { param: 'group' })
  }
  if (holder.groups?.includes(group)) return
  requireMay(principal, 'key.create', 'The key may count for your own groups alone')
}
