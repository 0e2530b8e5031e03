import type { SignInMethods } from '#wire/accounts.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { createMailer, type MailServer } from '#server/lib/mail.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import type { Secret } from '#server/lib/secret.ts'
import { createAddressRanges, type AddressRanges } from '../client-address.ts'
import type { Directory } from '../directory/directory.ts'
import type { CookieKind } from '../session-cookie.ts'
import { createSessionsStore } from '../sessions-store.ts'
import { createSessions, type Sessions } from '../sessions.ts'
import { createAccountsStore, type AccountsStore } from './accounts-store.ts'
import { createAttemptsStore } from './attempts-store.ts'
import { createAccepting, type Accepting } from './accepting.ts'
import { createAttempts, type Attempts } from './attempts.ts'
import { createFlows } from './flows.ts'
import { createIdentityStore } from './identity-store.ts'
import { createIdentity } from './identity.ts'
import type { IdentityPort } from './identity-port.ts'
import { createJoinStore } from './join-store.ts'
import { createJoin, type Join, type JoinParts } from './join.ts'
import { createOwnAccount, type OwnAccount } from './own-account.ts'
import { passkeySiteOf, type PasskeySite } from './passkeys.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { createPeopleAccess, type PeopleAccess } from './people-access.ts'
import { createSignIn, type SignIn, type SignInParts } from './sign-in.ts'
import { createTicketsStore } from './tickets-store.ts'
import { createTickets, type Tickets } from './tickets.ts'

type Provider = SignInMethods['providers'][number]

export interface Accounts {
  identity: IdentityPort
  sessions: Sessions
  signIn: SignIn
  own: OwnAccount
  accepting: Accepting
  join: Join
  attempts: Attempts
  people: PeopleAccess
  tickets: Tickets
  cookie: CookieKind
  publicUrl: string | null
  clock: Clock
  /** Whose `X-Forwarded-For` is believed. */
  trustedProxies: AddressRanges
  organisationName: (tenantId: string) => string
  nameOfPerson: (person: { tenantId: string; personId: string }) => string
  /** Undefined: passkeys do not work under the address that the browser shows. */
  siteOf(host: string): PasskeySite | undefined
  /** What the sign-in page offers under this address. */
  methods(host: string): Promise<SignInMethods>
  /** Further ways in, which others see to: their buttons stand on the sign-in page. */
  offer(list: () => readonly Provider[]): void
  /** Who is asked about passwords that are none of ours. */
  askElsewhere(elsewhere: Elsewhere): void
  close(): Promise<void>
}

export interface Elsewhere {
  ask: SignInParts['askElsewhere']
  /** Whether there is anybody to be asked now. */
  isThere: () => boolean
}

export interface AccountsSetup {
  database: Database
  directory: Directory
  organisationIds: () => readonly string[]
  clock: Clock
  log: Log
  cookie: CookieKind
  publicUrl: string | null
  /** Where people reach this Galerne. */
  url: () => string
  trustedProxies: readonly string[]
  /** The newest first. */
  secretKeys: readonly Secret[]
  /** Null: links are handed over, not sent. */
  mailServer: MailServer | null
  /** For tests, which weaken or count it. */
  passwords?: Passwords
  /** What this process knows of an organisation's people and keys is read anew. */
  reread: (tenantId: string) => Promise<void>
}

/** Accounts that need nothing else installed, wired up. */
export function createAccounts(setup: AccountsSetup): Accounts {
  const { database, directory, clock, log, cookie, publicUrl, url, mailServer } = setup
  const [key] = setup.secretKeys
  if (!key) throw new Error('Accounts need a key to seal with.')
  const box = createSecretBox(setup.secretKeys)
  const store = createAccountsStore(database)
  const sessions = createLimitedSessions(setup, store)
  const passwords = setup.passwords ?? createPasswords()
  const identityStore = createIdentityStore(database)
  const identity = createIdentity({ store: identityStore, passwords, box, clock })
  const attempts = createAttempts({ store: createAttemptsStore(database), clock, key })
  const flows = createFlows({ box, clock, attempts })
  const sendMail = mailServer ? createMailer(mailServer) : undefined
  const organisationName = (tenantId: string) => directory.organisation(tenantId).name
  const common = { identity, attempts, flows, sessions, store, clock, organisationName }
  const ticketsStore = createTicketsStore(database)
  const tickets = createTickets({ ...common, tickets: ticketsStore, sendMail, url, log })
  const findPerson = (tenantId: string, id: string) => directory.findPerson(tenantId, id)
  const offered: (() => readonly Provider[])[] = []
  const siteOf = (host: string) => passkeySiteOf(publicUrl, host)

  let elsewhere: Elsewhere | undefined
  const signIn = createSignIn({
    ...common,
    findPerson,
    askElsewhere: async (given) => elsewhere?.ask(given),
  })
  const own = createOwnAccount({
    ...common,
    tickets,
    sendsMail: sendMail !== undefined,
    refreshPerson: ({ tenantId, personId }) => directory.reread(tenantId, [personId]),
  })

  return {
    identity,
    sessions,
    signIn,
    own,
    join: openJoin(setup, { ...common, findPerson }),
    accepting: createAccepting({ ...common, tickets, signIn, own }),
    attempts,
    people: createPeopleAccess({ ...common, tickets, directory }),
    tickets,
    cookie,
    publicUrl,
    clock,
    trustedProxies: createAddressRanges(setup.trustedProxies),
    organisationName,
    nameOfPerson: ({ tenantId, personId }) => findPerson(tenantId, personId)?.name ?? '',
    siteOf,
    async methods(host) {
      const { password, passkey } = await identity.waysIn(setup.organisationIds())
      return {
        password: password || elsewhere?.isThere() === true,
        passkey: passkey && siteOf(host) !== undefined,
        link: true,
        mail: sendMail !== undefined,
        providers: offered.flatMap((list) => [...list()]),
      }
    },
    offer: (list) => void offered.push(list),
    askElsewhere: (other) => void (elsewhere = other),
    close: () => tickets.settled(),
  }
}

function openJoin(
  { database, reread }: AccountsSetup,
  common: Omit<JoinParts, 'store' | 'accounts' | 'reread'> & { store: AccountsStore },
): Join {
  const { store: accounts } = common
  return createJoin({ ...common, store: createJoinStore(database), accounts, reread })
}

/** Sessions that last as long as each organisation wants. */
function createLimitedSessions({ database, clock }: AccountsSetup, store: AccountsStore): Sessions {
  return createSessions({
    store: createSessionsStore(database),
    clock,
    async limitsOf(tenantId) {
      const { idleMinutes, longestMinutes } = await store.rulesOf(tenantId)
      return { idleMs: idleMinutes * 60_000, longestMs: longestMinutes * 60_000 }
    },
  })
}
