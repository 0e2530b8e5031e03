import type {
  Account,
  ChangedEmail,
  ConfirmPassword,
  NewPasskey,
  PasskeyUsed,
  UpdateAccount,
} from '#wire/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Principal } from '../principal.ts'
import type { ListedSession, OpenSession, Sessions } from '../sessions.ts'
import type { AccountPerson, AccountsStore } from './accounts-store.ts'
import type { Attempts } from './attempts.ts'
import type { Flows } from './flows.ts'
import { isFresh, requireFresh } from '../fresh.ts'
import type { IdentityPort, PersonRef } from './identity-port.ts'
import {
  creationOptions,
  requestOptions,
  verifyCreation,
  verifyUse,
  type PasskeySite,
} from './passkeys.ts'
import { needsSecondFactor } from './sign-in.ts'
import type { Tickets } from './tickets.ts'
import { createTotpSecret, toTotpUri } from './totp.ts'

export interface OwnAccountParts {
  identity: IdentityPort
  attempts: Attempts
  flows: Flows
  sessions: Sessions
  store: AccountsStore
  tickets: Tickets
  sendsMail: boolean
  organisationName: (tenantId: string) => string
  /** What this process knows of them is read anew. */
  refreshPerson: (person: PersonRef) => Promise<void>
  clock: Clock
}

/** Who is signed in, and by which session. */
export interface Self extends PersonRef {
  principal: Principal
  session: OpenSession & { token: string }
}

export type OwnAccount = ReturnType<typeof createOwnAccount>

/** What people see and change of their own account. Whether they signed in recently enough is checked by the routes. */
export function createOwnAccount(parts: OwnAccountParts) {
  const { identity, store, tickets, sessions } = parts
  return {
    describe: (self: Self, site: PasskeySite | undefined) => describe(parts, self, site),

    /** Throws `confirmation_required`; not of who has nothing to confirm it with, and adds their first way in. */
    async requireFresh(self: Self): Promise<void> {
      if (isFresh(self.session.assurance.atMs, parts.clock)) return
      const { hasPassword, passkeys } = await identity.credentialsOf(self)
      if (hasPassword || passkeys.length > 0) requireFresh(self.principal, parts.clock)
    },

    async update(self: Self, change: UpdateAccount): Promise<void> {
      if (change.name !== undefined) await getLocal(parts, self)
      await store.update(self, change)
      await parts.refreshPerson(self)
    },

    async changeEmail(self: Self, email: string): Promise<ChangedEmail> {
      const person = await getLocal(parts, self)
      if (email === person.email) return { outcome: 'changed' }
      if (parts.sendsMail) {
        await tickets.confirmAddress(person, email)
        return { outcome: 'sent' }
      }
      await setEmail(parts, person, email)
      return { outcome: 'changed' }
    },

    setEmail: async (who: PersonRef, email: string) =>
      setEmail(parts, await getLocal(parts, who), email),

    /** All other devices are signed out. */
    async changePassword(self: Self, password: string): Promise<void> {
      const person = await getLocal(parts, self)
      const rules = await store.rulesOf(self.tenantId)
      if (!rules.allowsPasswords) throw new AppError('forbidden', NO_PASSWORDS)
      if (person.email === null) {
        throw new AppError(
          'invalid_request',
          'Enter an e-mail address first: it is what you sign in with.',
        )
      }
      await identity.setPassword(self, password, [person.name, person.email])
      await sessions.revokeAll(self.tenantId, self.personId, self.session.id)
      await tickets.drop(self, ['address', 'reset'])
      tickets.tell(person, 'password-changed')
    },

    /** Not the last way in. */
    async removePassword(self: Self): Promise<void> {
      const { passkeys } = await identity.credentialsOf(self)
      if (passkeys.length === 0) {
        throw new AppError('conflict', 'Add a passkey first: this password is your only way in.')
      }
      await identity.removePassword(self)
      tickets.tellOfChange(self)
    },

    ...passkeyPart(parts),
    ...codePart(parts),
    ...confirmPart(parts),
  }
}

export const NO_PASSWORDS = 'Your organisation does not allow passwords. Use a passkey.'

async function describe(
  parts: OwnAccountParts,
  self: Self,
  site: PasskeySite | undefined,
): Promise<Account> {
  const { identity, store, sessions, clock } = parts
  const { tenantId, personId, session, principal } = self
  const person = await getPerson(parts, self)
  const credentials = await identity.credentialsOf(self)
  const rules = await store.rulesOf(tenantId)
  const listed = await sessions.list(tenantId, personId)
  const { name, email, locale, source } = person
  return {
    person: { id: personId, name, email, locale, source },
    organisation: parts.organisationName(tenantId),
    isFresh: isFresh(session.assurance.atMs, clock),
    passwordChangedAt: credentials.passwordChangedAt,
    passkeys: credentials.passkeys.map((passkey) => ({
      id: passkey.id,
      name: passkey.name,
      isSynced: passkey.isSynced,
      createdAt: passkey.createdAt.toISOString(),
      lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
    })),
    authenticatorSince: credentials.authenticatorSince,
    recoveryCodesLeft: credentials.recoveryCodesLeft,
    sessions: listed.map((one) => toSession(one, session.id)),
    canAddPasskeys: site !== undefined,
    sendsMail: parts.sendsMail,
    allowsPasswords: rules.allowsPasswords,
    needsSecondFactor: needsSecondFactor(rules, principal),
  }
}

function toSession(session: ListedSession, currentId: string) {
  const { id, assurance, userAgent, address, createdAt, lastUsedAt, endsAt } = session
  const methods = [...assurance.methods]
  return {
    id,
    isCurrent: id === currentId,
    methods,
    userAgent,
    address,
    createdAt,
    lastUsedAt,
    endsAt,
  }
}

function passkeyPart(parts: OwnAccountParts) {
  const { identity, flows, clock } = parts
  return {
    async beginPasskey(self: Self, site: PasskeySite) {
      const person = await getLocal(parts, self)
      const { passkeys } = await identity.credentialsOf(self)
      const { tenantId, personId, name } = person
      const account = person.email ?? name
      const options = await creationOptions({
        site,
        person: { tenantId, personId, name, account },
        existing: passkeys,
      })
      const { challenge } = options
      const flow = flows.begin({ kind: 'own', sessionId: self.session.id, challenge })
      return { options, flow }
    },

    async addPasskey(
      self: Self,
      wish: NewPasskey & { site: PasskeySite; flow: string | undefined },
    ) {
      const challenge = await takeChallenge(parts, self, wish.flow)
      const made = await verifyCreation(wish.response, { site: wish.site, challenge })
      const { tenantId, personId } = self
      await identity.addPasskey({
        ...made,
        tenantId,
        personId,
        name: wish.name,
        createdAt: new Date(clock.now()),
        lastUsedAt: null,
      })
      parts.tickets.tellOfChange(self)
    },

    async renamePasskey(self: Self, id: string, name: string): Promise<void> {
      if (!(await identity.renamePasskey(self, id, name))) throw noPasskey()
    },

    /** Not the last way in. */
    async removePasskey(self: Self, id: string): Promise<void> {
      const { hasPassword, passkeys } = await identity.credentialsOf(self)
      if (!passkeys.some((one) => one.id === id)) throw noPasskey()
      const rules = await parts.store.rulesOf(self.tenantId)
      if (passkeys.length === 1 && (!hasPassword || !rules.allowsPasswords)) {
        throw new AppError('conflict', 'This passkey is your only way in. Add another way first.')
      }
      await identity.removePasskey(self, id)
      parts.tickets.tellOfChange(self)
    },
  }
}

function codePart(parts: OwnAccountParts) {
  const { identity, flows } = parts
  return {
    async beginAuthenticator(self: Self) {
      const person = await getLocal(parts, self)
      const { hasPassword } = await identity.credentialsOf(self)
      if (!hasPassword) {
        throw new AppError('conflict', 'Set a password first: the codes of an app come after it.')
      }
      const secret = createTotpSecret()
      const uri = toTotpUri({
        secret,
        issuer: `Galerne ${parts.organisationName(self.tenantId)}`,
        account: person.email ?? person.name,
      })
      const flow = flows.begin({ kind: 'authenticator', sessionId: self.session.id, secret })
      return { secret, uri, flow }
    },

    /** The first codes of the list for when the telephone is gone; none: there is a list already. */
    async addAuthenticator(
      self: Self,
      sealed: string | undefined,
      code: string,
    ): Promise<string[]> {
      const opened = flows.open(sealed, 'authenticator')
      if (opened?.flow.sessionId !== self.session.id) throw tooLate()
      const attempt = await parts.attempts.beginFactor(self)
      if (!(await identity.setAuthenticator(self, opened.flow.secret, code))) throw wrongCode()
      await attempt.succeed()
      await opened.spend()
      parts.tickets.tellOfChange(self)
      const { recoveryCodesLeft } = await identity.credentialsOf(self)
      return recoveryCodesLeft > 0 ? [] : identity.replaceRecoveryCodes(self)
    },

    async removeAuthenticator(self: Self): Promise<void> {
      const rules = await parts.store.rulesOf(self.tenantId)
      const { passkeys } = await identity.credentialsOf(self)
      if (needsSecondFactor(rules, self.principal) && passkeys.length === 0) {
        throw new AppError(
          'conflict',
          'Your organisation demands a second factor. Add a passkey before you remove this one.',
        )
      }
      await identity.removeAuthenticator(self)
      parts.tickets.tellOfChange(self)
    },

    replaceRecoveryCodes(self: Self): Promise<string[]> {
      parts.tickets.tellOfChange(self)
      return identity.replaceRecoveryCodes(self)
    },
  }
}

/** They say once more who they are; the session then has a new token. */
function confirmPart(parts: OwnAccountParts) {
  const { identity, flows, attempts, sessions, clock } = parts
  const renew = async (self: Self, methods: readonly string[]) => {
    const known = self.session.assurance
    const assurance = {
      methods: [...new Set([...known.methods, ...methods])],
      level: known.level,
      // Only what was shown anew makes it fresh.
      atMs: methods.length > 0 ? clock.now() : known.atMs,
    }
    const renewed = await sessions.renew(self.session.token, assurance)
    if (!renewed) throw new AppError('unauthenticated', 'You are not signed in any more.')
    return renewed.token
  }
  return {
    /** Undefined: the password is right, and the code of the second factor is missing. */
    async confirmByPassword(self: Self, { password, code }: ConfirmPassword) {
      const person = await getPerson(parts, self)
      const attempt = await attempts.beginFactor(self)
      const candidate = { ...person, email: person.email ?? '' }
      if (!(await identity.checkPassword([candidate], password))) {
        throw new AppError('invalid_request', 'The password is wrong.', { param: 'password' })
      }
      const { authenticatorSince } = await identity.credentialsOf(self)
      if (authenticatorSince === null) {
        await attempt.succeed()
        return renew(self, ['pwd'])
      }
      if (code === undefined) {
        // Else whoever knows the password would have any number of codes to try.
        await attempt.giveBack()
        return undefined
      }
      const isRight =
        (await identity.checkCode(self, code)) || (await identity.useRecoveryCode(self, code))
      if (!isRight) throw wrongCode()
      await attempt.succeed()
      return renew(self, ['pwd', 'otp', 'mfa'])
    },

    async beginConfirm(self: Self, site: PasskeySite) {
      const { passkeys } = await identity.credentialsOf(self)
      if (passkeys.length === 0) throw noPasskey()
      const options = await requestOptions(site, passkeys)
      const { challenge } = options
      const flow = flows.begin({ kind: 'own', sessionId: self.session.id, challenge })
      return { options, flow }
    },

    async confirmByPasskey(
      self: Self,
      wish: { site: PasskeySite; flow: string | undefined; response: PasskeyUsed },
    ) {
      const challenge = await takeChallenge(parts, self, wish.flow)
      const passkey = await identity.findPasskey(self.tenantId, wish.response.id)
      const isTheirs = passkey?.personId === self.personId
      const { site, response } = wish
      const use = isTheirs ? await verifyUse(response, { site, challenge, passkey }) : undefined
      if (!passkey || !use) {
        throw new AppError('invalid_request', 'That was not one of your passkeys. Try again.')
      }
      await identity.notePasskeyUse(passkey, use)
      return renew(self, [use.isSynced ? 'swk' : 'hwk', 'user', 'mfa'])
    },

    /** @param methods What they have shown just now; none: they only changed something. */
    renew: (self: Self, methods: readonly string[] = []) => renew(self, methods),
  }
}

async function takeChallenge(
  { flows }: OwnAccountParts,
  self: Self,
  sealed: string | undefined,
): Promise<string> {
  const opened = flows.open(sealed, 'own')
  const isOurs = opened?.flow.sessionId === self.session.id
  if (!isOurs || !(await opened.spend())) throw tooLate()
  return opened.flow.challenge
}

async function setEmail(parts: OwnAccountParts, person: AccountPerson, email: string) {
  await parts.store.setEmail(person, email)
  await parts.refreshPerson(person)
  parts.tickets.tell(person, 'address-changed')
}

async function getPerson({ store }: OwnAccountParts, ref: PersonRef): Promise<AccountPerson> {
  const person = await store.findPerson(ref)
  if (person) return person
  throw new AppError('not_found', 'This account does not exist any more.')
}

/** Whom another source vouches for has their ways in there: one here would outlive them. */
async function getLocal(parts: OwnAccountParts, ref: PersonRef): Promise<AccountPerson> {
  const person = await getPerson(parts, ref)
  if (person.source === 'local') return person
  throw new AppError(
    'forbidden',
    'You sign in by your organisation’s own service: name, address, password and second factors are changed there.',
  )
}

function tooLate(): AppError {
  return new AppError('invalid_request', 'This took too long, or was done already. Begin again.')
}

function wrongCode(): AppError {
  return new AppError(
    'invalid_request',
    'The code is wrong, or was used before. Wait for the next one.',
    { param: 'code' },
  )
}

function noPasskey(): AppError {
  return new AppError('not_found', 'There is no such passkey.')
}
