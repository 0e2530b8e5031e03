import { AppError } from '#server/lib/app-error.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { Attempt, AttemptEnd } from '#server/metering/accounts.ts'
import { ProviderFailed, ProviderMisconfigured, ProviderRefusal } from '../failures.ts'
import {
  beginCall,
  endCall,
  noteLatency,
  noteSpeed,
  noteWhole,
  type Verdict,
} from './deployment-state.ts'
import type { RouteLimits, Target } from './target.ts'
import { startLimits, watched, withoutFirst } from './time-limits.ts'

export interface TrackOptions {
  target: Target
  limits: RouteLimits
  /** The account of this attempt. */
  attempt: Attempt
  isStream: boolean
  /** Whose call it is. */
  caller: string
  /** The caller's. */
  signal: AbortSignal
  clock: Clock
}

/** One attempt under way: its time limits, and what its deployment is judged by. */
export interface Track extends Attempt {
  /** Aborted when the caller leaves, when time is up (with an AppError for its reason), or by `stop`. */
  readonly signal: AbortSignal
  /** Ends it with what was thrown. */
  fail(error: unknown): void
  /** It is not wanted any more; what it cost is waste. */
  stop(): void
  /** The bytes as they come, under the limits of the route. */
  watch(body: AsyncIterable<Buffer>): AsyncIterable<Buffer>
}

export function createTrack(options: TrackOptions): Track {
  const { target, limits, attempt, signal } = options
  const now = () => passedMs(options.clock)
  const { state, provider } = target
  const leaving = new AbortController()
  const onAbort = () => leaving.abort(signal.reason)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  const startedAtMs = now()
  const isProbe = beginCall(state)
  let firstContentAtMs = 0
  let hasEnded = false
  let hasAnswered = false

  const tooSlow = (what: string) =>
    leaving.abort(new AppError('provider_timeout', `The provider “${provider.id}” ${what}.`))
  const stopLimits = startLimits(options.isStream ? limits : withoutFirst(limits), {
    hasContent: () => firstContentAtMs > 0,
    tooSlow,
  })
  const finish = (verdict: Verdict, retryAfterMs?: number) => {
    if (hasEnded) return
    hasEnded = true
    stopLimits()
    signal.removeEventListener('abort', onAbort)
    endCall(state, {
      verdict,
      isProbe,
      nowMs: now(),
      caller: options.caller,
      retryAfterMs,
    })
  }

  return {
    signal: leaving.signal,
    noteFirstContent() {
      firstContentAtMs = now() || 1
      attempt.noteFirstContent()
      const note = options.isStream ? noteLatency : noteWhole
      note(state, firstContentAtMs - startedAtMs, firstContentAtMs)
    },
    end(end) {
      const seconds = (now() - firstContentAtMs) / 1000
      if (options.isStream && firstContentAtMs > 0 && end.usage && seconds > 0.1) {
        noteSpeed(state, end.usage.outputTokens / seconds)
      }
      finish(verdictOf(end))
      attempt.end(end)
    },
    fail(error) {
      const { verdict, retryAfterMs, status } = judge(error)
      const isCancelled = signal.aborted
      finish(isCancelled ? 'no-verdict' : verdict, retryAfterMs)
      attempt.end(endFailed(error, { status, isCancelled, hasAnswered }))
    },
    stop() {
      finish('no-verdict')
      attempt.end({ outcome: 'cancelled', errorCode: 'cancelled', isWaste: true })
      leaving.abort()
    },
    watch(body) {
      hasAnswered = true
      const { idleMs, minTokensPerSecond } = limits
      if (idleMs === null && minTokensPerSecond === null) return body
      return watched(body, { idleMs, minTokensPerSecond, tooSlow })
    },
  }
}

/** What an attempt that was cut short leaves in the ledger. */
function endFailed(
  error: unknown,
  known: { status: number | null; isCancelled: boolean; hasAnswered: boolean },
): AttemptEnd {
  const { status, isCancelled, hasAnswered } = known
  const errorCode = error instanceof AppError ? error.code : 'internal'
  // It took the request and began, or never said anything: that may be charged.
  const isUncertain = status === null && (hasAnswered || errorCode === 'provider_timeout')
  const outcome = isCancelled ? 'cancelled' : 'failed'
  // What nobody has seen of it is never charged to the caller.
  return { outcome, errorCode, status, isUncertain, isWaste: isUncertain }
}

/** How an attempt that ended by itself went. */
function verdictOf({ outcome, errorCode }: AttemptEnd): Verdict {
  if (outcome === 'complete') return 'well'
  if (outcome === 'cancelled') return 'no-verdict'
  if (errorCode === 'rate_limited') return 'limited'
  return errorCode !== undefined && errorCode !== null && IS_FAILURE.has(errorCode)
    ? 'failed'
    : 'no-verdict'
}

const IS_FAILURE = new Set<string>(['provider_error', 'provider_unavailable', 'provider_timeout'])

const REFUSED: Readonly<Record<number, Verdict>> = { 403: 'forbidden', 404: 'failed' }

/** What an error says of the deployment. */
function judge(error: unknown): { verdict: Verdict; retryAfterMs?: number; status: number | null } {
  // It found fault with the request, so it is well.
  if (error instanceof ProviderRefusal) return { verdict: 'well', status: error.status }
  if (error instanceof ProviderMisconfigured) {
    const { status } = error
    return { verdict: REFUSED[status] ?? 'key-refused', status }
  }
  const status = error instanceof ProviderFailed ? error.status : null
  if (!(error instanceof AppError)) return { verdict: 'no-verdict', status }
  const { code, retryAfterMs } = error
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (code === 'rate_limited' || code === 'busy') return { verdict: 'limited', ...asked, status }
  return { verdict: IS_FAILURE.has(code) ? 'failed' : 'no-verdict', ...asked, status }
}
