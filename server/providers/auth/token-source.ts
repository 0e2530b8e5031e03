import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { Auth } from './auth.ts'

export interface Token {
  secret: Secret
  /** By our own clock: its lifetime, counted from before it was asked for. */
  expiresAtMs: number
}

export interface TokenSource {
  /** At once while there is one; a promise while one must be fetched, the same for all who wait. */
  get(): Secret | Promise<Secret>
  /** The provider did not take it. True: there was one to forget. */
  forget(): boolean
  /** The tokens that are still in use. */
  secrets(): Secret[]
}

/** A new one is fetched in the background when the old one has so long to live… */
const RENEW_BEFORE_MS = 5 * 60_000
/** …and an old one is not used in its last moments: the call would outlive it on the way. */
const UNUSABLE_BEFORE_MS = 10_000
/** After a failure those who come next hear the same, so that nobody is asked in a loop. */
const FAILURE_HOLDS_MS = 5_000
/** A token this young is not the reason for a refusal: nobody fetches a hundred of them for a hundred refusals. */
const TOO_YOUNG_MS = 10_000

/** One token for all calls, renewed before its end, fetched by one at a time. */
export function createTokenSource(fetchToken: () => Promise<Token>, clock: Clock): TokenSource {
  let token: (Token & { fetchedAtMs: number }) | undefined
  let running: Promise<Secret> | undefined
  let failure: { error: unknown; untilMs: number } | undefined

  const load = async (): Promise<Secret> => {
    try {
      const fresh = await fetchToken()
      const fetchedAtMs = passedMs(clock)
      // What it says is a time of day, which may be set; how long it lives stays.
      const expiresAtMs = fetchedAtMs + fresh.expiresAtMs - clock.now()
      token = { ...fresh, expiresAtMs, fetchedAtMs }
      failure = undefined
      return fresh.secret
    } catch (error) {
      failure = { error, untilMs: passedMs(clock) + FAILURE_HOLDS_MS }
      throw error
    } finally {
      running = undefined
    }
  }
  const renew = () => (running ??= load())

  return {
    get() {
      const nowMs = passedMs(clock)
      const hasFailed = failure !== undefined && nowMs < failure.untilMs
      const leftMs = token ? token.expiresAtMs - nowMs : -Infinity
      if (token && leftMs > UNUSABLE_BEFORE_MS) {
        // Where that fails, the old one serves on; the failure is told once it has run out.
        if (leftMs < renewBefore(token) && !hasFailed) renew().catch(() => undefined)
        return token.secret
      }
      if (hasFailed) return Promise.reject(failure?.error)
      return renew()
    },
    forget() {
      if (!token || passedMs(clock) - token.fetchedAtMs < TOO_YOUNG_MS) return false
      token = undefined
      return true
    },
    secrets: () => (token ? [token.secret] : []),
  }
}

/** Of a token that lives for minutes only, the last third. */
function renewBefore({ fetchedAtMs, expiresAtMs }: Token & { fetchedAtMs: number }): number {
  return Math.min(RENEW_BEFORE_MS, (expiresAtMs - fetchedAtMs) / 3)
}

/** Calls with a bearer token from the source. `secrets` are those that the source itself uses. */
export function createTokenAuth(
  source: TokenSource,
  secrets: () => Secret[],
  close: () => Promise<void>,
): Auth {
  const toHeaders = (token: Secret) => ['authorization', `Bearer ${token.expose()}`]
  return {
    isConstant: false,
    headersFor() {
      const token = source.get()
      return token instanceof Promise ? token.then(toHeaders) : toHeaders(token)
    },
    secrets: () => [...secrets(), ...source.secrets()],
    noteRefusal: ({ status }) => status === 401 && source.forget(),
    close,
  }
}
