import type { PasskeyUsed, SecondFactor, SignInRules } from '#wire/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { LOCAL_TENANT_ID, type Principal } from '../principal.ts'
import type { Sessions } from '../sessions.ts'
import type { AccountsStore, FailedSignIn } from './accounts-store.ts'
import type { Attempts } from './attempts.ts'
import { enrolment } from './enrolment.ts'
import { openStep, type Flows, type OpenFlow } from './flows.ts'
import type { Candidate, Credentials, IdentityPort, PersonRef } from './identity-port.ts'
import type { Browser, Outcome } from './outcome.ts'
import { readUserHandle, requestOptions, verifyUse, type PasskeySite } from './passkeys.ts'

export interface SignInParts {
  identity: IdentityPort
  attempts: Attempts
  flows: Flows
  sessions: Pick<Sessions, 'start'>
  store: Pick<AccountsStore, 'noteFailure' | 'rulesOf' | 'findPerson'>
  /** Undefined: nobody, or suspended. */
  findPerson: (tenantId: string, id: string) => Principal | undefined
  /** Directories that know passwords of their own; undefined: none of them knows these two. */
  askElsewhere: (
    given: PasswordGiven,
  ) => Promise<(PersonRef & { methods: readonly string[] }) | undefined>
  clock: Clock
}

export type SignIn = ReturnType<typeof createSignIn>

/** @see PasswordSignIn */
interface PasswordGiven {
  email: string
  password: string
  way?: string | undefined
}

/** Somebody who has shown a first factor. */
interface Arrival extends PersonRef {
  email: string
  /** RFC 8176. */
  methods: readonly string[]
}

/**
 * Signing in, step by step. Whatever is wrong, the answer is one: nobody learns whether there is an account, which part was
 * wrong, or who is suspended.
 */
export function createSignIn(parts: SignInParts) {
  const { identity, attempts, flows } = parts
  return {
    async password(browser: Browser, given: PasswordGiven) {
      const { email, password, way } = given
      const attempt = await attempts.begin({ ...browser, email })
      // Whoever has come for a directory means no account of ours.
      const candidates = way === undefined ? await identity.findByEmail(email) : []
      const person = await identity.checkPassword(candidates, password)
      const isIn = person && parts.findPerson(person.tenantId, person.personId)
      if (!isIn) {
        const elsewhere = await parts.askElsewhere(given)
        if (!elsewhere) return refuse(parts, failuresOf(candidates, browser))
        await attempt.succeed()
        return goOn(parts, browser, { ...elsewhere, email })
      }
      await attempt.succeed()
      const rules = await parts.store.rulesOf(person.tenantId)
      if (!rules.allowsPasswords) {
        throw new AppError(
          'forbidden',
          'Your organisation does not allow passwords. Sign in with a passkey, or by one of the other ways.',
        )
      }
      return goOn(parts, browser, { ...person, email, methods: ['pwd'] })
    },

    async passkeyOptions(site: PasskeySite) {
      const options = await requestOptions(site)
      return { options, flow: flows.begin({ kind: 'passkey', challenge: options.challenge }) }
    },

    async passkey(browser: Browser, use: PasskeyUse): Promise<Outcome> {
      const attempt = await attempts.beginAt(browser.address)
      const found = await findPasskeyUsed(parts, use)
      if (!found) {
        const failure = { ...browser, method: 'passkey', reason: 'The passkey is not known here.' }
        return refuse(parts, [{ ...failure, tenantId: LOCAL_TENANT_ID, personId: null }])
      }
      await attempt.succeed()
      const methods = [found.isSynced ? 'swk' : 'hwk', 'user', 'mfa']
      const person = await parts.store.findPerson(found)
      return finish(parts, browser, { ...found, email: person?.email ?? '', methods })
    },

    ...secondSteps(parts),
    ...enrolment(parts, {
      finish: (browser, flow) => finishFlow(parts, browser, flow),
      refuse: (browser, person) => refuseFactor(parts, browser, person),
    }),

    /** After an invitation or a new password: what they have shown so far is this. */
    goOn: (browser: Browser, arrival: Arrival) => goOn(parts, browser, arrival),
    finish: (browser: Browser, arrival: Arrival) => finish(parts, browser, arrival),
  }
}

export interface PasskeyUse {
  site: PasskeySite
  /** The cookie of the flow. */
  flow: string | undefined
  response: PasskeyUsed
}

function secondSteps(parts: SignInParts) {
  const { identity, flows } = parts
  return {
    async secondFactor(
      browser: Browser,
      sealed: string | undefined,
      { method, code }: SecondFactor,
    ) {
      const opened = openStep(flows, sealed, 'second-factor')
      const attempt = await parts.attempts.beginFactor(opened.flow)
      const isRight =
        method === 'authenticator'
          ? await identity.checkCode(opened.flow, code)
          : await identity.useRecoveryCode(opened.flow, code)
      if (!isRight) return refuseFactor(parts, browser, opened.flow)
      await attempt.succeed()
      return finishFlow(parts, browser, {
        opened,
        added: method === 'authenticator' ? ['otp', 'mfa'] : ['recovery', 'mfa'],
      })
    },

    async secondPasskeyOptions(site: PasskeySite, sealed: string | undefined) {
      const opened = openStep(flows, sealed, 'second-factor')
      const { passkeys } = await identity.credentialsOf(opened.flow)
      const options = await requestOptions(site, passkeys)
      return { options, flow: opened.reseal({ challenge: options.challenge }) }
    },

    async secondPasskey(browser: Browser, { site, flow, response }: PasskeyUse) {
      const opened = openStep(flows, flow, 'second-factor')
      const { tenantId, personId, challenge } = opened.flow
      const attempt = await parts.attempts.beginFactor(opened.flow)
      const passkey = await identity.findPasskey(tenantId, response.id)
      const isTheirs = passkey?.personId === personId && challenge !== undefined
      const use = isTheirs ? await verifyUse(response, { site, challenge, passkey }) : undefined
      if (!passkey || !use) return refuseFactor(parts, browser, opened.flow)
      await attempt.succeed()
      await identity.notePasskeyUse(passkey, use)
      return finishFlow(parts, browser, { opened, added: ['hwk', 'user', 'mfa'] })
    },
  }
}

/** The first factor was right: in, or one step more. */
async function goOn(parts: SignInParts, browser: Browser, arrival: Arrival): Promise<Outcome> {
  const { tenantId, personId, email, methods } = arrival
  const credentials = await parts.identity.credentialsOf(arrival)
  const rules = await parts.store.rulesOf(tenantId)
  const isDemanded = needsSecondFactor(rules, parts.findPerson(tenantId, personId))
  const second = secondFactorsOf(credentials, isDemanded)
  if (second.length === 0 && !isDemanded) return finish(parts, browser, arrival)
  const needs = second.length > 0 ? 'second-factor' : 'enrol'
  const flow = parts.flows.begin({
    kind: 'step',
    tenantId,
    personId,
    email,
    methods: [...methods],
    needs,
  })
  return needs === 'enrol'
    ? { step: { step: 'enrol' }, flow }
    : { step: { step: 'second-factor', methods: second }, flow }
}

export function needsSecondFactor(rules: SignInRules, person: Principal | undefined): boolean {
  return person?.roles?.some((role) => rules.secondFactorRoles.includes(role)) ?? false
}

/** A passkey is asked for after a password only where a second factor must be: else it is the better way in, not a hurdle. */
function secondFactorsOf(credentials: Credentials, isDemanded: boolean) {
  const hasApp = credentials.authenticatorSince !== null
  const hasPasskey = credentials.passkeys.length > 0
  if (!hasApp && !(isDemanded && hasPasskey)) return []
  return [
    ...(hasApp ? (['authenticator'] as const) : []),
    ...(hasPasskey ? (['passkey'] as const) : []),
    ...(credentials.recoveryCodesLeft > 0 ? (['recovery-code'] as const) : []),
  ]
}

async function finishFlow(
  parts: SignInParts,
  browser: Browser,
  { opened, added }: { opened: OpenFlow<'step'>; added: string[] },
): Promise<Outcome> {
  // Of two tabs that go on with one sign-in, one gets in.
  if (!(await opened.spend())) {
    throw new AppError('unauthenticated', 'This sign-in was used already. Sign in again.')
  }
  const { flow } = opened
  return finish(parts, browser, { ...flow, methods: [...flow.methods, ...added] })
}

async function finish(parts: SignInParts, browser: Browser, arrival: Arrival): Promise<Outcome> {
  const { tenantId, personId, email, methods } = arrival
  if (!parts.findPerson(tenantId, personId)) throw wrong()
  const { token } = await parts.sessions.start({
    tenantId,
    personId,
    assurance: { methods, level: null, atMs: parts.clock.now() },
    userAgent: browser.userAgent,
    address: browser.address,
  })
  return {
    step: { step: 'done' },
    sessionToken: token,
    ...(email !== '' && { deviceToken: parts.attempts.createDeviceToken(email) }),
  }
}

/** Whose passkey it is, if it is right: the authenticator itself says for whom it speaks. */
async function findPasskeyUsed(parts: SignInParts, { site, flow, response }: PasskeyUse) {
  const opened = parts.flows.open(flow, 'passkey')
  const person = readUserHandle(response.response.userHandle)
  // A challenge is used up by whatever comes back first, right or wrong.
  if (!opened || !(await opened.spend()) || !person) return undefined
  const passkey = await parts.identity.findPasskey(person.tenantId, response.id)
  if (passkey?.personId !== person.personId) return undefined
  const { challenge } = opened.flow
  const use = await verifyUse(response, { site, challenge, passkey })
  if (!use || !parts.findPerson(passkey.tenantId, passkey.personId)) return undefined
  await parts.identity.notePasskeyUse(passkey, use)
  return { ...person, isSynced: use.isSynced }
}

function failuresOf(candidates: readonly Candidate[], { address }: Browser): FailedSignIn[] {
  const failure = { address, method: 'password', reason: 'The address or the password is wrong.' }
  if (candidates.length === 0) {
    // What strangers try is on record somewhere: with the organisation that runs this Galerne.
    return [{ ...failure, tenantId: LOCAL_TENANT_ID, personId: null }]
  }
  return candidates.map(({ tenantId, personId }) => ({ ...failure, tenantId, personId }))
}

async function refuse({ store }: SignInParts, failures: readonly FailedSignIn[]): Promise<never> {
  for (const failure of failures) await store.noteFailure(failure)
  throw wrong()
}

async function refuseFactor(
  { store }: SignInParts,
  { address }: Browser,
  { tenantId, personId }: PersonRef,
): Promise<never> {
  const reason = 'The code or passkey is wrong, or was used before.'
  await store.noteFailure({ tenantId, personId, address, method: 'second-factor', reason })
  throw new AppError('unauthenticated', `${reason} Wait for the next one, or take another way.`)
}

function wrong(): AppError {
  return new AppError(
    'unauthenticated',
    'That did not work. Check what you entered; whether there is such an account is not told here.',
  )
}
