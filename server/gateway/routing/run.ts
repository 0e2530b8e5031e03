import { AppError } from '#server/lib/app-error.ts'
import type { RoutingDecision } from '#server/metering/accounts.ts'
import { printable } from '../names.ts'
import type { RunContext } from './call-target.ts'
import { denied } from '#server/access/require-allowed.ts'
import { isOpenFor, openAgainAt, stateAt } from './deployment-state.ts'
import { barredBy, type Plan } from './plan.ts'
import type { Route, Target } from './target.ts'

/** One request on its way through its plan. */
export interface Run {
  plan: Plan
  route: Route
  /** Which of `plan.others` comes next. */
  next: number
  /** Bit n: the route's target n may not be taken (any more). */
  barred: number
  attempts: number
  /** Further tries at the present deployment. */
  here: number
  lastError: unknown
  decision: RoutingDecision
}

/** Requests that wait for a deployment, over all routes: beyond it they are told to come back. */
const MAX_WAITING = 256
/** Those that waited for one deployment do not all come at once. */
const SPREAD_MS = 100
const MAX_WAITS = 3

export function passOver(run: Run, target: Target, reason: string): void {
  run.decision.passedOver.push({ deployment: target.name, reason })
}

/** Those of the first `count` deployments that would have been called if they were well. */
export function passOverUnwell(run: Run, count: number, nowMs: number): void {
  for (let index = 0; index < count; index += 1) {
    const target = run.route.targets[index]
    if (!target || (run.barred & (1 << index)) !== 0) continue
    const reason = whyUnwell(target, nowMs)
    if (reason !== undefined) passOver(run, target, reason)
  }
}

const UNWELL = {
  closed: undefined,
  open: 'It failed too often of late, and was left alone.',
  'half-open': 'It failed too often of late, and others were finding out whether it is well.',
  cooling: 'It had asked not to be called for a while.',
  quarantined: 'It had refused the key that it was called with.',
}

function whyUnwell(target: Target, nowMs: number): string | undefined {
  const { provider, model, state } = target
  if (!isUp(target)) return provider.stateOf(model.upstreamName).reason ?? 'It was not there.'
  return isOpenFor(state, nowMs) ? undefined : UNWELL[stateAt(state, nowMs)]
}

/** Bars what may not be used at all. Throws where policy leaves nothing, and no other route is named. */
export function enterRoute(run: Run, { request, routing, clock }: RunContext): void {
  const { plan, route } = run
  const isFallback = run.attempts > 0
  const { bits, reasons } = barredBy({ plan, route, request, routing, isFallback }, clock.now())
  run.barred = bits
  run.here = 0
  for (const { deployment, reason } of reasons) run.decision.passedOver.push({ deployment, reason })
  if (reasons.length < route.targets.length || run.next < plan.others.length) return
  if (run.attempts > 0) return
  const why = reasons.map(({ deployment, reason }) => `${deployment}: ${reason}`)
  const ruled = reasons.find(({ rule }) => rule !== undefined)
  throw denied({
    ...ruled,
    reason: `No deployment of “${printable(route.name)}” may be used for this call. ${why.join(' ')}`,
  })
}

let waiting = 0

/** Waits until a deployment takes calls again, if that is soon. Throws where it is not, or where too many wait. */
export async function waitForTarget(run: Run, context: RunContext): Promise<void> {
  const { route } = run
  const nowMs = context.nowMs()
  const usable = route.targets.filter(
    (target, index) => (run.barred & (1 << index)) === 0 && isUp(target),
  )
  if (usable.length === 0) throw nobodyThere(run, context)
  const openAtMs = Math.min(...usable.map(({ state }) => openAgainAt(state)))
  const waitMs = Math.max(openAtMs - nowMs, 20)
  const left = route.retries.queueMs - run.decision.queuedMs
  const waits = Math.ceil(run.decision.queuedMs / Math.max(waitMs, 1))
  if (usable.every(({ state }) => state.key.quarantinedForMs > 0)) throw keysRefused(usable)
  if (waitMs > left || waits > MAX_WAITS || waiting >= MAX_WAITING) {
    throw allBusy(route, waitMs, usable.length === 1 && usable[0]?.state.isOpen === false)
  }
  waiting += 1
  try {
    const spreadMs = context.routing.random() * SPREAD_MS
    await context.pause(waitMs + spreadMs, context.signal)
    run.decision.queuedMs += Math.round(waitMs + spreadMs)
  } finally {
    waiting -= 1
  }
}

function isUp({ provider, model }: Target): boolean {
  return provider.stateOf(model.upstreamName).state !== 'unavailable'
}

function nobodyThere({ route, barred }: Run, { request, routing, clock }: RunContext): AppError {
  const isDrill = route.targets.some((target) =>
    routing.isLost(request.principal.tenantId, target, clock.now()),
  )
  const reason = route.targets
    .filter((_, index) => (barred & (1 << index)) === 0)
    .map(({ provider, model }) => provider.stateOf(model.upstreamName).reason)
    .find((text) => text !== null)
  return new AppError(
    'provider_unavailable',
    `The model “${printable(route.name)}” cannot be called now${isDrill ? ': a fire drill has taken its deployments away.' : reason ? `: ${reason}` : '.'}`,
  )
}

function keysRefused(usable: Target[]): AppError {
  const names = [...new Set(usable.map(({ provider }) => provider.id))]
  const check = names.map((id) => `providers.${id}.apiKey`).join(', ')
  return new ProviderKeyRefused(
    `Galerne's own key was refused by ${names.map((id) => `“${id}”`).join(', ')}. An administrator must check ${check}.`,
  )
}

/** Nobody's call will go through before a person has done something. */
class ProviderKeyRefused extends AppError {
  constructor(message: string) {
    super('provider_error', message)
  }

  override get isRetryable(): boolean {
    return false
  }
}

/** @param isLimited The only one there is said itself that it wants no calls: so it is told as it said it. */
function allBusy(route: Route, waitMs: number, isLimited: boolean): AppError {
  return new AppError(
    isLimited ? 'rate_limited' : 'busy',
    `No deployment of “${printable(route.name)}” takes calls now. Try again later.`,
    { retryAfterMs: Math.ceil(waitMs) },
  )
}

/** Whether any of a route's deployments takes calls now, for pages. */
export function isReachable(route: Route, nowMs: number): boolean {
  return route.targets.some((target) => isUp(target) && isOpenFor(target.state, nowMs))
}
