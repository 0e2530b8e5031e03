import type { DeploymentHealth } from './health.ts'

/** What is known of one deployment, as plain numbers: it is written at every call, so nothing is allocated for it. */
export interface DeploymentState {
  inFlight: number
  /** Moving averages; 0: not measured yet. Of streams, the time to their first content. */
  latencyMs: number
  latencyAtMs: number
  /** Of answers that come whole: the time of all of it, which is no measure for a stream. */
  wholeMs: number
  wholeAtMs: number
  tokensPerSecond: number
  /** Moving share of failures, 0 to 1. */
  errorRate: number
  /** Failures in a row. */
  streak: number
  isOpen: boolean
  openUntilMs: number
  openForMs: number
  closedAtMs: number
  /** Whose calls have failed since it was last well; `*`: of several. */
  failedFor: string
  /** Who had the last good answer, and when. */
  wellFor: string
  wellForAtMs: number
  /** Calls that are under way to see whether it is well again. */
  probes: number
  coolUntilMs: number
  coolForMs: number
  /** Two halves of a window that moves by half its width. */
  windowAtMs: number
  calls: number
  failures: number
  callsBefore: number
  failuresBefore: number
  /** How often it opened, closed or was asked for less: what other processes want to know. */
  changes: number
  /** It is open because another process says so. */
  isHearsay: boolean
  readonly key: KeyState
}

/** What is known of the key that a provider is called with: all its deployments share it. */
export interface KeyState {
  quarantinedUntilMs: number
  quarantinedForMs: number
  isProbing: boolean
  /** When it last opened anything. */
  wellAtMs: number
  /** How often it was refused, or taken again. */
  changes: number
}

/** How an attempt went, as far as its deployment is concerned. */
export type Verdict =
  | 'well'
  /** It broke, timed out, or sent what is no answer. */
  | 'failed'
  /** It wants no calls for a while. */
  | 'limited'
  /** It refused our key. */
  | 'key-refused'
  /** It refused our key, or only what one caller asked for with it (a tool, a file, a region): 403 says both. */
  | 'forbidden'
  /** Nothing was learnt: the caller left, or the request itself was wrong. */
  | 'no-verdict'

/** In a row: beyond what bad luck explains. */
const STREAK_TO_OPEN = 5
/** Or half of so many calls within the window. */
const CALLS_TO_OPEN = 20
const SHARE_TO_OPEN = 0.5
const HALF_WINDOW_MS = 15_000
/** So long a good answer to somebody speaks for a deployment that fails somebody else. */
const WITNESS_MS = 15_000
const SEVERAL = '*'
const FIRST_OPEN_MS = 5000
/** A deployment that is well again waits no longer than this for its traffic. */
const MAX_OPEN_MS = 20_000
/** Calm for so long, and the next opening is short again. */
const CALM_MS = 60_000
export const MAX_PROBES = 3
const FIRST_COOL_MS = 1000
/** Less is over before another process has heard of it. */
const WORTH_TELLING_MS = 500
/** However long a provider asks for: a wrong clock there must not cost a deployment here. */
export const MAX_COOL_MS = 300_000
const FIRST_QUARANTINE_MS = 600_000
const MAX_QUARANTINE_MS = 6 * 3_600_000
/** For so long after it was taken, a key is not doubted for a 403. */
const TRUSTED_MS = 60_000
const NEW_SAMPLE = 0.2
/** A measured latency counts half after so long, so that a slow deployment gets its second chance. */
const LATENCY_HALF_LIFE_MS = 60_000

export function createKeyState(): KeyState {
  return {
    quarantinedUntilMs: 0,
    quarantinedForMs: 0,
    isProbing: false,
    wellAtMs: Number.NEGATIVE_INFINITY,
    changes: 0,
  }
}

export function createDeploymentState(key: KeyState = createKeyState()): DeploymentState {
  return {
    inFlight: 0,
    latencyMs: 0,
    latencyAtMs: 0,
    wholeMs: 0,
    wholeAtMs: 0,
    tokensPerSecond: 0,
    errorRate: 0,
    streak: 0,
    isOpen: false,
    openUntilMs: 0,
    openForMs: 0,
    closedAtMs: 0,
    failedFor: '',
    wellFor: '',
    wellForAtMs: 0,
    probes: 0,
    coolUntilMs: 0,
    coolForMs: 0,
    windowAtMs: 0,
    calls: 0,
    failures: 0,
    callsBefore: 0,
    failuresBefore: 0,
    changes: 0,
    isHearsay: false,
    key,
  }
}

export function stateAt(state: DeploymentState, nowMs: number): DeploymentHealth['state'] {
  if (state.key.quarantinedForMs > 0) return 'quarantined'
  if (nowMs < state.coolUntilMs) return 'cooling'
  if (!state.isOpen) return 'closed'
  return nowMs < state.openUntilMs ? 'open' : 'half-open'
}

/** Whether it may be called now. */
export function isOpenFor(state: DeploymentState, nowMs: number): boolean {
  const { key } = state
  if (key.quarantinedForMs > 0 && (key.isProbing || nowMs < key.quarantinedUntilMs)) return false
  if (nowMs < state.coolUntilMs) return false
  return !state.isOpen || (nowMs >= state.openUntilMs && state.probes < MAX_PROBES)
}

/** When it may be called again, as far as is known. */
export function openAgainAt(state: DeploymentState): number {
  const openMs = state.isOpen ? state.openUntilMs : 0
  return Math.max(state.key.quarantinedUntilMs, state.coolUntilMs, openMs)
}

/** A call begins. True: it is a probe, which `endCall` must be told. */
export function beginCall(state: DeploymentState): boolean {
  state.inFlight += 1
  const { key } = state
  if (key.quarantinedForMs > 0) key.isProbing = true
  if (!state.isOpen) return false
  state.probes += 1
  return true
}

export interface CallEnd {
  verdict: Verdict
  isProbe: boolean
  nowMs: number
  /** Whose call it was: one caller alone cannot take a deployment from the others. */
  caller: string
  /** Of `limited` and `failed`: how long it asked to be left alone; undefined: it did not say. */
  retryAfterMs?: number | undefined
}

export function endCall(state: DeploymentState, end: CallEnd): void {
  const { isProbe, nowMs } = end
  const verdict = plainVerdict(end, state.key)
  state.inFlight -= 1
  if (isProbe) state.probes = Math.max(0, state.probes - 1)
  const { key } = state
  key.isProbing = false
  if (verdict === 'no-verdict') return
  // Whatever else it answered, it took the key.
  if (verdict === 'key-refused') return quarantine(key, nowMs)
  if (verdict === 'well') {
    if (key.quarantinedForMs > 0) key.changes += 1
    key.quarantinedForMs = 0
    key.quarantinedUntilMs = 0
    key.wellAtMs = nowMs
  }
  if (verdict === 'limited' || end.retryAfterMs !== undefined) cool(state, end)
  if (verdict !== 'limited') count(state, verdict === 'failed', end)
}

/** A key that answered others a moment ago is not wrong because one request was forbidden: nobody takes it from the rest. */
function plainVerdict({ verdict, nowMs }: CallEnd, { wellAtMs }: KeyState): Verdict {
  if (verdict !== 'forbidden') return verdict
  return nowMs - wellAtMs < TRUSTED_MS ? 'failed' : 'key-refused'
}

function quarantine(key: KeyState, nowMs: number): void {
  // Calls that were under way together count once.
  if (nowMs < key.quarantinedUntilMs) return
  key.quarantinedForMs =
    key.quarantinedForMs === 0
      ? FIRST_QUARANTINE_MS
      : Math.min(key.quarantinedForMs * 2, MAX_QUARANTINE_MS)
  key.quarantinedUntilMs = nowMs + key.quarantinedForMs
  key.changes += 1
}

function cool(state: DeploymentState, { retryAfterMs, nowMs }: CallEnd): void {
  const before = state.coolUntilMs
  if (retryAfterMs === undefined) {
    const isNew = nowMs >= state.coolUntilMs
    if (isNew) state.coolForMs = Math.min(Math.max(FIRST_COOL_MS, state.coolForMs * 2), 30_000)
  } else state.coolForMs = Math.min(retryAfterMs, MAX_COOL_MS)
  state.coolUntilMs = Math.max(before, nowMs + state.coolForMs)
  if (state.coolUntilMs > before + WORTH_TELLING_MS) state.changes += 1
}

function count(state: DeploymentState, isFailure: boolean, { nowMs, caller }: CallEnd): void {
  moveWindow(state, nowMs)
  state.calls += 1
  state.errorRate += (Number(isFailure) - state.errorRate) * NEW_SAMPLE
  if (!isFailure) {
    state.streak = 0
    state.coolForMs = 0
    state.failedFor = ''
    state.wellFor = caller
    state.wellForAtMs = nowMs
    if (state.isOpen) close(state, nowMs)
    return
  }
  state.failures += 1
  state.streak += 1
  state.failedFor = state.failedFor === '' || state.failedFor === caller ? caller : SEVERAL
  const calls = state.calls + state.callsBefore
  const failures = state.failures + state.failuresBefore
  const isBad = calls >= CALLS_TO_OPEN && failures / calls >= SHARE_TO_OPEN
  if (state.isOpen) {
    if (nowMs >= state.openUntilMs) open(state, nowMs)
  } else if ((isBad || state.streak >= STREAK_TO_OPEN) && !isOneCallersTrouble(state, nowMs)) {
    open(state, nowMs)
  }
}

/** It answers others, a moment ago: what fails may be what this one caller asks for. */
function isOneCallersTrouble({ failedFor, wellFor, wellForAtMs }: DeploymentState, nowMs: number) {
  return (
    failedFor !== SEVERAL &&
    wellFor !== '' &&
    wellFor !== failedFor &&
    nowMs - wellForAtMs < WITNESS_MS
  )
}

function moveWindow(state: DeploymentState, nowMs: number): void {
  const ageMs = nowMs - state.windowAtMs
  if (ageMs >= 0 && ageMs < HALF_WINDOW_MS) return
  const isNext = ageMs >= 0 && ageMs < 2 * HALF_WINDOW_MS
  state.callsBefore = isNext ? state.calls : 0
  state.failuresBefore = isNext ? state.failures : 0
  state.calls = 0
  state.failures = 0
  state.windowAtMs = isNext ? state.windowAtMs + HALF_WINDOW_MS : nowMs
}

function open(state: DeploymentState, nowMs: number): void {
  const isRelapse = state.isOpen || nowMs - state.closedAtMs < CALM_MS
  state.openForMs = isRelapse
    ? Math.min(Math.max(state.openForMs * 2, FIRST_OPEN_MS), MAX_OPEN_MS)
    : FIRST_OPEN_MS
  state.isOpen = true
  state.isHearsay = false
  state.changes += 1
  state.openUntilMs = nowMs + state.openForMs
}

function close(state: DeploymentState, nowMs: number): void {
  state.isOpen = false
  state.isHearsay = false
  state.changes += 1
  state.closedAtMs = nowMs
  state.calls = 0
  state.failures = 0
  state.callsBefore = 0
  state.failuresBefore = 0
  state.errorRate = 0
}

/** The time to the first content of a stream. */
export function noteLatency(state: DeploymentState, ms: number, nowMs: number): void {
  state.latencyMs = averaged(state.latencyMs, Math.max(ms, 1))
  state.latencyAtMs = nowMs
}

/** The time of an answer that came whole. */
export function noteWhole(state: DeploymentState, ms: number, nowMs: number): void {
  state.wholeMs = averaged(state.wholeMs, Math.max(ms, 1))
  state.wholeAtMs = nowMs
}

function averaged(known: number, sample: number): number {
  return known === 0 ? sample : known + (sample - known) * NEW_SAMPLE
}

export function noteSpeed(state: DeploymentState, tokensPerSecond: number): void {
  state.tokensPerSecond = averaged(state.tokensPerSecond, tokensPerSecond)
}

/**
 * What a call there would cost in time: lower is better; 0 where nothing of its kind is known yet, so that it gets known. Streams
 * are compared by their first content, whole answers by all of it.
 */
export function loadOf(state: DeploymentState, nowMs: number, isStream = true): number {
  const [ms, atMs] = isStream
    ? [state.latencyMs, state.latencyAtMs]
    : [state.wholeMs, state.wholeAtMs]
  const ageMs = Math.max(0, nowMs - atMs)
  return ms * 2 ** (-ageMs / LATENCY_HALF_LIFE_MS) * (state.inFlight + 1)
}
