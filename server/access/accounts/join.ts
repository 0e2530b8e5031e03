import type { AccountJoin } from '#wire/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Principal } from '../principal.ts'
import type { Sessions } from '../sessions.ts'
import type { AccountsStore } from './accounts-store.ts'
import type { Flows } from './flows.ts'
import type { JoinStore } from './join-store.ts'
import type { Self } from './own-account.ts'
import { needsSecondFactor } from './sign-in.ts'

export interface JoinParts {
  store: JoinStore
  flows: Flows
  sessions: Pick<Sessions, 'list' | 'revokeAll'>
  accounts: Pick<AccountsStore, 'findPerson' | 'rulesOf'>
  /** Undefined: nobody, or suspended. */
  findPerson: (tenantId: string, id: string) => Principal | undefined
  /** What this process knows of an organisation's people and keys is read anew. */
  reread: (tenantId: string) => Promise<void>
}

export type Join = ReturnType<typeof createJoin>

/**
 * Two accounts of one person become one. They begin in the one that is to end and then sign in to the other in the same
 * browser, by whatever way: so both are proved, and nobody does it for them. The first session must live all that while.
 */
export function createJoin(parts: JoinParts) {
  const { store, flows, sessions, accounts, findPerson, reread } = parts
  /** The account that is to end; undefined: nobody has begun in this browser, or it is over. */
  const findOther = async (self: Self, sealed: string | undefined) => {
    const opened = flows.open(sealed, 'join')
    if (!opened) return undefined
    const { tenantId, personId, sessionId } = opened.flow
    const isOther = tenantId === self.tenantId && personId !== self.personId
    const principal = isOther ? findPerson(tenantId, personId) : undefined
    if (!principal) return undefined
    const open = await sessions.list(tenantId, personId)
    const person = await accounts.findPerson(opened.flow)
    if (!person || !open.some(({ id }) => id === sessionId)) return undefined
    return { opened, principal, person }
  }
  return {
    /** What is to be kept in a cookie. */
    begin: ({ tenantId, personId, session }: Self) =>
      flows.begin({ kind: 'join', tenantId, personId, sessionId: session.id }),

    async describe(self: Self, sealed: string | undefined): Promise<AccountJoin> {
      const other = await findOther(self, sealed)
      if (!other) return { offer: null }
      const { name, email, personId } = other.person
      return { offer: { name, email, counts: await store.count(self.tenantId, personId) } }
    },

    /** Throws `conflict` where it cannot be, with what to do. */
    async finish(self: Self, sealed: string | undefined): Promise<void> {
      const other = await findOther(self, sealed)
      if (!other) throw tooLate()
      const { tenantId, personId: toId } = self
      const own = await accounts.findPerson(self)
      if (other.person.source === 'scim' || own?.source === 'scim') {
        throw new AppError(
          'conflict',
          'A directory keeps one of these accounts, and would make it again. Ask an administrator to have it removed there first.',
        )
      }
      const rules = await accounts.rulesOf(tenantId)
      const isEnough = self.session.assurance.methods.some((one) => one === 'mfa' || one === 'sso')
      if (needsSecondFactor(rules, other.principal) && !isEnough) {
        throw new AppError(
          'conflict',
          'The other account has rights that need a second factor. Add one to this account, and sign in with it, first.',
        )
      }
      if (!(await other.opened.spend())) throw tooLate()
      await store.join({ tenantId, fromId: other.person.personId, toId })
      // Whoever has come in with less is not let go on with more.
      await sessions.revokeAll(tenantId, toId, self.session.id)
      await reread(tenantId)
    },
  }
}

function tooLate(): AppError {
  return new AppError(
    'invalid_request',
    'This took too long, or was begun in another browser. Begin again in the account that is to end.',
  )
}
