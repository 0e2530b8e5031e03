import type { CreatedTicket, SignInRules, UpdateSignInRules } from '#wire/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import type { Directory } from '../directory/directory.ts'
import { requireMayDecideAbout } from '../directory/people.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import type { Sessions } from '../sessions.ts'
import type { AccountsStore } from './accounts-store.ts'
import { requireFresh } from '../fresh.ts'
import type { IdentityPort } from './identity-port.ts'
import type { Tickets } from './tickets.ts'

export interface PeopleAccessParts {
  store: AccountsStore
  identity: IdentityPort
  sessions: Sessions
  tickets: Tickets
  directory: Directory
  clock: Clock
}

export type PeopleAccess = ReturnType<typeof createPeopleAccess>

/** What administrators do for other people's sign-ins. Never for whoever has more rights than they. */
export function createPeopleAccess(parts: PeopleAccessParts) {
  const { store, identity, sessions, tickets, directory, clock } = parts
  const check = async (principal: Principal, personId: string, what: string) => {
    requireAllowed(principal, 'people.manage', { kind: 'person', id: personId })
    const { tenantId } = principal
    const person = isId(personId) ? await store.findPerson({ tenantId, personId }) : undefined
    if (!person) throw new AppError('not_found', 'There is no such person.')
    // Another process may have let them in a moment ago.
    const isNews = !directory.snapshot(tenantId).people.has(personId)
    if (isNews) await directory.reread(tenantId, [personId])
    requireMayDecideAbout(principal, personId, { directory, what })
    return person
  }
  return {
    /** Whoever has the link decides how that person signs in. */
    async createTicket(
      principal: Principal,
      personId: string,
      kind: 'invitation' | 'reset',
    ): Promise<CreatedTicket> {
      const person = await check(principal, personId, 'You may not make a link for')
      if (!person.isActive) {
        throw new AppError('conflict', `${person.name} is suspended. Let them in again first.`)
      }
      requireLocal(person)
      const { hasPassword, passkeys } = await identity.credentialsOf(person)
      const isNew = !hasPassword && passkeys.length === 0
      // The first link of somebody new takes nothing over; any other could.
      if (!isNew) requireFresh(principal, clock)
      return tickets.create(person, isNew ? kind : 'reset')
    },

    /** For who has lost the telephone: the password stays, what came after it is gone. They are signed out. */
    async removeSecondFactors(principal: Principal, personId: string): Promise<void> {
      const person = await check(principal, personId, 'You may not remove the second factors of')
      requireFresh(principal, clock)
      await identity.removeSecondFactors(person)
      tickets.tellOfChange(person)
      await tickets.drop(person)
      await sessions.revokeAll(person.tenantId, person.personId)
    },

    async signOut(principal: Principal, personId: string): Promise<number> {
      const person = await check(principal, personId, 'You may not sign out')
      await tickets.drop(person)
      return sessions.revokeAll(person.tenantId, person.personId)
    },

    rules(principal: Principal): Promise<SignInRules> {
      requireAllowed(principal, 'sign-in.manage', { kind: 'sign-in' })
      return store.rulesOf(principal.tenantId)
    },

    async changeRules(principal: Principal, change: UpdateSignInRules): Promise<SignInRules> {
      requireAllowed(principal, 'sign-in.manage', { kind: 'sign-in' })
      requireFresh(principal, clock)
      const before = await store.rulesOf(principal.tenantId)
      if (before.allowsPasswords && change.allowsPasswords === false) {
        await refuseOwnExclusion(parts, principal)
      }
      const rules = { ...before, ...withoutUndefined(change) }
      await store.setRules(principal.tenantId, rules)
      return rules
    },
  }
}

/** Whoever takes passwords away should not be the first to stand outside. */
async function refuseOwnExclusion(
  { identity }: PeopleAccessParts,
  { tenantId, id: personId }: Principal,
): Promise<void> {
  const { hasPassword, passkeys } = await identity.credentialsOf({ tenantId, personId })
  if (!hasPassword || passkeys.length > 0) return
  throw new AppError('conflict', 'Add a passkey to your own account first.')
}

function withoutUndefined(change: UpdateSignInRules): Partial<SignInRules> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

function requireLocal({ name, source }: { name: string; source: string }): void {
  if (source === 'local') return
  throw new AppError(
    'conflict',
    `${name} signs in by your organisation’s own service; there is nothing to invite to.`,
  )
}
