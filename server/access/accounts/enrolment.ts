import type { PasskeyCreated } from '#wire/accounts.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { AccountsStore } from './accounts-store.ts'
import type { Attempts } from './attempts.ts'
import { openStep, type Flows, type OpenFlow } from './flows.ts'
import type { IdentityPort, PersonRef } from './identity-port.ts'
import type { Browser, Outcome } from './outcome.ts'
import { creationOptions, verifyCreation, type PasskeySite } from './passkeys.ts'

export interface EnrolmentParts {
  identity: IdentityPort
  attempts: Pick<Attempts, 'beginFactor'>
  flows: Flows
  store: Pick<AccountsStore, 'findPerson'>
  clock: Clock
}

/** How a sign-in goes on from here. */
export interface EnrolmentEnds {
  finish: (
    browser: Browser,
    flow: { opened: OpenFlow<'step'>; added: string[] },
  ) => Promise<Outcome>
  refuse: (browser: Browser, person: PersonRef) => Promise<never>
}

/** A passkey that was made, and the cookie of the flow that it was asked for in. */
export interface PasskeyEnrolled {
  site: PasskeySite
  flow: string | undefined
  name: string
  response: PasskeyCreated
}

/**
 * The organisation demands a second factor, and there is none yet: it is added before somebody is in. Never over one that
 * was added meanwhile: a password alone must not take the place of a second factor.
 */
export function enrolment(parts: EnrolmentParts, { finish, refuse }: EnrolmentEnds) {
  const { identity, attempts, flows, store, clock } = parts
  const open = (sealed: string | undefined) => openStep(flows, sealed, 'enrol')
  /** In, with the list for when telephone or key are gone. */
  const enter = async (browser: Browser, opened: OpenFlow<'step'>, added: string[]) => {
    const outcome = await finish(browser, { opened, added })
    const recoveryCodes = await identity.replaceRecoveryCodes(opened.flow)
    return { ...outcome, step: { step: 'done' as const, recoveryCodes } }
  }
  return {
    /** The secret that an authenticator app is given; nothing holds until a code of it has come. */
    beginEnrolment(sealed: string | undefined, secret: string) {
      const opened = open(sealed)
      return { person: opened.flow, flow: opened.reseal({ secret }) }
    },

    async enrol(browser: Browser, sealed: string | undefined, code: string): Promise<Outcome> {
      const opened = open(sealed)
      const { secret } = opened.flow
      const attempt = await attempts.beginFactor(opened.flow)
      const isRight =
        secret !== undefined && (await identity.addFirstAuthenticator(opened.flow, secret, code))
      if (!isRight) return refuse(browser, opened.flow)
      await attempt.succeed()
      return enter(browser, opened, ['otp', 'mfa'])
    },

    /** What the browser makes a passkey of; the flow keeps what it must answer. */
    async beginPasskeyEnrolment(sealed: string | undefined, site: PasskeySite) {
      const opened = open(sealed)
      const { tenantId, personId, email } = opened.flow
      const person = await store.findPerson(opened.flow)
      const named = { tenantId, personId, name: person?.name ?? email, account: email }
      const options = await creationOptions({ site, person: named, existing: [] })
      return { options, flow: opened.reseal({ challenge: options.challenge }) }
    },

    /** Throws `invalid_request` for what is no new passkey of this site, answered here and now. */
    async enrolPasskey(browser: Browser, made: PasskeyEnrolled): Promise<Outcome> {
      const { site, name, response } = made
      const opened = open(made.flow)
      const { tenantId, personId, challenge } = opened.flow
      const attempt = await attempts.beginFactor(opened.flow)
      if (challenge === undefined) return refuse(browser, opened.flow)
      const passkey = await verifyCreation(response, { site, challenge })
      const now = new Date(clock.now())
      const added = { ...passkey, tenantId, personId, name, createdAt: now, lastUsedAt: null }
      if (!(await identity.addFirstPasskey(added))) return refuse(browser, opened.flow)
      await attempt.succeed()
      return enter(browser, opened, [passkey.isSynced ? 'swk' : 'hwk', 'user', 'mfa'])
    },
  }
}
