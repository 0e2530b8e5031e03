import { randomBytes, timingSafeEqual } from 'node:crypto'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import type { IdentityPort, PersonRef } from './identity-port.ts'
import type { IdentityStore } from './identity-store.ts'
import { checkPassword } from './password-rules.ts'
import type { Passwords } from './passwords.ts'
import { createRecoveryCodes, readRecoveryCode } from './recovery-codes.ts'
import { findTotpStep } from './totp.ts'

export interface IdentityOptions {
  store: IdentityStore
  passwords: Passwords
  /** What the secrets of authenticator apps are sealed in. */
  box: SecretBox
  clock: Clock
}

/** Our own: passwords, passkeys, time-based codes and recovery codes in the schema `identity`. */
export function createIdentity(options: IdentityOptions): IdentityPort {
  const { store, clock } = options
  const now = () => new Date(clock.now())
  return {
    findByEmail: (email) => store.findByEmail(email),
    waysIn: createWaysIn(store),
    credentialsOf: (person) => store.credentialsOf(person),

    ...passwordPart(options),

    findPasskey: (tenantId, id) => store.findPasskey(tenantId, id),
    async addPasskey(passkey) {
      if (await store.addPasskey(passkey)) return
      throw new AppError('conflict', 'This passkey is in use already.')
    },
    addFirstPasskey: (passkey) => store.addPasskey(passkey, true),
    notePasskeyUse: (passkey, use) => store.notePasskeyUse(passkey, { ...use, now: now() }),
    renamePasskey: (person, id, name) => store.renamePasskey(person, id, name),
    removePasskey: (person, id) => store.removePasskey(person, id),

    ...codePart(options),

    removeSecondFactors: (person) => store.removeSecondFactors(person),
  }
}

/** Once somebody has one, the page offers it for good: it is asked for by everybody who comes. */
function createWaysIn(store: IdentityStore): IdentityPort['waysIn'] {
  const found = { password: false, passkey: false }
  return async (tenantIds) => {
    for (const tenantId of tenantIds) {
      if (found.password && found.passkey) break
      const { password, passkey } = await store.waysIn(tenantId)
      found.password ||= password
      found.passkey ||= passkey
    }
    return { ...found }
  }
}

function passwordPart(
  options: IdentityOptions,
): Pick<IdentityPort, 'checkPassword' | 'setPassword' | 'removePassword'> {
  const { store, passwords, clock } = options
  const now = () => new Date(clock.now())
  return {
    async checkPassword(candidates, password) {
      if (candidates.length === 0) {
        // As much is asked and computed for nobody as for somebody.
        await store.passwordOf({ tenantId: ZERO, personId: ZERO })
        await passwords.isRight(undefined, password)
        return undefined
      }
      for (const candidate of candidates) {
        const hash = await store.passwordOf(candidate)
        if (await passwords.isRight(hash, password)) {
          if (hash !== undefined && passwords.isOutdated(hash)) {
            const fresh = await passwords.hash(password)
            await store.setPassword(candidate, { hash: fresh, now: now(), isNews: false })
          }
          return candidate
        }
      }
      return undefined
    },

    async setPassword(person, password, personal) {
      checkPassword(password, personal)
      const hash = await passwords.hash(password)
      await store.setPassword(person, { hash, now: now(), isNews: true })
    },

    removePassword: (person) => store.removePassword(person),
  }
}

const ZERO = '00000000-0000-0000-0000-000000000000'

function codePart(
  options: IdentityOptions,
): Pick<
  IdentityPort,
  | 'setAuthenticator'
  | 'addFirstAuthenticator'
  | 'checkCode'
  | 'removeAuthenticator'
  | 'replaceRecoveryCodes'
  | 'useRecoveryCode'
> {
  const { store, passwords, box, clock } = options
  const add = async (
    person: PersonRef,
    { secret, code, isFirst }: { secret: string; code: string; isFirst: boolean },
  ) => {
    const nowMs = clock.now()
    const step = findTotpStep(code, { secret, lastStep: 0, nowMs })
    if (step === undefined) return false
    const sealed = box.seal(secret, contextOf(person))
    const added = { sealed, lastStep: step, createdAt: new Date(nowMs) }
    return store.setAuthenticator(person, added, isFirst)
  }
  return {
    setAuthenticator: (person, secret, code) => add(person, { secret, code, isFirst: false }),
    addFirstAuthenticator: (person, secret, code) => add(person, { secret, code, isFirst: true }),

    async checkCode(person, code) {
      const known = await store.authenticatorOf(person)
      if (!known) return false
      const secret = box.open(known.sealed, contextOf(person))
      const step = findTotpStep(code, { secret, lastStep: known.lastStep, nowMs: clock.now() })
      return step !== undefined && store.useStep(person, step)
    },

    removeAuthenticator: (person) => store.removeAuthenticator(person),

    async replaceRecoveryCodes(person) {
      const salt = randomBytes(16)
      const codes = createRecoveryCodes()
      const stored = []
      for (const code of codes) stored.push({ hash: await passwords.digest(code, salt), salt })
      await store.replaceRecoveryCodes(person, stored, new Date(clock.now()))
      return codes
    },

    async useRecoveryCode(person, typed) {
      const code = readRecoveryCode(typed)
      const known = await store.recoveryCodesOf(person)
      const salt = known[0]?.salt
      if (code === undefined || salt === undefined) return false
      const digest = await passwords.digest(code, salt)
      const match = known.find(({ hash }) => timingSafeEqual(hash, digest))
      return match !== undefined && store.useRecoveryCode(person, match.hash, new Date(clock.now()))
    },
  }
}

/** Opened for anybody else, it does not open. */
function contextOf({ tenantId, personId }: PersonRef): string {
  return `${tenantId}|identity.authenticators|sealed|${personId}`
}
