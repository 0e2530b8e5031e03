import type { Passkey } from './passkeys.ts'

/** Whom a credential belongs to. */
export interface PersonRef {
  tenantId: string
  personId: string
}

/** Somebody whom an address may mean, in whichever organisation. */
export interface Candidate extends PersonRef {
  name: string
  email: string
  locale: string | null
}

/** Which ways of proving who they are a person has. */
export interface Credentials {
  hasPassword: boolean
  passwordChangedAt: string | null
  passkeys: Passkey[]
  /** The time-based codes of an authenticator app; null: none. */
  authenticatorSince: string | null
  recoveryCodesLeft: number
}

/**
 * What people sign in with, and whether what they show is right: no sessions, no rights, no HTTP. Everything above talks to
 * this, so that another implementation can take its place (docs/decisions/0019-accounts.md).
 * Each change is on record in the transaction that makes it.
 */
export interface IdentityPort {
  /** Whom an address means: nobody, one person, or one in each of several organisations. */
  findByEmail(email: string): Promise<Candidate[]>
  /** Whether anybody of these organisations has a password, or a passkey: what a page need not offer. */
  waysIn(tenantIds: readonly string[]): Promise<{ password: boolean; passkey: boolean }>
  credentialsOf(person: PersonRef): Promise<Credentials>

  /** Which of them has this password; the same work whether there is anybody or not. */
  checkPassword(candidates: readonly Candidate[], password: string): Promise<Candidate | undefined>
  /** Throws `invalid_request` for one that is too short or easily guessed. */
  setPassword(person: PersonRef, password: string, personal: readonly string[]): Promise<void>
  removePassword(person: PersonRef): Promise<void>

  findPasskey(tenantId: string, id: string): Promise<Passkey | undefined>
  addPasskey(passkey: Passkey): Promise<void>
  /** The same as a first second factor; false: there is one by now, of whatever kind. */
  addFirstPasskey(passkey: Passkey): Promise<boolean>
  notePasskeyUse(passkey: Passkey, use: { counter: number; isSynced: boolean }): Promise<void>
  /** False: the person has no such passkey. */
  renamePasskey(person: PersonRef, id: string, name: string): Promise<boolean>
  removePasskey(person: PersonRef, id: string): Promise<boolean>

  /** Replaces what was there. `code` is of the new secret, and is used up by this; false: it is wrong. */
  setAuthenticator(person: PersonRef, secret: string, code: string): Promise<boolean>
  /** The same where there is no second factor yet; false also where there is one, be it a passkey. */
  addFirstAuthenticator(person: PersonRef, secret: string, code: string): Promise<boolean>
  /** True once for each code. */
  checkCode(person: PersonRef, code: string): Promise<boolean>
  removeAuthenticator(person: PersonRef): Promise<void>

  /** The only time that they are told; the ones before are good for nothing. */
  replaceRecoveryCodes(person: PersonRef): Promise<string[]>
  /** True once for each code. */
  useRecoveryCode(person: PersonRef, code: string): Promise<boolean>

  /** Second factors and passkeys are gone, the password stays: what an administrator does for who lost a telephone. */
  removeSecondFactors(person: PersonRef): Promise<void>
}
