import { MAX_COOL_MS, type DeploymentState } from './deployment-state.ts'

/** What one process knows of a deployment that others want to know, in times from now: clocks of machines differ. */
export interface Trouble {
  /** Until it is tried again; 0: it takes calls. */
  openMs: number
  openForMs: number
  /** So long it wants no calls. */
  coolMs: number
  /** Until its key is tried again; 0: it takes the key. */
  refusedMs: number
  refusedForMs: number
}

export function troubleOf(state: DeploymentState, nowMs: number): Trouble {
  const { key } = state
  return {
    // Half-open is open, and is tried at once.
    openMs: state.isOpen ? Math.max(1, state.openUntilMs - nowMs) : 0,
    openForMs: state.openForMs,
    coolMs: Math.max(0, state.coolUntilMs - nowMs),
    refusedMs: key.quarantinedForMs > 0 ? Math.max(1, key.quarantinedUntilMs - nowMs) : 0,
    refusedForMs: key.quarantinedForMs,
  }
}

/** Longer ago, a refused key may have been replaced. */
const NEWS_MS = 10_000

/**
 * Takes another process's word for how a deployment is, unless it has answered us well since: then what fails is the other
 * process, or its network. What we have found out ourselves, only we take back.
 */
export function hear(
  state: DeploymentState,
  trouble: Trouble,
  { nowMs, ageMs }: { nowMs: number; ageMs: number },
): void {
  const { key } = state
  const toldAtMs = nowMs - ageMs
  const isWellHere = state.wellFor !== '' && state.wellForAtMs > toldAtMs
  if (trouble.openMs === 0) forgive(state)
  else if (!isWellHere && (!state.isOpen || state.isHearsay)) {
    state.isOpen = true
    state.isHearsay = true
    state.openForMs = trouble.openForMs
    state.openUntilMs = nowMs + trouble.openMs
  }
  if (trouble.coolMs > 0 && !isWellHere) {
    const untilMs = nowMs + Math.min(trouble.coolMs, MAX_COOL_MS)
    state.coolUntilMs = Math.max(state.coolUntilMs, untilMs)
  }
  if (ageMs > NEWS_MS) return
  if (trouble.refusedMs === 0) {
    key.quarantinedForMs = 0
    key.quarantinedUntilMs = 0
  } else if (key.wellAtMs <= toldAtMs) {
    key.quarantinedForMs = trouble.refusedForMs
    key.quarantinedUntilMs = nowMs + trouble.refusedMs
  }
}

function forgive(state: DeploymentState): void {
  if (!state.isHearsay) return
  state.isOpen = false
  state.isHearsay = false
  state.streak = 0
}
