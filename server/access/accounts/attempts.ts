import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { AttemptsStore, Pace, Subject } from './attempts-store.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

/** Of one account, from browsers that it was never used in: some hundred guesses a day, whoever makes them. */
const ACCOUNT: Pace = {
  free: 5,
  leakPerHour: 4,
  firstRestMs: SECOND_MS,
  longestRestMs: 15 * MINUTE_MS,
}
/** Of one browser that the account was used in: strangers cannot make it wait (OWASP, “device cookies”). */
const BROWSER: Pace = {
  free: 10,
  leakPerHour: 20,
  firstRestMs: SECOND_MS,
  longestRestMs: 15 * MINUTE_MS,
}
/** Of one address of the net, behind which a whole town hall may sit: only failures count. */
const ADDRESS: Pace = {
  free: 50,
  leakPerHour: 300,
  firstRestMs: SECOND_MS,
  longestRestMs: 30 * SECOND_MS,
}
/** Of second factors: whoever tries has the password already. */
const FACTOR: Pace = {
  free: 5,
  leakPerHour: 3,
  firstRestMs: 2 * SECOND_MS,
  longestRestMs: 60 * MINUTE_MS,
}
/** Of mails that somebody has sent to an address. */
const MAIL: Pace = {
  free: 3,
  leakPerHour: 3,
  firstRestMs: 10 * MINUTE_MS,
  longestRestMs: 60 * MINUTE_MS,
}

export interface Trying {
  /** As typed, lower case. */
  email: string
  address: string | null
  /** What the browser shows for having signed in to this account before; undefined: nothing. */
  deviceToken?: string | undefined
}

export interface Attempts {
  /**
   * Counts the try as failed until `succeed` says otherwise. Throws `rate_limited`, the same whether there is such an
   * account or not.
   */
  begin(trying: Trying): Promise<{ succeed(): Promise<void> }>
  beginFactor(person: PersonRef): Promise<FactorAttempt>
  /** Counts anything else that a stranger may ask for, by where it comes from. Throws `rate_limited`. */
  beginAt(address: string | null): Promise<{ succeed(): Promise<void> }>
  /** False: this address has had enough mail; nothing is said. */
  mayMail(email: string): Promise<boolean>
  /** False: it was used before, by whatever process. */
  spend(id: string, expiresMs: number): Promise<boolean>
  /** For the browser to show next time. */
  createDeviceToken(email: string): string
}

/** Of a second factor, or of whoever is signed in and says once more who they are. */
export interface FactorAttempt {
  succeed: () => Promise<void>
  /** It did not fail, and proved nothing either: those before it go on counting. */
  giveBack: () => Promise<void>
}

interface PersonRef {
  tenantId: string
  personId: string
}

export function createAttempts(options: {
  store: AttemptsStore
  clock: Clock
  /** What addresses and accounts are hashed with. */
  key: Secret
}): Attempts {
  const { store, clock, key } = options
  const mac = (text: string) =>
    createHmac('sha256', `attempts ${key.expose()}`).update(text).digest('base64url')
  const subject = (kind: string, name: string, pace: Pace): Subject => ({
    key: mac(`${kind} ${name}`),
    pace,
  })
  const ofAddress = (address: string | null) =>
    subject('address', networkOf(address ?? 'unknown'), ADDRESS)
  const take = async (subjects: readonly Subject[]) => {
    const waitMs = await store.take(subjects, new Date(clock.now()))
    if (waitMs > 0) throw tooMany(waitMs)
  }
  const device = ({ email, deviceToken }: Trying) => {
    const [nonce = '', proof] = (deviceToken ?? '').split('.')
    return proof !== undefined && proof === mac(`device ${nonce} ${email}`) ? nonce : undefined
  }

  return {
    async begin(trying) {
      const known = device(trying)
      const own =
        known === undefined
          ? [subject('account', trying.email, ACCOUNT)]
          : [subject('browser', known, BROWSER)]
      // A browser that is known is held up by nothing that strangers do, nor by its neighbours.
      const shared = known === undefined ? [ofAddress(trying.address)] : []
      await take([...own, ...shared])
      return {
        async succeed() {
          await store.forget(own)
          await store.giveBack(shared)
        },
      }
    },

    async beginFactor({ tenantId, personId }) {
      const own = [subject('factor', `${tenantId} ${personId}`, FACTOR)]
      await take(own)
      return { succeed: () => store.forget(own), giveBack: () => store.giveBack(own) }
    },

    async beginAt(address) {
      const shared = [ofAddress(address)]
      await take(shared)
      return { succeed: () => store.giveBack(shared) }
    },

    mayMail: async (email) =>
      (await store.take([subject('mail', email, MAIL)], new Date(clock.now()))) === 0,

    spend: (id, expiresMs) =>
      store.spend(mac(`spent ${id}`), new Date(expiresMs), new Date(clock.now())),

    createDeviceToken(email) {
      const nonce = createNonce()
      return `${nonce}.${mac(`device ${nonce} ${email}`)}`
    },
  }
}

function createNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')
}

function tooMany(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / SECOND_MS)
  const wait = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  return new AppError(
    'rate_limited',
    `There were too many attempts. Try again in ${wait}, or sign in with a passkey.`,
    { retryAfterMs: waitMs },
  )
}

/** Of IPv6 the /64: whoever has one address has all of them. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = address.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  const groups = address.includes('::') ? [...front, ...zeros, ...back] : front
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')
}
