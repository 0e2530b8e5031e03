import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { Secret } from '#server/lib/secret.ts'
import { retryAfterFrom } from '../retry-after.ts'
import { keyHeaders, type Auth, type Turns } from './auth.ts'

const FIRST_QUARANTINE_MS = 30_000
const LONGEST_QUARANTINE_MS = 15 * 60_000
/** Where a provider says that it is too much, and not for how long. */
const REST_MS = 10_000

interface KeyState {
  headers: string[]
  /** The key itself was refused: it is left alone for all models, each time for longer. */
  refusedUntilMs: number
  refusedForMs: number
  /** A limit of one model was reached, or the model is not this key's: until when it is left alone for it. */
  restingUntilMs: Map<string, number>
}

/**
 * Several keys of one supplier, taken in turn, so that the limits of each add up and one that is withdrawn is not missed. What
 * belongs to an account (files, batches) always goes by the first.
 */
export function createKeyRing(
  [first, ...others]: readonly [Secret, ...Secret[]],
  header: string,
  clock: Clock,
): Auth {
  const firstState = newState(first, header)
  /** Who was asked longest ago comes first. */
  const ring = [firstState, ...others.map((key) => newState(key, header))]
  return {
    isConstant: false,
    headersFor: () => firstState.headers,
    secrets: () => [first, ...others],
    takeTurns(model): Turns {
      const tried = new Set<KeyState>()
      const choose = () => {
        const nowMs = passedMs(clock)
        const left = ring.filter((state) => !tried.has(state))
        return left.find((state) => freeAtMs(state, model) <= nowMs)
      }
      const take = (state: KeyState) => {
        tried.add(state)
        ring.push(...ring.splice(ring.indexOf(state), 1))
        return state
      }
      // Where all are left alone, the provider decides about the one that is free first, not we.
      const soonest = () =>
        ring.reduce((one, two) => (freeAtMs(two, model) < freeAtMs(one, model) ? two : one))
      let current = take(choose() ?? soonest())
      return {
        headers: () => current.headers,
        isAnotherWorthwhile({ status, headers }) {
          const restMs = retryAfterFrom(headers, clock.now())
          note(current, { status, model, nowMs: passedMs(clock), restMs })
          if (!isKeysFault(status)) return false
          const another = choose()
          if (another) current = take(another)
          return another !== undefined
        },
      }
    },
  }
}

function newState(key: Secret, header: string): KeyState {
  return {
    headers: keyHeaders(key, header),
    refusedUntilMs: 0,
    refusedForMs: 0,
    restingUntilMs: new Map(),
  }
}

function freeAtMs({ refusedUntilMs, restingUntilMs }: KeyState, model: string): number {
  return Math.max(refusedUntilMs, restingUntilMs.get(model) ?? 0)
}

/** 401, 402: the key or its account; 403: perhaps only for this model; 429: its limit. */
function isKeysFault(status: number): boolean {
  return status === 401 || status === 402 || status === 403 || status === 429
}

interface Answered {
  status: number
  model: string
  nowMs: number
  /** As it asked; undefined: it did not say. */
  restMs: number | undefined
}

function note(state: KeyState, { status, model, nowMs, restMs = REST_MS }: Answered): void {
  if (status === 401 || status === 402) {
    // Calls that were under way together count once.
    if (nowMs < state.refusedUntilMs) return
    state.refusedForMs = Math.min(
      Math.max(FIRST_QUARANTINE_MS, state.refusedForMs * 2),
      LONGEST_QUARANTINE_MS,
    )
    state.refusedUntilMs = nowMs + state.refusedForMs
    return
  }
  if (isKeysFault(status)) {
    state.restingUntilMs.set(model, nowMs + restMs)
    return
  }
  if (status >= 400) return
  state.refusedForMs = 0
  state.refusedUntilMs = 0
  state.restingUntilMs.delete(model)
}
