import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Reservation } from '#server/metering/accounts.ts'
import { runAttempt, type GatewayResponse } from '../attempt.ts'
import { ProviderRefusal, reasonToStop } from '../failures.ts'
import type { ScreenedCall, ScreenFor } from '../screened-call.ts'
import { createGuard } from './guard.ts'
import type { PlanRequest } from './plan.ts'
import type { Routing } from './routing.ts'
import type { Route, Target } from './target.ts'
import { createTrack, type Track } from './track.ts'
import { readWhole } from './whole-answer.ts'

/** What every attempt of one request shares. */
export interface RunContext {
  request: PlanRequest
  routing: Routing
  reservation: Reservation
  /** The caller's. */
  signal: AbortSignal
  requestId: string
  clock: Clock
  log: Log
  /** Of time that passes (`passedMs`). */
  nowMs: () => number
  /** Rejects when the signal aborts. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** What of the call a deployment may see; absent: all of it. */
  screen?: ScreenFor
}

/** Calls one deployment once. Throws AppError where there will be no content; the attempt is accounted for either way. */
export async function callTarget(
  target: Target,
  route: Route,
  context: RunContext,
): Promise<GatewayResponse> {
  // Before anything of the attempt has begun: what may not go there was never tried.
  const screening = context.screen?.(target)
  const screened = (screening instanceof Promise ? await screening : screening) ?? null
  const track = startTrack(target, route, context)
  const isWhole = route.delivery === 'whole' && context.request.call.isStream
  if (!isWhole)
    return runTracked(track, { target, context, reservation: context.reservation, screened })
  const guard = createGuard(context.reservation)
  const unseen: Track = {
    ...track,
    // As long as nothing is sent, half an answer is nobody's but ours.
    end: (end) => track.end({ ...end, isWaste: end.outcome !== 'complete' && !guard.isPassing }),
  }
  const response = await runTracked(unseen, { target, context, reservation: guard, screened })
  return readWhole(response, guard)
}

export function startTrack(target: Target, route: Route, context: RunContext): Track {
  const { request, reservation, signal, clock } = context
  const attempt = reservation.startAttempt({
    providerId: target.provider.id,
    upstreamModel: target.model.upstreamName,
  })
  const { isStream } = request.call
  const { limits } = route
  const caller = callerOf(request.principal)
  return createTrack({ target, limits, attempt, isStream, caller, signal, clock })
}

/** All keys of one owner are one caller. */
function callerOf({ tenantId, id, grant }: Principal): string {
  return grant ? `${tenantId} ${grant.owner.id}` : `${tenantId} ${id}`
}

export interface Tracked {
  target: Target
  context: RunContext
  /** What the attempt closes when it is over. */
  reservation: Reservation
  /** Null: the deployment sees the call as it is. */
  screened: ScreenedCall | null
}

export async function runTracked(
  track: Track,
  { target, context, reservation, screened }: Tracked,
): Promise<GatewayResponse> {
  const { request, requestId, clock, log, signal } = context
  const { principal, call } = request
  try {
    const response = await runAttempt({
      call: screened?.call ?? call,
      deployment: target,
      attempt: track,
      reservation,
      tenantId: principal.tenantId,
      requestId,
      signal: track.signal,
      clock,
      watch: (body) => track.watch(body),
    })
    return screened ? await screened.toCaller(response) : response
  } catch (thrown) {
    const error = reasonToStop(track.signal) ?? thrown
    track.fail(error)
    if (!signal.aborted) noteFailure(error, target, { requestId, log })
    throw error
  }
}

function noteFailure(
  error: unknown,
  { provider, model }: Target,
  { requestId, log }: { requestId: string; log: Log },
): void {
  const fields = { requestId, provider: provider.id, model: model.id }
  // A refusal may quote what the caller wrote; logs never hold that.
  if (error instanceof ProviderRefusal) {
    log.info('gateway.refused', { ...fields, code: error.code, status: error.status })
  } else if (error instanceof AppError) {
    const { code, cause } = error
    log.warn('gateway.attempt_failed', { ...fields, code, cause })
  } else log.error('gateway.attempt_broke', { ...fields, error })
}
