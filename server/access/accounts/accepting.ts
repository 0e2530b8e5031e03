import type { TicketPasskey } from '#wire/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Sessions } from '../sessions.ts'
import type { AccountsStore } from './accounts-store.ts'
import type { Flows } from './flows.ts'
import type { IdentityPort } from './identity-port.ts'
import { NO_PASSWORDS, type OwnAccount } from './own-account.ts'
import type { Browser, Outcome } from './outcome.ts'
import { creationOptions, verifyCreation, type PasskeySite } from './passkeys.ts'
import { checkPassword } from './password-rules.ts'
import type { SignIn } from './sign-in.ts'
import type { Tickets } from './tickets.ts'

export interface AcceptingParts {
  tickets: Tickets
  identity: IdentityPort
  flows: Flows
  store: Pick<AccountsStore, 'rulesOf'>
  sessions: Pick<Sessions, 'revokeAll'>
  signIn: Pick<SignIn, 'goOn' | 'finish'>
  own: Pick<OwnAccount, 'setEmail'>
  clock: Clock
}

export type Accepting = ReturnType<typeof createAccepting>

/** Following a link that works once: somebody new chooses how to sign in, or somebody chooses anew. */
export function createAccepting(parts: AcceptingParts) {
  const { tickets, identity, flows, store, sessions, signIn, clock } = parts
  const openOf = async (token: string, kinds: readonly string[]) => {
    const opened = await tickets.open(token)
    if (kinds.includes(opened.ticket.kind)) return opened
    throw new AppError('invalid_request', 'This link is for something else.')
  }
  return {
    /** The link is used up only by a password that is good. Whoever was signed in as them is not any more. */
    async withPassword(browser: Browser, token: string, password: string): Promise<Outcome> {
      const { person } = await openOf(token, ['invitation', 'reset'])
      const { email, tenantId, personId, name } = person
      const { allowsPasswords } = await store.rulesOf(tenantId)
      if (!allowsPasswords) throw new AppError('forbidden', NO_PASSWORDS)
      if (email === null) {
        throw new AppError('conflict', 'This account has no e-mail address. Ask an administrator.')
      }
      const personal = [name, email]
      checkPassword(password, personal)
      const ticket = await tickets.take(token)
      await identity.setPassword(person, password, personal)
      await sessions.revokeAll(tenantId, personId)
      if (ticket.kind === 'reset') tickets.tell(person, 'password-changed')
      return signIn.goOn(browser, { tenantId, personId, email, methods: ['pwd'] })
    },

    /** Of an invitation alone: a new password must not become a new passkey, which needs no password. */
    async beginPasskey(token: string, site: PasskeySite) {
      const { person } = await openOf(token, ['invitation'])
      const { tenantId, personId, name, email } = person
      const account = email ?? name
      const options = await creationOptions({
        site,
        person: { tenantId, personId, name, account },
        existing: [],
      })
      const { challenge } = options
      return { options, flow: flows.begin({ kind: 'invited', tenantId, personId, challenge }) }
    },

    async withPasskey(
      browser: Browser,
      wish: TicketPasskey & { site: PasskeySite; flow: string | undefined },
    ): Promise<Outcome> {
      const { person } = await openOf(wish.token, ['invitation'])
      const { tenantId, personId, email } = person
      const opened = flows.open(wish.flow, 'invited')
      const isTheirs = opened?.flow.tenantId === tenantId && opened.flow.personId === personId
      if (!isTheirs || !(await opened.spend())) {
        throw new AppError('invalid_request', 'This took too long. Begin again.')
      }
      const { site, name } = wish
      const made = await verifyCreation(wish.response, { site, challenge: opened.flow.challenge })
      await tickets.take(wish.token)
      const createdAt = new Date(clock.now())
      await identity.addPasskey({ ...made, tenantId, personId, name, createdAt, lastUsedAt: null })
      const methods = [made.isSynced ? 'swk' : 'hwk', 'user', 'mfa']
      return signIn.finish(browser, { tenantId, personId, email: email ?? '', methods })
    },

    async confirmAddress(token: string): Promise<void> {
      const { ticket } = await openOf(token, ['address'])
      if (ticket.email === null) throw new Error('A ticket for an address has none.')
      await tickets.take(token)
      await parts.own.setEmail(ticket, ticket.email)
    },
  }
}
